"""PDF documents: tagged and accessible (PDF/UA-1), from a template and data, never both mixed.

A template is `templates/pdf/<app>/<name>.typ`, written in Typst. What it is to say comes as JSON in
`sys.inputs.data`, so nothing that anybody typed is ever read as markup. `frame.typ` beside the apps
is the sheet that all of them share.

Slow beside a database (a tenth of a second): never call it inside a transaction.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import structlog
import typst
from django.conf import settings

log = structlog.get_logger()
#: Equal data make equal bytes, whenever they are made: the file carries no time of its making.
WRITTEN_AT = datetime(2020, 1, 1, tzinfo=UTC)
MEDIA_TYPE = "application/pdf"


def render(template: str, data: Mapping[str, object]) -> bytes:
    """The document `render("courses/certificate", {…})` as PDF. `data` must be JSON-serialisable.

    A letter that our fonts do not have, such as one of a name in Chinese, is shown as the empty box
    it is; such a document is tagged all the same, but not certified as PDF/UA.
    """
    try:
        return _compile(template, data, standards=["ua-1"])
    except typst.TypstError as error:
        if "could not be displayed" not in str(error) and "font" not in str(error):
            raise
        log.warning("pdf_without_standard", template=template, error=str(error)[:200])
        return _compile(template, data, standards=[])


def _compile(
    template: str, data: Mapping[str, object], *, standards: list[typst.PDFStandard]
) -> bytes:
    folder = Path(settings.PROJECT_DIR) / "templates" / "pdf"
    return typst.compile(
        str(folder / f"{template}.typ"),
        root=str(folder),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps({"hub": settings.WAGTAIL_SITE_NAME, **data})},
        pdf_standards=standards,
        timestamp=WRITTEN_AT,
    )


@cache
def _fonts() -> typst.Fonts:
    """Our own fonts, read once: the same document on every machine."""
    fonts = Path(settings.SITE_DIR) / "static" / "fonts"
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(fonts)]
    )
