"""Quantities become beats and bars; course formats become instruments."""

from collections import Counter

import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError

from core.look import MOST_BEATS, beats_of, chart_of, format_art, problems_of


def test_beats_count_what_they_are_told() -> None:
    row = Counter(beat.kind for beat in beats_of(18, 2, 1, waiting=4, of=22))
    assert row == {"on": 18, "half": 2, "dot": 1, "free": 1, "line": 1, "wait": 4}


def test_beats_beyond_counting_are_not_drawn() -> None:
    assert len(beats_of(MOST_BEATS)) == MOST_BEATS
    assert beats_of(MOST_BEATS + 1) == []
    assert beats_of(1, of=MOST_BEATS + 1) == []


def test_an_overfull_run_has_no_free_beats() -> None:
    assert [beat.kind for beat in beats_of(3, of=2)] == ["on"] * 3


def test_a_long_waiting_list_is_cut_short() -> None:
    assert Counter(beat.kind for beat in beats_of(1, waiting=30))["wait"] == 8


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("ONE_DAY", "oneday"),
        ("Live online", "live"),
        ("in-school", "inschool"),
        ("SERIES", "series"),
        ("RECORDED", "recorded"),
        ("OPEN_CLASSROOM", "openclassroom"),
        ("something new", "oneday"),
    ],
)
def test_a_format_finds_its_instrument_however_it_is_spelt(spelling: str, name: str) -> None:
    assert format_art(spelling) == name


@pytest.mark.parametrize(("most", "top"), [(0, 3), (3, 3), (4, 6), (26, 30), (61, 150)])
def test_a_chart_ends_on_a_round_step(most: int, top: int) -> None:
    assert chart_of([("a", most, False)]).lines[-1].value == top


def test_a_chart_draws_heights_in_proportion() -> None:
    chart = chart_of([("5 Oct", 10, False), ("12 Oct", 20, True)])
    small, large = chart.bars
    assert large.height == pytest.approx(2 * small.height, abs=1)
    assert small.y + small.height == large.y + large.height == chart.floor
    assert [bar.now for bar in chart.bars] == [False, True]
    assert small.x + small.width < large.x


def draw(source: str, **context: object) -> str:
    return Template("{% load look %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [(15, 45, "33"), (45, 45, "100"), (60, 45, "100"), (0, 45, "0"), (3, 0, "0"), (None, 5, "0")],
)
def test_a_share_is_a_whole_percent(part: int | None, whole: int, percent: str) -> None:
    assert draw("{{ part|share:whole }}", part=part, whole=whole) == percent


def test_an_icon_is_silent_unless_it_is_given_words() -> None:
    assert 'aria-hidden="true"' in draw('{% icon "tick" %}')
    spoken = draw('{% icon "tick" label=words %}', words="Done & <dusted>")
    assert 'role="img"' in spoken
    assert 'aria-label="Done &amp; &lt;dusted&gt;"' in spoken


@pytest.mark.parametrize("name", ["nothing-like-it", "../base", ""])
def test_an_icon_that_is_not_drawn_is_a_mistake(name: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        draw("{% icon name %}", name=name)


class Wrong(forms.Form):
    name = forms.CharField(error_messages={"required": "Give a name"})
    paying = forms.ChoiceField(
        widget=forms.RadioSelect,
        choices=[("card", "Card")],
        error_messages={"required": "Choose how to pay"},
    )

    def clean(self) -> dict[str, object]:
        raise forms.ValidationError("The last place has just gone")


def test_every_problem_leads_to_its_field() -> None:
    found = [(problem.target, problem.message) for problem in problems_of(Wrong({}))]
    assert found == [
        ("", "The last place has just gone"),
        ("id_name", "Give a name"),
        ("id_paying_0", "Choose how to pay"),
    ]


def test_a_field_says_what_is_wrong_and_points_at_it() -> None:
    html = str(Wrong({})["name"].as_field_group())
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_name_error"' in html
    assert 'id="id_name_error"' in html
