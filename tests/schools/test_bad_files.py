"""Files that must be refused: with one sentence, at once, and with nothing applied."""

import io
import tracemalloc
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from schools.importing import run
from schools.importing.text import MAX_BYTES
from schools.models import ImportRun, LocalAuthority, School
from tests.schools.files import HEADINGS, school, write

pytestmark = pytest.mark.django_db


def refusal(path: Path, *arguments: str) -> str:
    """What the command says when it refuses to apply this; the register must stay empty."""
    with pytest.raises(CommandError) as refused:
        call_command("import_schools", str(path), "--apply", *arguments, stdout=io.StringIO())
    assert refused.value.returncode != 0
    assert not School.objects.exists()
    assert not LocalAuthority.objects.exists()
    assert not ImportRun.objects.exists()
    return str(refused.value)


def lines(path: Path, *text: str) -> Path:
    path.write_text("\n".join(text) + "\n", encoding="utf-8")
    return path


HEADING = ",".join(HEADINGS)
GOOD = "100001,School,941,West Northamptonshire,Demoton,ZZ1 1AA"


def test_a_file_of_300_mb_is_refused_by_its_size_without_being_read(tmp_path: Path) -> None:
    big = tmp_path / "big.csv"
    with big.open("wb") as file:
        file.truncate(300 * 1024 * 1024)
    tracemalloc.start()

    said = refusal(big)

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "300 MB" in said
    assert str(MAX_BYTES // 1024**2) in said
    assert peak < 20 * 1024 * 1024


def test_one_endless_line_is_refused_in_little_memory(tmp_path: Path) -> None:
    long = tmp_path / "long.csv"
    with long.open("wb") as file:
        for _ in range(30):
            file.write(b"a" * 1024 * 1024)
    tracemalloc.start()

    assert "longer than a megabyte" in refusal(long)

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20 * 1024 * 1024


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.csv") == "There is no file none.csv."


@pytest.mark.parametrize("content", [b"", b"\n\n \n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "empty.csv"
    file.write_bytes(content)
    assert "is empty" in refusal(file)


def test_a_heading_without_schools_is_refused(tmp_path: Path) -> None:
    assert "no schools" in refusal(lines(tmp_path / "bare.csv", HEADING))


def test_missing_columns_are_named(tmp_path: Path) -> None:
    said = refusal(lines(tmp_path / "other.csv", "date,name", "2013-01-01,New Year’s Day"))
    assert said == (
        "other.csv is not a list of schools: it lacks the columns URN, LA (code) or la_code."
    )


def test_a_column_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    file = lines(tmp_path / "twice.csv", f"{HEADING},urn", f"{GOOD},100002")
    assert refusal(file) == "twice.csv has the column URN twice."


def test_columns_apart_by_semicolons_are_refused(tmp_path: Path) -> None:
    file = lines(tmp_path / "semi.csv", HEADING.replace(",", ";"), GOOD.replace(",", ";"))
    assert "not separated by commas" in refusal(file)


def test_a_workbook_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(b"PK\x03\x04" + b"\x00" * 50)
    assert "Save it as CSV" in refusal(file)


def test_a_zero_byte_is_refused_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "zero.csv"
    file.write_bytes(f"{HEADING}\n{GOOD}\n100002,Sch\0ool,941,W,D,Z\n".encode())
    said = refusal(file)
    assert "line 3" in said
    assert "zero byte" in said


def test_utf_16_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "wide.csv"
    file.write_bytes(f"{HEADING}\n{GOOD}\n".encode("utf-16"))
    assert "not a text file" in refusal(file)


def test_a_byte_of_no_encoding_is_refused_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "odd.csv"
    file.write_bytes(f"{HEADING}\n{GOOD}\n100002,Sch".encode() + b"\x81\xe9ol,941,W,D,Z\n")
    assert "Line 3 of odd.csv holds a byte" in refusal(file)


def test_two_encodings_in_one_file_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "mixed.csv"
    file.write_bytes(f"{HEADING}\n100001,Écol,941,W,D,Z\n100002,".encode() + b"\xc9,941,W,D,Z\n")
    assert "UTF-8 at first, but line 3 is not" in refusal(file)


def test_duplicate_urns_are_named(tmp_path: Path) -> None:
    rows = [school(100001), school(100002), school(100001), school(100002), school(100003)]
    said = refusal(write(tmp_path / "twice.csv", rows))
    assert said == "twice.csv has more than one row for URN 100001, 100002."


def test_many_duplicates_are_named_up_to_ten(tmp_path: Path) -> None:
    rows = [school(urn) for urn in range(100001, 100021)] * 2
    assert refusal(write(tmp_path / "twice.csv", rows)).endswith("100010 and 10 more.")


@pytest.mark.parametrize("urn", ["abc", "", "12.5", "-100001", "٣٤٥", "99999999", "0"])
def test_a_urn_that_is_no_number_is_refused(tmp_path: Path, urn: str) -> None:
    said = refusal(write(tmp_path / "urn.csv", [school(), school(urn)]))
    assert said.startswith("Line 3 of urn.csv")


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("OpenDate", "31/31/2020", "is not a date in the calendar"),
        ("CloseDate", "yesterday", "is not a date such as 31/08/2024"),
        ("NumberOfPupils", "many", "is not a number of pupils"),
        ("NumberOfPupils", "-1", "is not a number of pupils"),
        ("NumberOfPupils", "10.3", "is not a number of pupils"),
        ("NumberOfPupils", "NaN", "is not a number of pupils"),
        ("Easting", "west", "is not a whole number"),
        ("EstablishmentStatus (name)", "Ajar", "is not a status such as Open or Closed"),
        ("EstablishmentName", "n" * 5000, "is longer than 200 characters"),
    ],
)
def test_a_bad_cell_is_refused_with_its_line(
    tmp_path: Path, column: str, value: str, reason: str
) -> None:
    headings = dict.fromkeys([*HEADINGS, column])
    file = write(tmp_path / "cell.csv", [school(**{column: value})], headings=headings)
    said = refusal(file)
    assert said.startswith(f"Line 2 of cell.csv: {column}")
    assert reason in said
    assert len(said) < 200


@pytest.mark.parametrize("row", [f"{GOOD},more", "100001,School,941"])
def test_a_ragged_row_is_refused(tmp_path: Path, row: str) -> None:
    said = refusal(lines(tmp_path / "ragged.csv", HEADING, GOOD.replace("1,S", "2,S"), row))
    assert said.startswith("Line 3 of ragged.csv has ")


@pytest.mark.parametrize("row", ['100001,"School,941,W,D,Z', '100001,"School"s,941,W,D,Z'])
def test_quotation_marks_that_do_not_pair_are_refused(tmp_path: Path, row: str) -> None:
    assert "quotation marks" in refusal(lines(tmp_path / "quotes.csv", HEADING, row))


def test_bad_links_stop_the_schools_too(tmp_path: Path) -> None:
    good = write(tmp_path / "good.csv", [school()])
    links = lines(
        tmp_path / "links.csv",
        "URN,LinkURN,LinkName,LinkType,LinkEstablishedDate",
        "100001,x,School,Successor,",
    )
    assert "Line 2 of links.csv" in refusal(good, "--links", str(links))
    assert "list of links" in refusal(good, "--links", str(good))


def test_a_fault_in_the_last_row_leaves_nothing_of_the_first(tmp_path: Path) -> None:
    rows = [*(school(urn) for urn in range(100001, 101300)), school("last")]
    assert "Line 1301" in refusal(write(tmp_path / "late.csv", rows))


def test_a_failure_while_writing_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(tmp_path / "good.csv", [school(urn) for urn in range(100001, 101300)])

    def fails(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(run, "_record", fails)
    with pytest.raises(RuntimeError):
        run.apply(file, by=None)
    assert not School.objects.exists()
    assert not LocalAuthority.objects.exists()
