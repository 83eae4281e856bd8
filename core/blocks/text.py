"""Running text and headings."""

from typing import Any

from wagtail import blocks

from core.blocks.words import refuse_vague_links

TEXT_FEATURES = ["bold", "italic", "link", "document-link", "ul", "ol", "h3", "h4"]
LINE_FEATURES = ["bold", "italic", "link"]


class TextBlock(blocks.RichTextBlock):
    """Paragraphs, lists and small headings. The page's title is its only first heading."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("features", TEXT_FEATURES)
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        refuse_vague_links(cleaned.source if cleaned else "")
        return cleaned

    class Meta:
        icon = "pilcrow"
        template = "blocks/text.html"


class LineBlock(TextBlock):
    """A paragraph or two without headings or lists, for use inside other blocks."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("features", LINE_FEATURES)
        super().__init__(**kwargs)


class HeadingBlock(blocks.CharBlock):
    """A heading between parts of a page."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 100)
        super().__init__(**kwargs)

    class Meta:
        icon = "title"
        template = "blocks/heading.html"
        help_text = "A few words that say what the next part is about."
