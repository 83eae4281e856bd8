"""Who did what, to which row, when: written in the transaction that did it, never changed."""

from django.db import models

from core.models.append_only import AppendOnly


class AuditEvent(AppendOnly):
    """One fact of the audit trail. `core.audit.record` is the only writer.

    People are kept as id and label, not as a foreign key: the trail outlives an erased account.
    """

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    actor_id = models.BigIntegerField(null=True, help_text="The person's id; empty for a job.")
    actor_label = models.CharField(max_length=200, blank=True)
    verb = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=60)
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ("-at", "-pk")
        indexes = (models.Index(fields=("subject_type", "subject_id"), name="audit_subject"),)

    def __str__(self) -> str:
        return f"{self.actor_label or 'a job'}: {self.verb} {self.subject_type} {self.subject_id}"
