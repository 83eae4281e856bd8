"""Every mail of the site, in every world: both parts, said plainly, with what to do next on top."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import resolve

from tests.mails import promised
from tests.mails.promised import Promised
from tests.mails.worlds import MARKUP, WORLDS

TEMPLATES = Path(settings.PROJECT_DIR) / "templates"
PARTS = {"subject.txt", "body.txt", "body.html"}
#: One of these says what to do, or that there is nothing to.
NEXT = re.compile(
    r"https?:|nothing to (do|pay)|(need not|not have to) do|reply to this mail|attached file"
    r"|please|type this code|be there|say who comes|say yes or no|enter |decide |leave time"
    r"|settle |talk to|look for|tell |ask |whenever it suits|hub office (rings|writes|sends)"
    r"|way in is on your page|your next session|all its sessions are over|accept or decline"
    r"|call us|there is nothing",
    re.IGNORECASE,
)
UNFINISHED = re.compile(
    r"\{[{%#]|&(amp|lt|gt|quot|#x?\w+);|\bNone\b|\b1 (places|people|sessions|dates|courses)\b"
    r"| [,.;]|\.\.|\S[^\S\n]{2,}\S|: *$|\n\n\n|[^\S\n]\n",
    re.MULTILINE,
)
#: What ends in a colon because its list, or its words, come in the next line.
LISTS = re.compile(r"^.*:\n(?=\S|\n\S|\n    \S)", re.MULTILINE)
PAGES = re.compile(r"^/(|courses/.*|privacy/|certificate/)$")


def faults(mail: Promised) -> Iterator[str]:
    """What is wrong with one mail, in words."""
    body, _, foot = mail.text.partition("\n--\n")
    words = body.split("\n\n", 1)[1]
    if found := UNFINISHED.search(LISTS.sub("-\n", body + "\n")):
        yield f"the text part has {found[0]!r}"
    if not mail.subject.strip() or UNFINISHED.search(mail.subject):
        yield f"the subject is {mail.subject!r}"
    if not NEXT.search(" ".join(words.splitlines()[:2])):
        yield f"the text part begins {words.splitlines()[:2]}"
    if not NEXT.search(beginning(mail.html)):
        yield f"the HTML part begins {beginning(mail.html)!r}"
    if "You get this mail" not in foot and "This mail goes" not in foot:
        yield "it does not say why one gets it"
    if MARKUP in mail.html or "{{" in mail.html or "{%" in mail.html:
        yield "the HTML part has markup that is not its own"
    for link in links(mail):
        if not leads_somewhere(link):
            yield f"a link leads nowhere: {link}"


def beginning(mail: str) -> str:
    """The heading of a mail's HTML and the two paragraphs after it, with where their links go."""
    main = mail.split('<div class="main">', 1)[1]
    blocks = re.findall(r"<(?:h1|p)\b.*?</(?:h1|p)>", main, flags=re.DOTALL)[:3]
    shown = re.sub(r'<a [^>]*href="([^"]*)"[^>]*>', r"\1 ", " ".join(blocks))
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", shown).split()))


def links(mail: Promised) -> set[str]:
    in_text = re.findall(r"https?://\S+", mail.text)
    in_html = [html.unescape(link) for link in re.findall(r'href="([^"]*)"', mail.html)]
    return {link.rstrip(".") for link in (*in_text, *in_html)}


def leads_somewhere(link: str) -> bool:
    """An address of somebody else, or one of ours that is there."""
    if link.startswith("mailto:") or not link.startswith(settings.BASE_URL):
        return bool(re.match(r"mailto:\S+@\S+|https://\S+", link))
    path = re.split(r"[?#]", link.removeprefix(settings.BASE_URL))[0]
    return bool(PAGES.match(path)) or resolve(path).url_name != "wagtail_serve"


def folders() -> set[Path]:
    return {path.parent for path in TEMPLATES.glob("emails/*/*/*.*")}


def name_of(path: Path) -> str:
    return str(path.relative_to(TEMPLATES / "emails"))


def included() -> set[str]:
    """What templates take in, as it is written there."""
    sources = [
        path.read_text() for path in TEMPLATES.rglob("*") if path.suffix in (".txt", ".html")
    ]
    return {name for source in sources for name in re.findall(r'"(emails/[^"]+)"', source)}


@pytest.mark.django_db
def test_every_mail_is_sent_by_something_and_says_plainly_what_to_do_next() -> None:
    mails = [mail for world in WORLDS for mail in promised.in_world(world)]

    assert {mail.message for mail in mails} == {name_of(path) for path in folders()}
    wrong = {f"{mail.name}: {fault}" for mail in mails for fault in faults(mail)}
    assert not wrong, "\n".join(sorted(wrong))


def test_every_mail_has_a_subject_and_both_parts() -> None:
    assert [
        name_of(one) for one in folders() if not PARTS.issubset(p.name for p in one.iterdir())
    ] == []


def test_no_piece_of_a_mail_is_left_over() -> None:
    pieces = [path for path in TEMPLATES.glob("emails/**/*.*") if path.name not in PARTS]

    names = {str(path.relative_to(TEMPLATES)) for path in pieces}

    assert names - included() == set()
