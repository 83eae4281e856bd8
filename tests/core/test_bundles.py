"""One style sheet and one script, from many sources, without a build step."""

import gzip
import os
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from core.bundles import BUNDLES, BundleFinder, css_sources, js_sources, static_root

ORDER = ["reset", "tokens", "base", "layout", "components", "utilities"]


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.BUNDLE_DIR = tmp_path / "bundles"
    return tmp_path / "bundles"


def test_the_sheet_declares_the_order_of_its_layers_first(folder: Path) -> None:
    css = BUNDLES["css/site.css"].write(folder).read_text()
    declared = re.search(r"@layer ([a-z, ]+);", css)
    assert declared is not None
    assert declared[1].split(", ") == ORDER
    assert declared.start() < css.index("{")


def test_the_sheet_holds_every_source_once(folder: Path) -> None:
    css = BUNDLES["css/site.css"].write(folder).read_text()
    on_disk = {*(static_root() / "css").rglob("*.css")} - {static_root() / "css" / "admin.css"}
    assert set(css_sources()) == on_disk
    for source in on_disk:
        assert css.count(source.read_text().strip()) == 1, source.name


def test_every_rule_stands_in_a_layer() -> None:
    for source in css_sources():
        text = re.sub(r"/\*.*?\*/", "", source.read_text(), flags=re.DOTALL).strip()
        assert text.startswith("@layer "), source.name
        depth = 0
        for position, character in enumerate(text):
            depth += {"{": 1, "}": -1}.get(character, 0)
            if character == "}" and depth == 0:
                rest = text[position + 1 :].lstrip()
                assert not rest or rest.startswith("@layer "), source.name
        assert depth == 0, f"{source.name}: a brace is missing"


def test_the_script_starts_with_htmx_and_holds_each_of_ours_in_a_function(folder: Path) -> None:
    js = BUNDLES["js/site.js"].write(folder).read_text()
    assert js.startswith(js_sources()[0].read_text().strip())
    ours = js_sources()[1:]
    assert ours
    assert js.count('"use strict";\n') >= len(ours)
    for source in ours:
        assert source.read_text().strip() in js


def test_a_bundle_is_written_again_only_when_a_source_changed(
    folder: Path, tmp_path: Path, settings: Settings
) -> None:
    place = tmp_path / "site"
    (place / "static" / "css" / "components").mkdir(parents=True)
    (place / "static" / "css" / "layout").mkdir()
    for name in ("layers", "tokens", "reset", "base", "utilities", "lengths"):
        (place / "static" / "css" / f"{name}.css").write_text(f"/* {name} */")
    part = place / "static" / "css" / "components" / "drum.css"
    part.write_text("/* quiet */")
    settings.SITE_DIR = place
    _grow_old(place)
    bundle = BUNDLES["css/site.css"]
    target = bundle.write(folder)
    first = target.stat().st_mtime_ns
    assert bundle.write(folder).stat().st_mtime_ns == first
    part.write_text("/* loud */")
    os.utime(part, ns=(first + 1, first + 1))
    assert "loud" in bundle.write(folder).read_text()
    part.unlink()
    assert "loud" not in bundle.write(folder).read_text()


def _grow_old(place: Path) -> None:
    for path in [place, *place.rglob("*")]:
        os.utime(path, (1, 1))


def test_the_finder_knows_the_bundles_and_nothing_else(folder: Path) -> None:
    finder = BundleFinder()
    assert {path for path, _ in finder.list(None)} == {"css/site.css", "js/site.js"}
    assert Path(finder.find("css/site.css")).is_file()
    assert finder.find("css/site.css", find_all=True) == [finder.find("css/site.css")]
    assert finder.find("css/tokens.css") == []
    assert isinstance(finders.find("css/site.css"), str)


def test_the_server_hands_both_out_without_collecting(client: Client) -> None:
    for path, kind in (("css/site.css", "text/css"), ("js/site.js", "text/javascript")):
        answer = client.get(f"{settings.STATIC_URL}{path}")
        assert answer.status_code == 200
        assert answer["Content-Type"].startswith(kind)
        assert len(answer.getvalue()) > 10_000
        answer.close()


def test_collecting_for_a_release_finds_every_font(
    folder: Path, tmp_path: Path, settings: Settings
) -> None:
    settings.STATIC_ROOT = tmp_path / "collected"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {
            "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage",
        },
    }
    settings.STATICFILES_FINDERS = settings.STATICFILES_FINDERS[:2]
    call_command("collectstatic", interactive=False, verbosity=0)
    collected = next((tmp_path / "collected" / "css").glob("site.*.css")).read_text()
    fonts = re.findall(r'url\("\.\./fonts/([^"]+)"\)', collected)
    assert len(fonts) == 4
    for font in fonts:
        assert re.fullmatch(r"[a-z-]+\.[0-9a-f]{12}\.woff2", font)
        assert (tmp_path / "collected" / "fonts" / font).is_file()


def test_pages_carry_little(folder: Path) -> None:
    css = BUNDLES["css/site.css"].write(folder).read_bytes()
    fonts = sum(p.stat().st_size for p in (static_root() / "fonts").glob("*-latin.woff2"))
    assert len(gzip.compress(css)) < 24_000
    assert fonts < 60_000
