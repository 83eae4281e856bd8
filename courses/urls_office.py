"""Addresses of the hub's office below /office/, which itself gathers from every app."""

from django.urls import URLPattern, URLResolver, path

from core.limits import limited
from courses.views import office, office_acts, office_one, office_reports

urlpatterns: list[URLPattern | URLResolver] = [
    path("office/runs/", office.runs, name="office_runs"),
    path("office/runs/<slug:code>/", office_one.run, name="office_run"),
    path("office/bookings/", office.bookings, name="office_bookings"),
    path("office/bookings/<slug:reference>/", office_one.booking, name="office_booking"),
    path(
        "office/bookings/<slug:reference>/<slug:verb>/",
        limited("courses_office", 60, per_minutes=10, methods=("POST",))(office_acts.act),
        name="office_act",
    ),
    path("office/people/", office.people, name="office_people"),
    path("office/reports/", office_reports.report, name="office_reports"),
]
