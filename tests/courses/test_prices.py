"""A run's prices: several for one group, with dates and quotas, their counts kept."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from courses.actions import runs
from courses.actions.runs import PriceLine
from courses.enums import Audience
from courses.exceptions import QuotaTooLowError
from courses.jobs import keep_lowest_prices
from courses.models import CourseRun, PriceTier
from tests.factories.courses import CourseRunFactory

pytestmark = pytest.mark.django_db


def test_changing_prices_keeps_the_lowest_in_step_and_places_as_they_were() -> None:
    run = CourseRunFactory(is_priced=True)

    runs.set_tiers(run=run, prices=[PriceLine(audience=Audience.SCHOOL, net_pence=5050)], by=None)

    stored = CourseRun.objects.get(pk=run.pk)
    assert stored.lowest_pence == 5050
    assert [tier.name for tier in stored.tiers.all()] == ["Schools"]


def test_one_group_may_have_an_early_and_a_late_price_and_the_lowest_of_today_is_shown() -> None:
    run = CourseRunFactory(is_open=True)
    today = timezone.localdate()
    early = PriceLine(
        audience=Audience.SCHOOL,
        name="Early",
        net_pence=3000,
        valid_until=today + timedelta(days=3),
        quota=5,
    )
    late = PriceLine(audience=Audience.SCHOOL, net_pence=7500)

    runs.set_tiers(run=run, prices=[early, late], by=None)

    assert CourseRun.objects.get(pk=run.pk).lowest_pence == 3000
    with time_machine.travel(timezone.now() + timedelta(days=4)):
        assert keep_lowest_prices() == 1
        assert keep_lowest_prices() == 0
    assert CourseRun.objects.get(pk=run.pk).lowest_pence == 7500


def test_a_price_keeps_its_count_when_it_is_renamed_and_swaps_names_with_another() -> None:
    run = CourseRunFactory()
    first, second = run.tiers.order_by("pk")[:2]
    PriceTier.objects.filter(pk=first.pk).update(taken=3)

    runs.set_tiers(
        run=run,
        prices=[
            PriceLine(tier_id=first.pk, audience=Audience.SMALL_SCHOOL, net_pence=1, quota=3),
            PriceLine(tier_id=second.pk, audience=Audience.SCHOOL, net_pence=2),
        ],
        by=None,
    )

    first.refresh_from_db()
    assert (first.audience, first.taken, first.quota) == (Audience.SMALL_SCHOOL, 3, 3)
    with pytest.raises(QuotaTooLowError, match="3 places are taken at this price"):
        runs.set_tiers(
            run=run,
            prices=[PriceLine(audience=Audience.SMALL_SCHOOL, net_pence=1, quota=2)],
            by=None,
        )
