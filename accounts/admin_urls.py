"""The addresses of the Wagtail admin that are ours: they stand before Wagtail's own."""

from allauth.account.views import logout
from django.urls import URLPattern, URLResolver, path
from django.views.generic import RedirectView
from wagtail.admin.auth import require_admin_access

from accounts.views import admin

urlpatterns: list[URLPattern | URLResolver] = [
    path("login/", admin.entrance),
    path("logout/", logout),
    path("account/", require_admin_access(admin.AdminAccountView.as_view())),
    path("password_reset/", RedirectView.as_view(pattern_name="account_reset_password")),
]
