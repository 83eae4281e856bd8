"""Where the machine plays: two dates of one course, five bookers, a fund and a voucher."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from accounts.models import User
from billing.enums import Terms
from courses.actions.runs import PriceLine
from courses.enums import Audience, PolicyUse, VoucherEffect
from courses.models import CancellationPolicy, CourseRun, Fund, PolicyStep, Voucher
from courses.vouchers import hash_code
from schools.models import Purchasing, School
from tests.factories import bookings as make
from tests.factories.courses import FREE, CoursePageFactory, CourseRunFactory

START = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)
RUNS_START = datetime(2027, 1, 26, 15, 45, tzinfo=UTC)
CAPACITY = (3, 5)
CODE = "DEMOX-MACHN"
EARLY = (
    PriceLine(audience=Audience.SCHOOL, net_pence=7500),
    PriceLine(audience=Audience.SCHOOL, net_pence=6000, name="Early", quota=2),
    PriceLine(audience=Audience.INDIVIDUAL, net_pence=4000),
)


@dataclass(frozen=True, kw_only=True)
class World:
    runs: list[CourseRun]
    bookers: list[User]
    schools: dict[int, School | None]
    fund: Fund

    def school(self, booker: User) -> School | None:
        return self.schools[booker.pk]

    def terms(self, booker: User) -> Terms | None:
        return Terms.INVOICE if self.school(booker) else None


def build() -> World:
    """Made once; each example of the machine ends by taking back what it has done."""
    page = CoursePageFactory()
    runs: list[CourseRun] = [
        CourseRunFactory.create(
            page=page, is_open=True, capacity=number, starts=RUNS_START, prices=prices
        )
        for number, prices in zip(CAPACITY, (EARLY, FREE), strict=True)
    ]
    bookers = [
        User.objects.create_user(f"booker-{number}@example.org", full_name=f"Booker {number}")
        for number in range(5)
    ]
    kind, strict = make.school(), make.school(999002, "Demo Strict Primary")
    Purchasing.objects.create(school=strict, needs_approval=True, approver_email="head@example.org")
    schools: dict[int, School | None] = dict.fromkeys([one.pk for one in bookers], kind)
    schools[bookers[3].pk], schools[bookers[4].pk] = strict, None
    for booker in bookers:
        if at := schools[booker.pk]:
            make.post(booker, at)
    fund = Fund.objects.create(name="Demo fund", academic_year=2026, budget_pence=20000)
    Voucher.objects.create(
        name="Demo voucher",
        code_hash=hash_code(CODE),
        effect=VoucherEffect.PERCENT,
        value=10,
        max_uses=3,
    )
    policy = CancellationPolicy.objects.create(name="Demo terms", use_for=PolicyUse.PRICED)
    for days, percent in ((10, 25), (5, 50), (2, 100)):
        PolicyStep.objects.create(policy=policy, days=days, percent=percent)
    return World(runs=runs, bookers=bookers, schools=schools, fund=fund)
