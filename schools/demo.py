"""The register of the demonstration: the real schools of one area, and four that do not exist.

Real schools are entries of the register and nothing else. Whatever people do in the demonstration,
they do at the fictional ones.
"""

from datetime import date
from decimal import Decimal
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core.dates import academic_year
from core.demo import PEOPLE, Changes
from schools.enums import Phase, PostRole, PostState, PurchaseOrderRule, StandingKind
from schools.importing import authorities, run
from schools.models import (
    Area,
    AreaMembership,
    ImportRun,
    LocalAuthority,
    Post,
    Purchasing,
    School,
    Standing,
)

DATA = Path(__file__).parent / "data"
LIST = DATA / "schools_2019-20.csv"
UPDATE = DATA / "schools_2026-08.csv"
LINKS = DATA / "school_links_2025-04.csv"

RUTLAND, COUNTY, NORTH, WEST = 857, 928, 940, 941

# Area → authority, first day, last day. The county council ended on 31 March 2021; the two counties
# have been one area since April 2023.
AREAS: dict[str, tuple[tuple[int, date, date | None], ...]] = {
    "Northamptonshire": (
        (COUNTY, date(2012, 8, 1), date(2021, 3, 31)),
        (NORTH, date(2021, 4, 1), None),
        (WEST, date(2021, 4, 1), None),
    ),
    "Northamptonshire and Rutland": (
        (NORTH, date(2023, 4, 1), None),
        (WEST, date(2023, 4, 1), None),
        (RUTLAND, date(2023, 4, 1), None),
    ),
}

MEADOW, BROOK, HILL, VALLEY = 999001, 999002, 999003, 999004
_FICTIONAL: dict[int, dict[str, object]] = {
    MEADOW: {
        "name": "Demo Meadow Primary",
        "school_type": "Community school",
        "phase": Phase.PRIMARY,
        "street": "1 Example Lane",
        "postcode": "ZZ1 1AA",
        "pupils_on_roll": Decimal(212),
        "easting": 475_600,
        "northing": 260_700,
    },
    BROOK: {
        "name": "Demo Brook Junior",
        "school_type": "Foundation school",
        "phase": Phase.PRIMARY,
        "street": "2 Example Lane",
        "postcode": "ZZ1 2BB",
        "pupils_on_roll": Decimal("338.5"),
        "easting": 478_900,
        "northing": 262_300,
    },
    HILL: {
        "name": "Demo Hill Infant",
        "school_type": "Community school",
        "phase": Phase.PRIMARY,
        "street": "3 Example Lane",
        "postcode": "ZZ2 3CC",
        "pupils_on_roll": Decimal(64),
        "easting": 470_200,
        "northing": 255_100,
    },
    VALLEY: {
        "name": "Demo Valley Academy",
        "school_type": "Academy converter",
        "phase": Phase.SECONDARY,
        "trust_name": "Demo Learning Trust",
        "street": "4 Example Lane",
        "postcode": "ZZ2 4DD",
        "pupils_on_roll": Decimal(1108),
        "easting": 481_400,
        "northing": 264_800,
    },
}

_POSTS = (
    ("tariq", MEADOW, PostRole.TEACHER, PostState.APPROVED),
    ("tariq", MEADOW, PostRole.MUSIC_LEAD, PostState.APPROVED),
    ("olwen", MEADOW, PostRole.OFFICE, PostState.APPROVED),
    ("sam", BROOK, PostRole.TEACHER, PostState.APPROVED),
    ("sam", BROOK, PostRole.MUSIC_LEAD, PostState.CLAIMED),
)

_PURCHASING: dict[int, dict[str, object]] = {
    MEADOW: {
        "finance_email": "finance@demo-meadow.example.org",
        "purchase_order_rule": PurchaseOrderRule.MAY_FOLLOW,
    },
    BROOK: {
        "needs_approval": True,
        "approver_name": "Helena Example",
        "approver_email": "helena.head@example.org",
        "finance_email": "finance@demo-brook.example.org",
    },
}


def load(changes: Changes) -> None:
    """The register, the areas, the fictional schools, and who works there. Needs the people."""
    load_register(changes)
    load_areas(changes)
    load_fictional_schools(changes)
    load_posts(changes)
    load_standings(changes)
    load_purchasing(changes)


def load_register(changes: Changes) -> None:
    """Import the real schools, each file once: a second time it would undo what came after."""
    for path, links in ((LIST, None), (UPDATE, LINKS)):
        if ImportRun.objects.filter(sha256=run.digest(path)).exists():
            continue
        report = run.apply(path, links_path=links, by=None)
        changes.note("schools", len(report.new))
        changes.note("changed schools", len(report.changed))
        changes.note("links between schools", report.links_new + report.links_changed)


@transaction.atomic
def load_areas(changes: Changes) -> None:
    """The areas, with which authorities they were made of and when."""
    authorities.ensure((code, "") for code in (RUTLAND, COUNTY, NORTH, WEST))
    for name, members in AREAS.items():
        area, is_new = Area.objects.get_or_create(name=name)
        changes.note("areas", int(is_new))
        for code, first, last in members:
            _, is_new = AreaMembership.objects.get_or_create(
                area=area,
                authority=LocalAuthority.objects.get(code=code),
                from_date=first,
                defaults={"to_date": last},
            )
            changes.note("area members", int(is_new))


@transaction.atomic
def load_fictional_schools(changes: Changes) -> None:
    """Four schools in a town that does not exist, near Northampton on the map."""
    west = LocalAuthority.objects.get(code=WEST)
    for urn, facts in _FICTIONAL.items():
        defaults = facts | {"town": "Demoton", "authority": west}
        _, is_new = School.objects.get_or_create(urn=urn, defaults=defaults)
        changes.note("fictional schools", int(is_new))


@transaction.atomic
def load_posts(changes: Changes) -> None:
    """Who works at the fictional schools; a post that was ended or declined stays so."""
    emails = {person.name: person.email for person in PEOPLE}
    hannah = User.objects.get(email=emails["hannah"])
    for name, urn, role, state in _POSTS:
        is_waiting = state == PostState.CLAIMED
        _, is_new = Post.objects.get_or_create(
            user=User.objects.get(email=emails[name]),
            school=School.objects.get(urn=urn),
            role=role,
            defaults={
                "state": state,
                "decided_by": None if is_waiting else hannah,
                "decided_at": None if is_waiting else timezone.now(),
            },
        )
        changes.note("posts", int(is_new))


@transaction.atomic
def load_standings(changes: Changes) -> None:
    """One member school and one lead school, since the academic year began."""
    since = date(academic_year(timezone.localdate()), 9, 1)
    for urn, kind in ((MEADOW, StandingKind.MEMBER), (VALLEY, StandingKind.LEAD)):
        school = School.objects.get(urn=urn)
        if not Standing.objects.filter(school=school, kind=kind).exists():
            Standing.objects.create(school=school, kind=kind, start_date=since)
            changes.note("standings")


@transaction.atomic
def load_purchasing(changes: Changes) -> None:
    """How two schools buy. At Brook a head who does not exist approves what people book."""
    for urn, facts in _PURCHASING.items():
        _, is_new = Purchasing.objects.get_or_create(
            school=School.objects.get(urn=urn), defaults=facts
        )
        changes.note("ways of buying", int(is_new))
