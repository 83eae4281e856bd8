"""One style sheet and one script, put together from their small sources when they are asked for.

There is no build step: `BundleFinder` stands in `STATICFILES_FINDERS`, writes `css/site.css` and
`js/site.js` under `BUNDLE_DIR` whenever a source is newer, and hands them to whoever looks for
static files: WhiteNoise at start-up, `collectstatic` at release. Paths inside the sources are
written as seen from `css/`, which is where the bundle lives too.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django_htmx
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.storage import FileSystemStorage

HTMX = Path(django_htmx.__file__).parent / "static" / "django_htmx" / "htmx-2.min.js"


def static_root() -> Path:
    """The site-wide folder of static sources."""
    return Path(settings.SITE_DIR) / "static"


def css_sources() -> list[Path]:
    """Every style sheet in the order of the cascade; `layers.css` declares that order."""
    css = static_root() / "css"
    return [
        *(css / f"{name}.css" for name in ("layers", "tokens", "reset", "base")),
        *sorted((css / "layout").glob("*.css")),
        *sorted((css / "components").glob("*.css")),
        *(css / f"{name}.css" for name in ("utilities", "lengths")),
    ]


def js_sources() -> list[Path]:
    """htmx first, then our own small scripts by name."""
    return [HTMX, *sorted((static_root() / "js").glob("*.js"))]


def _join_css(sources: Iterable[Path]) -> str:
    return "\n".join(source.read_text(encoding="utf-8").strip() for source in sources) + "\n"


def _join_js(sources: Iterable[Path]) -> str:
    """Ours each run in a function of their own, strictly; htmx brings its own global."""
    parts = []
    for source in sources:
        text = source.read_text(encoding="utf-8").strip()
        parts.append(text if source == HTMX else f'(() => {{\n"use strict";\n{text}\n}})();')
    return ";\n".join(parts) + "\n"


@dataclass(frozen=True)
class Bundle:
    """A static file that is the sum of others."""

    path: str
    sources: Callable[[], list[Path]]
    join: Callable[[Iterable[Path]], str]

    def write(self, folder: Path) -> Path:
        """The bundle's file under `folder`, written anew only if a source has changed.

        The replacement is atomic: a reader sees the old file or the new one, never half of one.
        """
        target = folder / self.path
        sources = self.sources()
        if not self._is_stale(target, sources):
            return target
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent, suffix=".part")
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as part:
            part.write(self.join(sources))
        Path(name).chmod(0o644)
        Path(name).replace(target)
        return target

    @staticmethod
    def _is_stale(target: Path, sources: list[Path]) -> bool:
        """A folder's own time tells of a source that was added or taken away."""
        if not target.exists():
            return True
        folders = [path for path in static_root().rglob("*") if path.is_dir()]
        watched = [*sources, *{source.parent for source in sources}, *folders]
        return max(path.stat().st_mtime_ns for path in watched) >= target.stat().st_mtime_ns


BUNDLES = {
    bundle.path: bundle
    for bundle in (
        Bundle("css/site.css", css_sources, _join_css),
        Bundle("js/site.js", js_sources, _join_js),
    )
}


class BundleFinder(finders.BaseFinder):
    """Finds the bundles, and only them."""

    def __init__(self, app_names: Any = None, *args: Any, **kwargs: Any) -> None:
        self.folder = Path(settings.BUNDLE_DIR)
        self.storage = FileSystemStorage(location=self.folder)
        super().__init__(*args, **kwargs)

    def check(self, **kwargs: Any) -> list[Any]:
        """Nothing to set wrong beyond `BUNDLE_DIR`, which the settings always define."""
        return []

    def find(self, path: str, find_all: Any = False, **kwargs: Any) -> Any:  # noqa: FBT002
        """The absolute path of a bundle that is up to date; a list of it for `find_all`."""
        if str(self.folder) not in finders.searched_locations:
            finders.searched_locations.append(str(self.folder))
        bundle = BUNDLES.get(path)
        if bundle is None:
            return []
        found = str(bundle.write(self.folder))
        return [found] if find_all else found

    def list(
        self, ignore_patterns: Iterable[str] | None
    ) -> Iterator[tuple[str, FileSystemStorage]]:
        """Each bundle, written before it is named."""
        for bundle in BUNDLES.values():
            bundle.write(self.folder)
            yield bundle.path, self.storage
