"""Who may do what with courses."""

import rules

from accounts.models import User
from accounts.permissions import is_hub_admin
from courses.models import Booking, Place, Session
from schools.models import Post, School
from schools.permissions import answers_for_school


@rules.predicate
def may_keep_register(user: User, session: Session) -> bool:
    """A tutor of this session, or somebody who runs the hub."""
    return session.tutors.filter(pk=user.pk).exists() or is_hub_admin(user)


@rules.predicate
def is_booker(user: User, booking: Booking) -> bool:
    """Whoever made the booking."""
    return booking.booker_id == user.pk


@rules.predicate
def may_change(user: User, booking: Booking) -> bool:
    """The booker, whoever answers for the school it was booked for, and the hub."""
    return (
        is_booker(user, booking)
        or is_hub_admin(user)
        or (booking.school is not None and answers_for_school(user, booking.school))
    )


def acts_for_others(user: User, booking: Booking) -> bool:
    """Whether this is the hub, acting for somebody else, who is told the reason."""
    return is_hub_admin(user) and not is_booker(user, booking)


def may_still_change(user: User, place: Place) -> bool:
    """Whether it is not too late: until the course begins, and for the hub also after."""
    return not place.run.has_begun() or is_hub_admin(user)


@rules.predicate
def has_post_at(user: User, school: School) -> bool:
    """Somebody who works there, or says so and waits for approval."""
    return School.objects.named_by(user).filter(pk=school.pk).exists()


@rules.predicate
def may_name_school(user: User, school: School) -> bool:
    """Anybody may say that they come from an open school: saying so opens nothing there."""
    return has_post_at(user, school) or School.objects.open().filter(pk=school.pk).exists()


@rules.predicate
def may_invoice(user: User, booking: Booking) -> bool:
    """The hub, or the booker with an approved post at the school; on runs that may wait for it."""
    if booking.school is None or not invoice_may_wait(booking):
        return False
    return (is_booker(user, booking) or is_hub_admin(user)) and may_draw_for(user, booking.school)


def invoice_may_wait(booking: Booking) -> bool:
    """Whether each of its courses can be paid later. No statement for a booking `with_places`."""
    return all(place.run.allow_pay_later for place in booking.places.all())


@rules.predicate
def may_draw_for(user: User, school: School) -> bool:
    """Who has an approved post at the school, in whose name funds are drawn; and the hub."""
    return Post.objects.current().filter(user=user, school=school).exists() or is_hub_admin(user)


@rules.predicate
def may_decide_booking(user: User, booking: Booking) -> bool:
    """Somebody who answers for its school; never for what they asked for themselves."""
    return (
        booking.school is not None
        and not is_booker(user, booking)
        and answers_for_school(user, booking.school)
    )
