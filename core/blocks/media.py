"""Pictures."""

from wagtail import blocks
from wagtail.images.blocks import ImageBlock


class PictureBlock(blocks.StructBlock):
    """A picture, what it shows in words (or that it only decorates), and whom to thank."""

    image = ImageBlock(
        help_text="Say in the alternative text what somebody who cannot see it would miss."
    )
    caption = blocks.CharBlock(required=False, max_length=200)
    credit = blocks.CharBlock(
        required=False, max_length=120, help_text="Who made it, and by whose leave we show it."
    )

    class Meta:
        icon = "image"
        template = "blocks/picture.html"
