"""Questions whose answers open."""

from wagtail import blocks

from core.blocks.text import TextBlock


class QuestionBlock(blocks.StructBlock):
    """A question and its answer."""

    question = blocks.CharBlock(max_length=140)
    answer = TextBlock(features=["bold", "italic", "link", "document-link", "ul", "ol"])


class AccordionBlock(blocks.StructBlock):
    """Questions that only some readers have. What everybody needs does not belong here."""

    heading = blocks.CharBlock(required=False, max_length=100)
    questions = blocks.ListBlock(QuestionBlock(), min_num=1, max_num=20)

    class Meta:
        icon = "help"
        template = "blocks/accordion.html"
