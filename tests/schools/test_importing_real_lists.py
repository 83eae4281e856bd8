"""The published lists, with figures worked out here from the files themselves."""

import csv
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core.models import AuditEvent
from schools.enums import Phase, SchoolStatus
from schools.importing import run
from schools.models import ImportRun, LocalAuthority, School, SchoolLink
from tests.schools.files import FULL_LAYOUT, LINKS, LIST, UPDATE, rows_of

pytestmark = pytest.mark.django_db


def test_the_list_of_2019_20_makes_every_school_once() -> None:
    report = run.apply(LIST, by=None)

    rows = rows_of(LIST)
    assert len(report.new) == len(rows) == School.objects.count()
    closed = {urn for urn, row in rows.items() if row["close_date"]}
    assert set(School.objects.filter(status=SchoolStatus.CLOSED).values_list("urn", flat=True)) == {
        int(urn) for urn in closed
    }
    halves = {urn: Decimal(row["pupils_on_roll"]) for urn, row in rows.items()}
    assert halves == {str(s.urn): s.pupils_on_roll for s in School.objects.all()}


def test_importing_twice_changes_nothing_and_leaves_no_second_record() -> None:
    run.apply(LIST, by=None)
    before = list(School.objects.order_by("urn").values())

    report = run.apply(LIST, by=None)

    assert not report.changes_something
    assert report.unchanged == len(before)
    assert list(School.objects.order_by("urn").values()) == before
    assert ImportRun.objects.count() == 1


def test_a_preview_writes_nothing() -> None:
    report = run.preview(LIST, links_path=LINKS)

    assert report.new
    assert report.links_new
    assert not School.objects.exists()
    assert not LocalAuthority.objects.exists()
    assert not SchoolLink.objects.exists()
    assert not ImportRun.objects.exists()


def test_a_preview_says_what_applying_then_does() -> None:
    run.apply(LIST, by=None)

    expected = run.preview(UPDATE, links_path=LINKS)
    applied = run.apply(UPDATE, links_path=LINKS, by=None)

    assert applied == expected


def test_the_update_of_2026_reports_moves_between_authorities() -> None:
    old, new = rows_of(LIST), rows_of(UPDATE)
    run.apply(LIST, by=None)

    report = run.apply(UPDATE, links_path=LINKS, by=None)

    moved = Counter(
        (f"{old[urn]['la_code']} {old[urn]['la_name']}", f"{row['la_code']} {row['la_name']}")
        for urn, row in new.items()
        if urn in old
    )
    assert report.moves() == moved
    assert sum(moved.values()) == 21
    assert School.objects.get(urn=134814).authority == LocalAuthority.objects.get(code=941)


def test_the_update_of_2026_reports_names_rolls_new_and_closed() -> None:
    old, new = rows_of(LIST), rows_of(UPDATE)
    run.apply(LIST, by=None)

    report = run.apply(UPDATE, links_path=LINKS, by=None)

    both = new.keys() & old.keys()
    names = {change.urn: change.of("name") for change in report.changed}
    renamed = {urn: (name.old, name.new) for urn, name in names.items() if name}
    assert renamed == {
        int(urn): (old[urn]["name"], new[urn]["name"])
        for urn in both
        if old[urn]["name"] != new[urn]["name"]
    }
    rolls = {change.urn: change.of("pupils_on_roll") for change in report.changed}
    assert {urn: (roll.old, roll.new) for urn, roll in rolls.items() if roll} == {
        int(urn): (Decimal(old[urn]["pupils_on_roll"]), Decimal(new[urn]["pupils_on_roll"]))
        for urn in both
        if Decimal(old[urn]["pupils_on_roll"]) != Decimal(new[urn]["pupils_on_roll"])
    }
    assert {entry.urn for entry in report.new} == {int(urn) for urn in new.keys() - old.keys()}
    assert {entry.urn for entry in report.closed} == {
        int(urn) for urn in both if new[urn]["status"] == "Closed"
    }
    counted = [len(renamed), len(report.new), len(report.closed), len(report.changed)]
    assert counted == [1, 1, 1, 21]


