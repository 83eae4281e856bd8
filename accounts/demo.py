"""The people of the demonstration."""

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.db import transaction

from accounts import roles
from accounts.models import User
from core.demo import PASSWORD, PEOPLE, Changes, Person

GROUPS = {"hannah": roles.HUB_ADMINISTRATORS, "ed": roles.EDITORS}


def load(changes: Changes) -> None:
    """Make the demonstration's people, each able to sign in; whoever is there is left alone."""
    for person in PEOPLE:
        load_person(person, changes)


@transaction.atomic
def load_person(person: Person, changes: Changes) -> User:
    """One of them: a user with a verified address, in the group of their role."""
    user = User.objects.filter(email=person.email).first()
    if user is None:
        user = User.objects.create_user(person.email, PASSWORD, full_name=person.full_name)
        changes.note("people")
    _, is_new = EmailAddress.objects.get_or_create(
        user=user, email=person.email, defaults={"primary": True, "verified": True}
    )
    changes.note("e-mail addresses", int(is_new))
    name = GROUPS.get(person.name)
    if name and not user.groups.filter(name=name).exists():
        user.groups.add(Group.objects.get(name=name))
        changes.note("group members")
    return user
