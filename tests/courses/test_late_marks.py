"""Marks that a phone kept and sent after the register was closed: what followed follows them."""

from __future__ import annotations

import pytest

from accounts.models import User
from courses.actions import registers
from courses.enums import Mark
from courses.models import CertificateOfAttendance
from tests.factories import after as scene

pytestmark = pytest.mark.django_db


def test_a_correction_from_a_phone_revokes_the_certificate_and_another_issues_it_again(
    tess: User, tariq: User
) -> None:
    run = scene.finished(tess, people=[tariq])
    session, place = scene.sessions(run)[0], run.places.get()
    standing = CertificateOfAttendance.objects.standing().filter(place=place)
    assert standing.exists()

    registers.receive(
        session=session, marks={place.pk: Mark.ABSENT}, seen={place.pk: ["PRESENT"]}, by=tess
    )
    assert not standing.exists()

    registers.receive(
        session=session, marks={place.pk: Mark.LATE}, seen={place.pk: ["ABSENT"]}, by=tess
    )
    assert standing.exists()
