"""How a school buys: set by those who answer for it, and by the hub."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.db import transaction

from accounts.models import User
from core import audit
from schools.enums import PurchaseOrderRule
from schools.models import Purchasing, School


@dataclass(frozen=True, kw_only=True)
class Rules:
    """Who says yes, who pays, and whether an order number is needed."""

    needs_approval: bool = False
    approver_name: str = ""
    approver_email: str = ""
    finance_email: str = ""
    purchase_order_rule: PurchaseOrderRule = PurchaseOrderRule.NONE


@transaction.atomic
def set_rules(*, school: School, rules: Rules, by: User) -> Purchasing:
    """Keep these, for what is booked from now on; what waits for a yes goes on waiting for it.

    Setting the same again records nothing. An approval without an address to ask is refused by the
    database.
    """
    wanted = asdict(rules)
    known = Purchasing.objects.select_for_update().filter(school=school).first()
    if known and all(getattr(known, name) == value for name, value in wanted.items()):
        return known
    kept, _ = Purchasing.objects.update_or_create(school=school, defaults=wanted)
    audit.record("purchasing.set", kept, by=by, school=school.urn, **wanted)
    return kept
