"""People of the hub."""

from wagtail import blocks
from wagtail.images.blocks import ImageBlock


class PersonBlock(blocks.StructBlock):
    """Somebody a reader may want to reach."""

    name = blocks.CharBlock(max_length=100)
    role = blocks.CharBlock(max_length=120, help_text="What they do, in plain words.")
    text = blocks.TextBlock(required=False, max_length=300, help_text="What to ask them about.")
    email = blocks.EmailBlock(required=False, label="E-mail")
    telephone = blocks.CharBlock(required=False, max_length=30)
    picture = ImageBlock(required=False)


class PeopleBlock(blocks.StructBlock):
    """A list of people. Only those who agreed to be named here."""

    heading = blocks.CharBlock(required=False, max_length=100)
    people = blocks.ListBlock(PersonBlock(), min_num=1, max_num=24)

    class Meta:
        icon = "group"
        template = "blocks/people.html"
