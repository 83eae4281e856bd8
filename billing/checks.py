"""House rules about money, checked when the site starts."""

from collections.abc import Sequence

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register

DEMO = "billing.gateways.demo.DemoGateway"


@register
def demo_money_stays_in_the_demonstration(
    app_configs: Sequence[AppConfig] | None, **kwargs: object
) -> list[CheckMessage]:
    """The gateway that takes no money must never confirm a real booking."""
    if settings.PAYMENT_GATEWAY != DEMO or settings.DEMONSTRATION:
        return []
    return [
        Error(
            "PAYMENT_GATEWAY is the demonstration's gateway, which takes no money.",
            hint="Set another gateway, or none: schools can then still ask for an invoice.",
            id="billing.E001",
        )
    ]
