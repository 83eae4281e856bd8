from courses.models.approval import Approval
from courses.models.attendance import Attendance
from courses.models.attendee import Attendee
from courses.models.booking import Booking
from courses.models.cancellation_policy import CancellationPolicy, PolicyStep
from courses.models.certificate_of_attendance import CertificateOfAttendance
from courses.models.course_page import CourseIndexPage, CoursePage, Phase
from courses.models.course_run import CourseRun
from courses.models.evaluation import Evaluation
from courses.models.external_cpd import ExternalCpd
from courses.models.fund import Fund, FundRun
from courses.models.place import Place
from courses.models.place_needs import PlaceNeeds
from courses.models.price_tier import PriceTier
from courses.models.saved_interest import SavedInterest
from courses.models.session import Session
from courses.models.venue import Venue
from courses.models.voucher import Voucher, VoucherRun
from courses.models.waiting_list_entry import WaitingListEntry

__all__ = [
    "Approval",
    "Attendance",
    "Attendee",
    "Booking",
    "CancellationPolicy",
    "CertificateOfAttendance",
    "CourseIndexPage",
    "CoursePage",
    "CourseRun",
    "Evaluation",
    "ExternalCpd",
    "Fund",
    "FundRun",
    "Phase",
    "Place",
    "PlaceNeeds",
    "PolicyStep",
    "PriceTier",
    "SavedInterest",
    "Session",
    "Venue",
    "Voucher",
    "VoucherRun",
    "WaitingListEntry",
]
