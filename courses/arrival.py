"""A place's arrival code as a square that a camera reads."""

from __future__ import annotations

from io import BytesIO

import segno

from core.mail import Attachment
from courses.models import Place


def picture(place: Place) -> str:
    """The square as a `data:` address of an SVG. It holds the code and nothing else.

    Never the joining address: what hangs around somebody's neck must not open their page.
    """
    return _square(place).svg_data_uri(border=2, encode_minimal=True)


def attachment(place: Place) -> Attachment:
    """The square as a picture to send along with a mail."""
    out = BytesIO()
    _square(place).save(out, kind="png", scale=12, border=4)
    return Attachment(name="arrival-code.png", content=out.getvalue(), mimetype="image/png")


def _square(place: Place) -> segno.QRCode:
    return segno.make_qr(place.arrival_code, error="m")
