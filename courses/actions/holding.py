"""Holding places: all that are asked for, or none; and changing what is held."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from accounts.models.user import normalise_email
from core import audit
from core.contention import patiently
from courses import frozen_terms, holds
from courses.actions import extras, lapsing, places
from courses.actions.attending import attend_all
from courses.enums import BookingState
from courses.exceptions import (
    AlreadyBookedError,
    RunIsFullError,
    SchoolNotOpenError,
    TooManyKeptError,
    VoucherUsedError,
)
from courses.frozen_terms import Help
from courses.models import Attendee, Booking, CourseRun, Fund, Place
from courses.permissions import has_post_at, may_name_school
from schools.actions import posts
from schools.enums import PostRole
from schools.models import School

#: What counts towards `holds.MOST_KEPT`. An offer is not asked for here, so it does not.
KEPT_STATES = (BookingState.HELD, BookingState.PENDING_APPROVAL)


@dataclass(frozen=True, kw_only=True)
class Seat:
    """One place that is wanted. Without a name and an address somebody is named later."""

    run: CourseRun
    name: str = ""
    email: str = ""

    @property
    def is_named(self) -> bool:
        return bool(self.email.strip())


@dataclass(frozen=True, kw_only=True)
class _Wish:
    """All that one form asks for, looked up and checked."""

    seats: Sequence[Seat]
    school: School | None
    by: User
    token: str
    helped: Help
    is_new_there: bool

    @property
    def numbers(self) -> Counter[int]:
        return Counter(seat.run.pk for seat in self.seats)

    @property
    def runs(self) -> list[CourseRun]:
        return list({seat.run.pk: seat.run for seat in self.seats}.values())


@patiently
def hold(
    *,
    seats: Sequence[Seat],
    school: School | None,
    by: User,
    submit_token: str,
    voucher_code: str = "",
    fund: Fund | None = None,
) -> Booking:
    """These places, kept for `holds.HOLD`, or none of them.

    A school where the booker holds no post is claimed as theirs, and waits for approval there.
    `submit_token` comes from the form: the same one again answers with the same booking, and one
    that somebody else has used, or that was used for other places, counts as none. Raises
    RunIsFullError (which says how many are left), RunNotOpenError, AlreadyBookedError,
    SchoolNotOpenError, NoPriceError, VoucherUnknownError, VoucherUsedError, FundNotForThemError,
    FundSpentError, TooManyKeptError; then nothing is stored.
    """
    if not seats:
        raise ValueError("A booking has at least one place.")
    token, known = _submitted(submit_token, seats, by)
    if known:
        return known
    refuse_twice(seats)
    runs = list({seat.run.pk: seat.run for seat in seats}.values())
    wish = _Wish(
        seats=seats,
        school=school,
        by=by,
        token=token,
        helped=frozen_terms.find_help(
            runs=runs, school=school, voucher_code=voucher_code, fund=fund, by=by
        ),
        is_new_there=school_is_new(school, by),
    )
    try:
        return _try_hold(wish)
    except (RunIsFullError, AlreadyBookedError):
        # Holds that have run out may still be counted, when no job has tidied: free them here.
        if not lapsing.lapse_all(places.lapsed_on(run_ids=[run.pk for run in runs])):
            raise
        return _try_hold(wish)


def hold_for(
    *,
    run: CourseRun,
    attendee_name: str,
    attendee_email: str,
    school: School | None,
    by: User,
    submit_token: str,
) -> Booking:
    """One person's place on one run; as `hold`."""
    seat = Seat(run=run, name=attendee_name, email=attendee_email)
    return hold(seats=[seat], school=school, by=by, submit_token=submit_token)


def school_is_new(school: School | None, by: User) -> bool:
    """Whether naming this school is a claim, since they hold no post there.

    Raises SchoolNotOpenError for a school that nobody can come from.
    """
    if school is None or has_post_at(by, school):
        return False
    if not may_name_school(by, school):
        raise SchoolNotOpenError
    return True


