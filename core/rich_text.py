"""Wagtail's rich-text editor, made safe for a server that answers in several threads.

Wagtail's converter parses with one parser object per widget, and the widgets of blocks are shared
by the whole process. Two people who open pages at once then mix their texts, or get an error.
"""

import threading
from typing import Any

from wagtail.admin.rich_text import DraftailRichTextArea
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.admin.rich_text.editors.draftail import DraftailRichTextAreaAdapter
from wagtail.admin.telepath import register


class ConverterForEachThread(threading.local):
    """Stands where Wagtail keeps its converter; each thread has one of its own."""

    def __init__(self, features: list[str]) -> None:
        self._converter = ContentstateConverter(features)

    def from_database_format(self, html: str) -> str:
        """Stored HTML as the editor's JSON."""
        text: str = self._converter.from_database_format(html)
        return text

    def to_database_format(self, contentstate_json: str) -> str:
        """The editor's JSON as HTML to store."""
        html: str = self._converter.to_database_format(contentstate_json)
        return html

    def __deepcopy__(self, memo: dict[int, Any]) -> "ConverterForEachThread":
        # Forms copy their widgets; a copy may share what is safe to share.
        return self


class RichTextArea(DraftailRichTextArea):
    """The editor that `WAGTAILADMIN_RICH_TEXT_EDITORS` names."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.converter = ConverterForEachThread(self.features)


register(DraftailRichTextAreaAdapter(), RichTextArea)
