"""How templates speak of people and their devices."""

from django import template

from accounts import browsers

register = template.Library()


@register.filter
def browser(user_agent: str) -> str:
    """'Firefox on Windows'."""
    return browsers.describe(user_agent)
