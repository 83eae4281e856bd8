"""The admin's page about the site's own work."""

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from accounts.permissions import is_hub_admin
from accounts.views import jobs

urlpatterns: list[URLPattern | URLResolver] = [
    path("", jobs.index, name="index"),
    path("retry-all/", jobs.retry_all, name="retry_all"),
    path("<uuid:task_id>/retry/", jobs.retry, name="retry"),
    path("<uuid:task_id>/set-aside/", jobs.set_aside, name="set_aside"),
]


@hooks.register("register_admin_urls")
def job_urls() -> list[URLResolver]:
    return [path("jobs/", include((urlpatterns, "jobs"), namespace="jobs"))]


class JobsMenuItem(MenuItem):
    """Shown to whoever runs the hub."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(is_hub_admin(request.user))


@hooks.register("register_reports_menu_item")
def jobs_menu_item() -> MenuItem:
    return JobsMenuItem("Jobs and mail", reverse("jobs:index"), icon_name="history", order=900)
