"""What not coming costs, by the terms that were frozen with the place."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from accounts.models import User
from accounts.permissions import is_hub_admin
from billing.actions import orders
from billing.actions.orders import Charge
from billing.enums import Terms
from core import audit
from core.contention import patiently
from core.money import VatCode
from courses import emails_absence
from courses.actions.places import lock_runs
from courses.enums import Mark, PlaceState
from courses.exceptions import NoAbsenceChargeError
from courses.models import Attendance, Booking, Place


def extra_pence(place: Place) -> int:
    """What not coming costs beside the price, which is owed already."""
    price = place.payable_pence
    percent = int(place.policy.get("no_show_percent") or 0)
    fixed = int(place.policy.get("no_show_pence") or 0)
    return max(0, price * percent // 100 + fixed - price)


@transaction.atomic
def keep_right(*, places: Collection[Place], by: User) -> None:
    """Charge those who never came, once, and take it back where a mark was corrected.

    Never came: every current mark says ABSENT. EXCUSED is never charged. Called in the transaction
    of the register, which has locked the run, when it is settled; called again it changes nothing.
    Whoever booked is told.
    """
    locked = Place.objects.select_for_update(of=("self",)).select_related(
        "run", "attendee", "absence_line"
    )
    confirmed = locked.filter(pk__in=[place.pk for place in places], state=PlaceState.CONFIRMED)
    mine = list(confirmed.order_by("pk"))
    current = Attendance.objects.current().filter(place__in=mine)
    marks: dict[int, set[str]] = {}
    for place_id, mark in current.values_list("place_id", "mark"):
        marks.setdefault(place_id, set()).add(mark)
    owing: dict[int, list[Place]] = {}
    for place in mine:
        never_came = marks.get(place.pk) == {Mark.ABSENT}
        if never_came and place.absence_line_id is None and extra_pence(place):
            owing.setdefault(place.booking_id, []).append(place)
        elif not never_came and place.absence_pence:
            take_back(place, by=by)
    for booking_id, absent in sorted(owing.items()):
        _charge(booking_id, absent, by=by)


@patiently
@transaction.atomic
def waive(*, place: Place, reason: str, by: User) -> int:
    """Let somebody off, for a reason; returns the pence. It is not charged again.

    Raises NoAbsenceChargeError when nothing is charged, no reason is given, or for anybody but the
    hub.
    """
    lock_runs([place.run_id])
    stored = Place.objects.select_for_update(of=("self",)).select_related("absence_line")
    theirs = stored.get(pk=place.pk)
    if not (is_hub_admin(by) and reason.strip() and theirs.absence_pence and theirs.absence_line):
        raise NoAbsenceChargeError
    pence = orders.credit(line=theirs.absence_line, by=by)
    Place.objects.filter(pk=theirs.pk).update(absence_pence=0)
    audit.record("absence.waive", theirs, by=by, pence=pence, reason=reason.strip())
    emails_absence.credited(theirs, pence=pence)
    return pence


def _charge(booking_id: int, absent: list[Place], *, by: User) -> None:
    booking = (
        Booking.objects.select_for_update(of=("self",))
        .select_related("booker", "school", "order")
        .get(pk=booking_id)
    )
    charges = [
        Charge(
            description=f"{place.run.title}: {place.attendee or 'somebody'} did not come",
            net_pence=extra_pence(place),
            vat_code=VatCode.OUTSIDE,
            vat_pence=0,
        )
        for place in absent
    ]
    if booking.order is None:
        booking.order, lines = orders.open(
            payer=booking.booker,
            school=booking.school,
            terms=Terms.INVOICE if booking.school else Terms.ONLINE,
            charges=charges,
            by=by,
            purchase_order_number=booking.purchase_order_number,
        )
        booking.save(update_fields=("order",))
    else:
        lines = orders.charge(order=booking.order, charges=charges)
    for place, line in zip(absent, lines, strict=True):
        place.absence_line, place.absence_pence = line, line.gross_pence
        place.save(update_fields=("absence_line", "absence_pence"))
        audit.record("absence.charge", place, by=by, pence=line.gross_pence)
    emails_absence.charged(booking, absent)


def take_back(place: Place, *, by: User | None) -> None:
    """A corrected mark, or a run that is called off: as if it had not been charged."""
    if place.absence_line is None:
        return
    pence = orders.credit(line=place.absence_line, by=by)
    place.absence_line, place.absence_pence = None, 0
    place.save(update_fields=("absence_line", "absence_pence"))
    audit.record("absence.take_back", place, by=by, pence=pence)
    emails_absence.credited(place, pence=pence)
