"""Where gateways tell us what happened."""

import structlog
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from billing.actions import webhooks
from billing.checks import DEMO
from billing.exceptions import BadSignatureError, UnknownPaymentError

log = structlog.get_logger()
LARGEST_BODY = 65_536


@csrf_exempt
@require_POST
def demo(request: HttpRequest) -> HttpResponse:
    """The demonstration's webhook; not there where its gateway is not in use.

    400: not proved to be the provider's. 409: a payment we do not know yet, so try again later.
    413: too large to be one. Anything that breaks answers 500, so the provider repeats it.
    """
    if settings.PAYMENT_GATEWAY != DEMO:
        raise Http404
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY:
        return HttpResponse("Too large.", status=413, content_type="text/plain")
    try:
        webhooks.receive(body=request.body, headers=request.headers)
    except (BadSignatureError, ValueError):
        log.warning("webhook_refused", gateway="demo")
        return HttpResponse("Not signed by the provider.", status=400, content_type="text/plain")
    except UnknownPaymentError:
        return HttpResponse("Not known yet.", status=409, content_type="text/plain")
    return HttpResponse("Taken.", content_type="text/plain")
