"""What a page shows beside its words, told by who knows the facts.

A page's model holds words and is imported by everything that lists facts about it, so it cannot
import the lists. Whoever gathers the facts says for which pages, as panels do for their place:

    @page_contexts.shown_on(CoursePage)
    def context(request: HttpRequest, page: CoursePage) -> dict[str, object]: …

in a module that the app's AppConfig.ready() imports.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest
from wagtail.models import Page

Gather = Callable[[HttpRequest, Any], Mapping[str, object]]

_gathered: dict[type[Page], Gather] = {}


def shown_on(model: type[Page]) -> Callable[[Gather], Gather]:
    """Register a function as the one that gathers what pages of exactly this model show."""

    def register(gather: Gather) -> Gather:
        _gathered[model] = gather
        return gather

    return register


def of(page: Page, request: HttpRequest) -> Mapping[str, object]:
    """What this page shows to whoever asks; nothing where nobody registered."""
    gather = _gathered.get(type(page))
    return gather(request, page) if gather else {}
