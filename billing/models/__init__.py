from billing.models.ledger_entry import LedgerEntry
from billing.models.order import Order, OrderLine
from billing.models.payment import Payment

__all__ = ["LedgerEntry", "Order", "OrderLine", "Payment"]
