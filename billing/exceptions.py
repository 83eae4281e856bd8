"""What can go wrong with money, each with a sentence."""


class BillingError(Exception):
    """Something about money that cannot be done. `str()` says why, in a sentence."""


class CreditTooHighError(BillingError):
    """More would be taken back than is still charged on the line."""

    def __init__(self, *, wanted: int, left: int) -> None:
        self.wanted, self.left = wanted, left
        super().__init__(f"{wanted} pence cannot be credited: {left} pence are left on the line.")


class NothingToPayError(BillingError):
    """The order has no balance to pay."""


class NotPaidOnlineError(BillingError):
    """The order is invoiced, so no page is opened on which it could be paid a second time."""

    def __init__(self) -> None:
        super().__init__("This is paid on an invoice, so there is nothing to pay here.")


class PaymentClosedError(BillingError):
    """The attempt ended while its page was being made. No money came in."""

    def __init__(self) -> None:
        super().__init__("This payment was closed before its page opened. Try to pay again.")


class GatewayUnavailableError(BillingError):
    """The payment provider did not answer, or none is set up."""


class BadSignatureError(BillingError):
    """A message says that it comes from the payment provider, and does not prove it."""


class UnknownPaymentError(BillingError):
    """The provider speaks of a payment that we have not stored, or not yet."""
