from core.models.append_only import AppendOnly
from core.models.audit_event import AuditEvent
from core.models.base_page import BasePage
from core.models.scheduled_job import ScheduledJob
from core.models.sent_once import SentOnce
from core.models.set_aside_task import SetAsideTask

__all__ = [
    "AppendOnly",
    "AuditEvent",
    "BasePage",
    "ScheduledJob",
    "SentOnce",
    "SetAsideTask",
]
