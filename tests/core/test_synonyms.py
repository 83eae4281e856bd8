"""Words that mean one thing."""

import pytest

from core.synonyms import SAME, understand


@pytest.mark.parametrize("said", ["First Access", "WCET", "wider opportunities", "whole-class"])
def test_whole_class_teaching_is_understood_by_any_of_its_names(said: str) -> None:
    assert understood_names(said) == set(SAME[0])
    assert understand(said).rest == ""


def understood_names(said: str) -> set[str]:
    return {name for names in understand(said).things for name in names}


def test_other_words_remain() -> None:
    understood = understand("  wcet   in Demoton ")
    assert understood.things == [SAME[0]]
    assert understood.rest == "in demoton"


def test_a_name_inside_a_word_is_not_that_name() -> None:
    assert understand("cmedia").things == []
    assert understand("cmedia").rest == "cmedia"


def test_the_longest_name_is_taken_whole() -> None:
    assert understand("whole class ensemble teaching").rest == ""


def test_each_name_stands_for_one_thing_only() -> None:
    names = [name for group in SAME for name in group]
    assert len(names) == len(set(names))
