"""Where to go from here."""

from wagtail import blocks

from core.blocks.link import LinkBlock, LinkValue


class FeaturedLinkBlock(LinkBlock):
    """A link with a sentence about what waits there."""

    text = blocks.TextBlock(required=False, max_length=200)

    class Meta:
        icon = "link"
        value_class = LinkValue


class FeaturedLinksBlock(blocks.StructBlock):
    """Up to six links, each with a sentence."""

    heading = blocks.CharBlock(max_length=100)
    links = blocks.ListBlock(FeaturedLinkBlock(), min_num=1, max_num=6)

    class Meta:
        icon = "list-ul"
        template = "blocks/featured_links.html"
