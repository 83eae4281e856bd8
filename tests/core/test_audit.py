import pytest
from django.db import transaction

from accounts.models import User
from core import audit
from core.models import AuditEvent


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_refused(tariq: User) -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        audit.record("looked", tariq, by=tariq)
    assert not AuditEvent.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_event_is_undone_with_its_act(tariq: User) -> None:
    with transaction.atomic():
        audit.record("renamed", tariq, by=tariq)
        transaction.set_rollback(True)
    assert not AuditEvent.objects.exists()


def test_an_event_says_who_did_what_to_which_row(tariq: User, hannah: User) -> None:
    event = audit.record("renamed", tariq, by=hannah, old="T", new="Tariq")
    assert (event.actor_id, event.verb, event.subject_type) == (
        hannah.pk,
        "renamed",
        "accounts.User",
    )
    assert event.data == {"old": "T", "new": "Tariq"}


def test_an_event_is_never_changed_or_deleted(tariq: User) -> None:
    event = audit.record("renamed", tariq, by=None)
    event.verb = "praised"
    with pytest.raises(TypeError, match="never changed"):
        event.save()
    with pytest.raises(TypeError, match="never deleted"):
        event.delete()
    assert AuditEvent.objects.get().verb == "renamed"
