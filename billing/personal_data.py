"""What somebody owed and paid, for their own copy of it."""

from accounts import personal_data
from accounts.models import User
from billing.models import LedgerEntry, Order, OrderLine, Payment


def orders_of(user: User) -> dict[str, object]:
    """The orders they made, with lines, attempts to pay and the ledger. Amounts are in pence."""
    return {
        "orders": list(
            Order.objects.filter(payer_user=user)
            .order_by("opened_at", "pk")
            .values(
                "reference",
                "payer_name",
                "payer_school__name",
                "terms",
                "purchase_order_number",
                "opened_at",
            )
        ),
        "lines": list(
            OrderLine.objects.filter(order__payer_user=user)
            .order_by("pk")
            .values("order__reference", "description", "quantity", "vat_pence", "gross_pence")
        ),
        "payments": list(
            Payment.objects.filter(order__payer_user=user)
            .order_by("pk")
            .values("order__reference", "attempt", "state", "amount_pence", "created_at")
        ),
        "ledger": list(
            LedgerEntry.objects.filter(order__payer_user=user)
            .order_by("pk")
            .values("order__reference", "kind", "amount_pence", "at")
        ),
    }


personal_data.register("orders", export=orders_of)
