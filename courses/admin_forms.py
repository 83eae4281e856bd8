"""Forms of the hub's office. They check and translate; `courses.actions.runs` does the work."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import InlinePanel

from accounts.models import User
from core.fields import LineField
from core.money import VatCode
from courses.actions.runs import Meeting, PriceLine
from courses.enums import Audience
from courses.exceptions import CapacityTooLowError, QuotaTooLowError

LONGEST_SESSION = timedelta(hours=16)
TWO_PRICES = "Two prices are for the same people. Give one of them a name of its own, or remove it."


class RowsPanel(InlinePanel):
    """An InlinePanel whose rows have a form class of their own."""

    def __init__(self, relation_name: str, *, row_form: type[WagtailAdminModelForm], **kwargs: Any):
        super().__init__(relation_name, **kwargs)
        self.row_form = row_form

    def clone_kwargs(self) -> dict[str, Any]:
        return {**super().clone_kwargs(), "row_form": self.row_form}

    def get_form_options(self) -> dict[str, Any]:
        options: dict[str, Any] = super().get_form_options()
        options["formsets"][self.relation_name]["form"] = self.row_form
        return options


class SessionForm(WagtailAdminModelForm):
    """One session of a run. Tutors are named by address: there may be many thousand people."""

    tutor_emails = forms.CharField(
        label="Tutors",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="The e-mail address that each tutor signs in with, one on a line.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            addresses = self.instance.tutors.order_by("email").values_list("email", flat=True)
            self.initial["tutor_emails"] = "\n".join(addresses)

    def clean_tutor_emails(self) -> list[User]:
        """The people with these addresses; an address that nobody has is named."""
        given = {line.strip().lower() for line in self.cleaned_data["tutor_emails"].split()}
        found = {user.email: user for user in User.objects.filter(email__in=given, is_active=True)}
        if unknown := sorted(given - set(found)):
            raise ValidationError(f"Nobody signs in with {', '.join(unknown)}. Check the spelling.")
        return [found[email] for email in sorted(found)]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        start, end = data.get("start_at"), data.get("end_at")
        if start and end and end <= start:
            self.add_error("end_at", "The session must end after it starts.")
        elif start and end and end - start > LONGEST_SESSION:
            self.add_error("end_at", "A session lasts 16 hours at most. Add another session.")
        return data

    def meeting(self) -> Meeting:
        """What this row asks for."""
        data = self.cleaned_data
        return Meeting(
            session_id=self.instance.pk,
            start_at=data["start_at"],
            end_at=data["end_at"],
            title=data["title"],
            venue=data["venue"],
            room=data["room"],
            joining_link=data["joining_link"],
            joining_hours=data["joining_hours"],
            tutors=data["tutor_emails"],
        )


class PriceForm(WagtailAdminModelForm):
    """One price of a run, in pounds."""

    pounds = forms.DecimalField(
        label="Price before VAT, in pounds",
        min_value=0,
        max_value=20_000,
        decimal_places=2,
        help_text="0 for free. A price change leaves places that are taken as they are.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["pounds"] = Decimal(self.instance.net_pence) / 100

    def price(self) -> PriceLine:
        """What this row asks for."""
        data = self.cleaned_data
        return PriceLine(
            audience=Audience(data["audience"]),
            net_pence=int(data["pounds"] * 100),
            name=data["name"],
            vat_code=VatCode(data["vat_code"]),
            valid_from=data["valid_from"],
            valid_until=data["valid_until"],
            quota=data["quota"],
            tier_id=self.instance.pk,
        )

    def clean_quota(self) -> int | None:
        """Never below the places that are taken at this price."""
        quota: int | None = self.cleaned_data["quota"]
        taken = self.instance.taken
        if quota is not None and quota < taken:
            name = self.cleaned_data.get("name") or self.instance.name
            raise ValidationError(str(QuotaTooLowError(name=name, wanted=quota, taken=taken)))
        return quota

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = data.get("valid_from"), data.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", "The last day is before the first.")
        return data

    def key(self) -> tuple[str, str]:
        """What no two prices of a run may share: whom it is for, and its name."""
        audience, name = self["audience"].value(), (self["name"].value() or "").strip()
        return audience, name or dict(Audience.choices).get(audience, "")


class RunForm(WagtailAdminModelForm):
    """A run with its sessions and prices. Which course it is of is settled when it is made."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["page"].disabled = True

    def clean_capacity(self) -> int:
        """Never below the places that are taken."""
        capacity: int = self.cleaned_data["capacity"]
        if capacity < 1:
            raise ValidationError("A run needs room for one person at least.")
        taken = self.instance.places_taken
        if capacity < taken:
            raise ValidationError(str(CapacityTooLowError(wanted=capacity, taken=taken)))
        return capacity

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        opens, closes = data.get("booking_opens_at"), data.get("booking_closes_at")
        if opens and closes and closes <= opens:
            self.add_error("booking_closes_at", "Booking must close after it opens.")
        if data.get("minimum_to_run", 0) > data.get("capacity", 0) > 0:
            self.add_error("minimum_to_run", "This is more than the capacity.")
        return data

    def is_valid(self) -> bool:
        """Also that no two prices are the same, said where it can be seen."""
        valid: bool = super().is_valid()
        formset = self.formsets["tiers"]
        seen: set[tuple[str, str]] = set()
        for row in formset.forms:
            if row in formset.deleted_forms:
                continue
            if row.key() in seen:
                row.add_error("audience", TWO_PRICES)
                valid = False
            seen.add(row.key())
        return valid

    def rows(self, relation: str) -> list[Any]:
        """The rows of a relation that are filled in and not struck out."""
        formset = self.formsets[relation]
        return [
            row
            for row in formset.forms
            if row.is_valid()
            and row not in formset.deleted_forms
            and (row.has_changed() or row.instance.pk)
        ]

    def meetings(self) -> list[Meeting]:
        return [row.meeting() for row in self.rows("sessions")]

    def prices(self) -> list[PriceLine]:
        return [row.price() for row in self.rows("tiers")]

    def details(self) -> dict[str, Any]:
        """The run's own fields, as `runs.revise` takes them."""
        return {
            name: self.cleaned_data[name]
            for name in (
                "format",
                "capacity",
                "minimum_to_run",
                "venue",
                "any_time",
                "recording_link",
                "booking_opens_at",
                "booking_closes_at",
                "waiting_closes_at",
                "policy",
                "notice_days",
                "sessions_needed",
                "allow_pay_later",
            )
        }


class CancelForm(forms.Form):
    """Why a run is called off."""

    reason = LineField(
        label="Why is it cancelled?",
        max_length=200,
        help_text="One sentence. Everybody can read it on the course’s page.",
        error_messages={"required": "Say in a sentence why this run is cancelled."},
    )


class CopyForm(forms.Form):
    """When the copy of a run begins."""

    starts_on = forms.DateField(
        label="On which day is its first session?",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": "Enter the day of the first session."},
    )

    def clean_starts_on(self) -> date:
        """A day to come."""
        starts_on: date = self.cleaned_data["starts_on"]
        if starts_on <= timezone.localdate():
            raise ValidationError("Enter a day after today.")
        return starts_on
