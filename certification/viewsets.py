"""The certificate in the admin, for hub administrators.

Enrolments, cohorts and links; versions to read. No evidence, no assessment and no decision is
here for anybody, and editors find none of it.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import Model
from wagtail.admin.views.generic import CreateView, EditView
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet

from accounts.policies import ForTheHub
from certification.actions import enrolments
from certification.admin_forms import (
    CohortForm,
    CohortStaffForm,
    CourseCriterionLinkForm,
    EnrolForm,
)
from certification.models import (
    Cohort,
    CohortStaff,
    CourseCriterionLink,
    Enrolment,
    Specification,
)
from core import audit
from core.inspecting import HubInspectView
from core.lists import HubIndexView


class AuditedCreateView(CreateView):
    """Adds one row and writes one event."""

    def save_instance(self) -> Model:
        with transaction.atomic():
            made: Model = super().save_instance()
            audit.record("added", made, by=self.request.user)
        return made


class AuditedEditView(EditView):
    """Changes one row and writes one event that names the fields."""

    def save_instance(self) -> Model:
        with transaction.atomic():
            changed: Model = super().save_instance()
            fields = sorted(self.form.changed_data)
            audit.record("changed", changed, by=self.request.user, fields=fields)
        return changed


class EnrolView(CreateView):
    """Enrolling is an action of its own."""

    def save_instance(self) -> Enrolment:
        data = self.form.cleaned_data
        return enrolments.enrol(
            learner=data["learner"],
            cohort=data["cohort"],
            by=self.request.user,
            registered_on=data["registered_on"],
        )


class EnrolmentIndexView(HubIndexView):
    """Learners, with what their rows name, in one statement."""

    related = ("learner", "cohort", "specification__qualification")


class LinkIndexView(HubIndexView):
    """Links, with what their rows name, in one statement."""

    related = ("page", "range_point__criterion")


class StaffIndexView(HubIndexView):
    """Staff, with what their rows name, in one statement."""

    related = ("user", "cohort")


class Limited:
    """What hub administrators may do with these rows; nobody ever deletes one."""

    model: type[Model]
    acts: frozenset[str] = frozenset({"view", "add", "change"})
    index_view_class: type[HubIndexView] = HubIndexView

    @property
    def permission_policy(self) -> ForTheHub:
        return ForTheHub(self.model, self.acts)


class OurForm:
    """Our own form instead of one made from the model's fields, to add and to change."""

    form_class: type

    def get_form_class(self, for_update: bool = False) -> type:  # noqa: FBT001, FBT002 - Wagtail's
        return self.form_class


class EnrolmentViewSet(Limited, OurForm, ModelViewSet):
    model = Enrolment
    acts = frozenset({"view", "add"})
    name = "enrolments"
    menu_label = "Enrolments"
    icon = "user"
    index_view_class = EnrolmentIndexView
    add_view_class = EnrolView
    form_class = EnrolForm
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_class = HubInspectView
    inspect_view_fields = (
        "learner",
        "cohort",
        "specification",
        "state",
        "registered_on_date",
        "registration_number",
        "time_limit_date",
    )
    list_display = ("learner", "cohort", "state", "registered_on_date", "time_limit_date")
    list_filter = ("cohort", "state", "registered_on_date")
    list_export = (
        "learner.full_name",
        "learner.email",
        "cohort.name",
        "state",
        "registered_on_date",
        "registration_number",
        "time_limit_date",
    )
    search_fields = ("learner__full_name", "learner__email", "registration_number")


class CohortViewSet(Limited, OurForm, ModelViewSet):
    model = Cohort
    name = "cohorts"
    menu_label = "Cohorts"
    icon = "group"
    add_view_class = AuditedCreateView
    edit_view_class = AuditedEditView
    form_class = CohortForm
    copy_view_enabled = False
    list_display = ("name", "specification", "start_date")
    list_export = ("name", "specification", "start_date")
    search_fields = ("name",)


class CohortStaffViewSet(Limited, OurForm, ModelViewSet):
    model = CohortStaff
    name = "cohort_staff"
    menu_label = "Tutors, mentors, verifiers"
    icon = "user"
    index_view_class = StaffIndexView
    add_view_class = AuditedCreateView
    edit_view_class = AuditedEditView
    form_class = CohortStaffForm
    copy_view_enabled = False
    list_display = ("user", "cohort", "role", "start_date", "end_date")
    list_filter = ("cohort", "role")
    list_export = ("user.full_name", "cohort.name", "role", "start_date", "end_date")
    search_fields = ("user__full_name", "user__email")


class SpecificationViewSet(Limited, ModelViewSet):
    """To read: versions come from a file, and a published one never changes."""

    model = Specification
    acts = frozenset({"view"})
    name = "specifications"
    menu_label = "Versions"
    icon = "doc-full"
    form_fields = ()
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_class = HubInspectView
    list_display = ("qualification", "version", "status", "published_at")
    list_export = ("qualification", "version", "status", "published_at", "time_limit_months")


class CourseCriterionLinkViewSet(Limited, OurForm, ModelViewSet):
    model = CourseCriterionLink
    name = "criterion_links"
    menu_label = "What courses contribute to"
    icon = "link"
    index_view_class = LinkIndexView
    add_view_class = AuditedCreateView
    edit_view_class = AuditedEditView
    form_class = CourseCriterionLinkForm
    list_display = (
        "page",
        "range_point",
        "strength",
        "basis",
        "active_from_date",
        "active_to_date",
    )
    list_filter = ("strength", "basis")
    list_export = (
        "page.title",
        "range_point",
        "strength",
        "basis",
        "active_from_date",
        "active_to_date",
    )
    search_fields = ("page__title", "range_point__text", "range_point__criterion__code")


class CertificateViewSetGroup(ViewSetGroup):
    menu_label = "Certificate"
    menu_icon = "clipboard-list"
    menu_order = 300
    items = (
        EnrolmentViewSet,
        CohortViewSet,
        CohortStaffViewSet,
        CourseCriterionLinkViewSet,
        SpecificationViewSet,
    )
