"""When each regular job next runs, claimed by one conditional UPDATE, and how it last went."""

from django.db import models


class ScheduledJob(models.Model):
    """One regular job. Any number of workers may look; only one gets each turn.

    `started_at` is set while it runs. A worker that is killed leaves it set, and the turn is
    somebody else's after a while. `failures` counts those in a row; `error` is the last one's.
    """

    name = models.CharField(max_length=100, unique=True)
    next_run_at = models.DateTimeField()
    last_run_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    milliseconds = models.PositiveIntegerField(null=True, blank=True)
    result = models.CharField(max_length=200, blank=True)
    failures = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
