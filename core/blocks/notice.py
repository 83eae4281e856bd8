"""Something to notice before reading on."""

from wagtail import blocks

from core.blocks.text import LineBlock

TONES = [
    ("info", "Good to know"),
    ("good", "Good news"),
    ("warn", "Take care"),
    ("bad", "Something is wrong"),
]


class NoticeBlock(blocks.StructBlock):
    """A short notice; its tone is said by a word and an icon as well as a colour."""

    tone = blocks.ChoiceBlock(choices=TONES, default="info")
    text = LineBlock()

    class Meta:
        icon = "info-circle"
        template = "blocks/notice.html"
