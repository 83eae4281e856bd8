"""What pages are made of. Blocks stay out of migrations: use `StreamField` from here."""

from core.blocks.body import BodyBlock
from core.blocks.field import StreamField
from core.blocks.link import LinkBlock
from core.blocks.text import LineBlock, TextBlock
from core.blocks.words import refuse_vague_link, refuse_vague_links

__all__ = [
    "BodyBlock",
    "LineBlock",
    "LinkBlock",
    "StreamField",
    "TextBlock",
    "refuse_vague_link",
    "refuse_vague_links",
]
