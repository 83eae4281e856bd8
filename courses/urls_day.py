"""Addresses of the day itself, below a session's register."""

from django.urls import URLPattern, URLResolver, path

from courses.views import arrivals, day

HERE = "tutor/registers/<int:session_id>"
urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{HERE}/arrivals/", arrivals.arrivals, name="arrivals"),
    path(f"{HERE}/walk-in/", arrivals.walk_in, name="walk_in"),
    path(f"{HERE}/needs/", day.register_needs, name="register_needs"),
    path(f"{HERE}/badges/", day.badges, name="badges"),
]
