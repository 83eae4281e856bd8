"""The person. Their e-mail address is their name here; roles are posts, staff lists and groups."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.names import LONGEST_NAME, validate_name


def normalise_email(email: str) -> str:
    """The whole address in lower case and without spaces round it: one person, one spelling."""
    return email.strip().lower()


class UserManager(BaseUserManager["User"]):
    """Makes people."""

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        return normalise_email(email or "")

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A person with this address. Raises ValueError without one."""
        if not email:
            raise ValueError("A person needs an e-mail address.")
        user = self.model(email=normalise_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A person whom nothing in the admin is hidden from. Not above four eyes."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=normalise_email(username or ""))


class User(AbstractBaseUser, PermissionsMixin):
    """A person who can sign in."""

    email = models.EmailField("e-mail address", unique=True)
    full_name = models.CharField(
        max_length=LONGEST_NAME,
        validators=[validate_name],
        help_text="As it should read on a certificate of attendance.",
    )
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    known_groups: frozenset[str] | None = None
    """Kept by `accounts.permissions.group_names` for as long as this object lives."""

    known_desk: bool | None = None
    """Whether they teach or judge; kept by the app that knows, as is the next."""

    known_enrolment: bool | None = None
    """Whether they are or were enrolled."""

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    class Meta:
        ordering = ("full_name", "pk")
        constraints = (
            models.UniqueConstraint(Lower("email"), name="one_person_per_email_in_any_case"),
            models.CheckConstraint(condition=~models.Q(full_name=""), name="everybody_has_a_name"),
        )

    def __str__(self) -> str:
        return self.full_name or self.email

    def clean(self) -> None:
        super().clean()
        self.email = normalise_email(self.email)

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        """What we call them: the first word of the name, cut so that a menu stays a menu."""
        first = (self.full_name or self.email).split()[0:1]
        return (first[0] if first else self.email)[:24]
