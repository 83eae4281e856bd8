"""Wagtail's people section, with our person in it: one name, no user name, no passwords."""

from wagtail.users.apps import WagtailUsersAppConfig


class HubUsersConfig(WagtailUsersAppConfig):
    """Stands in INSTALLED_APPS where `wagtail.users` would."""

    user_viewset = "accounts.viewsets.PersonViewSet"
