"""Somebody's numbered recommendations and what we answer to each."""

from wagtail import blocks

from core.blocks.text import LineBlock


class RecommendationBlock(blocks.StructBlock):
    """One recommendation and our answer, which may still be to come."""

    text = blocks.TextBlock(max_length=400)
    response = LineBlock(required=False, help_text="What the hub does about it.")


class RecommendationsBlock(blocks.StructBlock):
    """A numbered list with its source and the licence under which we repeat it."""

    heading = blocks.CharBlock(required=False, max_length=100)
    opening = blocks.CharBlock(
        required=False, max_length=120, help_text="The words each item continues: “Hubs should …”"
    )
    items = blocks.ListBlock(RecommendationBlock(), min_num=1, max_num=30)
    source = blocks.CharBlock(max_length=200)
    licence = blocks.CharBlock(
        required=False, max_length=200, help_text="For example the Open Government Licence v3.0."
    )

    class Meta:
        icon = "list-ol"
        template = "blocks/recommendations.html"
