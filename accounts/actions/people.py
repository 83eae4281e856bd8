"""What is done to a person's account, by them or by a hub administrator."""

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts.exceptions import AddressTakenError
from accounts.models import User
from accounts.models.user import normalise_email
from accounts.names import tidy
from core import audit


@transaction.atomic
def rename(*, user: User, full_name: str, by: User) -> User:
    """Give a person this name from now on. Certificates already issued keep theirs.

    `full_name` must have passed `accounts.names.validate_name`.
    """
    user.full_name = tidy(full_name)
    user.save(update_fields=["full_name"])
    audit.record("renamed", user, by=by)
    return user


@transaction.atomic
def change_address(*, user: User, email: str, by: User) -> User:
    """Let a person sign in with another address, which they must prove before it works.

    The old address stops working. Raises AddressTakenError when another person has the new one.
    """
    email = normalise_email(email)
    others = User.objects.filter(email=email).exclude(pk=user.pk)
    claims = EmailAddress.objects.filter(email=email, verified=True).exclude(user=user)
    if others.exists() or claims.exists():
        raise AddressTakenError(email)
    user.email = email
    user.save(update_fields=["email"])
    EmailAddress.objects.filter(user=user).exclude(email=email).delete()
    EmailAddress.objects.update_or_create(
        user=user, email=email, defaults={"primary": True, "verified": False}
    )
    audit.record("changed the address of", user, by=by)
    return user
