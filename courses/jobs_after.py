"""What courses do by themselves once they are over."""

from datetime import timedelta

from core import jobs
from courses.actions import attendance_certificates, evaluations


@jobs.every(timedelta(hours=1))
def ask_how_it_was() -> int:
    """Those who came are asked once at the end and once six weeks after it."""
    return evaluations.ask_those_due()


@jobs.every(timedelta(minutes=10))
def withdraw_certificates() -> int:
    """Revoke certificates of runs that were called off, and whatever giving up left standing."""
    doubtful = attendance_certificates.doubtful()
    attendance_certificates.keep_right(places=doubtful, by=None)
    return len(doubtful)
