"""What a gateway sends us, whichever way it arrives."""

from collections.abc import Mapping

from billing import gateways
from billing.actions import payments
from billing.models import Payment


def receive(*, body: bytes, headers: Mapping[str, str]) -> Payment:
    """Check that this is the gateway's, then act on it; safe to repeat.

    Raises BadSignatureError (and stores nothing), UnknownPaymentError, GatewayUnavailableError.
    """
    return payments.settle(event=gateways.current().read_webhook(body=body, headers=headers))
