"""The mail of sign-up, sign-in and safety, in our words and through our queue.

allauth asks for a message by the path of its own template. `MESSAGES` says which of ours that is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from core import mail


@dataclass(frozen=True)
class Message:
    """One of our messages, and the words in it that depend on what it is about."""

    folder: str
    words: Mapping[str, object]


def _code(purpose: str) -> Message:
    minutes = settings.CODE_LASTS_SECONDS // 60
    return Message("accounts/code", {"purpose": purpose, "minutes": minutes})


def _notice(change: str, sentence: str) -> Message:
    return Message("accounts/change_notice", {"change": change, "sentence": sentence})


MESSAGES: Mapping[str, Message] = {
    "account/email/email_confirmation_signup": _code(
        "Welcome. Type this code to show that this is your address and finish making your account:"
    ),
    "account/email/email_confirmation": _code("Type this code to show that this is your address:"),
    "account/email/login_code": _code("Type this code to sign in:"),
    "account/email/password_reset_code": _code("Type this code to choose a new password:"),
    "account/email/account_already_exists": Message("accounts/account_exists", {}),
    "account/email/unknown_account": Message("accounts/no_account", {}),
    "account/email/email_changed": _notice(
        "Your e-mail address was changed",
        "You now sign in with {to_email} instead of {from_email}.",
    ),
    "account/email/email_confirm": _notice(
        "Your e-mail address is confirmed", "You showed that this address is yours."
    ),
    "account/email/email_deleted": _notice(
        "An e-mail address was removed", "{deleted_email} was removed from your account."
    ),
    "account/email/password_changed": _notice(
        "Your password was changed", "You changed the password of your account."
    ),
    "account/email/password_reset": _notice(
        "Your password was changed", "You chose a new password with a code that we sent you."
    ),
    "account/email/password_set": _notice(
        "Your account has a password", "You chose a password for your account."
    ),
    "mfa/email/totp_activated": _notice(
        "Your authenticator app is switched on",
        "From now on you need a code from the app to sign in.",
    ),
    "mfa/email/totp_deactivated": _notice(
        "Your authenticator app is switched off",
        "You no longer need a code from the app to sign in.",
    ),
    "mfa/email/recovery_codes_generated": _notice(
        "You have new recovery codes", "The old ones no longer work."
    ),
    "mfa/email/webauthn_added": _notice(
        "A passkey was added", "You can sign in with a new passkey."
    ),
    "mfa/email/webauthn_removed": _notice(
        "A passkey was removed", "That passkey no longer signs you in."
    ),
}


def send(template_prefix: str, *, to: str, context: Mapping[str, Any]) -> None:
    """Promise the message that allauth calls `template_prefix`. Raises KeyError for a new one."""
    message = MESSAGES[template_prefix]
    words = {
        name: word.format_map(context) if name == "sentence" and isinstance(word, str) else word
        for name, word in message.words.items()
    }
    mail.send(message.folder, to=to, context={**context, **words, "email": to})
