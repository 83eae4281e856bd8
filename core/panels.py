"""Panels: how a page gathers from several apps without importing upwards.

Each app registers its own in its `panels.py`, imported by its AppConfig.ready(). A page such as
`/account/` asks for the panels of its place, in order, for this person.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString


@dataclass(frozen=True, kw_only=True)
class Panel:
    """One section of a gathered page.

    `context` returns what `template` needs, or None when the panel does not concern this person.
    """

    place: str
    order: int
    template: str
    context: Callable[[HttpRequest], Mapping[str, object] | None]


_panels: list[Panel] = []


def register(panel: Panel) -> None:
    """Add a panel to its place."""
    if panel not in _panels:
        _panels.append(panel)


def render(place: str, request: HttpRequest) -> list[SafeString]:
    """The panels of `place` that concern `request.user`, rendered, in order."""
    rendered = []
    for panel in sorted((p for p in _panels if p.place == place), key=lambda p: p.order):
        context = panel.context(request)
        if context is not None:
            rendered.append(render_to_string(panel.template, dict(context), request=request))
    return rendered
