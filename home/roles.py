"""What the two groups of people who keep the site may do in the admin.

Editors write, preview, schedule, publish and ask for review: a small hub's editor must be able
to publish alone. Hub administrators may do that too, and delete whole sections, keep redirects
and collections, and answer reviews. What each may do with courses, schools or bookings is said by
those apps.
"""

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db import connections, transaction
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from accounts.roles import EDITORS, HUB_ADMINISTRATORS

REVIEW = "Hub review"
PERMISSION_APPS = (
    "wagtailadmin",
    "wagtailcore",
    "wagtailimages",
    "wagtaildocs",
    "wagtailredirects",
)
WRITING = ("add_page", "change_page", "publish_page", "lock_page")
ON_PAGES = {
    EDITORS: WRITING,
    HUB_ADMINISTRATORS: (*WRITING, "unlock_page", "bulk_delete_page"),
}
MEDIA = (
    "wagtailimages.add_image",
    "wagtailimages.change_image",
    "wagtailimages.choose_image",
    "wagtaildocs.add_document",
    "wagtaildocs.change_document",
    "wagtaildocs.choose_document",
)
ON_COLLECTIONS = {
    EDITORS: MEDIA,
    HUB_ADMINISTRATORS: (
        *MEDIA,
        "wagtailcore.add_collection",
        "wagtailcore.change_collection",
        "wagtailcore.delete_collection",
    ),
}
IN_GENERAL = {
    EDITORS: ("wagtailadmin.access_admin",),
    HUB_ADMINISTRATORS: (
        "wagtailadmin.access_admin",
        "wagtailredirects.add_redirect",
        "wagtailredirects.change_redirect",
        "wagtailredirects.delete_redirect",
        "wagtailredirects.view_redirect",
    ),
}


def after_migrate(*, using: str = "default", **kwargs: object) -> None:
    """Receiver of `post_migrate`: a real hub has both groups from its first minute.

    Does nothing while the tables are not all there (an unapplied or half-applied project).
    """
    tables = set(connections[using].introspection.table_names())
    needed = ("home_homepage", "wagtailcore_workflowpage", "wagtailredirects_redirect")
    if tables.issuperset(needed) and Page.get_first_root_node() and Collection.objects.exists():
        ensure_roles()


@transaction.atomic
def ensure_roles() -> None:
    """Give both groups what this page says, and the review its place. Safe to run again.

    It adds and never takes away: a hub may allow its groups more.
    """
    for label in PERMISSION_APPS:
        create_permissions(apps.get_app_config(label), verbosity=0)
    root, collection = Page.get_first_root_node(), Collection.get_first_root_node()
    for name, page_codenames in ON_PAGES.items():
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.add(*_permissions(IN_GENERAL[name]))
        for permission in _permissions([f"wagtailcore.{codename}" for codename in page_codenames]):
            GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)
        for permission in _permissions(ON_COLLECTIONS[name]):
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=collection, permission=permission
            )
    _ensure_review(root)


def _permissions(names: list[str] | tuple[str, ...]) -> list[Permission]:
    """Raises Permission.DoesNotExist for a name that is no permission."""
    pairs = [name.split(".") for name in names]
    return [
        Permission.objects.get(content_type__app_label=label, codename=codename)
        for label, codename in pairs
    ]


def _ensure_review(root: Page) -> None:
    """One review, by the hub administrators, for every page; a hub that changed it keeps that."""
    task, is_new = GroupApprovalTask.objects.get_or_create(name=REVIEW)
    if is_new:
        task.groups.add(Group.objects.get(name=HUB_ADMINISTRATORS))
    workflow, _ = Workflow.objects.get_or_create(name=REVIEW)
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task)
    WorkflowPage.objects.get_or_create(page=root, defaults={"workflow": workflow})
