"""What a person has decided about a task that failed for good."""

from django.db import models


class SetAsideTask(models.Model):
    """A dead letter that was looked at and will not be tried again. The audit trail says by whom.

    The task goes with it after a month: it may hold what somebody was to be told.
    """

    task = models.OneToOneField(
        "django_tasks_database.DBTaskResult", on_delete=models.CASCADE, related_name="set_aside"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"Task {self.task_id}, set aside"
