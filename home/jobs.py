"""What the hub site does regularly."""

from datetime import timedelta

from django.core.management import call_command

from core import jobs


@jobs.every(timedelta(minutes=5))
def publish_scheduled() -> None:
    """Publish pages whose day has come and take down those whose day is over. Safe to repeat."""
    call_command("publish_scheduled", verbosity=0)
