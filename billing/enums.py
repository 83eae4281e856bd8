"""The words for the states of money, and which may follow which."""

from django.db import models


class PaymentMethod(models.TextChoices):
    """How money came in."""

    CARD = "CARD", "Card"
    BACS = "BACS", "Bank transfer"
    CHEQUE = "CHEQUE", "Cheque"
    INTERNAL_RECHARGE = "INTERNAL_RECHARGE", "Internal recharge"
    CREDIT = "CREDIT", "Credit"
    DEMO = "DEMO", "Demonstration"


class PaymentState(models.TextChoices):
    """Where one attempt to pay stands."""

    CREATED = "CREATED", "Created"
    OPEN = "OPEN", "Open"
    PROCESSING = "PROCESSING", "Processing"
    SUCCEEDED = "SUCCEEDED", "Paid"
    FAILED = "FAILED", "Failed"
    EXPIRED = "EXPIRED", "Expired"
    CANCELLED = "CANCELLED", "Cancelled"
    ATTENTION = "ATTENTION", "Needs attention"


PAYMENT_TRANSITIONS: dict[PaymentState, frozenset[PaymentState]] = {
    PaymentState.CREATED: frozenset(
        {
            PaymentState.OPEN,
            PaymentState.EXPIRED,
            PaymentState.CANCELLED,
            PaymentState.ATTENTION,
        }
    ),
    PaymentState.OPEN: frozenset(
        {
            PaymentState.PROCESSING,
            PaymentState.SUCCEEDED,
            PaymentState.FAILED,
            PaymentState.EXPIRED,
            PaymentState.CANCELLED,
            PaymentState.ATTENTION,
        }
    ),
    PaymentState.PROCESSING: frozenset(
        {PaymentState.SUCCEEDED, PaymentState.FAILED, PaymentState.ATTENTION}
    ),
    PaymentState.FAILED: frozenset({PaymentState.SUCCEEDED, PaymentState.ATTENTION}),
    PaymentState.EXPIRED: frozenset({PaymentState.SUCCEEDED, PaymentState.ATTENTION}),
    PaymentState.CANCELLED: frozenset({PaymentState.SUCCEEDED, PaymentState.ATTENTION}),
    PaymentState.SUCCEEDED: frozenset({PaymentState.ATTENTION}),
    PaymentState.ATTENTION: frozenset({PaymentState.SUCCEEDED}),
}
#: Where a page may be made, or paid.
UNFINISHED_STATES = frozenset({PaymentState.CREATED, PaymentState.OPEN})
#: Ended without money; late money still counts.
CLOSED_STATES = frozenset({PaymentState.FAILED, PaymentState.EXPIRED, PaymentState.CANCELLED})


class Terms(models.TextChoices):
    """How the payer chose to pay. What costs nothing has no order at all."""

    ONLINE = "ONLINE", "Online, now"
    INVOICE = "INVOICE", "Invoice my school"


class PaymentStatus(models.TextChoices):
    """What an order's ledger says. Derived, never stored."""

    NOTHING_DUE = "NOTHING_DUE", "Nothing to pay"
    UNPAID = "UNPAID", "Owed"
    PART_PAID = "PART_PAID", "Part paid"
    PAID = "PAID", "Paid"
    REFUND_DUE = "REFUND_DUE", "Refund due"


class EntryKind(models.TextChoices):
    """What a ledger entry records. Charges are positive, money in is negative."""

    CHARGE = "CHARGE", "Charge"
    CREDIT = "CREDIT", "Charge taken back"
    PAYMENT = "PAYMENT", "Payment"
    REFUND = "REFUND", "Refund"
