"""Large numbers with what they count."""

from wagtail import blocks


class FigureBlock(blocks.StructBlock):
    """One number."""

    number = blocks.CharBlock(max_length=12, help_text="“6,000” or “1 in 5”.")
    counts = blocks.CharBlock(max_length=90, label="What it counts")


class FiguresBlock(blocks.StructBlock):
    """Up to four numbers, with where they come from."""

    figures = blocks.ListBlock(FigureBlock(), min_num=1, max_num=4)
    source = blocks.CharBlock(
        max_length=160, help_text="Where the numbers come from, and of which year."
    )

    class Meta:
        icon = "order"
        template = "blocks/figures.html"
