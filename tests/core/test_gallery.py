"""The design system: every component drawn, every drawing sound html."""

import re
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest
from django.conf import settings
from django.template import TemplateSyntaxError
from django.template.loader import render_to_string
from django.test import Client

from core.gallery import SUFFIX, Example, components_dir, examples
from core.look import STATES

ELSEWHERE = re.compile(r"Its CSS is in [a-z_]+\.css")
LABELLED = ("input", "select", "textarea")


def components() -> list[Path]:
    return sorted(p for p in components_dir().glob("*.html") if not p.name.endswith(SUFFIX))


def parse(html: str) -> Element:
    """The fragment's tree; raises where html5lib, being strict, finds a fault."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    tree = parser.parseFragment(html)
    assert isinstance(tree, Element)
    return tree


def drawings(tree: Element) -> list[Element]:
    return [e for e in tree.iter() if str(e.tag).rpartition("}")[2] in {"svg", "img"}]


def faults(tree: Element) -> list[str]:
    """What strict parsing lets through and we do not."""
    everything = [e for e in tree.iter() if isinstance(e.tag, str)]
    ids = [e.get("id") for e in everything if e.get("id")]
    found = [f"id twice: {i}" for i in {i for i in ids if ids.count(i) > 1}]
    labelled = {e.get("for") for e in everything if e.tag == "label"}
    wrapped = {id(e) for label in tree.iter("label") for e in label.iter()}
    for element in everything:
        found += [f"{name} on {element.tag}" for name in element.attrib if name.startswith("on")]
        if "style" in element.attrib:
            found.append(f"style on {element.tag}")
        if element.tag in LABELLED and element.get("type") != "hidden":
            named = element.get("id") in labelled or element.get("aria-label")
            if not named and id(element) not in wrapped:
                found.append(f"no label: {element.get('name')}")
        if element.tag == "img" and "alt" not in element.attrib:
            found.append("image without alt")
    return found


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.name)
def test_each_example_is_sound_html(example: Example) -> None:
    tree = parse(example.render())
    assert faults(tree) == []
    assert "".join(tree.itertext()).strip() or drawings(tree), "it shows nothing"


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ('<p id="a"></p><p id="a"></p>', "id twice: a"),
        ('<p style="color:red"></p>', "style on p"),
        ('<p onclick="x()"></p>', "onclick on p"),
        ('<input name="q">', "no label: q"),
        ('<img src="x">', "image without alt"),
    ],
)
def test_the_check_sees_each_fault(html: str, fault: str) -> None:
    assert faults(parse(html)) == [fault]


@pytest.mark.parametrize("component", components(), ids=lambda path: path.stem)
def test_each_component_says_what_it_takes_and_is_shown_and_dressed(component: Path) -> None:
    source = component.read_text(encoding="utf-8")
    assert source.startswith("{% comment %}"), "its parameters are not written on top"
    assert component.with_name(component.stem + SUFFIX).is_file(), "it has no example"
    css = Path(settings.SITE_DIR) / "static" / "css" / "components" / f"{component.stem}.css"
    assert css.is_file() or ELSEWHERE.search(source), "it has no style sheet"


def test_the_gallery_page_shows_every_example(client: Client) -> None:
    answer = client.get("/gallery/")
    assert answer.status_code == 200
    page = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(answer.text)
    assert faults(page) == []
    shown = {e.get("id") for e in page.iter("section")}
    assert {example.name for example in examples()} <= shown


@pytest.mark.parametrize("kind", STATES)
def test_each_state_has_its_word_and_its_icon(kind: str) -> None:
    html = render_to_string("components/state.html", {"kind": kind})
    tree = parse(html)
    assert "".join(tree.itertext()).strip() == STATES[kind].word
    assert len(drawings(tree)) == 1


def test_a_state_nobody_has_drawn_is_refused() -> None:
    with pytest.raises(TemplateSyntaxError, match="unheard-of"):
        render_to_string("components/state.html", {"kind": "unheard-of"})


def test_a_choice_from_the_models_finds_its_state() -> None:
    html = render_to_string("components/state.html", {"kind": "NOT_YET_MET"})
    assert STATES["not-yet-met"].word in html


@pytest.mark.parametrize("name", ["404", "403", "403_csrf", "500", "400", "429"])
def test_error_pages_need_no_context(name: str) -> None:
    html = render_to_string(f"{name}.html")
    page = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)
    assert faults(page) == []
    assert len(list(page.iter("h1"))) == 1
    assert "/courses/" in {a.get("href") for a in page.iter("a")}
