from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "courses"

    def ready(self) -> None:
        from courses import (  # noqa: F401 - they register themselves
            checking,
            digests,
            invariants,
            jobs,
            jobs_after,
            nightly,
            office,
            panels,
            panels_after,
            personal_data,
            receivers,
        )
        from courses.views import catalogue, course  # noqa: F401 - what their pages show
