"""The register's part of the admin."""

from wagtail import hooks

from schools.viewsets import SchoolsViewSetGroup


@hooks.register("register_admin_viewset")
def register() -> SchoolsViewSetGroup:
    return SchoolsViewSetGroup()
