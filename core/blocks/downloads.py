"""Documents to take away, with their kind and size said before the click."""

from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock


class DownloadValue(blocks.StructValue):
    """A document as a reader needs to know it."""

    @property
    def kind(self) -> str:
        """'PDF', 'DOCX'; empty when the document is gone."""
        document = self.get("document")
        return str(document.file_extension).upper() if document else ""

    @property
    def size(self) -> int:
        """Bytes; 0 when not known."""
        document = self.get("document")
        return int(document.get_file_size() or 0) if document else 0


class DownloadBlock(blocks.StructBlock):
    """One document. What it says stands here too, for whoever cannot open it."""

    document = DocumentChooserBlock()
    title = blocks.CharBlock(max_length=120)
    says = blocks.TextBlock(
        max_length=400,
        label="What it says",
        help_text="In a sentence or two, for whoever cannot open it on a phone or hear it read.",
    )
    page = blocks.PageChooserBlock(
        required=False, label="The same as a page", help_text="Best of all: the words as a page."
    )

    class Meta:
        value_class = DownloadValue


class DownloadsBlock(blocks.StructBlock):
    """A list of documents."""

    heading = blocks.CharBlock(required=False, max_length=100)
    downloads = blocks.ListBlock(DownloadBlock(), min_num=1, max_num=12)

    class Meta:
        icon = "download"
        template = "blocks/downloads.html"
