"""People in the Wagtail admin."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from wagtail.admin.ui.tables import BooleanColumn, BulkActionsCheckboxColumn, Column, DateColumn
from wagtail.users.views.users import CreateView, EditView, IndexView, UserColumn, UserViewSet

from accounts.actions import people
from accounts.forms.people import ExistingPersonForm, NewPersonForm
from accounts.models import User
from core import audit
from core.lists import PlainExport


class PersonIndexView(PlainExport, IndexView):
    """Everybody, by name, with what they may do."""

    page_title = "People"
    add_item_label = "Add a person"
    search_fields = frozenset({"full_name", "email"})

    @property
    def columns(self) -> list[Column]:
        name_column = self._get_title_column_class(UserColumn)
        return [
            BulkActionsCheckboxColumn("bulk_actions", obj_type="user"),
            name_column(
                "full_name",
                accessor="full_name",
                label="Name",
                sort_key="full_name",
                get_url=self.get_edit_url,
                classname="name",
            ),
            Column("email", label="E-mail", sort_key="email", width="25%"),
            Column(
                "groups",
                accessor=lambda person: ", ".join(group.name for group in person.groups.all()),
                label="Groups",
                width="20%",
            ),
            BooleanColumn("is_active", label="May sign in", sort_key="is_active", width="10%"),
            DateColumn("last_login", label="Last signed in", sort_key="last_login", width="15%"),
        ]

    def get_base_queryset(self) -> QuerySet[User]:
        people_with_groups: QuerySet[User] = super().get_base_queryset().prefetch_related("groups")
        return people_with_groups


class PersonCreateView(CreateView):
    """A new person, who chooses a password with a mailed code."""

    page_title = "Add a person"
    success_message = "%(object)s can now sign in. They choose a password under “Forgotten?”."

    def save_instance(self) -> User:
        with transaction.atomic():
            person: User = super().save_instance()
            audit.record("added", person, by=self.request.user)
        return person


class PersonEditView(EditView):
    """Somebody's details. Only a superuser may change another superuser's."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.object.is_superuser and not getattr(request.user, "is_superuser", False):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def save_instance(self) -> User:
        with transaction.atomic():
            person: User = super().save_instance()
            if "email" in self.form.changed_data:
                people.change_address(user=person, email=person.email, by=self.request.user)
            audit.record(
                "changed", person, by=self.request.user, fields=sorted(self.form.changed_data)
            )
        return person


class PersonViewSet(UserViewSet):
    """The people section: no deleting, because erasure is an act of its own with rules."""

    menu_label = "People"
    index_view_class = PersonIndexView
    add_view_class = PersonCreateView
    edit_view_class = PersonEditView
    list_export = ("full_name", "email", "is_active", "date_joined", "last_login")
    ordering = "full_name"
    create_template_name = "wagtailadmin/generic/create.html"
    edit_template_name = "wagtailadmin/generic/edit.html"

    def get_form_class(self, for_update: bool = False) -> type:  # noqa: FBT001, FBT002 - Wagtail's
        return ExistingPersonForm if for_update else NewPersonForm
