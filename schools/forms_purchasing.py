"""What a school says about how it buys."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.models.user import normalise_email
from core.fields import LineField
from schools.actions.purchasing import Rules
from schools.enums import PurchaseOrderRule
from schools.models import Purchasing

AN_ADDRESS = "Write the e-mail address like name@example.org."


class PurchasingForm(forms.Form):
    """Approval, money and order numbers, on one page."""

    use_required_attribute = False  # the approver is needed only where approval is

    needs_approval = forms.BooleanField(
        label="Somebody says yes before anything is booked for the school", required=False
    )
    approver_name = LineField(label="Who says yes?", required=False, max_length=150)
    approver_email = forms.EmailField(
        label="Their e-mail address",
        help_text="They get each request by mail, and answer by one press.",
        required=False,
        error_messages={"invalid": AN_ADDRESS},
    )
    finance_email = forms.EmailField(
        label="Where mails about money go",
        help_text="Your finance office. Empty: to whoever books.",
        required=False,
        error_messages={"invalid": AN_ADDRESS},
    )
    purchase_order_rule = forms.ChoiceField(
        label="Purchase order numbers",
        choices=PurchaseOrderRule.choices,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), "Say whether your school uses them."
        ),
    )

    @classmethod
    def of(cls, purchasing: Purchasing | None, data: Any) -> PurchasingForm:
        """The form with what the school has said so far."""
        known = purchasing or Purchasing()
        return cls(data, initial={name: getattr(known, name) for name in cls.base_fields})

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        is_missing = not data.get("approver_email") and "approver_email" not in self.errors
        if data.get("needs_approval") and is_missing:
            self.add_error("approver_email", "Enter the address of whoever says yes.")
        return data

    @property
    def rules(self) -> Rules:
        """What a valid form says."""
        data = self.cleaned_data
        return Rules(
            needs_approval=data["needs_approval"],
            approver_name=data["approver_name"],
            approver_email=normalise_email(data["approver_email"]),
            finance_email=normalise_email(data["finance_email"]),
            purchase_order_rule=PurchaseOrderRule(data["purchase_order_rule"]),
        )
