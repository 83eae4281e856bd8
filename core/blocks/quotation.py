"""Other people's words, always with their name."""

from wagtail import blocks


class QuotationValue(blocks.StructValue):
    """Somebody's words as they are shown."""

    @property
    def shown(self) -> str:
        """The words in quotation marks, once."""
        words = str(self.get("words") or "").strip(' “”"')
        return f"“{words}”"


class QuotationBlock(blocks.StructBlock):
    """A short quotation with its source, which is not optional."""

    words = blocks.TextBlock(
        max_length=400, help_text="Their exact words, without quotation marks. Keep it short."
    )
    source = blocks.CharBlock(
        max_length=160, help_text="Who said it, and where: “Ofsted, Music in schools, 2013”."
    )
    address = blocks.URLBlock(required=False, help_text="Where it can be read, if it can.")

    class Meta:
        icon = "openquote"
        value_class = QuotationValue
        template = "blocks/quotation.html"
