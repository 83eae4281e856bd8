"""Addresses for changing one's mind about a booking."""

from django.urls import URLPattern, URLResolver, path

from core.limits import limited
from courses.views import changes, handing_back

change = limited("courses_change", 60, per_minutes=10, methods=("POST",))
joins = limited("courses_hand_back", 60, per_minutes=10)
urlpatterns: list[URLPattern | URLResolver] = [
    path("bookings/<slug:reference>/cancel/", change(changes.cancel), name="booking_cancel"),
    path("join/<slug:token>/cannot-come/", joins(handing_back.hand_back), name="join_hand_back"),
    path("bookings/<slug:reference>/pay/", change(changes.pay), name="booking_pay"),
    path(
        "bookings/<slug:reference>/places/<int:pk>/swap/", change(changes.swap), name="place_swap"
    ),
    path(
        "bookings/<slug:reference>/places/<int:pk>/move/", change(changes.move), name="place_move"
    ),
]
