"""The doors of the Wagtail admin, which are the doors of the site."""

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from wagtail.admin.views.account import AccountView, BaseSettingsPanel, NameEmailSettingsPanel

ADMIN = "/admin/"


def entrance(request: HttpRequest) -> HttpResponse:
    """Where the admin sends whoever it will not let in.

    A visitor signs in and goes on to where they were going. Somebody signed in whom the admin is
    not for gets a page that says so; sending them to sign in would go round in circles.
    """
    onward = request.GET.get("next", ADMIN)
    if not url_has_allowed_host_and_scheme(
        onward, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        onward = ADMIN
    if request.user.has_perm("wagtailadmin.access_admin"):
        return redirect(onward)
    if request.user.is_authenticated:
        return render(request, "accounts/no_admin.html", status=403)
    return redirect_to_login(onward, login_url=settings.LOGIN_URL)


class AdminAccountView(AccountView):
    """Wagtail's page for one's settings, without the name: that is kept in one's own details."""

    def get_panels(self) -> list[BaseSettingsPanel]:
        return [
            panel for panel in super().get_panels() if not isinstance(panel, NameEmailSettingsPanel)
        ]
