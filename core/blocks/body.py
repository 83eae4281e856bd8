"""The body of a page: every block an editor may use, in the groups in which they are offered."""

from wagtail import blocks

from core.blocks.accordion import AccordionBlock
from core.blocks.action import ActionBlock
from core.blocks.downloads import DownloadsBlock
from core.blocks.figures import FiguresBlock
from core.blocks.links import FeaturedLinksBlock
from core.blocks.media import PictureBlock
from core.blocks.notice import NoticeBlock
from core.blocks.people import PeopleBlock
from core.blocks.quotation import QuotationBlock
from core.blocks.recommendations import RecommendationsBlock
from core.blocks.steps import StepsBlock
from core.blocks.text import HeadingBlock, TextBlock

WORDS, DRAWN, LISTS, LEADS = "Words", "Shown", "Lists", "Where next"


class BodyBlock(blocks.StreamBlock):
    """What a page may be made of. No HTML: an editor cannot break a page."""

    heading = HeadingBlock(group=WORDS)
    text = TextBlock(group=WORDS)
    quotation = QuotationBlock(group=WORDS)
    notice = NoticeBlock(group=WORDS)
    picture = PictureBlock(group=DRAWN)
    figures = FiguresBlock(group=DRAWN)
    steps = StepsBlock(group=LISTS)
    recommendations = RecommendationsBlock(group=LISTS)
    people = PeopleBlock(group=LISTS)
    downloads = DownloadsBlock(group=LISTS)
    accordion = AccordionBlock(group=LISTS, label="Questions and answers")
    action = ActionBlock(group=LEADS, label="Call to action")
    featured_links = FeaturedLinksBlock(group=LEADS)

    class Meta:
        template = "blocks/body.html"
