"""Forms of the hub's office for policies, funds, vouchers and places in line."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from wagtail.admin.forms import WagtailAdminModelForm

from core.fields import LineField, PoundsField
from courses import vouchers
from courses.enums import VoucherEffect
from courses.models import CourseRun, Fund, PolicyStep, Voucher, WaitingListEntry
from courses.refusals import PriorityReasonError, VoucherCodeTakenError
from schools.admin_forms import UrnsField

DAY = {"type": "date"}
SHORTEST_CODE = 6


class StepForm(WagtailAdminModelForm):
    """One step of a policy."""

    fixed_pence = PoundsField(label="And a fixed amount, in pounds", initial=0)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not data.get("percent") and not data.get("fixed_pence") and not self.errors:
            self.add_error("percent", "This step costs nothing. Enter an amount or remove it.")
        return data

    class Meta:
        model = PolicyStep
        fields = ("days", "day_kind", "percent", "fixed_pence")


class PolicyForm(WagtailAdminModelForm):
    """A policy with its steps."""

    no_show_pence = PoundsField(
        label="Not coming: a fixed amount, in pounds",
        initial=0,
        help_text="Also for free courses. It is charged to people who neither came nor cancelled.",
    )

    def clean_use_for(self) -> str:
        """Each kind of course has one policy of its own."""
        use_for: str = self.cleaned_data["use_for"]
        others = type(self.instance)._default_manager.exclude(pk=self.instance.pk)
        if use_for and (other := others.filter(use_for=use_for).first()):
            raise ValidationError(f"“{other}” is the policy for these courses. Change it first.")
        return use_for


class ForRunsForm(WagtailAdminModelForm):
    """Something that is for some runs only, which are chosen below it."""

    def chosen_runs(self) -> list[CourseRun]:
        """The runs that are chosen and not struck out."""
        formset = self.formsets["run_links"]
        kept = [row for row in formset.forms if row not in formset.deleted_forms]
        return [row.cleaned_data["run"] for row in kept if row.cleaned_data.get("run")]


class FundForm(ForRunsForm):
    """A fund. What is committed of it is shown, and never typed."""

    budget_pence = PoundsField(label="Budget, in pounds")
    schools = UrnsField(
        label="Only for these schools",
        required=False,
        help_text="Their URNs, one on a line. Empty: every school.",
    )

    class Meta:
        model = Fund
        fields = ("name", "academic_year", "budget_pence", "is_open", "schools")

    def clean_academic_year(self) -> int:
        year: int = self.cleaned_data["academic_year"]
        if not 2000 <= year <= 2100:
            raise ValidationError("Enter a year such as 2026.")
        return year


class VoucherForm(ForRunsForm):
    """A voucher that people have: its code and its effect stay as they are."""

    class Meta:
        model = Voucher
        fields: tuple[str, ...] = ("name", "max_uses", "valid_from", "valid_until")
        widgets = {
            "valid_from": forms.DateInput(format="%Y-%m-%d", attrs=DAY),
            "valid_until": forms.DateInput(format="%Y-%m-%d", attrs=DAY),
        }
        labels = {"max_uses": "For how many places"}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = data.get("valid_from"), data.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", "The last day is before the first.")
        return data


class NewVoucherForm(VoucherForm):
    """A voucher with its code, which is shown once."""

    code = LineField(
        label="Code",
        max_length=40,
        required=False,
        help_text="Letters and numbers; case, spaces and hyphens do not matter. Empty: we make one "
        "that nobody can guess. It is shown once, when you save.",
    )
    effect = forms.ChoiceField(choices=VoucherEffect.choices, label="What it takes off")
    value = forms.DecimalField(
        min_value=0,
        max_value=10_000,
        decimal_places=2,
        label="How much",
        help_text="Per cent, or pounds before VAT for each place.",
    )

    class Meta(VoucherForm.Meta):
        fields = (
            "name",
            "code",
            "effect",
            "value",
            "max_uses",
            "valid_from",
            "valid_until",
        )

    def clean_code(self) -> str:
        """Nobody else's, and not so short that trying finds it."""
        code: str = self.cleaned_data["code"]
        letters = sum(letter.isalnum() for letter in code)
        if code and letters < SHORTEST_CODE:
            raise ValidationError("Enter six letters or numbers at least, or leave it empty.")
        if code and Voucher.objects.filter(code_hash=vouchers.hash_code(code)).exists():
            raise ValidationError(str(VoucherCodeTakenError()))
        return code

    def clean(self) -> dict[str, Any]:
        """`value` comes out as a voucher keeps it: whole per cent, or pence."""
        data = super().clean()
        value = data.get("value")
        if value is None:
            return data
        if data.get("effect") == VoucherEffect.PERCENT:
            if value > 100 or value != int(value):
                self.add_error("value", "Enter whole per cent, 100 at most.")
            data["value"] = int(value)
        else:
            data["value"] = int(value * 100)
        return data


class PriorityForm(WagtailAdminModelForm):
    """Who goes before whom, and why."""

    reason = LineField(
        label="Why?",
        max_length=200,
        help_text="One sentence. It is kept in the audit trail.",
        error_messages={"required": str(PriorityReasonError())},
    )

    class Meta:
        model = WaitingListEntry
        fields = ("priority", "reason")
