import pytest
from django.http import HttpRequest
from django.test import RequestFactory

from core import panels


def register(title: str, *, order: int) -> None:
    """A panel of the place 'desk' that concerns nobody when it has no title."""

    def context(request: HttpRequest) -> dict[str, object] | None:
        return {"kind": "info", "title": title} if title else None

    template = "components/notice.html"
    panels.register(panels.Panel(place="desk", order=order, template=template, context=context))


def test_panels_of_a_place_come_in_order_and_only_when_they_concern_the_visitor(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(panels, "_panels", [])
    register("Second", order=20)
    register("First", order=10)
    register("", order=15)
    rendered = panels.render("desk", RequestFactory().get("/"))
    assert [("First" in html, "Second" in html) for html in rendered] == [
        (True, False),
        (False, True),
    ]
    assert panels.render("elsewhere", RequestFactory().get("/")) == []
