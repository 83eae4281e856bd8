"""Blocks: what editors may say, how it is shown, and that no migration remembers it."""

from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db.migrations.loader import MigrationLoader
from pytest_django.fixtures import Settings
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page
from wagtail.rich_text import RichText

from core.blocks import BodyBlock, LinkBlock, StreamField, TextBlock
from core.blocks.media import PictureBlock
from core.blocks.text import LINE_FEATURES, TEXT_FEATURES
from core.blocks.words import is_vague

OURS = ("accounts", "billing", "certification", "core", "courses", "home", "schools")


def body(*blocks: tuple[str, Any]) -> Any:
    return BodyBlock().normalize(list(blocks))


def shown(*blocks: tuple[str, Any]) -> str:
    block = BodyBlock()
    return str(block.render(block.normalize(list(blocks))))


def test_no_migration_holds_a_block_definition() -> None:
    streams = 0
    for (label, name), migration in MigrationLoader(None).disk_migrations.items():
        if label not in OURS:
            continue
        source = Path(apps.get_app_config(label).path, "migrations", f"{name}.py").read_text()
        assert "wagtail.blocks" not in source, f"{label}.{name}"
        assert "block_lookup" not in source, f"{label}.{name}"
        for operation in migration.operations:
            for _, field in getattr(operation, "fields", ()):
                if isinstance(field, StreamField):
                    streams += 1
                    assert not field.stream_block.child_blocks, f"{label}.{name}"
    assert streams


def test_a_changed_block_changes_nothing_for_a_migration() -> None:
    with_blocks = StreamField(BodyBlock(), blank=True, max_num=3)
    without = StreamField(blank=True)
    with_blocks.set_attributes_from_name("body")
    without.set_attributes_from_name("body")
    assert with_blocks.deconstruct() == without.deconstruct()


def test_a_migration_reads_a_body_without_losing_it() -> None:
    stored = '[{"type": "text", "value": "<p>Sing</p>", "id": "1"}]'
    value = StreamField().to_python(stored)
    assert list(value.raw_data) == [{"type": "text", "value": "<p>Sing</p>", "id": "1"}]
    assert StreamField().get_prep_value(value) == list(value.raw_data)


@pytest.mark.parametrize("words", ["click here", "Here", "Read more", "MORE…", "this link."])
def test_a_link_that_does_not_say_where_it_goes_is_refused(words: str) -> None:
    with pytest.raises(ValidationError, match="does not say where the link goes"):
        TextBlock().clean(RichText(f'<p>To book, <a href="/courses/">{words}</a>.</p>'))


def test_a_link_that_names_its_page_is_taken() -> None:
    kept = RichText('<p>See <a href="/courses/">all courses</a>.</p>')
    assert TextBlock().clean(kept).source == kept.source
    assert not is_vague("Here is the register")


def test_text_offers_no_heading_that_belongs_to_the_page() -> None:
    assert {"h1", "h2", "embed", "image"}.isdisjoint({*TEXT_FEATURES, *LINE_FEATURES})


def link(**chosen: Any) -> Any:
    return LinkBlock().normalize({"words": "Book a place", **chosen})


@pytest.mark.django_db
def test_a_link_leads_to_exactly_one_place() -> None:
    page = Page.objects.get(depth=2)
    assert LinkBlock().clean(link(page=page)).href == page.url
    assert LinkBlock().clean(link(email="hub@example.org")).href == "mailto:hub@example.org"
    with pytest.raises(StructBlockValidationError) as none:
        LinkBlock().clean(link())
    assert set(none.value.block_errors) == {"page"}
    with pytest.raises(StructBlockValidationError) as two:
        LinkBlock().clean(link(page=page, url="https://example.org/"))
    assert set(two.value.block_errors) == {"url"}


@pytest.mark.django_db
def test_a_link_to_a_page_that_is_not_public_leads_nowhere() -> None:
    page = Page.objects.get(depth=2)
    page.live = False
    assert link(page=page).href == ""
    assert "Book a place" not in shown(
        ("action", {"heading": "Next", "link": {"words": "Book a place", "page": page}})
    )


