"""What the hub's office does to funds. What they have committed is counted elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from accounts.models import User
from core import audit
from courses.models import CourseRun, Fund
from courses.refusals import BudgetTooLowError
from schools.models import School

#: What `revise` may change; what is committed changes only with places.
EDITABLE = frozenset({"name", "academic_year", "budget_pence", "is_open"})


@transaction.atomic
def create(
    *,
    name: str,
    academic_year: int,
    budget_pence: int,
    by: User | None,
    is_open: bool = True,
    schools: Iterable[School] = (),
    runs: Iterable[CourseRun] = (),
) -> Fund:
    """A fund for these schools and runs; for all of them where none are named."""
    fund = Fund.objects.create(
        name=name, academic_year=academic_year, budget_pence=budget_pence, is_open=is_open
    )
    fund.schools.set(schools)
    fund.runs.set(runs)
    audit.record("fund.create", fund, by=by, name=name, budget_pence=budget_pence)
    return fund


@transaction.atomic
def revise(
    *,
    fund: Fund,
    by: User | None,
    schools: Iterable[School] | None = None,
    runs: Iterable[CourseRun] | None = None,
    **details: Any,
) -> Fund:
    """Change what a fund is and whom it is for.

    Raises BudgetTooLowError, with the amount, when more is committed than the budget would be: one
    guarded UPDATE, so that places taken at the same moment count. TypeError for another field.
    """
    if strange := set(details) - EDITABLE:
        raise TypeError(f"Not for revising: {', '.join(sorted(strange))}")
    rows = Fund.objects.filter(pk=fund.pk)
    if "budget_pence" in details:
        rows = rows.filter(committed_pence__lte=details["budget_pence"])
    before = {name: getattr(fund, name) for name in details}
    if details and not rows.update(**details):
        fund.refresh_from_db()
        raise BudgetTooLowError(
            wanted_pence=details["budget_pence"], committed_pence=fund.committed_pence
        )
    fund.refresh_from_db()
    if schools is not None:
        fund.schools.set(schools)
    if runs is not None:
        fund.runs.set(runs)
    changed = sorted(name for name, value in before.items() if getattr(fund, name) != value)
    audit.record("fund.revise", fund, by=by, changed=changed, budget_pence=fund.budget_pence)
    return fund
