"""What needs a person today, and that the site's own work has stopped, where the hub begins."""

from collections.abc import Mapping

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import is_hub_admin
from core import needs, watching
from core.needs import Kind
from core.panels import Panel, register


def listed_at(kind: Kind) -> str:
    """Where the office lists all of one kind."""
    return reverse("accounts:office_needs", args=[kind.slug])


def waiting(request: HttpRequest) -> Mapping[str, object] | None:
    """Everything that waits, by kind, as the office's own page has it; for the hub."""
    if not is_hub_admin(request.user):
        return None
    now = timezone.now()
    lots = needs.gather(now)
    return {"items": needs.items(lots, now, url=listed_at), "summary": needs.summary(lots, now)}


def work_has_stopped(request: HttpRequest) -> Mapping[str, object] | None:
    """Late or failing jobs and dead letters; for the hub, and nothing at all when all is well."""
    if not is_hub_admin(request.user):
        return None
    troubles = watching.troubles()
    return {"troubles": troubles} if troubles else None


register(Panel(place="admin", order=15, template="accounts/admin_needs.html", context=waiting))
register(
    Panel(place="office", order=1, template="accounts/panel_jobs.html", context=work_has_stopped)
)
register(
    Panel(
        place="admin", order=1, template="accounts/admin/panel_jobs.html", context=work_has_stopped
    )
)
