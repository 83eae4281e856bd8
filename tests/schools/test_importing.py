"""How rows change the register, on small lists."""

import csv
import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schools.enums import Phase, SchoolStatus
from schools.importing import cells, reader, run
from schools.models import School
from tests.schools.files import HEADINGS, school, write

STATUS, CLOSED = "EstablishmentStatus (name)", "CloseDate"

# Text as a cell may hold it: anything but the characters that end a line in surprising ways.
CELLS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=0, max_size=30)


@pytest.mark.django_db
def test_columns_may_stand_in_any_order_among_strangers(tmp_path: Path) -> None:
    headings = ["Mystery", "Postcode", "Town", "la_name", "LA_CODE", "NAME", "urn"]
    row = {"Mystery": "?", "Postcode": "zz11aa", "Town": "Demoton", "la_name": "West"}
    row |= {"LA_CODE": "941", "NAME": " Demo   School ", "urn": "100001"}

    run.apply(write(tmp_path / "list.csv", [row], headings=headings), by=None)

    made = School.objects.get()
    assert (made.urn, made.name, made.postcode) == (100001, "Demo School", "ZZ1 1AA")
    assert made.search == " demo school demoton zz1 1aa zz11aa 100001 "


@pytest.mark.django_db
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_each_encoding_gives_the_same_name(tmp_path: Path, encoding: str) -> None:
    rows = [school(EstablishmentName="St Chad’s – Café School")]

    run.apply(write(tmp_path / "list.csv", rows, encoding=encoding), by=None)

    assert School.objects.get().name == "St Chad’s – Café School"


@pytest.mark.django_db
def test_a_school_closes_and_opens_again(tmp_path: Path) -> None:
    headings = [*HEADINGS, STATUS, CLOSED]
    shut = school(**{STATUS: "Closed", CLOSED: "31-08-2025"})
    run.apply(write(tmp_path / "a.csv", [school()]), by=None)

    closing = run.apply(write(tmp_path / "b.csv", [shut], headings=headings), by=None)

    assert [entry.urn for entry in closing.closed] == [100001]
    assert School.objects.get().close_date == date(2025, 8, 31)

    open_again = write(tmp_path / "c.csv", [school(**{STATUS: "Open"})], headings=headings[:-1])
    reopening = run.apply(open_again, by=None)

    assert [entry.urn for entry in reopening.reopened] == [100001]
    found = School.objects.get()
    assert (found.status, found.close_date) == (SchoolStatus.OPEN, None)


@pytest.mark.django_db
def test_a_list_without_a_status_never_opens_a_closed_school(tmp_path: Path) -> None:
    shut = school(**{CLOSED: "31/08/2020"})
    run.apply(write(tmp_path / "a.csv", [shut], headings=[*HEADINGS, CLOSED]), by=None)

    report = run.apply(write(tmp_path / "b.csv", [school()]), by=None)

    assert not report.changes_something
    assert School.objects.get().is_closed


@pytest.mark.django_db
def test_an_empty_cell_clears_a_trust_but_not_a_roll(tmp_path: Path) -> None:
    headings = [*HEADINGS, "Trusts (name)", "NumberOfPupils"]
    full = school(**{"Trusts (name)": "Demo Trust", "NumberOfPupils": "20.5"})
    run.apply(write(tmp_path / "a.csv", [full], headings=headings), by=None)

    run.apply(write(tmp_path / "b.csv", [school()], headings=headings), by=None)

    found = School.objects.get()
    assert (found.trust_name, found.pupils_on_roll) == ("", Decimal("20.5"))


@pytest.mark.django_db
def test_a_derived_phase_never_replaces_a_published_one(tmp_path: Path) -> None:
    sure = school(**{"PhaseOfEducation (name)": "Primary"})
    headings = [*HEADINGS, "PhaseOfEducation (name)"]
    run.apply(write(tmp_path / "a.csv", [sure], headings=headings), by=None)
    guess = [school(phase_derived="Secondary"), school(100002, phase_derived="Secondary")]

    run.apply(write(tmp_path / "b.csv", guess, headings=[*HEADINGS, "phase_derived"]), by=None)

    assert School.objects.get(urn=100001).phase == Phase.PRIMARY
    assert School.objects.get(urn=100002).phase == Phase.SECONDARY


@pytest.mark.django_db
def test_becoming_an_academy_is_reported(tmp_path: Path) -> None:
    kind = "TypeOfEstablishment (name)"
    before = school(**{kind: "Community school"})
    run.apply(write(tmp_path / "a.csv", [before], headings=[*HEADINGS, kind]), by=None)
    after = [school(**{kind: "Academy converter"})]

    report = run.preview(write(tmp_path / "b.csv", after, headings=[*HEADINGS, kind]))

    assert [entry.urn for entry in report.academies] == [100001]


@pytest.mark.django_db
def test_the_command_previews_applies_and_then_finds_nothing(tmp_path: Path) -> None:
    file = write(tmp_path / "list.csv", [school(), school(100002)])

    def said(*arguments: str) -> str:
        out = io.StringIO()
        call_command("import_schools", str(file), *arguments, stdout=out)
        return out.getvalue()

    assert "New: 2" in said()
    assert "nothing was written" in said()
    assert not School.objects.exists()
    assert "Applied." in said("--apply")
    assert "Nothing changed." in said("--apply")
    assert "Nothing would change." in said()


@pytest.mark.django_db
def test_long_lists_are_cut_unless_all_is_asked_for(tmp_path: Path) -> None:
    file = write(tmp_path / "list.csv", [school(urn) for urn in range(100001, 100252)])
    short, long = io.StringIO(), io.StringIO()

    call_command("import_schools", str(file), stdout=short)
    call_command("import_schools", str(file), "--verbosity", "2", stdout=long)

    assert "and 51 more" in short.getvalue()
    assert "100251" not in short.getvalue()
    assert "100251" in long.getvalue()


@given(rows=st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=8))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_what_is_written_as_csv_is_read_back(
    tmp_path: Path, encoding: str, rows: list[tuple[str, str, str]]
) -> None:
    file = tmp_path / "any.csv"
    with file.open("w", encoding=encoding, newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["URN", "name", "note"])
        writer.writerows(rows)

    found = [tuple(cells) for _, cells in reader.open_table(file).rows()]

    assert found == [row for row in rows if any(cell.strip() for cell in row)]


@given(day=st.dates(min_value=date(1000, 1, 1)))
def test_every_published_way_to_write_a_day_means_the_same(day: date) -> None:
    british = f"{day:%d}-{day:%m}-{day.year:04}"
    written = (day.isoformat(), british, british.replace("-", "/"), f" {day.isoformat()} ")
    assert {cells.day(cell) for cell in written} == {day}


@given(halves=st.integers(min_value=0, max_value=9999))
def test_rolls_are_read_in_halves(halves: int) -> None:
    assert cells.roll(f"{halves / 2}") == Decimal(halves) / 2


@pytest.mark.parametrize(
    ("cell", "address"),
    [
        ("www.demo.example", "http://www.demo.example"),
        ("https://demo.example/x", "https://demo.example/x"),
        ("javascript:alert(1)", ""),
        ("javascript://demo.example/%0aalert(1)", ""),
        ("http://<script>", ""),
        ("not an address", ""),
        ("http://[", ""),
        ("", ""),
    ],
)
def test_only_an_address_that_can_be_opened_is_kept(cell: str, address: str) -> None:
    assert cells.website(cell) == address