def refuse_twice(seats: Sequence[Seat]) -> None:
    """Nobody sits on two chairs: raises AlreadyBookedError."""
    seen = set()
    for seat in seats:
        key = seat.run.pk, normalise_email(seat.email)
        if seat.is_named and key in seen:
            raise AlreadyBookedError(seat.run, normalise_email(seat.email))
        seen.add(key)


def _submitted(token: str, seats: Sequence[Seat], by: User) -> tuple[str, Booking | None]:
    """The token to store, and the booking of these places that this person has made with it."""
    known = Booking.objects.filter(submit_token=token).first() if token else None
    if known and known.booker_id == by.pk:
        booked = Counter(known.places.values_list("run_id", flat=True))
        if booked == Counter(seat.run.pk for seat in seats):
            return token, known
    return (secrets.token_urlsafe(24) if known or not token else token), None


def _try_hold(wish: _Wish) -> Booking:
    try:
        return extras.at_a_price_that_is_left(lambda: _hold(wish))
    except IntegrityError:
        if known := _submitted(wish.token, wish.seats, wish.by)[1]:
            return known
        refuse_booked(wish.seats)
        raise


def refuse_booked(seats: Iterable[Seat]) -> None:
    """Raises AlreadyBookedError for the first of these people who has a place on their run."""
    for seat in seats:
        people = Attendee.objects.current().filter(email=normalise_email(seat.email))
        if seat.run.places.counted().filter(attendee__in=people).exists():
            raise AlreadyBookedError(seat.run, normalise_email(seat.email))


@transaction.atomic
def _hold(wish: _Wish) -> Booking:
    places.take(wanted=wish.numbers, by=wish.by)
    now = timezone.now()
    _refuse_too_many(wish, now)
    booking = Booking.objects.create(
        submit_token=wish.token,
        booker=wish.by,
        school=wish.school,
        hold_expires_at=holds.until(made_at=now, now=now),
    )
    taken = Place.objects.bulk_create(_places(wish, booking, now))
    extras.take(taken)
    audit.record("booking.hold", booking, by=wish.by, runs=[seat.run.code for seat in wish.seats])
    if wish.school and wish.is_new_there:
        posts.claim(user=wish.by, school=wish.school, role=PostRole.TEACHER, by=wish.by)
    return booking


def _refuse_too_many(wish: _Wish, now: datetime) -> None:
    """Raises TooManyKeptError. The runs are locked, so holds of the same ones are counted."""
    keeping = Place.objects.counted().filter(
        booking__booker=wish.by, booking__state__in=KEPT_STATES, booking__hold_expires_at__gt=now
    )
    kept, wanted = keeping.count(), len(wish.seats)
    if kept + wanted > holds.MOST_KEPT:
        raise TooManyKeptError(kept=kept, wanted=wanted, most=holds.MOST_KEPT)


def _places(wish: _Wish, booking: Booking, now: datetime) -> list[Place]:
    """The places, not stored yet, in the order of the seats; each run's prices looked up once."""
    voucher = wish.helped.voucher
    uses = voucher.max_uses - voucher.used if voucher else 0
    if voucher and uses <= 0:
        raise VoucherUsedError
    made = {}
    for run in wish.runs:
        values = frozen_terms.place_values(
            run=run,
            school=wish.school,
            number=wish.numbers[run.pk],
            helped=wish.helped,
            uses_left=uses,
            asker=wish.by,
        )
        uses -= sum(value["voucher"] is not None for value in values)
        made[run.pk] = iter(values)
    named = [seat for seat in wish.seats if seat.is_named]
    people = iter(attend_all([person_of(seat, wish.school) for seat in named], by=wish.by))
    return [
        Place(
            booking=booking,
            run=seat.run,
            attendee=next(people) if seat.is_named else None,
            name_by=None if seat.is_named else frozen_terms.name_by(seat.run, now),
            **next(made[seat.run.pk]),
        )
        for seat in wish.seats
    ]


def person_of(seat: Seat, school: School | None) -> Attendee:
    """Who is named there, not stored yet."""
    return Attendee(name=seat.name, email=seat.email, school=school)
