"""What must stand beside everything that the register says."""

from django import template

from schools import attribution as words

register = template.Library()


@register.inclusion_tag("schools/attribution.html")
def attribution(*, coordinates: bool = False) -> dict[str, object]:
    """The licence line; with `coordinates`, those of the mapping data too."""
    return {
        "register": words.REGISTER,
        "coordinates": words.COORDINATES if coordinates else "",
        "licence_url": words.LICENCE_URL,
    }
