"""People for tests who are none of the cast."""

from itertools import count

from allauth.account.models import EmailAddress

from accounts.models import User

PASSWORD = "three odd words here"

_numbers = count(1)


def make_user(
    *,
    email: str = "",
    full_name: str = "",
    password: str = PASSWORD,
    verified: bool = True,
    is_active: bool = True,
    is_superuser: bool = False,
) -> User:
    """Somebody who can sign in, with an address of their own unless one is given."""
    number = next(_numbers)
    user = User.objects.create_user(
        email or f"person{number}@example.org",
        password,
        full_name=full_name or f"Person {number}",
        is_active=is_active,
        is_superuser=is_superuser,
    )
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=verified)
    return user
