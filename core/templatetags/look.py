"""Tags that draw: icons, illustrations, states and quantities, all without a style attribute."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from django import template
from django.conf import settings
from django.forms import BaseForm
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from core.charts import Ranking, ranking_of
from core.look import (
    STATES,
    Beat,
    Chart,
    Problem,
    StateLook,
    beats_of,
    chart_of,
    format_art,
    problems_of,
)

register = template.Library()

SVG = re.compile(r"<svg viewBox=\"(?P<box>[^\"]+)\">(?P<body>.*)</svg>", re.DOTALL)


@lru_cache(maxsize=256)
def _drawing(name: str) -> tuple[str, str]:
    """The view box and the body of `templates/icons/<name>.svg`.

    Raises `TemplateSyntaxError` for a name that is not drawn: a missing icon is a mistake of ours.
    """
    path = Path(settings.PROJECT_DIR) / "templates" / "icons" / f"{name}.svg"
    if not re.fullmatch(r"[a-z][a-z0-9_-]*", name) or not path.is_file():
        raise template.TemplateSyntaxError(f"No drawing is called {name!r}")
    found = SVG.search(path.read_text(encoding="utf-8"))
    if found is None:
        raise template.TemplateSyntaxError(f"{path.name} is not a plain <svg viewBox=…>")
    return found["box"], found["body"]


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """A line icon, hidden from screen readers unless `label` says what it means."""
    box, body = _drawing(name)
    classes = f"icon {css}".strip()
    if label:
        return format_html(
            '<svg class="{}" viewBox="{}" role="img" aria-label="{}">{}</svg>',
            classes,
            box,
            label,
            mark_safe(body),  # noqa: S308  our own drawing
        )
    return format_html(
        '<svg class="{}" viewBox="{}" aria-hidden="true" focusable="false">{}</svg>',
        classes,
        box,
        mark_safe(body),  # noqa: S308  our own drawing
    )


@register.simple_tag
def art(name: str, ground: str = "", css: str = "") -> SafeString:
    """An illustration: decoration. `ground` fills its square: ink press now skin white felt."""
    box, body = _drawing(f"art-{name}")
    return _art(box, body, ground, css)


@register.simple_tag
def tile(course_format: str, css: str = "") -> SafeString:
    """The instrument that stands for a course format; unknown formats get the drum of one day."""
    box, body = _drawing(f"format-{format_art(course_format)}")
    return _art(box, body, "", css)


GROUNDS = {"ink": "k", "press": "p", "now": "n", "skin": "s", "white": "w", "felt": "l"}


def _art(box: str, body: str, ground: str, css: str) -> SafeString:
    rectangle = ""
    if ground:
        _, _, width, height = box.split()
        rectangle = f'<rect class="{GROUNDS[ground]}" width="{width}" height="{height}"/>'
    return format_html(
        '<svg class="{}" viewBox="{}" aria-hidden="true" focusable="false">{}{}</svg>',
        f"art {css}".strip(),
        box,
        mark_safe(rectangle),  # noqa: S308  a class and two numbers of our own
        mark_safe(body),  # noqa: S308  our own drawing
    )


@register.simple_tag
def format_icon(course_format: str) -> SafeString:
    """The small line icon of a course format."""
    return SafeString(icon(format_art(course_format)))


@register.simple_tag
def state_look(kind: str) -> StateLook:
    """Tone, icon and usual word of a state; `TemplateSyntaxError` for one nobody has drawn."""
    key = str(kind).strip().lower().replace("_", "-").replace(" ", "-")
    if key not in STATES:
        raise template.TemplateSyntaxError(f"No state is called {kind!r}")
    return STATES[key]


@register.simple_tag
def beat_row(
    taken: int = 0,
    held: int = 0,
    offered: int = 0,
    free: int = 0,
    waiting: int = 0,
    of: int = 0,
) -> list[Beat]:
    """Places as drawn beats, capped: see `core.look.beats_of`."""
    return beats_of(taken, held, offered, free, waiting, of)


@register.filter
def share(part: float | None, whole: float | None) -> int:
    """`part` as whole percent of `whole`, between 0 and 100; 0 when there is no whole."""
    if not part or not whole:
        return 0
    return max(0, min(100, round(100 * float(part) / float(whole))))


@register.simple_tag
def form_problems(form: BaseForm) -> list[Problem]:
    """Everything that is wrong with a form, in its own order, each with the field to go to."""
    return problems_of(form)


@register.simple_tag
def hero_art(course_format: str) -> SafeString:
    """A format's instrument drawn large, for the top of a course page. Decoration."""
    box, body = _drawing(f"hero-{format_art(course_format)}")
    return format_html(
        '<svg class="art course-hero__art" viewBox="{}" preserveAspectRatio="xMaxYMax meet"'
        ' aria-hidden="true" focusable="false">{}</svg>',
        box,
        mark_safe(body),  # noqa: S308  our own drawing
    )


@register.simple_tag
def bar_chart(bars: Sequence[Mapping[str, Any]]) -> Chart:
    """The geometry of a bar chart: see `core.look.chart_of`."""
    return chart_of([(str(b["label"]), int(b["value"]), bool(b.get("now"))) for b in bars])


@register.simple_tag
def ranking(bars: Sequence[Mapping[str, Any]]) -> Ranking:
    """The geometry of bars that lie under their names: see `core.charts.ranking_of`."""
    return ranking_of([(str(b["label"]), int(b["value"])) for b in bars])
