from django.apps import AppConfig


class BillingConfig(AppConfig):
    name = "billing"

    def ready(self) -> None:
        from billing import (  # noqa: F401 - they register themselves
            checks,
            invariants,
            jobs,
            needs,
            panels,
            personal_data,
        )
