"""Fictional teachers who have places on the demonstration's courses."""

from accounts.models import User
from courses.actions import bookings
from courses.models import Booking, CourseRun
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