def test_schools_of_a_replaced_authority_are_unmatched_and_left_alone() -> None:
    old, new = rows_of(LIST), rows_of(UPDATE)
    run.apply(LIST, by=None)

    report = run.apply(UPDATE, by=None)

    missing = {int(urn) for urn, row in old.items() if row["la_code"] == "928" and urn not in new}
    assert {entry.urn for entry in report.unmatched} == missing
    assert School.objects.filter(urn__in=missing, authority__code=928).count() == len(missing)


def test_an_older_list_without_a_column_blanks_nothing() -> None:
    run.apply(LIST, by=None)
    run.apply(UPDATE, by=None)
    known = School.objects.get(urn=134814)
    assert known.website
    assert known.street

    run.apply(LIST, by=None)

    again = School.objects.get(urn=134814)
    assert (again.website, again.street, again.trust_name) == (
        known.website,
        known.street,
        known.trust_name,
    )


def test_links_are_followed_to_the_school_that_took_over() -> None:
    run.apply(LIST, by=None)

    report = run.apply(UPDATE, links_path=LINKS, by=None)

    assert (138030, 149433) in {
        (link.predecessor_urn, link.successor_urn)
        for link in SchoolLink.objects.exclude(predecessor=None).exclude(successor=None)
    }
    assert 138030 in {entry.urn for entry in report.links_followed}
    assert School.objects.get(urn=138030).current().urn == 149433
    assert not School.objects.open().filter(urn=138030).exists()


def test_each_pair_of_link_rows_becomes_one_link() -> None:
    run.apply(LIST, by=None)
    report = run.apply(UPDATE, links_path=LINKS, by=None)

    register = rows_of(LIST).keys() | rows_of(UPDATE).keys()
    pairs = set()
    for row in _link_rows():
        first = row["LinkType"].split(" ")[0]
        if first in {"Successor", "Predecessor"}:
            pair = (row["URN"], row["LinkURN"])
            pairs.add(pair if first == "Successor" else pair[::-1])
    assert SchoolLink.objects.count() == report.links_new == len(pairs)
    assert all(set(pair) & register for pair in pairs)


def _link_rows() -> list[dict[str, str]]:
    with LINKS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_authorities_come_with_their_dates_and_successors() -> None:
    run.apply(LIST, by=None)

    county = LocalAuthority.objects.get(code=928)
    assert county.valid_to == date(2021, 3, 31)
    assert set(county.successors.values_list("code", flat=True)) == {940, 941}


def test_the_full_layout_is_read_in_windows_1252_with_british_dates(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    file = tmp_path_factory.mktemp("import") / "edubase.csv"
    text = FULL_LAYOUT.read_text(encoding="utf-8").replace(
        "The Aldgate School", "The Aldgaté School"
    )
    file.write_bytes(text.encode("cp1252"))

    report = run.apply(file, by=None)

    assert len(report.new) == len(rows_of(FULL_LAYOUT)) == 40
    school = School.objects.get(urn=100000)
    assert school.name == "The Aldgaté School"
    assert (school.dfe_number, school.postcode, school.easting) == ("201/3614", "EC3A 5DE", 533498)
    assert (school.phase, school.pupils_on_roll) == (Phase.PRIMARY, Decimal(271))
    closed = {
        urn: row["CloseDate"] for urn, row in rows_of(FULL_LAYOUT).items() if row["CloseDate"]
    }
    for urn, day in closed.items():
        found = School.objects.get(urn=urn)
        assert found.status == SchoolStatus.CLOSED
        assert f"{found.close_date:%d/%m/%Y}" == day


def test_an_applied_import_is_recorded_and_audited(hannah: User) -> None:
    run.apply(LIST, by=hannah)

    record = ImportRun.objects.get()
    assert (record.applied_by, record.file_name) == (hannah, LIST.name)
    assert record.counts["new"] == 339
    assert "Applied." in record.report
    assert AuditEvent.objects.filter(verb="register_imported", actor_id=hannah.pk).count() == 1


def test_statements_do_not_grow_with_the_schools(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    run.apply(LIST, by=None)

    with django_assert_max_num_queries(8):
        run.preview(LIST, links_path=LINKS)
