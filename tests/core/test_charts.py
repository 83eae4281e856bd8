"""Bars that lie under their names."""

from core.charts import LONGEST, MOST_ROWS, VALUE_ROOM, WIDTH, ranking_of


def test_the_longest_bar_fills_the_room_and_the_others_are_in_proportion() -> None:
    chart = ranking_of([("Singing", 40), ("Ukulele", 10), ("Drums", 0)])
    assert [bar.length for bar in chart.bars] == [
        WIDTH - VALUE_ROOM,
        (WIDTH - VALUE_ROOM) // 4 + 1,
        0,
    ]
    assert chart.words == "From 40 (Singing) to 0 (Drums). The table has every number."
    assert chart.height == chart.bars[-1].y + chart.bars[1].y


def test_noughts_and_nothing_can_be_drawn() -> None:
    assert [bar.length for bar in ranking_of([("Singing", 0)]).bars] == [0]
    assert ranking_of([("Singing", 0)]).words == "Singing: 0."
    assert ranking_of([("Singing", 2), ("Drums", 2)]).words == "Each of the 2 has 2."
    assert ranking_of([]).bars == []


def test_a_long_name_is_cut_and_a_long_list_too() -> None:
    chart = ranking_of([("A" * 60, 1)] * 30)
    assert len(chart.bars) == MOST_ROWS
    assert len(chart.bars[0].label) == LONGEST
    assert chart.bars[0].label.endswith("…")
