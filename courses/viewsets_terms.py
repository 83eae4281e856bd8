"""On what terms places are had, in the admin: cancellation policies, funds, vouchers."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    MultiFieldPanel,
    MultipleChooserPanel,
    ObjectList,
    Panel,
)
from wagtail.admin.ui.tables import BooleanColumn, Column

from core.lists import HubIndexView
from core.money import pounds
from core.recorded import RecordedCreateView, RecordedEditView
from courses.admin_forms import RowsPanel
from courses.admin_terms_forms import (
    FundForm,
    NewVoucherForm,
    PolicyForm,
    StepForm,
    VoucherForm,
)
from courses.enums import VoucherEffect
from courses.hub_viewset import HubViewSet
from courses.models import CancellationPolicy, Fund, PolicyStep, Voucher
from courses.views import admin_terms

POLICY_PANELS = (
    MultiFieldPanel(
        [
            FieldPanel("name"),
            FieldPanel("use_for", heading="For"),
            FieldPanel("swap_hours", heading="Hours before the start, for another person"),
        ],
        heading="The policy",
    ),
    RowsPanel(
        "steps",
        row_form=StepForm,
        heading="What cancelling costs",
        label="Step",
        help_text="The nearest step counts. Before the first of them, cancelling is free.",
        panels=[
            FieldRowPanel([FieldPanel("days"), FieldPanel("day_kind")]),
            FieldRowPanel([FieldPanel("percent"), FieldPanel("fixed_pence")]),
        ],
    ),
    MultiFieldPanel(
        [
            FieldRowPanel(
                [
                    FieldPanel("no_show_percent", heading="Not coming: per cent of the price"),
                    FieldPanel("no_show_pence"),
                ]
            ),
            FieldPanel("waived_when_refilled"),
        ],
        heading="Not coming, and being replaced",
    ),
)


class PolicyIndexView(HubIndexView):
    def get_base_queryset(self) -> QuerySet[CancellationPolicy]:
        return super().get_base_queryset().prefetch_related("steps")


def _days(step: PolicyStep) -> str:
    words = step.get_day_kind_display()
    return words.removesuffix("s") if step.days == 1 else words


def _steps(policy: CancellationPolicy) -> str:
    return (
        "; ".join(
            f"{step.days} {_days(step)}: "
            + " and ".join(
                [
                    *([f"{step.percent}%"] if step.percent else []),
                    *([pounds(step.fixed_pence)] if step.fixed_pence else []),
                ]
            )
            for step in policy.steps.all()
        )
        or "Free until the start"
    )


def _use(policy: CancellationPolicy) -> str:
    return policy.get_use_for_display() or "Runs that name it"


class PolicyViewSet(HubViewSet):
    model = CancellationPolicy
    name = "cancellation_policies"
    menu_label = "Cancellation policies"
    icon = "list-ul"
    actions = frozenset({"add", "change", "view"})
    index_view_class = PolicyIndexView
    add_view_class = RecordedCreateView
    edit_view_class = RecordedEditView
    list_display = (
        "name",
        Column(
            "get_use_for_display", label="For", accessor=lambda p: p.get_use_for_display() or "–"
        ),
        Column("steps", label="What cancelling costs", accessor=_steps),
    )
    list_filter = ("use_for",)
    list_export = (
        "name",
        "use_for",
        "swap_hours",
        "no_show_percent",
        "no_show_pence",
        "waived_when_refilled",
    )
    search_fields = ("name",)

    def get_edit_handler(self) -> Panel:
        handler = ObjectList(POLICY_PANELS, base_form_class=PolicyForm)
        return handler.bind_to_model(self.model)


def for_runs(none: str) -> Panel:
    """Where the runs are chosen that something is for; `none` says what none of them means."""
    return MultipleChooserPanel(
        "run_links",
        chooser_field_name="run",
        panels=[FieldPanel("run")],
        heading="Only for these runs",
        label="Run",
        help_text=none,
    )


def _year(fund: Fund) -> str:
    return f"{fund.academic_year} to {fund.academic_year + 1}"


class FundViewSet(HubViewSet):
    model = Fund
    name = "funds"
    url_namespace = "course_funds"
    menu_label = "Funds"
    icon = "pick"
    actions = frozenset({"add", "change", "view"})
    add_view_class = admin_terms.FundCreateView
    edit_view_class = admin_terms.FundEditView
    list_display = (
        "name",
        Column("academic_year", label="Academic year", accessor=_year, sort_key="academic_year"),
        Column("budget", accessor=lambda fund: pounds(fund.budget_pence), sort_key="budget_pence"),
        Column(
            "committed",
            accessor=lambda fund: pounds(fund.committed_pence),
            sort_key="committed_pence",
        ),
        Column("left", accessor=lambda fund: pounds(fund.left_pence)),
        BooleanColumn("is_open", label="Open", sort_key="is_open"),
    )
    list_filter = ("academic_year", "is_open")
    list_export = (
        "name",
        "academic_year",
        "budget_pence",
        "committed_pence",
        "left_pence",
        "is_open",
    )
    search_fields = ("name",)

    def get_edit_handler(self) -> Panel:
        panels = [
            FieldPanel("name"),
            FieldRowPanel([FieldPanel("academic_year"), FieldPanel("budget_pence")]),
            HelpPanel(template="courses/admin/fund_panel.html"),
            FieldPanel("is_open", heading="Open: places can be paid from it"),
            FieldPanel("schools"),
            for_runs("None chosen: every run of its academic year."),
        ]
        return ObjectList(panels, base_form_class=FundForm).bind_to_model(self.model)


def _effect(voucher: Voucher) -> str:
    if voucher.effect == VoucherEffect.PERCENT:
        return f"{voucher.value}% off"
    return f"{pounds(voucher.value)} off"


def _used(voucher: Voucher) -> str:
    return f"{voucher.used} of {voucher.max_uses}"


VOUCHER_FOR = (
    FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_until")]),
    for_runs("None chosen: every run."),
)


class VoucherViewSet(HubViewSet):
    model = Voucher
    name = "vouchers"
    url_namespace = "course_vouchers"
    menu_label = "Vouchers"
    icon = "tag"
    actions = frozenset({"add", "change", "view"})
    add_view_class = admin_terms.VoucherCreateView
    edit_view_class = admin_terms.VoucherEditView
    list_display = (
        "name",
        Column("effect", label="Effect", accessor=_effect, sort_key="value"),
        Column("used", label="Used", accessor=_used, sort_key="used"),
        "valid_from",
        "valid_until",
    )
    list_filter = ("effect", "valid_until")
    list_export = ("name", "effect", "value", "used", "max_uses", "valid_from", "valid_until")
    search_fields = ("name",)

    def get_edit_handler(self) -> Panel:
        """What may be changed of a voucher that people have."""
        panels = [FieldPanel("name"), FieldPanel("max_uses"), *VOUCHER_FOR]
        return ObjectList(panels, base_form_class=VoucherForm).bind_to_model(self.model)

    def get_add_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Also its code and its effect, which are settled when it is issued."""
        panels = [
            FieldPanel("name"),
            FieldPanel("code"),
            FieldRowPanel([FieldPanel("effect"), FieldPanel("value")]),
            FieldPanel("max_uses"),
            *VOUCHER_FOR,
        ]
        handler = ObjectList(panels, base_form_class=NewVoucherForm).bind_to_model(self.model)
        asked = {"panel": handler, "form_class": handler.get_form_class(), **kwargs}
        found: dict[str, Any] = super().get_add_view_kwargs(**asked)
        return found
