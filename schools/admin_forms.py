"""Forms of the hub's office about schools, which are named by their numbers in the register."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from wagtail.admin.forms import WagtailAdminModelForm

from schools.models import Purchasing, School, SchoolHoliday, Standing

LONGEST_URN = 9
DAY = {"type": "date"}


class UrnsField(forms.CharField):
    """Schools by their numbers, one on a line: there may be many thousand of them."""

    widget: Any = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, str) or value is None:
            return value
        return "\n".join(str(school.urn) for school in value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        shown = str(self.prepare_value(initial) or "")
        return set(shown.split()) != set(str(data or "").replace(",", " ").split())

    def clean(self, value: Any) -> list[School]:
        """The schools with these numbers; a number that no school has is named."""
        given = set((super().clean(value) or "").replace(",", " ").split())
        numbers = [int(urn) for urn in given if urn.isdecimal() and len(urn) <= LONGEST_URN]
        found = School.objects.in_bulk(numbers, field_name="urn")
        if unknown := sorted(given - {str(urn) for urn in found}):
            raise ValidationError(f"No school has the number {', '.join(unknown)}.")
        return list(found.values())


class UrnField(UrnsField):
    """One school by its number."""

    widget = forms.TextInput(attrs={"inputmode": "numeric"})

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, int):  # as somebody typed it
            return value
        return School.objects.filter(pk=value).values_list("urn", flat=True).first()

    def clean(self, value: Any) -> Any:
        schools: list[School] = super().clean(value)
        if len(schools) > 1:
            raise ValidationError("Enter the number of one school.")
        return schools[0] if schools else None


def day_input() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs=DAY)


class StandingForm(WagtailAdminModelForm):
    """What a school is to the hub, from when and until when."""

    school = UrnField(label="School, by its URN")

    class Meta:
        model = Standing
        fields = ("school", "kind", "start_date", "end_date")
        widgets = {"start_date": day_input(), "end_date": day_input()}


class PurchasingForm(WagtailAdminModelForm):
    """How a school buys."""

    school = UrnField(label="School, by its URN")

    class Meta:
        model = Purchasing
        fields = (
            "school",
            "needs_approval",
            "approver_name",
            "approver_email",
            "finance_email",
            "purchase_order_rule",
        )


class SchoolHolidayForm(WagtailAdminModelForm):
    """Days on which schools are closed."""

    class Meta:
        model = SchoolHoliday
        fields = ("name", "first_date", "last_date")
        widgets = {"first_date": day_input(), "last_date": day_input()}
