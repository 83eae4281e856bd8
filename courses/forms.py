"""What a booker is asked: who is coming and from where, then how it is paid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import lazy

from accounts.models import User
from billing.enums import Terms
from core.fields import LineField
from core.money import pounds
from courses.exceptions import NoPriceError
from courses.models import PriceTier
from courses.pricing import price_for
from schools.enums import PurchaseOrderRule
from schools.forms import SchoolField
from schools.models import School

MYSELF, OTHER, FUND = "myself", "other", "FUND"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Who is coming, and from which school; None when they come for themselves."""

    name: str
    school: School | None


class FromForm(forms.Form):
    """Where those who come work: a school of the booker's, one that is looked up, or none."""

    use_required_attribute = False  # one question depends on another
    none_label = "No school: everybody comes for themselves"

    come_from = forms.ChoiceField(
        label="Which school is it for?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose your school, or say that it is for no school.",
            "invalid_choice": "Choose one of the schools below, or look yours up.",
        },
    )
    other_school = SchoolField()

    def __init__(
        self,
        *args: Any,
        schools: Sequence[School],
        tiers: Iterable[PriceTier] = (),
        **kwargs: Any,
    ) -> None:
        """`tiers` are gone through only where the question is shown, with what answers cost."""
        super().__init__(*args, **kwargs)
        self.schools = {str(school.urn): school for school in schools}
        field, offer = self.fields["come_from"], lazy(_offer, str)
        if isinstance(field, forms.ChoiceField):
            field.choices = [
                *((urn, offer(one.name, tiers, one)) for urn, one in self.schools.items()),
                (OTHER, "Another school" if schools else "A school: I look it up"),
                (MYSELF, offer(self.none_label, tiers, None)),
            ]
        if len(schools) == 1:
            self.initial.setdefault("come_from", schools[0].urn)

    @property
    def school(self) -> School | None:
        """The school that a valid form says."""
        chosen = self.cleaned_data["come_from"]
        if chosen == OTHER:
            found: School = self.cleaned_data["other_school"]
            return found
        return self.schools.get(chosen)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("come_from") != OTHER:
            self.errors.pop("other_school", None)
        return data


class WhoForm(FromForm):
    """One person's place: their name, and the school that they come from."""

    none_label = "No school: I book for myself"
    field_order = ("name", "come_from", "other_school", "submit_token")

    name = LineField(
        label="Your full name",
        help_text="As it should read on the register and on a certificate of attendance.",
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={
            "required": "Enter your full name.",
            "max_length": "Shorten the name to %(limit_value)d characters. It has %(show_value)d.",
        },
    )
    submit_token = LineField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["come_from"]
        field.label = "Which school do you come from?"
        field.error_messages["required"] = "Choose your school, or say that you book for yourself."
        self.initial.setdefault("name", user.full_name)

    @property
    def answer(self) -> Answer:
        """What a valid form says."""
        return Answer(name=self.cleaned_data["name"], school=self.school)


def _offer(label: str, tiers: Iterable[PriceTier], school: School | None) -> str:
    """'Demo Meadow Primary: £75, the price for schools'."""
    try:
        price = price_for(tiers, school)
    except NoPriceError:
        return label
    return label if price.is_free else f"{label}: {pounds(price.gross_pence)}, {price.reason}"


class PayForm(forms.Form):
    """How it is paid, of the ways that are open to this booking.

    `ways` are values and labels: those of `Terms`, and `FUND` with a fund's number. `rule`: what
    the school wants of purchase order numbers; empty where it has said nothing.
    """

    terms = forms.ChoiceField(
        label="How would you like to pay?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose how to pay.",
            "invalid_choice": "Choose one of these ways to pay. An invoice is only for schools "
            "that have confirmed that you work there.",
        },
    )
    purchase_order_number = LineField(
        label="Purchase order number",
        help_text="Only if your school uses them. Up to 40 characters.",
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "Enter the purchase order number: your school wants one on every invoice.",
            "max_length": "Shorten the purchase order number to %(limit_value)d characters. "
            "It has %(show_value)d.",
        },
    )

    def __init__(
        self, *args: Any, ways: Sequence[tuple[str, str]], rule: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["terms"]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(ways)
        offered = [way for way, _ in ways]
        if Terms.INVOICE in offered or len(offered) == 1:
            first = Terms.INVOICE if Terms.INVOICE in offered else offered[0]
            self.initial.setdefault("terms", str(first))
        if Terms.INVOICE not in offered or rule == PurchaseOrderRule.NONE:
            del self.fields["purchase_order_number"]
            return
        number = self.fields["purchase_order_number"]
        number.required = rule == PurchaseOrderRule.REQUIRED
        if rule == PurchaseOrderRule.REQUIRED:
            number.help_text = "Your school wants one on every invoice. Up to 40 characters."
        elif rule == PurchaseOrderRule.MAY_FOLLOW:
            number.help_text = (
                "If you have it already. It may follow: we ask you for it again. "
                "Up to 40 characters."
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("terms") != Terms.INVOICE:
            self.errors.pop("purchase_order_number", None)
        return data

    @property
    def fund_id(self) -> int | None:
        """The fund that is to pay, in a valid form."""
        way, _, number = str(self.cleaned_data["terms"]).partition("-")
        return int(number) if way == FUND else None

    @property
    def chosen(self) -> Terms:
        """How a valid form wants to pay, where no fund pays."""
        return Terms(self.cleaned_data["terms"])

    @property
    def number(self) -> str:
        """The purchase order number of a valid form; empty without an invoice."""
        if self.cleaned_data["terms"] != Terms.INVOICE:
            return ""
        return str(self.cleaned_data.get("purchase_order_number", ""))


class VoucherForm(forms.Form):
    """A code that lowers the price."""

    code = LineField(
        label="Voucher code",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        error_messages={"required": "Enter the code, or leave it and go on."},
    )
