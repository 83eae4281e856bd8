"""The words for how far a promise is and what kind of role a hub has."""

from django.db import models


class CommitmentStatus(models.TextChoices):
    """How far a promise is: four beats, counted in `BEATS`."""

    PLANNED = "PLANNED", "Planned"
    STARTED = "STARTED", "Started"
    WELL_ON = "WELL_ON", "Well on"
    KEPT = "KEPT", "Kept"


BEATS = {
    CommitmentStatus.PLANNED: 1,
    CommitmentStatus.STARTED: 2,
    CommitmentStatus.WELL_ON: 3,
    CommitmentStatus.KEPT: 4,
}


class RoleKind(models.TextChoices):
    """What a national plan calls a thing it asks of hubs."""

    CORE = "CORE", "Core role"
    EXTENSION = "EXTENSION", "Extension role"
    AIM = "AIM", "Aim"
    FUNCTION = "FUNCTION", "Strategic function"
