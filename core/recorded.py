"""The admin's own forms for plain records: what they save is in the audit trail too.

For rows that are nothing but what somebody typed. Whatever has counts or states has actions.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from wagtail.admin.views.generic import CreateView, DeleteView, EditView

from core import audit


class RecordedCreateView(CreateView):
    """Creates the row and says so in the trail, in one transaction."""

    def save_instance(self) -> Model:
        row: Model = super().save_instance()
        audit.record(f"{row._meta.model_name}.create", row, by=self.request.user, name=str(row))
        return row


class RecordedEditView(EditView):
    """Changes the row and says in the trail which fields."""

    def save_instance(self) -> Model:
        row: Model = super().save_instance()
        changed = sorted(self.form.changed_data)
        if self.form.has_changed():
            verb = f"{row._meta.model_name}.revise"
            audit.record(verb, row, by=self.request.user, changed=changed)
        return row


class RecordedDeleteView(DeleteView):
    """Deletes the row; the trail keeps what it was called."""

    def delete_action(self) -> None:
        row: Any = self.object
        audit.record(f"{row._meta.model_name}.delete", row, by=self.request.user, name=str(row))
        super().delete_action()
