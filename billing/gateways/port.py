"""What a payment gateway must be able to do: all that the rest of the site knows of one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from billing.enums import PaymentMethod, PaymentState
from billing.models import Payment


@dataclass(frozen=True, kw_only=True)
class HostedPage:
    """The gateway's own page for one payment."""

    session_id: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Event:
    """What a gateway says happened to a payment, its origin proved.

    `payment_key` is our own idempotency key, which we gave with the payment, so that an event can
    be understood even before the gateway's session id was stored.
    """

    state: PaymentState
    payment_key: str
    session_id: str
    intent_id: str
    amount_pence: int
    currency: str


class Gateway(Protocol):
    """A way to take money through a page of somebody else's."""

    method: PaymentMethod
    label: str

    def open_page(self, payment: Payment) -> HostedPage:
        """Make a page for a stored payment; asked twice for the same one, answer the same page.

        Called outside any transaction. Raises GatewayUnavailableError.
        """
        ...

    def read_webhook(self, *, body: bytes, headers: Mapping[str, str]) -> Event:
        """The event in a webhook's body. Raises BadSignatureError unless it is surely theirs."""
        ...

    def read_return(self, query: Mapping[str, str]) -> Event | None:
        """What is known when the payer's browser comes back with this query; None when nothing."""
        ...
