"""What is done to wishes on a waiting list: join, accept, decline, leave, close.

Offering is in `offers`, turns are in `priorities`. Runs are locked before wishes, as everywhere.
"""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import Q, Sum
from django.utils import timezone

from accounts.models import User
from core import audit
from core.contention import patiently
from courses import emails_waiting, holds
from courses.actions import bookings, lapsing, offers, places
from courses.enums import BookingState, EntryState, PlaceState
from courses.exceptions import (
    AlreadyWaitingError,
    ListClosedError,
    OfferGoneError,
    PlacesAreFreeError,
    SchoolNotOpenError,
)
from courses.models import Booking, CourseRun, Place, WaitingListEntry
from courses.permissions import has_post_at, may_name_school
from schools.models import School


@patiently
def join(
    *,
    run: CourseRun,
    quantity: int,
    min_quantity: int,
    school: School | None,
    by: User,
    is_for_booker: bool = True,
) -> WaitingListEntry:
    """Wait for `quantity` places, of which `min_quantity` would do for a start.

    Holds that have run out are freed first, each in a transaction of its own, and go to those who
    waited before. Raises PlacesAreFreeError when the minimum is there to be booked now,
    ListClosedError, AlreadyWaitingError, SchoolNotOpenError.
    """
    if school is not None and not (has_post_at(by, school) or may_name_school(by, school)):
        raise SchoolNotOpenError
    lapsing.lapse_all(places.lapsed_on(run_ids=[run.pk]))
    wish = WaitingListEntry(
        run=run,
        booker=by,
        school=school,
        quantity=quantity,
        min_quantity=min_quantity,
        is_for_booker=is_for_booker and quantity == 1,
    )
    return _join(wish, by)


@transaction.atomic
def _join(wish: WaitingListEntry, by: User) -> WaitingListEntry:
    run = wish.run
    locked = places.lock_runs([run.pk])[0]
    public = CourseRun.objects.visible_to(by).filter(pk=run.pk).exists()
    if not public or not offers.makes_offers(locked):
        raise ListClosedError(locked)
    if locked.places_left >= wish.min_quantity:
        raise (PlacesAreFreeError if locked.is_open_for_booking() else ListClosedError)(locked)
    try:
        with transaction.atomic():
            wish.run = locked
            wish.save(force_insert=True)
    except IntegrityError:
        raise AlreadyWaitingError(locked) from None
    numbers = {"quantity": wish.quantity, "min_quantity": wish.min_quantity}
    audit.record("waiting_list.join", wish, by=by, **numbers)
    emails_waiting.joined(wish)
    return wish


def ahead_of(entry: WaitingListEntry) -> int:
    """How many places are waited for before this wish in line. One statement."""
    line = WaitingListEntry.objects.filter(run=entry.run_id, state=EntryState.WAITING)
    before = line.filter(
        Q(priority__gt=entry.priority)
        | Q(priority=entry.priority, queued_at__lt=entry.queued_at)
        | Q(priority=entry.priority, queued_at=entry.queued_at, pk__lt=entry.pk)
    )
    return before.aggregate(places=Sum("quantity", default=0))["places"]


@patiently
@transaction.atomic
def accept(*, entry: WaitingListEntry, by: User | None) -> Booking:
    """Take what is offered: the places are held, and stay so at least until the offer's end.

    What costs nothing is booked at once; for the rest the way to pay comes by mail. Who wished for
    more waits on for the rest, with their turn kept. Accepting again answers with the same
    booking. Raises OfferGoneError.
    """
    places.lock_runs([entry.run_id])
    fresh = WaitingListEntry.objects.select_for_update().get(pk=entry.pk)
    booking = fresh.offer
    if booking is None:
        raise OfferGoneError
    now = timezone.now()
    until = max(booking.hold_expires_at or now, now + holds.HOLD)
    still = Q(state=BookingState.OFFERED, hold_expires_at__gt=now)
    if not booking.move(BookingState.HELD, only=still, hold_expires_at=until, made_at=now):
        booking.refresh_from_db()
        if fresh.state == EntryState.ACCEPTED and booking.state in (
            BookingState.HELD,
            BookingState.PENDING_APPROVAL,
            BookingState.CONFIRMED,
        ):
            return booking
        raise OfferGoneError
    taken = booking.places.filter(state=PlaceState.OFFERED).update(state=PlaceState.HELD)
    fresh.move(EntryState.ACCEPTED, ended_at=now)
    audit.record("waiting_list.accept", fresh, by=by, places=taken, booking=booking.reference)
    if rest := fresh.quantity - taken:
        _wait_on(fresh, rest)
    booking.refresh_from_db()
    if not booking.payable_pence:
        return bookings.confirm(booking=booking, by=fresh.booker)
    emails_waiting.accepted(fresh)
    return booking


def _wait_on(entry: WaitingListEntry, rest: int) -> None:
    """The part that was not offered yet waits as a wish of its own, in the same turn."""
    WaitingListEntry.objects.create(
        run_id=entry.run_id,
        booker_id=entry.booker_id,
        school_id=entry.school_id,
        quantity=rest,
        min_quantity=1,
        is_for_booker=False,
        priority=entry.priority,
        queued_at=entry.queued_at,
    )
    offers.make(run_id=entry.run_id)


@patiently
@transaction.atomic
def decline(*, entry: WaitingListEntry, by: User | None) -> WaitingListEntry:
    """Turn the offer down: the next in line gets it, in this transaction. Again: nothing."""
    _end_offer(entry, EntryState.DECLINED, by)
    entry.refresh_from_db()
    if entry.state != EntryState.DECLINED:
        raise OfferGoneError
    return entry


@patiently
@transaction.atomic
def leave(*, entry: WaitingListEntry, by: User | None) -> WaitingListEntry:
    """Wait no more; an open offer goes to the next in line. Again, it changes nothing."""
    _end_offer(entry, EntryState.WITHDRAWN, by)
    if entry.move(EntryState.WITHDRAWN, ended_at=timezone.now()):
        audit.record("waiting_list.leave", entry, by=by)
    entry.refresh_from_db()
    return entry


def _end_offer(entry: WaitingListEntry, to: EntryState, by: User | None) -> None:
    places.lock_runs([entry.run_id])
    entry.refresh_from_db()
    if entry.state == EntryState.OFFERED and entry.offer is not None:
        lapsing.expire(booking=entry.offer, by=by, entry_to=to)


@patiently
@transaction.atomic
def close(*, run: CourseRun, by: User | None) -> list[WaitingListEntry]:
    """End the whole list, offers too: the run is off or its cut-off has passed. Returns whom."""
    places.lock_runs([run.pk])
    # Waiting wishes first, so that what an ended offer frees goes to nobody.
    waiting = WaitingListEntry.objects.in_line().filter(run=run)
    now = timezone.now()
    closed = [entry for entry in waiting if entry.move(EntryState.CLOSED, ended_at=now)]
    for entry in WaitingListEntry.objects.live().filter(run=run).order_by("pk"):
        _end_offer(entry, EntryState.CLOSED, by)
        closed.append(entry)
    for entry in closed:
        audit.record("waiting_list.close", entry, by=by)
        emails_waiting.closed(entry)
    return closed


def places_of(entry: WaitingListEntry) -> list[Place]:
    """What is offered now; nothing while one waits."""
    return list(entry.offer.places.counted().select_related("run")) if entry.offer else []
