"""What has been done once and must not be done again: a reminder, a digest, a chase."""

from django.db import models


class SentOnce(models.Model):
    """A key that is written in the transaction of what it stands for, so it stands for it once."""

    key = models.CharField(max_length=160, unique=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-at",)
        verbose_name_plural = "sent once"

    def __str__(self) -> str:
        return self.key
