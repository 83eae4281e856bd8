"""Free places go to those who wait, in the transaction that frees them: never through "free"."""

from __future__ import annotations

import secrets
from datetime import datetime, time, timedelta

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from core import audit
from courses import emails_waiting
from courses.actions import extras
from courses.actions.attending import attend
from courses.enums import BookingState, EntryState, PlaceState, RunState
from courses.exceptions import NoPriceError
from courses.frozen_terms import place_values
from courses.models import Attendee, Booking, CourseRun, Place, WaitingListEntry
from courses.models.booking import OFFER

LONGEST = timedelta(hours=48)
#: Nobody loses an offer while they sleep: none ends between these hours, in London.
NIGHT_BEGINS, NIGHT_ENDS = time(20), time(8)


def window(*, now: datetime, starts_at: datetime | None) -> datetime:
    """Until when an offer made now may be accepted.

    48 hours, or a third of the time to the start where that is less. An end in the night moves to
    the next morning; to the evening before it where the course would have begun by then.
    """
    if starts_at is None:
        return _by_day(now + LONGEST, latest=None, now=now)
    return _by_day(now + min(LONGEST, (starts_at - now) / 3), latest=starts_at, now=now)


def _by_day(end: datetime, *, latest: datetime | None, now: datetime) -> datetime:
    local = timezone.localtime(end)
    if NIGHT_ENDS <= local.time() < NIGHT_BEGINS:
        return end
    morning_of = local.date() + timedelta(days=local.time() >= NIGHT_BEGINS)
    morning = timezone.make_aware(datetime.combine(morning_of, NIGHT_ENDS))
    if latest is None or morning < latest:
        return morning
    evening_of = morning_of - timedelta(days=1)
    evening = timezone.make_aware(datetime.combine(evening_of, NIGHT_BEGINS))
    return evening if evening > now else end


def makes_offers(run: CourseRun, now: datetime | None = None) -> bool:
    """Whether free places of this run go to its waiting list now. No statement."""
    now = now or timezone.now()
    return (
        run.state in (RunState.OPEN, RunState.CLOSED)
        and (run.starts_at is None or run.starts_at > now)
        and (run.waiting_closes_at is None or run.waiting_closes_at > now)
    )


def make(*, run_id: int) -> list[WaitingListEntry]:
    """Offer what is free on this run to those in line, first come first served; returns to whom.

    A wish that cannot be met with what is free is passed over, and keeps its turn. An offer is a
    booking in state OFFERED with counted places and an end; its mail is promised here. Call it in
    the transaction that has freed or added places.
    """
    line = WaitingListEntry.objects.in_line().filter(run=run_id)
    if not line.exists():
        return []
    run = CourseRun.objects.select_for_update().select_related("page").get(pk=run_id)
    if not makes_offers(run):
        return []
    made = []
    for entry in line.select_for_update(of=("self",)).select_related("booker", "school"):
        number = min(entry.quantity, run.places_left)
        if run.places_left <= 0:
            break
        if number >= entry.min_quantity and _offer(entry, run, number):
            made.append(entry)
    return made


def _offer(entry: WaitingListEntry, run: CourseRun, number: int) -> bool:
    """A booking in state OFFERED for this wish.

    Nothing where somebody was first with the places, or where the run has no price for them now:
    what frees places must not fail for that.
    """
    try:
        terms = place_values(run=run, school=entry.school, number=number, asker=entry.booker)
    except NoPriceError:
        return False
    room = CourseRun.objects.filter(pk=run.pk, places_taken__lte=F("capacity") - number)
    if not room.update(places_taken=F("places_taken") + number):
        return False
    run.places_taken += number
    now = timezone.now()
    booking = Booking.objects.create(
        submit_token=f"{OFFER}{secrets.token_urlsafe(24)}",
        booker=entry.booker,
        school=entry.school,
        state=BookingState.OFFERED,
        hold_expires_at=window(now=now, starts_at=run.starts_at),
    )
    attendees = [_attendee(entry, run) if number == entry.quantity == 1 else None]
    attendees += [None] * (number - len(attendees))
    refilled: list[Place | None] = [*_standing_empty(run)[:number]]
    refilled += [None] * (number - len(refilled))
    stands = {"booking": booking, "run": run, "state": PlaceState.OFFERED}
    places = Place.objects.bulk_create(
        Place(attendee=attendee, refills=given_up, **stands, **values)
        for attendee, given_up, values in zip(attendees, refilled, terms, strict=True)
    )
    extras.take(places)
    entry.move(EntryState.OFFERED, offer=booking)
    entry.refresh_from_db(fields=["state", "offer"])
    audit.record("waiting_list.offer", entry, by=None, places=number, booking=booking.reference)
    emails_waiting.offered(entry)
    return True


def _standing_empty(run: CourseRun) -> list[Place]:
    """The booked places of this run that were given up and that nobody has taken since.

    What is free has no number on its chair, so this is the rule. A place that an offer refills is
    that offer's; an offer that ended without a booking is as if it had never been made. Whoever
    came without the list, one after the other as they came, took of all other places that had been
    given up before them the one that was empty longest: one place each, and only while they hold
    it or if they have booked it. What is left stands empty, longest first. Two statements at most.
    """
    # Also what was booked and is given up by now: that place stands empty in its own right.
    taken = Place.objects.filter(Q(is_counted=True) | Q(booking__confirmed_at__isnull=False))
    given_up = Place.objects.filter(
        ~Exists(taken.filter(refills=OuterRef("pk"))),
        run=run,
        state=PlaceState.CANCELLED,
        booking__confirmed_at__isnull=False,
    )
    empty = list(given_up.order_by("cancelled_at", "pk"))
    if not empty:
        return []
    moved_in = Q(transferred_from__isnull=False)
    without_the_list = taken.filter(moved_in | ~Q(booking__submit_token__startswith=OFFER), run=run)
    came_at = Coalesce("transferred_from__cancelled_at", "booking__made_at")
    for came in without_the_list.order_by(came_at).values_list(came_at, flat=True):
        if empty and (since := empty[0].cancelled_at) and since < came:
            empty.pop(0)
    return empty


def _attendee(entry: WaitingListEntry, run: CourseRun) -> Attendee | None:
    """The booker, where they wait for themselves and have no place on the run yet."""
    if not entry.is_for_booker:
        return None
    booker = entry.booker
    wanted = Attendee(name=booker.full_name or booker.email, email=booker.email)
    wanted.school = entry.school
    person = attend(wanted, by=booker)
    return None if run.places.counted().filter(attendee=person).exists() else person


def end(*, booking: Booking, to: EntryState) -> None:
    """What becomes of the wish that this booking was offered for, when the offer ends unaccepted.

    LAPSED goes back to the end of the line, once. Nothing for a booking that was no offer, or
    whose offer has been accepted.
    """
    entry = WaitingListEntry.objects.filter(offer=booking, state=EntryState.OFFERED).first()
    if entry is None:
        return
    now = timezone.now()
    if not entry.move(to, only=Q(offer=booking), ended_at=now):
        return
    audit.record(f"waiting_list.{to.lower()}", entry, by=None, booking=booking.reference)
    if to is not EntryState.LAPSED:
        return
    once = Q(lapses=0)
    again = entry.move(
        EntryState.WAITING, only=once, lapses=1, queued_at=now, offer=None, ended_at=None
    )
    emails_waiting.lapsed(entry, waits_again=again)
