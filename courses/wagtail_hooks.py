"""The courses' part of the admin."""

from wagtail import hooks
from wagtail.admin.viewsets.chooser import ChooserViewSet

from courses.choosers import run_chooser, venue_chooser
from courses.views import admin_pages
from courses.viewsets import CoursesViewSetGroup


@hooks.register("register_admin_viewset")
def courses() -> CoursesViewSetGroup:
    return CoursesViewSetGroup()


@hooks.register("register_admin_viewset")
def choosers() -> list[ChooserViewSet]:
    return [run_chooser, venue_chooser]


hooks.register("before_unpublish_page", admin_pages.warn_before_unpublishing)
hooks.register("before_bulk_action", admin_pages.warn_of_bulk_unpublishing)
