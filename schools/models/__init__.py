from schools.models.area import Area, AreaMembership
from schools.models.import_run import ImportRun
from schools.models.local_authority import LocalAuthority
from schools.models.post import Post
from schools.models.purchasing import Purchasing
from schools.models.school import SMALL_SCHOOL_ROLL, School
from schools.models.school_holiday import SchoolHoliday
from schools.models.school_link import SchoolLink
from schools.models.standing import Standing

__all__ = [
    "SMALL_SCHOOL_ROLL",
    "Area",
    "AreaMembership",
    "ImportRun",
    "LocalAuthority",
    "Post",
    "Purchasing",
    "School",
    "SchoolHoliday",
    "SchoolLink",
    "Standing",
]
