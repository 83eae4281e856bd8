"""Is the process alive, and could it serve a visitor?"""

from collections.abc import Callable
from datetime import timedelta

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Case, F, Min, When
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_tasks_db.models import DBTaskResult

QUEUE_MAY_WAIT = timedelta(minutes=15)


@require_safe
@never_cache
def alive(request: HttpRequest) -> JsonResponse:
    """200 while the process answers at all. Touches nothing else."""
    return JsonResponse({"status": "alive"})


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """200 when the database answers, every migration is applied and the queue moves; else 503."""
    checks = {name: check() for name, check in CHECKS.items()}
    is_ready = all(said["ok"] for said in checks.values())
    return JsonResponse(
        {"status": "ready" if is_ready else "not ready", "checks": checks},
        status=200 if is_ready else 503,
        headers={} if is_ready else {"Retry-After": "30"},
    )


def _database() -> dict[str, object]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return {"ok": False, "says": "The database does not answer."}
    return {"ok": True}


def _migrations() -> dict[str, object]:
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return {"ok": False, "says": "The database does not answer."}
    return {"ok": not waiting, "waiting": len(waiting)}


def _queue() -> dict[str, object]:
    """How long the oldest task that could run has been waiting for somebody to run it."""
    now = timezone.now()
    # A task that may run at once has a date at the end of time as its day, not an early one.
    due_at = Case(When(run_after__lte=now, then=F("run_after")), default=F("enqueued_at"))
    try:
        oldest = DBTaskResult.objects.ready().aggregate(at=Min(due_at))["at"]
    except DatabaseError:
        return {"ok": False, "says": "The database does not answer."}
    waits = max(now - oldest, timedelta()) if oldest else timedelta()
    return {"ok": waits <= QUEUE_MAY_WAIT, "oldest_seconds": int(waits.total_seconds())}


CHECKS: dict[str, Callable[[], dict[str, object]]] = {
    "database": _database,
    "migrations": _migrations,
    "queue": _queue,
}
