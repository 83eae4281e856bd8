"""The words that the register and its people are described with."""

from django.db import models


class SchoolStatus(models.TextChoices):
    """Whether a school teaches today."""

    OPEN = "OPEN", "Open"
    CLOSED = "CLOSED", "Closed"
    PROPOSED = "PROPOSED", "Proposed"


class Phase(models.TextChoices):
    """The phase of education; blank when the register does not say."""

    NURSERY = "NURSERY", "Nursery"
    PRIMARY = "PRIMARY", "Primary"
    MIDDLE = "MIDDLE", "Middle"
    SECONDARY = "SECONDARY", "Secondary"
    ALL_THROUGH = "ALL_THROUGH", "All-through"
    SIXTEEN_PLUS = "SIXTEEN_PLUS", "16 plus"
    SPECIAL = "SPECIAL", "Special"


class LinkKind(models.TextChoices):
    """How a school came out of another."""

    SUCCESSION = "SUCCESSION", "Succeeded by"
    MERGER = "MERGER", "Merged into"
    SPLIT = "SPLIT", "Split into"


class PostRole(models.TextChoices):
    """What a person does at a school."""

    TEACHER = "TEACHER", "Teacher"
    MUSIC_LEAD = "MUSIC_LEAD", "Music lead"
    CPD_LEAD = "CPD_LEAD", "CPD lead"
    HEAD = "HEAD", "Head teacher"
    OFFICE = "OFFICE", "School office"


# Roles whose holders answer for the school: they may say who else works there.
APPROVING_ROLES = (PostRole.HEAD, PostRole.OFFICE, PostRole.CPD_LEAD)


class PostState(models.TextChoices):
    """Where a post stands. Only APPROVED opens a school's own pages."""

    CLAIMED = "CLAIMED", "Waiting for approval"
    APPROVED = "APPROVED", "Approved"
    DECLINED = "DECLINED", "Declined"
    ENDED = "ENDED", "Ended"


# From → to. Everything that is not here is refused by the actions.
POST_TRANSITIONS: dict[PostState, frozenset[PostState]] = {
    PostState.CLAIMED: frozenset({PostState.APPROVED, PostState.DECLINED, PostState.ENDED}),
    PostState.APPROVED: frozenset({PostState.ENDED}),
    PostState.DECLINED: frozenset(),
    PostState.ENDED: frozenset(),
}


class PurchaseOrderRule(models.TextChoices):
    """What a school asks of an invoice."""

    REQUIRED = "REQUIRED", "Required before booking"
    MAY_FOLLOW = "MAY_FOLLOW", "May follow later"
    NONE = "NONE", "Not used"


class StandingKind(models.TextChoices):
    """What a school is to the hub."""

    MEMBER = "MEMBER", "Member school"
    LEAD = "LEAD", "Lead school"
