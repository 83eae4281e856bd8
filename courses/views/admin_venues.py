"""The office's pages for venues."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import ProtectedError
from django.http import HttpResponse
from django.shortcuts import redirect
from wagtail.admin.views.generic import DeleteView


class VenueDeleteView(DeleteView):
    """Deletes a venue where nothing takes place; any other stays, and the page says why."""

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            response: HttpResponse = super().form_valid(form)
        except ProtectedError:
            messages.error(
                self.request,
                f"“{self.object}” is where courses take place or took place, so it cannot be "
                "deleted. Give those runs and sessions another venue first.",
            )
            return redirect("course_venues:edit", self.object.pk)
        return response
