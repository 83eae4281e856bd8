"""Saved interests in words, and one that waits in a visitor's session until they sign in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, QueryDict

from accounts.models import User
from accounts.permissions import Visitor
from courses import catalogue
from courses.actions import interests
from courses.catalogue import Filters
from courses.exceptions import CoursesError
from courses.models import Phase, SavedInterest

IN_SESSION = "courses_interest"
EVERYTHING = "Every new course"


@dataclass(frozen=True, kw_only=True)
class Row:
    """One saved interest, as its page and the panel show it."""

    interest: SavedInterest
    words: str
    url: str


def words(filters: Filters, phases: Sequence[Phase]) -> str:
    """What is asked, as the catalogue's chips say it: “Key Stage 1 · Twilight”."""
    return " · ".join(label for label, _ in filters.chips(phases)) or EVERYTHING


def is_saved(filters: Filters, *, by: Visitor) -> bool:
    """Whether this person hears of these already; no statement for a visitor."""
    if not isinstance(by, User):
        return False
    return SavedInterest.objects.filter(user=by, query=filters.query, is_mailed=True).exists()


def rows(found: Iterable[SavedInterest]) -> list[Row]:
    """Each with its words and the catalogue's address. One statement beside their own."""
    phases = list(Phase.objects.all())
    shown = []
    for interest in found:
        filters = catalogue.read(QueryDict(interest.query), phases)
        url = f"/courses/?{interest.query}" if interest.query else "/courses/"
        shown.append(Row(interest=interest, words=words(filters, phases), url=url))
    return shown


def keep_for_later(request: HttpRequest, query: str) -> None:
    """Remember what a visitor asked to be told of until they have signed in."""
    request.session[IN_SESSION] = interests.understood(query[: interests.LONGEST * 4]).query


def save_what_waits(request: HttpRequest, *, by: User) -> None:
    """Save what this browser's visitor asked for before they signed in, if anything."""
    session = getattr(request, "session", None)
    query = session.pop(IN_SESSION, None) if session is not None else None
    if query is not None:
        save_and_say(request, query, by=by)


def save_and_say(request: HttpRequest, query: str, *, by: User) -> None:
    """Save it, and say on the next page that it is, or why not."""
    try:
        interests.save(query=query, by=by)
    except CoursesError as error:
        messages.error(request, str(error), fail_silently=True)
    else:
        said = "Saved. When new courses like these come, you get one mail a week at most."
        messages.success(request, said, fail_silently=True)
