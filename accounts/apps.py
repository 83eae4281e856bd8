from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts import desks, menu, needs, panels, personal_data  # noqa: F401 - they register

        personal_data.register_own()
        menu.register_own()
        desks.register_own()
