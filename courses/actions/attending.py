"""Who will use a place: one person at one address."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import F

from accounts.models import User
from accounts.models.user import normalise_email
from courses.models import Attendee


def attend(wanted: Attendee, *, by: User) -> Attendee:
    """The stored attendee of that address; their name is theirs, or the booker's to say.

    Somebody who had the address before keeps their own row: the new owner starts with none. Call
    it in the transaction that takes the place.
    """
    wanted.email = normalise_email(wanted.email)
    user = by if by.email == wanted.email else None
    theirs = Attendee.objects.current().filter(email=wanted.email)
    person = theirs.order_by(F("user").asc(nulls_last=True)).first()
    if person is None:
        return _new(wanted, user)
    said = (wanted.name, wanted.school_id, user)
    if person.user in (None, user) and said != (person.name, person.school_id, person.user):
        person.name, person.school, person.user = wanted.name, wanted.school, user
        person.save(update_fields=("name", "school", "user"))
    return person


def _new(wanted: Attendee, user: User | None) -> Attendee:
    """A new row, unless somebody else has just made it."""
    try:
        with transaction.atomic():
            return Attendee.objects.create(
                email=wanted.email, user=user, name=wanted.name, school=wanted.school
            )
    except IntegrityError:
        return Attendee.objects.get(email=wanted.email, user=user)
