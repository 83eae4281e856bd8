"""The forms with which hub administrators keep people in the admin."""

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib.auth.models import Group

from accounts.forms.entrance import NameField
from accounts.models import User
from accounts.models.user import normalise_email

TAKEN = "Somebody else signs in with this e-mail address."


if TYPE_CHECKING:
    UserForm = forms.ModelForm[User]
else:
    UserForm = forms.ModelForm


class PersonForm(UserForm):
    """Name, address and groups. Nobody sets another's password or makes a superuser here."""

    full_name = NameField()

    class Meta:
        model = User
        fields: ClassVar[list[str]] = ["full_name", "email", "groups"]
        widgets: ClassVar[dict[str, type[forms.Widget]]] = {"groups": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["full_name"].label = "Full name"
        groups = self.fields["groups"]
        groups.help_text = "What this person may do. Teachers and tutors need none."
        if isinstance(groups, forms.ModelMultipleChoiceField):
            groups.queryset = Group.objects.order_by("name")

    def clean_email(self) -> str:
        """The address, unless somebody else has it."""
        email = normalise_email(self.cleaned_data["email"])
        if User.objects.filter(email=email).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(TAKEN)
        return email


class NewPersonForm(PersonForm):
    """A new person, who chooses a password with "Forgotten your password?"."""

    def save(self, commit: bool = True) -> User:  # noqa: FBT001, FBT002 - Django's signature
        self.instance.set_unusable_password()
        return super().save(commit)


class ExistingPersonForm(PersonForm):
    """Somebody who is there already."""

    class Meta(PersonForm.Meta):
        fields: ClassVar[list[str]] = ["full_name", "email", "is_active", "groups"]

    def __init__(self, *args: Any, editing_self: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["is_active"].label = "May sign in"
        if editing_self:
            for name in ("is_active", "groups"):
                del self.fields[name]
