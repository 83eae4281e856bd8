"""The design system on one page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.gallery import examples

COLOURS = (
    ("ink", "Text, rules, filled beats"),
    ("press", "Only what you can press, and progress"),
    ("now", "Only the beat we are on"),
    ("skin", "Warmth, never meaning"),
    ("felt", "Quiet surface"),
    ("good", "State: it is well"),
    ("warn", "State: look at this"),
    ("bad", "State: something is wrong"),
    ("verified", "Progress that has been checked"),
)


def gallery(request: HttpRequest) -> HttpResponse:
    """Colours, type and every component, for whoever builds or checks a page."""
    return render(request, "layouts/gallery.html", {"colours": COLOURS, "examples": examples()})
