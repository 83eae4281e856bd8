"""Fictional teachers who have places on the demonstration's courses."""

from collections.abc import Sequence

from accounts.models import User
from courses.actions import bookings, needs
from courses.models import Booking, CourseRun, Place
from schools.models import Post

NAMES = (
    "Amara Example",
    "Ben Sample",
    "Chidi Mustername",
    "Dilys Pretend",
    "Esme Placeholder",
    "Farid Invented",
    "Grace Imagined",
    "Hugo Madeup",
    "Imani Fictional",
    "Jo Supposed",
)


def person(number: int) -> User:
    """The n-th of them, who cannot sign in."""
    name = NAMES[number]
    first = name.split()[0].lower()
    email = f"{first}.demo@example.org"
    user = User.objects.filter(email=email).first()
    return user or User.objects.create_user(email, full_name=name)


def tell_needs(run: CourseRun, said: Sequence[tuple[str, str]]) -> None:
    """The first people with a place on it say what they need, as on the page where they join."""
    places = Place.objects.filter(run=run).order_by("pk")
    for place, (access, dietary) in zip(places, said, strict=False):
        needs.tell(place=place, access=access, dietary=dietary, by=None)


def book(run: CourseRun, user: User) -> Booking:
    """A confirmed place on a free run for this person, made the way that anybody makes one."""
    post = Post.objects.current().filter(user=user).select_related("school").first()
    booking = bookings.hold_for(
        run=run,
        school=post.school if post else None,
        attendee_name=user.full_name,
        attendee_email=user.email,
        by=user,
        submit_token=f"demonstration-{run.code}-{user.pk}",
    )
    return bookings.confirm(booking=booking, by=user)
