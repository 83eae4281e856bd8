"""Who will use a place: one person at one address."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import attrgetter

from django.db.models import F

from accounts.models import User
from accounts.models.user import normalise_email
from courses.models import Attendee


def attend(wanted: Attendee, *, by: User) -> Attendee:
    """The stored attendee of that address; as `attend_all`."""
    return attend_all([wanted], by=by)[0]


def attend_all(wanted: Sequence[Attendee], *, by: User) -> list[Attendee]:
    """For each, the stored attendee of that address; their name is theirs, or the booker's to say.

    Somebody who had the address before keeps their own row: the new owner starts with none. Call
    it in the transaction that takes the places. One statement, two more where somebody is new, and
    one for each time that something else is said of somebody. All are written in the order of
    their addresses, as `places` says, and answered in the order that was asked for.
    """
    for one in wanted:
        one.email = normalise_email(one.email)
        one.user = by if by.email == one.email else None
    people = _stored(one.email for one in wanted)
    in_order = sorted(wanted, key=attrgetter("email"))
    new = {one.email: one for one in in_order if one.email not in people}
    if new:
        # Somebody else may just have made the same row: then it is theirs that counts.
        Attendee.objects.bulk_create(new.values(), ignore_conflicts=True)
        people |= _stored(new)
    for one in in_order:
        _say(people[one.email], one)
    return [people[one.email] for one in wanted]


def _stored(emails: Iterable[str]) -> dict[str, Attendee]:
    """Whom these addresses name now; of two rows the one with an account."""
    there = Attendee.objects.current().filter(email__in=set(emails))
    return {one.email: one for one in there.order_by(F("user").desc(nulls_first=True))}


def _say(person: Attendee, wanted: Attendee) -> None:
    """Give the person the name and school that were said, where the booker may say them."""
    said = (wanted.name, wanted.school_id, wanted.user_id)
    before = (person.name, person.school_id, person.user_id)
    if person.user_id in (None, wanted.user_id) and said != before:
        person.name, person.school, person.user = wanted.name, wanted.school, wanted.user
        person.save(update_fields=("name", "school", "user"))
