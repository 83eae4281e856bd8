from certification.models.course_link import CourseCriterionLink
from certification.models.decision import Assessment, Decision
from certification.models.enrolment import Cohort, CohortStaff, Enrolment
from certification.models.evidence import Evidence, EvidenceClaim
from certification.models.specification import Qualification, Specification
from certification.models.unit import AssessmentCriterion, LearningOutcome, RangePoint, Unit

__all__ = [
    "Assessment",
    "AssessmentCriterion",
    "Cohort",
    "CohortStaff",
    "CourseCriterionLink",
    "Decision",
    "Enrolment",
    "Evidence",
    "EvidenceClaim",
    "LearningOutcome",
    "Qualification",
    "RangePoint",
    "Specification",
    "Unit",
]
