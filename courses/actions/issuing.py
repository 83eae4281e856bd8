"""Vouchers as the hub's office issues them. How often they are used is counted elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction

from accounts.models import User
from core import audit
from courses import vouchers
from courses.enums import VoucherEffect
from courses.models import CourseRun, Voucher
from courses.refusals import VoucherCodeTakenError, VoucherUsesTooLowError

EDITABLE = frozenset({"name", "max_uses", "valid_from", "valid_until"})


@transaction.atomic
def issue(
    *,
    name: str,
    effect: VoucherEffect,
    value: int,
    by: User | None,
    code: str = "",
    max_uses: int = 1,
    valid_from: date | None = None,
    valid_until: date | None = None,
    runs: Iterable[CourseRun] = (),
) -> tuple[Voucher, str]:
    """A voucher and its code, which is kept nowhere: this is the only time that it is there.

    `value` is per cent or pence, by `effect`. Without a code one is made. Raises
    VoucherCodeTakenError when another voucher has it.
    """
    code = code.strip() or vouchers.make_code()
    code_hash = vouchers.hash_code(code)
    if Voucher.objects.filter(code_hash=code_hash).exists():
        raise VoucherCodeTakenError
    voucher = Voucher.objects.create(
        name=name,
        code_hash=code_hash,
        effect=effect,
        value=value,
        max_uses=max_uses,
        valid_from=valid_from,
        valid_until=valid_until,
    )
    voucher.runs.set(runs)
    audit.record("voucher.issue", voucher, by=by, name=name, effect=str(effect), value=value)
    return voucher, code


@transaction.atomic
def revise(
    *,
    voucher: Voucher,
    by: User | None,
    runs: Iterable[CourseRun] | None = None,
    **details: Any,
) -> Voucher:
    """Change how often, until when and for which runs. Its code and its effect stay as given out.

    Raises VoucherUsesTooLowError, with the number, when it has been used more often than it could
    be: one guarded UPDATE. TypeError for another field.
    """
    if strange := set(details) - EDITABLE:
        raise TypeError(f"Not for revising: {', '.join(sorted(strange))}")
    rows = Voucher.objects.filter(pk=voucher.pk)
    if "max_uses" in details:
        rows = rows.filter(used__lte=details["max_uses"])
    before = {name: getattr(voucher, name) for name in details}
    if details and not rows.update(**details):
        voucher.refresh_from_db()
        raise VoucherUsesTooLowError(wanted=details["max_uses"], used=voucher.used)
    voucher.refresh_from_db()
    if runs is not None:
        voucher.runs.set(runs)
    changed = sorted(name for name, value in before.items() if getattr(voucher, name) != value)
    audit.record("voucher.revise", voucher, by=by, changed=changed)
    return voucher
