"""The certificate in the demonstration: two cohorts, their staff, and learners on their way.

Everybody here is invented. What learners offered and tutors decided is made through the actions
and then dated back, so that nine months lie behind Tariq, who is a little behind himself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from certification.actions import assessments, enrolments, evidence, specifications
from certification.enums import EvidenceKind, LinkBasis, LinkStrength, Outcome, StaffRole
from certification.models import (
    Assessment,
    Cohort,
    CohortStaff,
    CourseCriterionLink,
    Decision,
    Enrolment,
    Evidence,
    RangePoint,
    Specification,
    Unit,
)
from core.demo import Changes
from courses.actions import registers
from courses.enums import Mark, MarkSource, PlaceState
from courses.models import CoursePage, Session

FILE = Path(__file__).parent / "data" / "cme_specification.csv"

#: The run that has begun when the demonstration is loaded.
UNDER_WAY = "listen-now"

#: Course's slug → leaves to which coming contributes.
LINKS: dict[str, tuple[str, ...]] = {
    "singing-with-confidence-in-key-stage-1": ("1.2.1", "1.2.2a", "2.1.2a", "6.4.1"),
    "whole-class-ukulele-for-beginners": ("1.2.2c", "1.2.2f", "2.1.3", "6.4.1"),
    "planning-a-progression-overview": ("2.1.1a", "2.1.1c", "2.1.2d", "2.1.2f"),
    "assessing-musically": ("1.2.2g", "2.1.4", "3.1.3"),
    "music-leads-network": ("3.2.1", "3.2.2", "3.3.3"),
    "listening-that-goes-somewhere": ("1.2.2b", "1.2.2g", "1.3.1"),
    "composing-with-year-5-and-6": ("1.2.2d", "2.1.2a"),
    "music-technology-with-two-laptops": ("1.2.2e",),
    "music-for-pupils-with-send": ("2.1.2e", "5.2.2"),
    "open-classroom-a-year-3-lesson": ("3.1.1", "3.1.3"),
}


@dataclass(frozen=True, kw_only=True)
class Sitting:
    """What a tutor decided on one unit, so many days after registration."""

    day: int
    unit: str
    met: str = ""
    not_yet: str = ""
    comment: str = ""


@dataclass(frozen=True, kw_only=True)
class Story:
    """One learner: who, since when, what they offered (title → day, leaves), what was decided."""

    name: str
    email: str
    days: int
    offered: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    sittings: tuple[Sitting, ...] = ()


TARIQ = Story(
    name="Tariq Aziz",
    email="tariq@example.org",
    days=286,
    offered={
        "Why my class sings: two pages": (40, "1.1.1 1.1.2 1.2.1"),
        "Listening diary of Year 2, autumn": (75, "1.2.2a 1.2.2b 1.2.2c 1.2.2d 1.2.2e"),
        "Three lesson plans with what changed": (150, "2.1.1a 2.1.1b 2.1.1c 2.1.2a 2.1.2b"),
        "My reflections after five lessons": (170, "3.1.2 3.1.3 3.2.1"),
        "Our school's behaviour policy, in my words": (190, "4.1.1"),
        "Recordings of the class, with notes": (236, "1.2.2f 1.2.2g 1.3.1 1.3.2a 2.1.2c 2.1.2d"),
        "Safeguarding in a music room": (262, "6.1.1 6.2.1 6.3.1 5.1.1 5.2.3"),
    },
    sittings=(
        Sitting(
            day=60,
            unit="1",
            met="1.1.1 1.1.2 1.2.1",
            comment="Clear and honest. You write as you teach.",
        ),
        Sitting(
            day=96,
            unit="1",
            met="1.2.2a 1.2.2b 1.2.2c 1.2.2d",
            not_yet="1.2.2e",
            comment="The diary is lovely. For technology, tell me what the children did with the "
            "recordings once they had made them.",
        ),
        Sitting(
            day=165, unit="2", met="2.1.1a 2.1.1b 2.1.1c", comment="Objectives that fit. Carry on."
        ),
        Sitting(day=182, unit="3", met="3.1.2 3.2.1"),
        Sitting(day=204, unit="4", met="4.1.1"),
        Sitting(
            day=272,
            unit="6",
            met="6.1.1",
            comment="Good. Illness and concerns next time, when we have talked them through.",
        ),
        Sitting(day=272, unit="5", met="5.1.1"),
    ),
)
COHORTS: dict[str, tuple[dict[StaffRole, str], tuple[Story, ...]]] = {
    "Cohort A": (
        {StaffRole.TUTOR: "tess", StaffRole.VERIFIER: "ines"},
        (
            TARIQ,
            Story(
                name="Bethan Rowe",
                email="bethan.rowe@example.org",
                days=286,
                offered={
                    "All of unit 6, in one folder": (30, "6.1.1 6.1.2 6.2.1 6.3.1 6.4.1 6.4.3")
                },
                sittings=(
                    Sitting(day=50, unit="6", met="6.1.1 6.1.2 6.2.1 6.3.1 6.4.1 6.4.3"),
                    Sitting(
                        day=120,
                        unit="1",
                        met="1.1.1 1.1.2 1.2.1 1.2.2a 1.2.2b 1.2.2c 1.2.2d 1.2.2e 1.2.2f 1.2.2g "
                        "1.3.1 1.3.2a",
                        comment="The whole unit, and every page worth reading.",
                    ),
                ),
            ),
            Story(
                name="Chidi Eze",
                email="chidi.eze@example.org",
                days=286,
                offered={"First thoughts on why music": (20, "1.1.1 1.1.2")},
                sittings=(Sitting(day=45, unit="1", met="1.1.1 1.1.2"),),
            ),
            Story(name="Dorota Wilk", email="dorota.wilk@example.org", days=24),
        ),
    ),
    "Cohort B": (
        {StaffRole.TUTOR: "theo", StaffRole.VERIFIER: "ines"},
        (
            Story(
                name="Ewan Laird",
                email="ewan.laird@example.org",
                days=150,
                offered={"Ground rules my class wrote": (60, "4.1.3 4.2.1")},
                sittings=(Sitting(day=80, unit="4", met="4.1.3 4.2.1"),),
            ),
            Story(name="Farah Siddiqui", email="farah.siddiqui@example.org", days=150),
        ),
    ),
}


@transaction.atomic
def load(changes: Changes) -> None:
    """Make version, cohorts, learners and links; whatever is there already is left alone."""
    specification = _specification(changes)
    leaves = {
        leaf.code: leaf
        for leaf in RangePoint.objects.with_names().filter(
            criterion__outcome__unit__specification=specification
        )
    }
    _link(leaves, changes)
    units = {unit.code: unit for unit in specification.units.all()}
    for name, (staff, stories) in COHORTS.items():
        cohort, is_new = Cohort.objects.get_or_create(
            name=name,
            defaults={"specification": specification, "start_date": _days_ago(300).date()},
        )
        changes.note("cohorts", int(is_new))
        for role, short in staff.items():
            _, is_new = CohortStaff.objects.get_or_create(
                cohort=cohort,
                user=User.objects.get(email=f"{short}@example.org"),
                role=role,
                defaults={"start_date": cohort.start_date},
            )
            changes.note("cohort staff", int(is_new))
        tutor = User.objects.get(email=f"{staff[StaffRole.TUTOR]}@example.org")
        for story in stories:
            _tell(story, cohort, tutor, leaves, units, changes)
    _mark_a_register(changes)


def _mark_a_register(changes: Changes) -> None:
    """Mark the first evening of the course under way; the later ones are for whoever tries."""
    session = Session.objects.filter(run__code=UNDER_WAY, order=1, marks=None).first()
    tutor = session.tutors.first() if session else None
    if session is None or tutor is None or not registers.is_open(session):
        return
    places = list(session.run.places.filter(state=PlaceState.CONFIRMED).order_by("pk"))
    others = [p for p in places if p.attendee is None or p.attendee.email != TARIQ.email]
    marks = dict.fromkeys(places, Mark.PRESENT)
    marks |= dict(zip(others, (Mark.LATE, Mark.ABSENT), strict=False))
    made = registers.mark(session=session, marks=marks, by=tutor, source=MarkSource.DEMO)
    changes.note("marks in registers", len(made))


def _specification(changes: Changes) -> Specification:
    """The first published version, or the file's where there is none."""
    published = Specification.objects.published().filter(qualification__code=specifications.CODE)
    if found := published.order_by("version").first():
        return found
    loaded = specifications.load(content=FILE.read_bytes(), by=None).specification
    changes.note("certificate versions")
    return specifications.publish(specification=loaded, by=None)


