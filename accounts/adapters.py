"""Where allauth asks us: names, mail, and where somebody goes next."""

from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.forms import Form
from django.http import HttpRequest, HttpResponse

from accounts import desks, emails
from accounts.models import User
from accounts.models.user import normalise_email
from accounts.names import tidy

AFTER_SIGN_UP = "/account/school/"


class AccountAdapter(DefaultAccountAdapter):
    """Our answers. Mail goes through the queue, so that no request waits for a mail server."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "This account is switched off. Write to us and we will look at it.",
        "email_password_mismatch": (
            "We know no account with this e-mail address and password. Check both, or choose a "
            "new password."
        ),
        "duplicate_email": "This is already your e-mail address.",
        "email_taken": "Somebody else signs in with this e-mail address. Use another one.",
        "enter_current_password": "That is not your password now. Type it again.",
        "incorrect_password": "That is not your password. Type it again.",
        "incorrect_code": "That is not the code. Check it and type it again.",
        "same_as_current": "This is already your e-mail address. Type a different one.",
        "too_many_login_attempts": "Too many tries. Wait five minutes, then try again.",
        "rate_limited": "That was too quick. Wait a moment, then try again.",
    }

    def clean_email(self, email: str) -> str:
        return normalise_email(email)

    def save_user(
        self, request: HttpRequest, user: User, form: Form, *, commit: bool = True
    ) -> User:
        """The new person, with their full name, which allauth does not know of."""
        user.full_name = tidy(form.cleaned_data["full_name"])
        saved: User = super().save_user(request, user, form, commit=commit)
        return saved

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        emails.send(template_prefix, to=email, context=context)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Their own desk, when they were not on the way to a page."""
        if not isinstance(request.user, User):
            return desks.MY_CPD
        return desks.of(request.user)

    def post_login(
        self,
        request: HttpRequest,
        user: User,
        *,
        signup: bool,
        redirect_url: str | None,
        **kwargs: Any,
    ) -> HttpResponse:
        """Somebody new says first where they work, then goes on to where they were going."""
        if signup:
            onward = get_next_redirect_url(request) or redirect_url
            redirect_url = AFTER_SIGN_UP + (f"?{urlencode({'next': onward})}" if onward else "")
        return super().post_login(request, user, signup=signup, redirect_url=redirect_url, **kwargs)


class SecondStepAdapter(DefaultMFAAdapter):
    """Our words about authenticator apps, recovery codes and passkeys."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": "This is your last second step, and your account needs one.",
        "cannot_generate_recovery_codes": "Set up an authenticator app or a passkey first.",
        "incorrect_code": "That is not the code. Check it and type it again.",
        "unverified_email": "Show first that your e-mail address is yours: change your e-mail.",
    }

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002
        """'Passkey 1', 'Passkey 2', until somebody chooses better."""
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return f"Passkey {number}"
