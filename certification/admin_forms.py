"""What hub administrators fill in. People are named by e-mail address: a list could be endless."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from wagtail.admin.forms import WagtailAdminModelForm

from accounts.models import User
from accounts.models.user import normalise_email
from certification.enums import SpecificationStatus
from certification.models import (
    Cohort,
    CohortStaff,
    CourseCriterionLink,
    Enrolment,
    RangePoint,
    Specification,
)

NOBODY = "Nobody has an account with this address. They sign up first."


def find_person(email: str) -> User:
    """The person with this address; a ValidationError says what to do when there is none."""
    found = User.objects.filter(email=normalise_email(email), is_active=True).first()
    if found is None:
        raise ValidationError(NOBODY)
    return found


class EnrolForm(WagtailAdminModelForm):
    """Take a person onto a cohort's version."""

    email = forms.EmailField(label="The learner's e-mail address")
    registered_on = forms.DateField(
        label="Registered on", help_text="Their time begins on this day, like 2026-09-01."
    )
    field_order = ("email", "cohort", "registered_on")

    class Meta:
        model = Enrolment
        fields = ("cohort",)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        cohort: Cohort | None = data.get("cohort")
        if data.get("email"):
            try:
                data["learner"] = find_person(data["email"])
            except ValidationError as error:
                self.add_error("email", error)
        if cohort and not cohort.specification.is_published:
            self.add_error("cohort", "This cohort's version is not published yet.")
        elif cohort and data.get("learner"):
            same = Enrolment.objects.filter(
                learner=data["learner"], specification=cohort.specification_id
            )
            if same.exists():
                self.add_error("email", "This person is on this version already.")
        return data


class CohortForm(WagtailAdminModelForm):
    """A cohort on a published version."""

    class Meta:
        model = Cohort
        fields = ("name", "specification", "start_date")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["specification"].queryset = Specification.objects.select_related(
            "qualification"
        ).filter(status=SpecificationStatus.PUBLISHED)
        if self.instance.pk:
            self.fields["specification"].disabled = True


class CohortStaffForm(WagtailAdminModelForm):
    """A role of one person in one cohort, from a day, until a day."""

    email = forms.EmailField(label="E-mail address")
    field_order = ("cohort", "email", "role", "start_date", "end_date")

    class Meta:
        model = CohortStaff
        fields = ("cohort", "role", "start_date", "end_date")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["email"].initial = self.instance.user.email
            for name in ("cohort", "email", "role", "start_date"):
                self.fields[name].disabled = True

    def clean_email(self) -> str:
        self.instance.user = find_person(self.cleaned_data["email"])
        return str(self.cleaned_data["email"])


class CourseCriterionLinkForm(WagtailAdminModelForm):
    """To which criterion of a published version a course contributes."""

    class Meta:
        model = CourseCriterionLink
        fields = ("page", "range_point", "strength", "basis", "active_from_date", "active_to_date")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["range_point"].queryset = RangePoint.objects.with_names().filter(
            criterion__outcome__unit__specification__status=SpecificationStatus.PUBLISHED
        )
