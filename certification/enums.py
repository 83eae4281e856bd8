"""The words for the certificate route, and which state may follow which."""

from django.db import models


class SpecificationStatus(models.TextChoices):
    """Whether a version may be edited (DRAFT), joined (PUBLISHED) or only finished (RETIRED)."""

    DRAFT = "DRAFT", "Draft"
    PUBLISHED = "PUBLISHED", "Published"
    RETIRED = "RETIRED", "Retired"


class OutcomeVerb(models.TextChoices):
    """What an outcome asks of a learner."""

    KNOW = "KNOW", "Know"
    UNDERSTAND = "UNDERSTAND", "Understand"
    BE_ABLE = "BE_ABLE", "Be able to"


class EnrolmentState(models.TextChoices):
    """Where a learner stands on the route."""

    APPLIED = "APPLIED", "Applied"
    OFFERED = "OFFERED", "Offered a place"
    DECLINED = "DECLINED", "Declined"
    REGISTERED = "REGISTERED", "Registered"
    ACTIVE = "ACTIVE", "Active"
    ON_BREAK = "ON_BREAK", "On a break"
    WITHDRAWN = "WITHDRAWN", "Withdrawn"
    LAPSED = "LAPSED", "Out of time"
    COMPLETED = "COMPLETED", "Completed"
    CERTIFICATED = "CERTIFICATED", "Certificated"


_LEAVE = {EnrolmentState.WITHDRAWN}
ENROLMENT_TRANSITIONS: dict[EnrolmentState, frozenset[EnrolmentState]] = {
    EnrolmentState.APPLIED: frozenset({EnrolmentState.OFFERED, EnrolmentState.DECLINED, *_LEAVE}),
    EnrolmentState.OFFERED: frozenset({EnrolmentState.REGISTERED, *_LEAVE}),
    EnrolmentState.DECLINED: frozenset(),
    EnrolmentState.REGISTERED: frozenset({EnrolmentState.ACTIVE, *_LEAVE}),
    EnrolmentState.ACTIVE: frozenset(
        {EnrolmentState.ON_BREAK, EnrolmentState.LAPSED, EnrolmentState.COMPLETED, *_LEAVE}
    ),
    EnrolmentState.ON_BREAK: frozenset({EnrolmentState.ACTIVE, *_LEAVE}),
    EnrolmentState.WITHDRAWN: frozenset(),
    EnrolmentState.LAPSED: frozenset({EnrolmentState.ACTIVE, *_LEAVE}),
    EnrolmentState.COMPLETED: frozenset({EnrolmentState.CERTIFICATED}),
    EnrolmentState.CERTIFICATED: frozenset(),
}


class StaffRole(models.TextChoices):
    """What somebody does for a cohort. Never two of these for one learner's claim."""

    TUTOR = "TUTOR", "Tutor and assessor"
    MENTOR = "MENTOR", "Mentor"
    VERIFIER = "VERIFIER", "Internal verifier"


class EvidenceKind(models.TextChoices):
    """What a piece of evidence is."""

    ATTENDANCE = "ATTENDANCE", "Attended a course"
    WRITTEN = "WRITTEN", "Written"
    FILE = "FILE", "File"


class LinkStrength(models.TextChoices):
    """How far a course answers a criterion."""

    FULL = "FULL", "In full"
    PARTIAL = "PARTIAL", "In part"


class LinkBasis(models.TextChoices):
    """What in the course contributes: attendance, or a task before or after it."""

    ATTENDANCE = "ATTENDANCE", "By coming"
    PRE_TASK = "PRE_TASK", "A task before the course"
    POST_TASK = "POST_TASK", "A task after the course"


class Outcome(models.TextChoices):
    """What a decision says of one leaf."""

    MET = "MET", "Met"
    NOT_YET_MET = "NOT_YET_MET", "Not yet met"


class LeafState(models.TextChoices):
    """What the facts say of one leaf for one learner. Derived, never stored."""

    NOT_STARTED = "NOT_STARTED", "Not started"
    EVIDENCED = "EVIDENCED", "Evidenced"
    NOT_YET_MET = "NOT_YET_MET", "Needs another go"
    MET = "MET", "Met"
    VERIFIED = "VERIFIED", "Met and verified"


class Rag(models.TextChoices):
    """How progress stands beside time used. Always shown with its word, icon and reason."""

    GREEN = "GREEN", "On time"
    AMBER = "AMBER", "A little behind"
    RED = "RED", "Talk to your tutor"
