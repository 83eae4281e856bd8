"""What to do, one thing after another."""

from wagtail import blocks

from core.blocks.text import LineBlock


class StepBlock(blocks.StructBlock):
    """One thing to do."""

    title = blocks.CharBlock(max_length=80)
    text = LineBlock(required=False)


class StepsBlock(blocks.StructBlock):
    """Numbered steps, in the order in which they happen."""

    heading = blocks.CharBlock(required=False, max_length=100)
    steps = blocks.ListBlock(StepBlock(), min_num=2, max_num=9)

    class Meta:
        icon = "list-ol"
        template = "blocks/steps.html"
