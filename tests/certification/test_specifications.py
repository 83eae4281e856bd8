"""The specification as data: read, loaded, published, and frozen at every door."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F, Model

from accounts.models import User
from certification import specification_file
from certification.actions import specifications
from certification.enums import SpecificationStatus
from certification.exceptions import (
    SpecificationEmptyError,
    SpecificationFileError,
    SpecificationPublishedError,
)
from certification.models import (
    AssessmentCriterion,
    LearningOutcome,
    Qualification,
    RangePoint,
    Specification,
    Unit,
)
from core.models import AuditEvent
from tests.factories.certification import FILE

HEADER = ",".join(specification_file.COLUMNS)
LEAF = "1,One,45,7,1.1,know,Law,1.1.1,,Outline the law,no"


def csv_of(*rows: str) -> bytes:
    return "\n".join([HEADER, *rows]).encode()


def load(content: bytes | None = None) -> Specification:
    return specifications.load(content=content or FILE.read_bytes(), by=None).specification


@pytest.mark.django_db
def test_the_file_becomes_six_units_and_61_leaves() -> None:
    specification = load()
    assert specification.status == SpecificationStatus.DRAFT
    assert list(specification.units.values_list("code", "guided_learning_hours")) == [
        ("1", 45),
        ("2", 45),
        ("3", 35),
        ("4", 35),
        ("5", 15),
        ("6", 15),
    ]
    leaves = RangePoint.objects.with_names()
    assert leaves.count() == 61
    assert [leaf.code for leaf in leaves.of_unit(specification.units.get(code="2"))][:4] == [
        "2.1.1a",
        "2.1.1b",
        "2.1.1c",
        "2.1.2a",
    ]
    assert specification.qualification.ofqual_number == ""
    assert set(leaves.filter(needs_observation=True).values_list("criterion__code", flat=True)) == {
        "2.2.1", "4.2.2", "4.2.3", "4.2.4", "4.2.5", "5.2.1", "5.2.2", "5.3.1", "5.3.2",
    }  # fmt: skip


@pytest.mark.django_db
def test_the_same_file_twice_changes_nothing_and_says_so() -> None:
    out = StringIO()
    call_command("load_specification", FILE, "--publish", stdout=out)
    before = list(Specification.objects.values()), AuditEvent.objects.count()
    call_command("load_specification", FILE, "--publish", stdout=out)
    assert (list(Specification.objects.values()), AuditEvent.objects.count()) == before
    assert out.getvalue().splitlines() == [
        "Certificate for Music Educators, version 1: loaded as a draft.",
        "Certificate for Music Educators, version 1: published.",
        "Certificate for Music Educators, version 1: already loaded, nothing changed.",
    ]


@pytest.mark.django_db
def test_a_changed_file_makes_the_next_version_and_leaves_the_first_alone() -> None:
    first = specifications.publish(specification=load(csv_of(LEAF)), by=None)
    second = load(csv_of(LEAF.replace("Outline the law", "Describe the law")))
    assert (first.version, second.version) == (1, 2)
    assert RangePoint.objects.get(criterion__outcome__unit__specification=first).text == (
        "Outline the law"
    )


@pytest.mark.django_db
def test_publishing_is_once_and_audited_and_never_of_nothing(hannah: User) -> None:
    specification = specifications.publish(specification=load(), by=hannah)
    assert specification.is_published
    assert specification.published_at is not None
    assert AuditEvent.objects.filter(verb="specifications.publish", actor_id=hannah.pk).count() == 1
    with pytest.raises(SpecificationPublishedError):
        specifications.publish(specification=specification, by=hannah)
    empty = Specification.objects.create(qualification=specification.qualification, version=9)
    with pytest.raises(SpecificationEmptyError):
        specifications.publish(specification=empty, by=hannah)


DOORS: dict[str, Callable[[Specification], object]] = {
    "save a unit": lambda s: s.units.all()[0].save(),
    "delete a unit": lambda s: s.units.all()[0].delete(),
    "update units": lambda s: s.units.update(credits=1),
    "delete units": lambda s: s.units.all().delete(),
    "add a unit": lambda s: Unit(
        specification=s, code="9", title="x", guided_learning_hours=1, credits=1, order=9
    ).save(),
    "create a unit": lambda s: s.units.create(
        code="9", title="x", guided_learning_hours=1, credits=1, order=9
    ),
    "bulk create units": lambda s: Unit.objects.bulk_create(
        [Unit(specification=s, code="9", title="x", guided_learning_hours=1, credits=1, order=9)]
    ),
    "bulk update leaves": lambda s: RangePoint.objects.bulk_update(
        RangePoint.objects.all(), ["text"]
    ),
    "update leaves": lambda s: RangePoint.objects.update(text=F("text")),
    "save a leaf": lambda s: RangePoint.objects.all()[0].save(),
    "save an outcome": lambda s: LearningOutcome.objects.all()[0].save(),
    "delete outcomes": lambda s: LearningOutcome.objects.all().delete(),
    "save a criterion": lambda s: AssessmentCriterion.objects.all()[0].save(),
    "update or create": lambda s: s.units.update_or_create(code="1", defaults={"credits": 1}),
    "save the version": lambda s: s.save(),
    "delete the version": lambda s: s.delete(),
    "update the version": lambda s: Specification.objects.update(time_limit_months=12),
    "delete versions": lambda s: Specification.objects.filter(pk=s.pk).delete(),
}


def stored() -> list[list[dict[str, object]]]:
    models: list[type[Model]] = [
        Specification, Unit, LearningOutcome, AssessmentCriterion, RangePoint,
    ]  # fmt: skip
    return [list(model._base_manager.order_by("pk").values()) for model in models]


@pytest.mark.django_db
@pytest.mark.parametrize("door", DOORS)
def test_a_published_version_cannot_be_changed_through(door: str) -> None:
    specification = load(csv_of(LEAF))
    DOORS["update units"](specification)  # the same doors are open while it is a draft
    specifications.publish(specification=specification, by=None)
    before = stored()
    with pytest.raises(SpecificationPublishedError):
        DOORS[door](specification)
    assert stored() == before


@pytest.mark.django_db
def test_parts_cannot_move_into_or_out_of_a_published_version() -> None:
    published = specifications.publish(specification=load(csv_of(LEAF)), by=None)
    draft = load(csv_of(LEAF.replace("law", "rules")))
    inside, outside = published.units.get(), draft.units.get()
    inside.specification = draft
    with pytest.raises(SpecificationPublishedError):
        inside.save()
    outside.specification, outside.code = published, "2"
    with pytest.raises(SpecificationPublishedError):
        outside.save()
    with pytest.raises(SpecificationPublishedError):
        Unit.objects.bulk_update([outside], ["specification"])
    with pytest.raises(SpecificationPublishedError):
        draft.units.update(specification=published)
    with pytest.raises(SpecificationPublishedError):
        draft.units.update(specification_id=published.pk)
    assert published.units.count() == draft.units.count() == 1


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ([], "The file has no rows below its header."),
        (
            [LEAF.replace("know", "sing")],
            "Line 2: 'outcome_verb' must be know, understand or be_able.",
        ),
        (
            [LEAF.replace("45", "many")],
            "Line 2: 'guided_learning_hours' is not a whole number up to 1000.",
        ),
        ([LEAF.replace(",no", ",perhaps")], "Line 2: 'observation' must be yes or no."),
        ([LEAF, LEAF], "Line 3: 1.1.1 is there twice."),
        (
            [LEAF, LEAF.replace("1.1.1,,", "1.1.1,a,")],
            "Line 3: 1.1.1 is there with and without letters.",
        ),
        (
            [LEAF.replace("One,45,7", ",,")],
            "Line 2: the first row of unit 1 needs its title, hours and credits.",
        ),
        (
            [LEAF.replace("Outline the law", "x" * 301)],
            "Line 2: 'text' is longer than 300 letters.",
        ),
        (
            [LEAF, LEAF.replace("Law", "Lore").replace("1.1.1", "1.1.2")],
            "Line 3: outcome 1.1 has two different wordings.",
        ),
        ([LEAF.replace("Outline the law", "")], "Line 2: 'text' is empty."),
    ],
)
def test_a_broken_file_says_what_is_wrong_and_where(rows: list[str], problem: str) -> None:
    with pytest.raises(SpecificationFileError) as caught:
        specification_file.read(csv_of(*rows))
    assert problem in caught.value.problems


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "The file lacks these columns: unit, "),
        (b"unit,text\n1,x", "The file lacks these columns: unit_title, "),
        (csv_of(LEAF).replace(b"law", b"l\xe4w"), "The file is not in UTF-8."),
        (csv_of(LEAF) + b"x" * 1_000_001, "The file is larger than 1 MB"),
    ],
)
def test_what_is_no_specification_at_all_is_refused(content: bytes, problem: str) -> None:
    with pytest.raises(SpecificationFileError) as caught:
        specification_file.read(content)
    assert str(caught.value).startswith(problem)


@pytest.mark.django_db
def test_a_broken_file_stores_nothing(tmp_path: Path) -> None:
    path = tmp_path / "broken.csv"
    path.write_bytes(csv_of(LEAF, LEAF))
    with pytest.raises(CommandError, match="is there twice"):
        call_command("load_specification", path)
    with pytest.raises(CommandError, match="can't be read"):
        call_command("load_specification", tmp_path / "not-there.csv")
    assert not Specification.objects.exists()
    assert not Qualification.objects.exists()
