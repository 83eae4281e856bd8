"""The one thing to do next."""

from django.utils.text import slugify
from wagtail import blocks

from core.blocks.link import LinkBlock


class ActionValue(blocks.StructValue):
    """A call to action as the page names it."""

    @property
    def anchor(self) -> str:
        """The heading's address on the page."""
        return slugify(self.get("heading") or "") or "next"


class ActionBlock(blocks.StructBlock):
    """A call to action. One on a page is strong; three are none."""

    heading = blocks.CharBlock(max_length=80)
    text = blocks.TextBlock(required=False, max_length=300)
    link = LinkBlock()

    class Meta:
        icon = "arrow-right"
        value_class = ActionValue
        template = "blocks/action.html"
