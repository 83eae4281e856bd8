"""The demonstration's payment page: pay, decline, abandon, or pay when it is too late."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.views.account import signed_in
from billing import jobs
from billing.actions import webhooks
from billing.checks import DEMO
from billing.enums import PaymentState
from billing.gateways import demo
from billing.models import Payment

LATE = timedelta(minutes=1)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def pay(request: HttpRequest, session: str) -> HttpResponse:
    """One payment's page. Somebody else's, or another gateway's, is not there."""
    if settings.PAYMENT_GATEWAY != DEMO:
        raise Http404
    payment = get_object_or_404(
        Payment.objects.visible_to(signed_in(request)).select_related("order"), session_id=session
    )
    if request.method == "GET":
        context = {
            "payment": payment,
            "lines": payment.order.lines.charged(),
            "is_open": payment.is_payable(),
        }
        return render(request, "billing/demo_pay.html", context)
    return _answer(payment, request.POST.get("outcome", ""))


def _answer(payment: Payment, outcome: str) -> HttpResponse:
    back = payment.return_path
    if outcome in {"pay", "decline"} and payment.is_payable():
        state = PaymentState.SUCCEEDED if outcome == "pay" else PaymentState.FAILED
        body = demo.event_body(payment, state)
        webhooks.receive(body=body, headers={demo.HEADER: demo.sign(body)})
        back = f"{back}?{urlencode(demo.return_query(body))}"
    elif outcome == "late" and payment.is_payable():
        body = demo.event_body(payment, PaymentState.SUCCEEDED)
        jobs.deliver_demo_event.using(run_after=payment.closes_at + LATE).enqueue(
            body=body.decode()
        )
        back = f"{back}?late=1"
    return HttpResponseRedirect(back)
