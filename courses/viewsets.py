"""Courses and bookings in the admin, for hub administrators. Editors do not see them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import path
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, Panel
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSetGroup

from core.dates import clock, day
from core.lists import HubIndexView
from core.money import pounds
from courses.admin_forms import PriceForm, RowsPanel, RunForm, SessionForm
from courses.admin_panels import ClashesPanel
from courses.hub_viewset import HubViewSet
from courses.models import Booking, CourseRun, Place, PriceTier, Venue
from courses.views import admin_copy, admin_runs, admin_venues
from courses.viewsets_terms import FundViewSet, PolicyViewSet, VoucherViewSet
from courses.viewsets_waiting import WaitingListViewSet


def _taken(run: CourseRun) -> str:
    return f"{run.places_taken} of {run.capacity}"


def _starts(run: CourseRun) -> str:
    if run.starts_at is None:
        return run.any_time or "No date"
    return f"{day(run.starts_at, year=True)}, {clock(run.starts_at)}"


class RunIndexView(HubIndexView):
    related = ("page", "venue", "policy")
    default_ordering = "-starts_at"


class RunViewSet(HubViewSet):
    model = CourseRun
    name = "course_runs"
    menu_label = "Runs"
    icon = "calendar"
    actions = frozenset({"add", "change", "view"})
    index_view_class = RunIndexView
    add_view_class = admin_runs.RunCreateView
    edit_view_class = admin_runs.RunEditView
    list_display = (
        "title",
        Column("get_format_display", label="Format", sort_key="format"),
        Column("starts", label="Starts", accessor=_starts, sort_key="starts_at"),
        Column("places", label="Places taken", accessor=_taken, sort_key="places_taken"),
        Column("get_state_display", label="State", sort_key="state"),
        "venue",
    )
    list_filter = ("state", "format", "venue")
    list_export = (
        "code",
        "title",
        "format",
        "state",
        "starts_at",
        "ends_at",
        "sessions_count",
        "venue.name",
        "capacity",
        "places_taken",
        "minimum_to_run",
        "notice_days",
        "policy.name",
        "booking_opens_at",
        "booking_closes_at",
        "waiting_closes_at",
        "sessions_needed",
        "lowest_pence",
        "cancelled_reason",
    )
    search_fields = ("title", "code")

    def get_edit_handler(self) -> Panel:
        """A run on one page: what, when, for how much."""
        handler = ObjectList(RUN_PANELS, base_form_class=RunForm)
        return handler.bind_to_model(self.model)

    def get_urlpatterns(self) -> list[Any]:
        change = path("<int:pk>/<slug:verb>-run/", admin_runs.change_state, name="change_state")
        copy = path("<int:pk>/copy-run/", admin_copy.copy_run, name="copy_run")
        return [*super().get_urlpatterns(), copy, change]


RUN_PANELS = (
    ClashesPanel(heading="Look again"),
    MultiFieldPanel(
        [
            FieldPanel("page", heading="Course"),
            FieldRowPanel([FieldPanel("format"), FieldPanel("venue")]),
            FieldRowPanel([FieldPanel("capacity"), FieldPanel("minimum_to_run")]),
            FieldPanel("any_time", heading="In place of dates"),
            FieldPanel("recording_link"),
            FieldPanel("sessions_needed"),
        ],
        heading="The run",
    ),
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("booking_opens_at"), FieldPanel("booking_closes_at")]),
            FieldRowPanel([FieldPanel("waiting_closes_at"), FieldPanel("notice_days")]),
            FieldRowPanel([FieldPanel("policy"), FieldPanel("allow_pay_later")]),
        ],
        heading="Booking and cancelling",
    ),
    RowsPanel(
        "sessions",
        row_form=SessionForm,
        heading="Sessions",
        label="Session",
        panels=[
            FieldPanel("title"),
            FieldRowPanel([FieldPanel("start_at"), FieldPanel("end_at")]),
            FieldRowPanel([FieldPanel("venue"), FieldPanel("room")]),
            FieldRowPanel([FieldPanel("joining_link"), FieldPanel("joining_hours")]),
            FieldPanel("tutor_emails"),
        ],
    ),
    RowsPanel(
        "tiers",
        row_form=PriceForm,
        heading="Prices",
        label="Price",
        panels=[
            FieldRowPanel([FieldPanel("audience"), FieldPanel("name")]),
            FieldRowPanel([FieldPanel("pounds"), FieldPanel("vat_code")]),
            FieldRowPanel(
                [FieldPanel("valid_from"), FieldPanel("valid_until"), FieldPanel("quota")]
            ),
        ],
    ),
)


class VenueViewSet(HubViewSet):
    model = Venue
    name = "course_venues"
    menu_label = "Venues"
    icon = "site"
    actions = frozenset({"add", "change", "delete", "view"})
    delete_view_class = admin_venues.VenueDeleteView
    list_display = ("name", "postcode")
    list_export = ("name", "address", "postcode", "access", "travel", "arrival")
    search_fields = ("name", "address", "postcode")
    form_fields = (
        "name",
        "address",
        "postcode",
        "access",
        "travel",
        "arrival",
        "easting",
        "northing",
    )


class BookingIndexView(HubIndexView):
    related = ("booker", "school", "order")

    def get_base_queryset(self) -> QuerySet[Any]:
        return super().get_base_queryset().prefetch_related("places__run")


def _courses(booking: Booking) -> str:
    return ", ".join(dict.fromkeys(place.run.title for place in booking.places.all())) or "–"


def _days(booking: Booking) -> str:
    return ", ".join(dict.fromkeys(_starts(place.run) for place in booking.places.all())) or "–"


def _made(booking: Booking) -> str:
    return day(booking.made_at, year=True)


def _amount(booking: Booking) -> str:
    return pounds(booking.gross_pence) if booking.gross_pence else "Free"


class BookingViewSet(HubViewSet):
    model = Booking
    name = "course_bookings"
    menu_label = "Bookings"
    icon = "form"
    index_view_class = BookingIndexView
    inspect_view_enabled = True
    inspect_view_fields_exclude = ("submit_token",)
    list_display = (
        "reference",
        Column("courses", label="Course", accessor=_courses),
        Column("starts", label="Starts", accessor=_days),
        "booker",
        Column("school", label="School", accessor=lambda booking: booking.school or "–"),
        Column("gross_pence", label="Price", accessor=_amount),
        Column("get_state_display", label="State", sort_key="state"),
        Column("made_at", label="Made", accessor=_made, sort_key="made_at"),
    )
    list_filter = ("state", "made_at")
    list_export = (
        "reference",
        "booker.full_name",
        "booker.email",
        "school.urn",
        "school.name",
        "state",
        "made_at",
        "confirmed_at",
        "cancelled_at",
    )
    search_fields = ("reference", "booker__full_name", "booker__email", "school__name")


class PlaceIndexView(HubIndexView):
    related = ("run", "attendee", "booking")


class PlaceViewSet(HubViewSet):
    model = Place
    name = "course_places"
    menu_label = "Places"
    icon = "group"
    index_view_class = PlaceIndexView
    inspect_view_enabled = True
    list_display = (
        Column("attendee", label="Who"),
        "run",
        "booking",
        Column("get_state_display", label="State", sort_key="state"),
        Column("gross_pence", label="Price", accessor=lambda place: pounds(place.gross_pence)),
    )
    list_filter = ("state", "run__format")
    list_export = (
        "run.code",
        "run.title",
        "run.starts_at",
        "attendee.name",
        "attendee.email",
        "booking.reference",
        "state",
        "tier_name",
        "net_pence",
        "vat_pence",
        "gross_pence",
    )
    search_fields = (
        "attendee__name",
        "attendee__email",
        "booking__reference",
        "run__title",
        "run__code",
    )


class TierIndexView(HubIndexView):
    related = ("run",)


def _at_this_price(tier: PriceTier) -> str:
    return f"{tier.taken} of {tier.quota}" if tier.quota is not None else f"{tier.taken}"


class PriceTierViewSet(HubViewSet):
    model = PriceTier
    name = "course_prices"
    menu_label = "Prices"
    icon = "tag"
    index_view_class = TierIndexView
    inspect_view_enabled = True
    list_display = (
        "name",
        "run",
        Column("get_audience_display", label="For", sort_key="audience"),
        Column("gross_pence", label="Price", accessor=lambda tier: pounds(tier.gross_pence)),
        Column("taken", label="Places at this price", accessor=_at_this_price, sort_key="taken"),
        "valid_until",
    )
    list_filter = ("audience", "vat_code", "valid_until")
    list_export = (
        "run.code",
        "run.title",
        "name",
        "audience",
        "net_pence",
        "vat_code",
        "valid_from",
        "valid_until",
        "quota",
        "taken",
    )
    search_fields = ("name", "run__title", "run__code")


class CoursesViewSetGroup(ModelViewSetGroup):
    menu_label = "Courses"
    menu_icon = "calendar"
    menu_order = 210
    items = (
        RunViewSet,
        BookingViewSet,
        PlaceViewSet,
        WaitingListViewSet,
        PriceTierViewSet,
        PolicyViewSet,
        FundViewSet,
        VoucherViewSet,
        VenueViewSet,
    )
