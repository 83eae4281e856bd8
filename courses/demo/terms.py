"""The demonstration's terms: policies, a fund, a voucher, school holidays. All of it invented."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from core.dates import academic_year
from core.demo import Changes
from courses.actions import funds, issuing
from courses.demo.calendar import school_holidays
from courses.enums import DayKind, PolicyUse, VoucherEffect
from courses.models import CancellationPolicy, Fund, PolicyStep, Voucher
from schools.demo import BROOK, HILL
from schools.models import School, SchoolHoliday

#: Said in the voucher's name too, because everybody who looks at the demonstration may use it.
CODE = "DEMO-CHORD"


@dataclass(frozen=True, kw_only=True)
class Terms:
    """One policy; its steps as (working days before the start, per cent of the price)."""

    name: str
    use_for: PolicyUse
    steps: tuple[tuple[int, int], ...] = ()
    swap_hours: int = 0
    no_show_percent: int = 0
    no_show_pence: int = 0


POLICIES = (
    Terms(
        name="Courses with a price (demonstration)",
        use_for=PolicyUse.PRICED,
        steps=((10, 50), (3, 100)),
        no_show_percent=100,
    ),
    Terms(
        name="Free courses (demonstration)",
        use_for=PolicyUse.FREE,
        no_show_pence=2000,
    ),
    Terms(
        name="Online courses (demonstration)",
        use_for=PolicyUse.ONLINE,
        steps=((1, 50),),
    ),
)


def load(changes: Changes) -> None:
    """Each of these once; needs the schools."""
    load_policies(changes)
    load_fund(changes)
    load_voucher(changes)
    load_holidays(changes)


@transaction.atomic
def load_policies(changes: Changes) -> None:
    """What cancelling costs: one policy for each kind of course."""
    for terms in POLICIES:
        if CancellationPolicy.objects.filter(use_for=terms.use_for).exists():
            continue
        policy = CancellationPolicy.objects.create(
            name=terms.name,
            use_for=terms.use_for,
            swap_hours=terms.swap_hours,
            no_show_percent=terms.no_show_percent,
            no_show_pence=terms.no_show_pence,
        )
        for days, percent in terms.steps:
            PolicyStep.objects.create(
                policy=policy, days=days, day_kind=DayKind.WORKING, percent=percent
            )
        changes.note("cancellation policies")


def load_fund(changes: Changes) -> None:
    """A bursary that two of the fictional schools may draw on."""
    name = "Demonstration bursary"
    if Fund.objects.filter(name=name).exists():
        return
    funds.create(
        name=name,
        academic_year=academic_year(timezone.localdate()),
        budget_pence=200_000,
        schools=School.objects.filter(urn__in=(BROOK, HILL)),
        by=None,
    )
    changes.note("funds")


def load_voucher(changes: Changes) -> None:
    """A fifth off, for everybody who reads its name."""
    name = f"Demonstration: a fifth off with {CODE}"
    if Voucher.objects.filter(name=name).exists():
        return
    issuing.issue(
        name=name, code=CODE, effect=VoucherEffect.PERCENT, value=20, max_uses=100, by=None
    )
    changes.note("vouchers")


@transaction.atomic
def load_holidays(changes: Changes) -> None:
    """Of the academic year in which it is loaded, and the next; once, whenever it is run again."""
    if SchoolHoliday.objects.exists():
        return
    begins = academic_year(timezone.localdate())
    for year in (begins, begins + 1, begins + 2):
        for name, first, last in school_holidays(year):
            if academic_year(first) in (begins, begins + 1):
                SchoolHoliday.objects.create(name=name, first_date=first, last_date=last)
                changes.note("school holidays")
