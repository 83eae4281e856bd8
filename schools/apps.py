from django.apps import AppConfig


class SchoolsConfig(AppConfig):
    name = "schools"

    def ready(self) -> None:
        from schools import needs, panels, personal_data  # noqa: F401 - they register themselves