# Wagtail leaves the temporary file of a new rendition to the garbage collector.
@pytest.mark.filterwarnings("ignore:.*SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning")
@pytest.mark.django_db
def test_a_picture_needs_words_or_says_that_it_only_decorates(
    settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    image = Image.objects.create(title="Drums", file=get_test_image_file())
    block = PictureBlock()
    bare = {"image": {"image": image.pk, "decorative": False, "alt_text": ""}, "caption": ""}
    with pytest.raises(StructBlockValidationError):
        block.clean(block.to_python(bare))
    said = {"image": {"image": image.pk, "decorative": False, "alt_text": "Two drums"}}
    assert block.clean(block.to_python(said))["image"].contextual_alt_text == "Two drums"
    assert 'alt="Two drums"' in block.render(block.to_python(said))
    decoration = {"image": {"image": image.pk, "decorative": True, "alt_text": ""}}
    assert 'alt=""' in block.render(block.to_python(decoration))


SAMPLES: list[tuple[str, Any, str]] = [
    ("heading", "What you get", '<h2 id="what-you-get">What you get</h2>'),
    ("text", "<p>Sing every day.</p>", '<div class="prose">'),
    ("quotation", {"words": "“Sing”", "source": "A teacher"}, "<p>“Sing”</p>"),
    ("notice", {"tone": "warn", "text": "<p>Bring a coat.</p>"}, "<strong>Take care.</strong>"),
    (
        "figures",
        {"figures": [{"number": "6,000", "counts": "children"}], "source": "The letter"},
        "<dt>children</dt><dd>6,000</dd>",
    ),
    (
        "steps",
        {"heading": "How", "steps": [{"title": "Ask", "text": ""}, {"title": "Sing", "text": ""}]},
        "<h3>Sing</h3>",
    ),
    (
        "people",
        {"heading": "", "people": [{"name": "Ann Example", "role": "Tutor"}]},
        "Ann Example",
    ),
    (
        "accordion",
        {"heading": "", "questions": [{"question": "Why?", "answer": "<p>Because.</p>"}]},
        "<summary>",
    ),
    (
        "recommendations",
        {"items": [{"text": "sing", "response": "<p>We do.</p>"}], "source": "A report"},
        "We do.",
    ),
    (
        "featured_links",
        {"heading": "Next", "links": [{"words": "The report", "url": "https://example.org/"}]},
        'href="https://example.org/"',
    ),
    (
        "action",
        {"heading": "Ask", "link": {"words": "Write to us", "email": "hub@example.org"}},
        'href="mailto:hub@example.org"',
    ),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "value", "expected"), SAMPLES, ids=[row[0] for row in SAMPLES])
def test_every_block_is_shown_as_its_component(kind: str, value: Any, expected: str) -> None:
    html = shown((kind, value))
    assert expected in html
    assert "style=" not in html
    assert "<h1" not in html


def test_every_block_an_editor_is_offered_has_been_looked_at() -> None:
    elsewhere = {"picture", "downloads"}
    assert {row[0] for row in SAMPLES} | elsewhere == set(BodyBlock().child_blocks)


@pytest.mark.django_db
def test_a_download_says_its_kind_and_size_before_the_click(
    settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    document = Document.objects.create(
        title="Plan", file=ContentFile(b"x" * 2048, name="plan.pdf"), file_size=2048
    )
    item = {"document": document, "title": "The plan", "says": "What we do this year."}
    html = shown(("downloads", {"heading": "", "downloads": [item]}))
    assert "The plan (PDF, 2.0\xa0KB)" in html
    assert "What we do this year." in html


def test_what_an_editor_types_is_never_html() -> None:
    evil = "<script>alert(1)</script>"
    html = shown(
        ("heading", evil),
        ("quotation", {"words": evil, "source": evil}),
        ("figures", {"figures": [{"number": "1", "counts": evil}], "source": evil}),
    )
    assert "<script" not in html
