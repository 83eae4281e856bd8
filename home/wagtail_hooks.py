"""The admin as the hub's people need it: our accents, our panels, only their work."""

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from accounts.roles import HUB_ADMINISTRATORS
from core import panels
from home.models import HomePage, LetterPage, NewsIndexPage

# Menu entries that lead off the site: news about the publishing system, and its guide.
LEADING_AWAY = ("whats-new-in-wagtail", "editor-guide")
# Menu entries about everybody's work, which only the hub's administrators look after.
OF_EVERYBODY = ("reports",)


def keeps_the_hub(request: HttpRequest) -> bool:
    """Is this one of the hub's administrators?"""
    user = request.user
    return user.is_superuser or user.groups.filter(name=HUB_ADMINISTRATORS).exists()


@hooks.register("insert_global_admin_css")
def admin_css() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


@hooks.register("construct_main_menu")
def only_what_is_theirs(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Take from an editor's menu what is about everybody's work."""
    if not keeps_the_hub(request):
        menu_items[:] = [item for item in menu_items if item.name not in OF_EVERYBODY]


@hooks.register("construct_help_menu")
def nothing_leads_away(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Leave in the help menu what helps without leaving the site."""
    menu_items[:] = [item for item in menu_items if not item.name.startswith(LEADING_AWAY)]


class WelcomePanel(Component):
    """What an editor most often comes for, one click away."""

    name = "hub_welcome"
    template_name = "home/admin/welcome.html"
    order = 10

    def get_context_data(self, parent_context: dict[str, object]) -> dict[str, object]:
        return {
            "news": NewsIndexPage.objects.defer_streamfields().first(),
            "front": HomePage.objects.defer_streamfields().first(),
            "letters": LetterPage.objects.live().defer_streamfields()[:3],
        }


class HubPanels(Component):
    """The panels that the hub's apps offer for this person, in their order."""

    name = "hub_panels"
    template_name = "home/admin/panels.html"
    order = 50

    def get_context_data(self, parent_context: dict[str, object]) -> dict[str, object]:
        request = parent_context["request"]
        if not isinstance(request, HttpRequest):  # pragma: no cover - Wagtail always gives it
            return {"panels": []}
        return {"panels": panels.render("admin", request)}


@hooks.register("construct_homepage_panels")
def hub_panels(request: HttpRequest, home_panels: list[Component]) -> None:
    """Ours first: the way in, then what the apps have to say."""
    home_panels[:0] = [WelcomePanel(), HubPanels()]
