"""What needs a person: the order it stands in, and how it is said."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from core import needs
from core.needs import MOST, Kind, Lot, Need

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def need(due: datetime | None = None, who: str = "Somebody") -> Need:
    return Need(who=who, since="Since Monday", url="/there/", due_at=due)


def kind(slug: str, *found: Need) -> Kind:
    return Kind(slug=slug, one=f"One {slug}", many=f"Many {slug}", find=lambda now: found)


@pytest.mark.parametrize(
    ("due", "state", "text"),
    [
        (None, "", ""),
        (NOON - timedelta(hours=2), "late", "Late since today"),
        (NOON - timedelta(days=1), "late", "Late by 1 day"),
        (NOON - timedelta(days=9), "late", "Late by 9 days"),
        (NOON + timedelta(hours=2), "due-today", "Due today"),
        (NOON + timedelta(days=1), "due", "Due tomorrow"),
        (NOON + timedelta(days=6), "this-week", "This week"),
        (NOON + timedelta(days=7), "this-week", "Due Tuesday 1 December"),
    ],
)
def test_how_pressing_it_is_is_said_in_words(due: datetime | None, state: str, text: str) -> None:
    said = needs.urgency(due, NOON)
    assert (said.state, said.text) == (state, text)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ([need(NOON - timedelta(days=1))], "1 thing: 1 is late."),
        (
            [need(NOON - timedelta(days=1))] * 2 + [need(NOON + timedelta(hours=1)), need()],
            "4 things: 2 are late, 1 is due today.",
        ),
        ([need()] * 3, "3 things, nothing late or due today."),
    ],
)
def test_the_sum_of_it_is_one_sentence(found: Sequence[Need], words: str) -> None:
    assert needs.summary([Lot(kind=kind("a"), needs=found)], NOON) == words


def test_the_most_urgent_kind_comes_first_and_what_is_undated_last(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(needs, "_kinds", {})
    later, sooner = NOON + timedelta(days=2), NOON - timedelta(days=2)
    needs.register(kind("undated", need()))
    needs.register(kind("later", need(later)))
    needs.register(kind("none"))
    needs.register(kind("sooner", need(later), need(sooner)))
    found = needs.gather(NOON)
    assert [lot.kind.slug for lot in found] == ["sooner", "later", "undated"]
    assert found[0].due_at == sooner


def items(*found: Need) -> dict[str, object]:
    lot = Lot(kind=kind("a"), needs=found)
    return needs.items([lot], NOON, url=lambda kind: f"/all/{kind.slug}/")[0]


def test_one_thing_leads_to_where_it_is_done_and_many_each_of_them() -> None:
    assert items(need()) == {
        "count": "1",
        "title": "One a",
        "url": "/there/",
        "state": "",
        "state_text": "",
        "text": "Somebody. Since Monday",
    }
    several = items(need(), need())
    assert (several["title"], several["url"], several["more"]) == ("Many a", "/all/a/", "")
    line = {"text": "Somebody", "since": "Since Monday", "url": "/there/"}
    assert several["lines"] == [line, line]
    assert items(*[need()] * 9)["more"] == "See all 9"


def test_a_flood_is_cut_and_says_so() -> None:
    lot = Lot(kind=kind("a"), needs=[need()] * (MOST + 1))
    assert lot.count == "200+"
    assert needs.summary([lot], NOON).startswith("200+ things")
