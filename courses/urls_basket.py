"""Addresses of the basket, and of what follows booking for several people."""

from django.urls import URLPattern, URLResolver, path

from core.limits import limited
from courses.views import approval, basket, following, group

fill = limited("courses_basket", 120, per_minutes=10, methods=("POST",))
urlpatterns: list[URLPattern | URLResolver] = [
    path("basket/", basket.basket, name="basket"),
    path("basket/add/<slug:code>/", fill(basket.add), name="basket_add"),
    path("basket/change/", fill(basket.change), name="basket_change"),
    path("basket/remove/", fill(basket.drop), name="basket_drop"),
    path("basket/school/", fill(basket.school), name="basket_school"),
    path(
        "my-school/approvals/<slug:reference>/",
        fill(approval.at_school),
        name="approval_at_school",
    ),
    path("bookings/<slug:reference>/withdraw/", approval.withdraw, name="booking_withdraw"),
    path("bookings/<slug:reference>/again/", fill(group.again), name="booking_again"),
    path("bookings/<slug:reference>/names/", fill(following.names), name="booking_names"),
    path("bookings/<slug:reference>/number/", fill(following.number), name="booking_number"),
    path("basket/people/", fill(group.people), name="basket_people"),
]
