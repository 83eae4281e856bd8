"""A link to a page of ours, a document, another site or an e-mail address."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock

from core.blocks.words import refuse_vague_link

TARGETS = ("page", "document", "url", "email")


class LinkValue(blocks.StructValue):
    """What a link says and where it goes."""

    @property
    def href(self) -> str:
        """The address; empty when the page or document it led to is gone."""
        if page := self.get("page"):
            return str(page.url) if page.live else ""
        if document := self.get("document"):
            return str(document.url)
        if email := self.get("email"):
            return f"mailto:{email}"
        return str(self.get("url") or "")


class LinkBlock(blocks.StructBlock):
    """Words and exactly one place that they lead to."""

    words = blocks.CharBlock(
        max_length=80, help_text="Say where it goes: “Book a place”, not “Click here”."
    )
    page = blocks.PageChooserBlock(required=False, help_text="A page of this site, or")
    document = DocumentChooserBlock(required=False, help_text="a document, or")
    url = blocks.URLBlock(required=False, label="Address", help_text="another site, or")
    email = blocks.EmailBlock(required=False, label="E-mail", help_text="an e-mail address.")

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        errors: dict[str, ValidationError] = {}
        try:
            refuse_vague_link(cleaned.get("words") or "")
        except ValidationError as error:
            errors["words"] = error
        chosen = [name for name in TARGETS if cleaned.get(name)]
        if len(chosen) > 1:
            errors[chosen[1]] = ValidationError("Choose one place only: empty the others.")
        if not chosen and cleaned.get("words") and not self.is_deferred_validation:
            errors["page"] = ValidationError(
                "Choose where it leads: a page, a document, an address or an e-mail address."
            )
        if errors:
            raise StructBlockValidationError(block_errors=errors)
        return cleaned

    class Meta:
        icon = "link"
        value_class = LinkValue