def _link(leaves: Mapping[str, RangePoint], changes: Changes) -> None:
    since = _days_ago(400).date()
    for page in CoursePage.objects.filter(slug__in=LINKS):
        for code in LINKS[page.slug]:
            _, is_new = CourseCriterionLink.objects.get_or_create(
                page=page,
                range_point=leaves[code],
                basis=LinkBasis.ATTENDANCE,
                defaults={"strength": LinkStrength.PARTIAL, "active_from_date": since},
            )
            changes.note("course links", int(is_new))


def _tell(
    story: Story,
    cohort: Cohort,
    tutor: User,
    leaves: Mapping[str, RangePoint],
    units: Mapping[str, Unit],
    changes: Changes,
) -> None:
    """One learner's story, once: who is on the version already keeps what they have."""
    user = User.objects.filter(email=story.email).first()
    if user is None:
        user = User.objects.create_user(story.email, None, full_name=story.name)
        changes.note("people")
    if Enrolment.objects.filter(learner=user, specification=cohort.specification).exists():
        return
    start = _days_ago(story.days)
    enrolment = enrolments.enrol(
        learner=user, cohort=cohort, by=None, registered_on=timezone.localdate(start)
    )
    changes.note("enrolments")
    for title, (day, codes) in story.offered.items():
        piece = evidence.add(
            enrolment=enrolment,
            kind=EvidenceKind.WRITTEN,
            title=title,
            leaves=[leaves[code] for code in codes.split()],
            by=user,
        )
        Evidence.objects.filter(pk=piece.pk).update(added_at=start + timedelta(days=day))
        changes.note("pieces of evidence")
    for number, sitting in enumerate(story.sittings, start=1):
        outcomes = dict.fromkeys((leaves[code] for code in sitting.met.split()), Outcome.MET)
        outcomes |= dict.fromkeys(
            (leaves[code] for code in sitting.not_yet.split()), Outcome.NOT_YET_MET
        )
        made = assessments.decide(
            enrolment=enrolment,
            unit=units[sitting.unit],
            outcomes=outcomes,
            by=tutor,
            submit_token=f"demo-{enrolment.pk}-{number}",
            comment=sitting.comment,
        )
        at = start + timedelta(days=sitting.day)
        Assessment.objects.filter(pk=made.pk).update(assessed_at=at)
        Decision.objects.filter(assessment=made).update(decided_at=at)
        changes.note("assessments")


def _days_ago(days: int) -> datetime:
    """Four in the afternoon, so many days ago."""
    local = timezone.localtime() - timedelta(days=days)
    return local.replace(hour=16, minute=0, second=0, microsecond=0)
