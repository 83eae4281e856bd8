"""Rows that are written once: the trail and the ledger."""

from typing import Any

from django.db import models


class AppendOnly(models.Model):
    """A fact. It is corrected by another fact, never changed and never deleted."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert. Raises TypeError on an attempt to change a row."""
        if not self._state.adding:
            raise TypeError(f"A {self._meta.verbose_name} is never changed; write another.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Raises TypeError, always."""
        raise TypeError(f"A {self._meta.verbose_name} is never deleted; write another.")
