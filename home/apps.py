from django.apps import AppConfig
from django.db.models.signals import post_migrate


class HomeConfig(AppConfig):
    name = "home"

    def ready(self) -> None:
        from home import jobs  # noqa: F401 - it registers itself
        from home.roles import after_migrate

        post_migrate.connect(after_migrate, sender=self, dispatch_uid="home.roles")
