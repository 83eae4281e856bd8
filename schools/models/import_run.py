"""The record of every import that changed the register."""

from django.conf import settings
from django.db import models


class ImportRun(models.Model):
    """One applied import. The report is kept as it was shown."""

    applied_at = models.DateTimeField(auto_now_add=True)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField("SHA-256 of the file", max_length=64, db_index=True)
    links_sha256 = models.CharField("SHA-256 of the links", max_length=64, blank=True)
    counts = models.JSONField(default=dict)
    report = models.TextField(blank=True)

    class Meta:
        ordering = ("-applied_at", "-pk")

    def __str__(self) -> str:
        return self.file_name
