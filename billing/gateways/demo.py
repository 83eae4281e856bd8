"""A gateway that takes no money: a page of our own, and signed webhooks like a real provider's.

The whole path of a payment can be walked offline with it. It refuses to exist where the site is
not a demonstration.
"""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Mapping

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse

from billing.enums import PaymentMethod, PaymentState
from billing.exceptions import BadSignatureError
from billing.gateways.port import Event, HostedPage
from billing.models import Payment
from billing.models.payment import CURRENCY

HEADER = "Demo-Signature"
TOLERANCE_SECONDS = 300


class DemoGateway:
    """The demonstration's gateway."""

    method = PaymentMethod.DEMO
    label = "the demonstration's payment page"

    def __init__(self) -> None:
        if not settings.DEMONSTRATION:
            raise ImproperlyConfigured(
                "The demonstration's payment page works only on a demonstration site."
            )

    def open_page(self, payment: Payment) -> HostedPage:
        session_id = f"demo-{_digest('session', payment.idempotency_key.encode())[:40]}"
        return HostedPage(session_id=session_id, url=reverse("billing:demo_pay", args=[session_id]))

    def read_webhook(self, *, body: bytes, headers: Mapping[str, str]) -> Event:
        return _read(body=body, signature=headers.get(HEADER, ""))

    def read_return(self, query: Mapping[str, str]) -> Event | None:
        try:
            body = base64.urlsafe_b64decode(query.get("event", ""))
            return _read(body=body, signature=query.get("signature", ""))
        except (ValueError, BadSignatureError):
            return None


def event_body(payment: Payment, state: PaymentState, *, amount_pence: int | None = None) -> bytes:
    """What this provider would send about a payment."""
    return json.dumps(
        {
            "state": state,
            "payment_key": payment.idempotency_key,
            "session_id": payment.session_id,
            "intent_id": f"demo-intent-{payment.pk}",
            "amount_pence": payment.amount_pence if amount_pence is None else amount_pence,
            "currency": CURRENCY,
        }
    ).encode()


def sign(body: bytes, *, at: float | None = None) -> str:
    """A signature of these bytes at this moment: `t=…,v1=…`."""
    moment = int(time.time() if at is None else at)
    return f"t={moment},v1={_digest('webhook', str(moment).encode() + b'.' + body)}"


def return_query(body: bytes) -> dict[str, str]:
    """What the payer's browser brings back."""
    return {"event": base64.urlsafe_b64encode(body).decode(), "signature": sign(body)}


def _digest(purpose: str, message: bytes) -> str:
    key = hashlib.sha256(f"billing.demo.{purpose}:{settings.SECRET_KEY}".encode()).digest()
    return hmac.new(key, message, hashlib.sha256).hexdigest()


def _read(*, body: bytes, signature: str) -> Event:
    parts = dict(part.split("=", 1) for part in signature.split(",") if "=" in part)
    moment, proof = parts.get("t", ""), parts.get("v1", "")
    if not (moment.isascii() and moment.isdigit() and len(moment) < 12):
        raise BadSignatureError("The message is not signed.")
    wanted = _digest("webhook", moment.encode() + b"." + body)
    if not hmac.compare_digest(wanted.encode(), proof.encode()):
        raise BadSignatureError("The signature is not the provider's.")
    if abs(time.time() - int(moment)) > TOLERANCE_SECONDS:
        raise BadSignatureError("The signature is too old.")
    data = json.loads(body)
    try:
        return Event(**{**data, "state": PaymentState(data["state"])})
    except (TypeError, KeyError) as error:
        raise ValueError("The message is signed, but it is no event.") from error
