from django.apps import AppConfig


class CertificationConfig(AppConfig):
    name = "certification"

    def ready(self) -> None:
        from accounts import backends, desks, menu
        from certification import panels, personal_data, receivers  # noqa: F401 - they register
        from certification.permissions import (
            desk,
            enrolment,
            has_a_desk,
            has_the_route_in_view,
        )

        backends.ask_also("known_desk", desk)
        backends.ask_also("known_enrolment", enrolment)
        desks.register(desks.Desk(order=10, url="/tutor/", concerns=has_a_desk))
        menu.register(menu.Item(order=40, label="Tutor’s desk", url="/tutor/", concerns=has_a_desk))
        menu.register(
            menu.Item(
                order=20,
                label="My certificate",
                url="/certificate/",
                concerns=has_the_route_in_view,
            )
        )
