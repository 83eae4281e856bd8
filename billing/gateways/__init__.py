"""Which gateway takes money here: what `PAYMENT_GATEWAY` names, or none."""

from django.conf import settings
from django.utils.module_loading import import_string

from billing.exceptions import GatewayUnavailableError
from billing.gateways.port import Gateway


def is_available() -> bool:
    """Whether people can pay online at all."""
    return bool(settings.PAYMENT_GATEWAY)


def current() -> Gateway:
    """The gateway of this site. Raises GatewayUnavailableError when none is set up."""
    if not is_available():
        raise GatewayUnavailableError("This site does not take payments online.")
    gateway: Gateway = import_string(settings.PAYMENT_GATEWAY)()
    return gateway
