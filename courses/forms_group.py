"""What is asked for several people at once: which school, then who comes to which course."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms

from accounts.models.user import normalise_email
from core.fields import LineField
from core.look import Problem, problems_of
from courses.actions.holding import Seat
from courses.basket import MOST_PLACES, Typed
from courses.models import CourseRun

#: How many boxes of a person are read; nobody sends more by the page.
Data = Mapping[str, Any]


class PlacesForm(forms.Form):
    """How many places on one run."""

    number = forms.IntegerField(
        label="How many places?",
        min_value=1,
        max_value=MOST_PLACES,
        initial=1,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            f"Enter a number from 1 to {MOST_PLACES}.",
        ),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class PersonForm(forms.Form):
    """Somebody who comes, or that they are named later."""

    use_required_attribute = False  # either a person, or the tick

    name = LineField(
        label="Full name",
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "Enter who comes, or tick that you say it later.",
            "max_length": "Shorten the name to %(limit_value)d characters. It has %(show_value)d.",
        },
    )
    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "Enter their e-mail address: the way in goes there.",
            "invalid": "Write the e-mail address like name@example.org.",
        },
    )
    later = forms.BooleanField(label="I say who comes later", required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        typed = self.typed
        if not typed.name.strip() and not typed.email.strip():
            self.errors.pop("email", None)
            if typed.later:
                self.errors.pop("name", None)
        elif not typed.name.strip():
            self.errors["name"] = self.error_class([f"Enter whose address {typed.email} is."])
        return data

    @property
    def typed(self) -> Typed:
        """What stands in the boxes, right or wrong."""
        return Typed(
            name=str(self["name"].value() or ""),
            email=str(self["email"].value() or ""),
            later=bool(self["later"].value()),
        )

    def seat(self, run: CourseRun) -> Seat:
        """The place that a valid form asks for."""
        data = self.cleaned_data
        return Seat(run=run, name=data.get("name", ""), email=data.get("email", ""))


@dataclass(kw_only=True)
class Part:
    """One run and its people."""

    run: CourseRun
    people: list[PersonForm]
    #: What stands against this run, with the ways out: (label, name, value of a button).
    problem: str = ""
    ways: list[tuple[str, str, str]] = field(default_factory=list)
    waiting_url: str = ""
    #: The title of the run whose people these may be too; empty on the first.
    like: str = ""

    def seats(self) -> list[Seat]:
        """The places that valid forms ask for."""
        return [one.seat(self.run) for one in self.people]

    @property
    def can_drop(self) -> bool:
        return len(self.people) > 1

    @property
    def can_add(self) -> bool:
        return len(self.people) < MOST_PLACES


class PeopleForm:
    """Who comes to each of several runs. `errors` and `problems` are as a form's."""

    def __init__(self, parts: Iterable[Part]) -> None:
        self.parts = list(parts)
        self.errors: list[str] = []

    @classmethod
    def read(cls, runs: Sequence[CourseRun], data: Data) -> PeopleForm:
        """What was sent for these runs; not checked yet."""
        return cls(
            Part(
                run=run,
                people=[
                    PersonForm(data, prefix=f"{run.code}-{place}")
                    for place in range(rows_sent(data, run.code))
                ],
                like=runs[0].title if run is not runs[0] else "",
            )
            for run in runs
        )

    @classmethod
    def show(cls, runs: Sequence[CourseRun], typed: Mapping[str, Sequence[Typed]]) -> PeopleForm:
        """These people, not checked."""
        return cls(
            Part(
                run=run,
                people=[
                    PersonForm(
                        initial={"name": one.name, "email": one.email, "later": one.later},
                        prefix=f"{run.code}-{place}",
                    )
                    for place, one in enumerate(typed[run.code])
                ],
                like=runs[0].title if run is not runs[0] else "",
            )
            for run in runs
        )

    @property
    def number(self) -> int:
        """How many places are wanted in all."""
        return sum(len(part.people) for part in self.parts)

    @property
    def typed(self) -> dict[str, list[Typed]]:
        """What stands in all boxes, by the code of the run."""
        return {part.run.code: [one.typed for one in part.people] for part in self.parts}

    @property
    def problems(self) -> list[Problem]:
        """Everything to put right, in the order of the page."""
        found = [Problem("", message) for message in self.errors]
        for part in self.parts:
            if part.problem:
                found.append(Problem(f"run-{part.run.code}", part.problem))
            for row, one in enumerate(part.people, start=1):
                whose = self._whose(part, row)
                found += [Problem(p.target, whose + p.message) for p in problems_of(one)]
        return found

    def _whose(self, part: Part, row: int) -> str:
        """'Person 2: ', with the course where there are several; nothing for the only one."""
        if self.number == 1:
            return ""
        person = f"Person {row}"
        return f"{person} on “{part.run.title}”: " if len(self.parts) > 1 else f"{person}: "

    def is_valid(self) -> bool:
        """Whether everybody is named once on each run, or named later."""
        right = [one.is_valid() for part in self.parts for one in part.people]
        for part in self.parts:
            _refuse_twice(part)
        return all(right) and not self.problems

    def seats(self) -> list[Seat]:
        """The places that valid forms ask for."""
        return [seat for part in self.parts for seat in part.seats()]

    def focus_last(self, code: str) -> None:
        """Lead to the person who was added to this run."""
        for part in self.parts:
            if part.run.code == code:
                part.people[-1].fields["name"].widget.attrs["data-focus"] = ""

    def refuse(self, run: CourseRun, email: str) -> None:
        """Say at this person's box that they have a place on this run already."""
        for part in self.parts:
            for one in part.people:
                theirs = normalise_email(one.cleaned_data.get("email", ""))
                if part.run.pk == run.pk and theirs == email:
                    one.add_error("email", f"{email} already has a place on “{run.title}”.")


def rows_sent(data: Data, code: str) -> int:
    """How many people a page sent for this run."""
    sent = str(data.get(f"rows-{code}", ""))
    number = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 4 else 1
    return max(1, min(number, MOST_PLACES))


def _refuse_twice(part: Part) -> None:
    """Nobody sits on two chairs of one course: said at the second one."""
    seen: dict[str, str] = {}
    for one in part.people:
        email = normalise_email(one.cleaned_data.get("email") or "")
        if email and email in seen:
            one.add_error(
                "email",
                f"{email} is there twice for “{part.run.title}”. Enter somebody else’s address, "
                "or leave this place out.",
            )
        seen[email] = email
