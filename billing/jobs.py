"""What billing does by itself."""

from datetime import timedelta

from django_tasks import task

from billing.actions import payments, webhooks
from billing.gateways import demo
from core import jobs


@jobs.every(timedelta(minutes=5))
def close_lapsed_payments() -> int:
    """Mark attempts whose page has closed. Nothing waits for it: pages look at the clock."""
    return payments.lapse()


@task()
def deliver_demo_event(*, body: str) -> None:
    """Send one of the demonstration gateway's webhooks now; used for money that comes late."""
    raw = body.encode()
    webhooks.receive(body=raw, headers={demo.HEADER: demo.sign(raw)})
