"""The office's pages for funds, vouchers and places in line; actions do the work."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from wagtail.admin.views.generic import CreateView, EditView

from courses.actions import funds, issuing, priorities
from courses.enums import VoucherEffect
from courses.exceptions import CoursesError
from courses.models import Fund, Voucher, WaitingListEntry

ONCE = "The code is {code}. Note it now: we do not keep it and cannot show it again."


class RefusedKindly:
    """An action's refusal is said above the form, which keeps what was typed."""

    request: Any
    form: Any
    object: Any
    #: The field that a refusal is about.
    refused_field: str | None = None

    def form_valid(self, form: Any) -> HttpResponse:
        view: Any = super()
        try:
            response: HttpResponse = view.form_valid(form)
        except CoursesError as refusal:
            form.add_error(self.refused_field, str(refusal))
            here: Any = self
            here.produced_error_code = "validation_error"
            here.produced_error_message = str(refusal)
            response = here.form_invalid(form)
        return response


class FundCreateView(RefusedKindly, CreateView):
    def save_instance(self) -> Fund:
        runs = self.form.chosen_runs()
        return funds.create(by=self.request.user, runs=runs, **self.form.cleaned_data)


class FundEditView(RefusedKindly, EditView):
    refused_field = "budget_pence"

    def save_instance(self) -> Fund:
        # The form has written on its own copy; the action compares with what is stored.
        fund = Fund.objects.get(pk=self.object.pk)
        self.has_content_changes = self.form.has_changed()
        runs = self.form.chosen_runs()
        return funds.revise(fund=fund, by=self.request.user, runs=runs, **self.form.cleaned_data)


class VoucherCreateView(RefusedKindly, CreateView):
    refused_field = "code"

    def save_instance(self) -> Voucher:
        data = self.form.cleaned_data
        voucher, code = issuing.issue(
            name=data["name"],
            effect=VoucherEffect(data["effect"]),
            value=data["value"],
            code=data["code"],
            max_uses=data["max_uses"],
            valid_from=data["valid_from"],
            valid_until=data["valid_until"],
            runs=self.form.chosen_runs(),
            by=self.request.user,
        )
        messages.warning(self.request, ONCE.format(code=code))
        return voucher


class VoucherEditView(RefusedKindly, EditView):
    refused_field = "max_uses"

    def save_instance(self) -> Voucher:
        voucher = Voucher.objects.get(pk=self.object.pk)
        self.has_content_changes = self.form.has_changed()
        data, runs = self.form.cleaned_data, self.form.chosen_runs()
        return issuing.revise(voucher=voucher, by=self.request.user, runs=runs, **data)


class PriorityView(RefusedKindly, EditView):
    """Of somebody's place in line only the priority changes, with a reason."""

    refused_field = "reason"

    def save_instance(self) -> WaitingListEntry:
        entry = WaitingListEntry.objects.get(pk=self.object.pk)
        self.has_content_changes = self.form.has_changed()
        return priorities.set_priority(entry=entry, by=self.request.user, **self.form.cleaned_data)
