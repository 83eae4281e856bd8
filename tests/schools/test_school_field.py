"""The field that chooses a school, as it works without JavaScript."""

import pytest
from django import forms

from schools.forms import SchoolField
from schools.models import School
from tests.factories.schools import SchoolFactory, SchoolLinkFactory

pytestmark = pytest.mark.django_db


class Form(forms.Form):
    school = SchoolField()


class Optional(forms.Form):
    school = SchoolField(required=False)


def posted(typed: str, *, urn: str = "", chosen_for: str | None = None) -> Form:
    chosen_for = typed if chosen_for is None else chosen_for
    return Form({"school": typed, "school_urn": urn, "school_for": chosen_for})


def said(form: forms.Form) -> str:
    assert not form.is_valid()
    return " ".join(map(str, form.errors["school"]))


@pytest.fixture
def meadow() -> School:
    return SchoolFactory(urn=999001, name="Demo Meadow Primary")


@pytest.fixture
def brook() -> School:
    return SchoolFactory(urn=999002, name="Demo Brook Junior")


@pytest.mark.parametrize(
    "typed", ["=HYPERLINK(1)", "=HYPERLINK(999001)", "Somewhere else (999001)"]
)
def test_digits_within_other_words_are_no_urn(meadow: School, typed: str) -> None:
    assert said(posted(typed)).startswith(f"No school found for “{typed}”.")


def test_a_whole_label_that_was_pasted_is_its_school(meadow: School) -> None:
    form = posted("Demo Meadow Primary, Demoton (999001)", chosen_for="")
    assert form.is_valid()
    assert form.cleaned_data["school"] == meadow


def test_text_that_matches_one_school_is_that_school(meadow: School, brook: School) -> None:
    form = posted("meadow")
    assert form.is_valid()
    assert form.cleaned_data["school"] == meadow
    assert 'value="Demo Meadow Primary, Demoton (999001)"' in str(form["school"])


def test_text_that_matches_several_offers_them_and_keeps_the_text(
    meadow: School, brook: School
) -> None:
    form = posted("demo")
    assert "Several schools match" in said(form)
    shown = str(form["school"])
    assert 'type="radio"' in shown
    assert shown.count('name="school_urn"') == 2
    assert 'name="school" value="demo"' in shown


def test_the_choice_counts_with_the_text_it_was_offered_for(meadow: School, brook: School) -> None:
    form = posted("demo", urn="999002")
    assert form.is_valid()
    assert form.cleaned_data["school"] == brook

    changed = posted("meadow", urn="999002", chosen_for="demo")
    assert changed.is_valid()
    assert changed.cleaned_data["school"] == meadow


def test_a_label_typed_whole_is_its_school(meadow: School) -> None:
    form = Form({"school": meadow.label})
    assert form.is_valid()
    assert form.cleaned_data["school"] == meadow


@pytest.mark.parametrize("urn", ["999999", "abc", "-1", "9" * 30, "<script>"])
def test_a_crafted_urn_is_refused_with_a_sentence(meadow: School, urn: str) -> None:
    assert "There is no school with the URN" in said(posted("meadow", urn=urn))


def test_a_closed_school_is_refused_and_its_successor_named(meadow: School) -> None:
    old = SchoolFactory(urn=999050, name="Demo Old", is_shut=True)
    SchoolLinkFactory(predecessor=old, successor=meadow)
    sentence = said(posted("old", urn="999050"))
    assert sentence == (
        "Demo Old (999050) has closed. "
        "It is now Demo Meadow Primary, Demoton (999001): choose that one."
    )
    assert "has closed" in said(posted("demo old"))


def test_no_text_says_what_to_type() -> None:
    assert said(posted("")) == "Type your school’s name, town, postcode or URN."
    optional = Optional({"school": ""})
    assert optional.is_valid()
    assert optional.cleaned_data["school"] is None


def test_an_unknown_postcode_says_so(meadow: School) -> None:
    assert "no school with the postcode NN99 9ZZ" in said(posted("nn999zz"))


def test_script_and_long_text_come_back_escaped(meadow: School) -> None:
    form = posted('"><script>alert(1)</script>' + "x" * 5000)
    assert len(said(form)) < 400
    assert "<script>" not in str(form["school"])


def test_initial_shows_the_school(meadow: School) -> None:
    shown = str(Form(initial={"school": meadow})["school"])
    assert 'value="Demo Meadow Primary, Demoton (999001)"' in shown
    assert 'value="999001"' in shown
