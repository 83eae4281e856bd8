"""The register in the admin, for hub administrators: to look at, filter and export.

Schools and authorities come from imports and are not written here; posts are decided on the
school's page, where the person is told. What the office enters itself stands below them.
"""

from django.db.models import QuerySet
from django.urls import reverse
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.ui.tables import BooleanColumn, Column, TitleColumn
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from accounts.policies import ForTheHub
from core.inspecting import HubInspectView
from core.lists import HubIndexView
from core.recorded import RecordedCreateView, RecordedDeleteView, RecordedEditView
from schools.admin_forms import PurchasingForm, SchoolHolidayForm, StandingForm
from schools.models import (
    ImportRun,
    LocalAuthority,
    Post,
    Purchasing,
    School,
    SchoolHoliday,
    Standing,
)


class SchoolIndexView(HubIndexView):
    """Schools with their authority, found the way the site's own look-up finds them."""

    related = ("authority",)

    def search_queryset(self, queryset: QuerySet[School]) -> QuerySet[School]:
        if not self.is_searching:
            return queryset
        found = School.objects.find(self.search_query)
        return queryset.filter(pk__in=found.order_by().values("pk"))


class PostIndexView(HubIndexView):
    """Posts with their people and schools; each leads to the school's page."""

    related = ("user", "school", "decided_by")


class RegisterViewSet(ModelViewSet):
    """What all of them share: no forms, no copies, every row to be looked at."""

    form_fields = ()
    copy_view_enabled = False
    inspect_view_enabled = True
    index_view_class: type[HubIndexView] = HubIndexView
    inspect_view_class = HubInspectView
    add_to_reference_index = False
    search_backend_name = None
    list_per_page = 50

    @property
    def permission_policy(self) -> ForTheHub:
        return ForTheHub(self.model, {"view"})


class SchoolViewSet(RegisterViewSet):
    model = School
    name = "schools"
    url_namespace = "register_schools"
    menu_label = "Schools"
    icon = "home"
    index_view_class = SchoolIndexView
    list_display = ("name", "urn", "town", "postcode", "authority", "phase", "status")
    list_filter = ("status", "phase", "authority", "school_type")
    list_export = (
        "urn",
        "dfe_number",
        "name",
        "status",
        "school_type",
        "phase",
        "authority.code",
        "authority.name",
        "trust_name",
        "town",
        "postcode",
        "pupils_on_roll",
        "open_date",
        "close_date",
    )
    search_fields = ("name", "town", "postcode", "urn")
    inspect_view_fields_exclude = ("id", "search")


class PostViewSet(RegisterViewSet):
    model = Post
    name = "posts"
    url_namespace = "register_posts"
    menu_label = "People at schools"
    icon = "group"
    index_view_class = PostIndexView
    list_display = (
        TitleColumn(
            "user",
            label="Person",
            get_url=lambda post: reverse("schools:my_school_at", kwargs={"urn": post.school.urn}),
        ),
        "school",
        Column("get_role_display", label="Role"),
        Column("get_state_display", label="State"),
        "start_date",
        "end_date",
    )
    list_filter = ("state", "role")
    list_export = (
        "user.full_name",
        "user.email",
        "school.urn",
        "school.name",
        "role",
        "state",
        "start_date",
        "end_date",
    )
    search_fields = ("user__full_name", "user__email", "school__name")


class LocalAuthorityViewSet(RegisterViewSet):
    model = LocalAuthority
    name = "local_authorities"
    url_namespace = "register_local_authorities"
    menu_label = "Local authorities"
    icon = "site"
    list_display = ("name", "code", "gss_code", "valid_from", "valid_to")
    list_export = ("code", "name", "gss_code", "valid_from", "valid_to")
    search_fields = ("name",)


class ImportRunViewSet(RegisterViewSet):
    model = ImportRun
    name = "register_imports"
    menu_label = "Imports"
    icon = "download"
    list_display = ("file_name", "applied_at", "applied_by")
    list_export = ("file_name", "applied_at", "applied_by", "sha256")
    search_fields = ("file_name",)


class OfficeViewSet(RegisterViewSet):
    """What the office itself enters about schools."""

    actions = frozenset({"add", "change", "delete", "view"})
    inspect_view_enabled = False
    form: type[WagtailAdminModelForm]
    add_view_class = RecordedCreateView
    edit_view_class = RecordedEditView
    delete_view_class = RecordedDeleteView

    @property
    def permission_policy(self) -> ForTheHub:
        return ForTheHub(self.model, self.actions)

    def get_form_class(self, for_update: bool = False) -> type[WagtailAdminModelForm]:  # noqa: FBT001, FBT002
        return self.form


class OfSchoolIndexView(HubIndexView):
    related = ("school",)


class StandingViewSet(OfficeViewSet):
    model = Standing
    name = "standings"
    url_namespace = "school_standings"
    menu_label = "Members and lead schools"
    icon = "pick"
    index_view_class = OfSchoolIndexView
    form = StandingForm
    list_display = (
        "school",
        Column("get_kind_display", label="Is a", sort_key="kind"),
        "start_date",
        "end_date",
    )
    list_filter = ("kind", "end_date")
    list_export = ("school.urn", "school.name", "kind", "start_date", "end_date")
    search_fields = ("school__name",)


class PurchasingViewSet(OfficeViewSet):
    model = Purchasing
    name = "purchasing"
    url_namespace = "school_purchasing"
    menu_label = "How schools buy"
    icon = "form"
    index_view_class = OfSchoolIndexView
    form = PurchasingForm
    list_display = (
        "school",
        BooleanColumn("needs_approval", sort_key="needs_approval"),
        Column("approver", label="Who approves", accessor=lambda row: row.approver_email or "–"),
        Column("finance", label="Finance", accessor=lambda row: row.finance_email or "–"),
        Column("get_purchase_order_rule_display", label="Order number"),
    )
    list_filter = ("needs_approval", "purchase_order_rule")
    list_export = (
        "school.urn",
        "school.name",
        "needs_approval",
        "approver_name",
        "approver_email",
        "finance_email",
        "purchase_order_rule",
    )
    search_fields = ("school__name",)


class SchoolHolidayViewSet(OfficeViewSet):
    model = SchoolHoliday
    name = "school_holidays"
    url_namespace = "school_holidays"
    menu_label = "School holidays"
    icon = "date"
    form = SchoolHolidayForm
    list_display = ("name", "first_date", "last_date")
    list_filter = ("first_date",)
    list_export = ("name", "first_date", "last_date")
    search_fields = ("name",)


class SchoolsViewSetGroup(ModelViewSetGroup):
    menu_label = "Schools"
    menu_icon = "home"
    menu_order = 400
    items = (
        SchoolViewSet,
        PostViewSet,
        StandingViewSet,
        PurchasingViewSet,
        SchoolHolidayViewSet,
        LocalAuthorityViewSet,
        ImportRunViewSet,
    )
