from django.urls import URLPattern, URLResolver, path

from core.limits import limited
from courses import urls_after, urls_basket, urls_changes, urls_day, urls_office
from courses.views import (
    approval,
    booking,
    bookings,
    feeds,
    interests,
    joining,
    live_places,
    paying,
    register_marks,
    registers,
    tutor,
    waiting,
)

app_name = "courses"
hold = limited("courses_book", 60, per_minutes=10, methods=("POST",))
joins = limited("courses_join", 60, per_minutes=10)
decide = limited("courses_decide", 60, per_minutes=10)
save = limited("courses_interests", 30, per_minutes=10, methods=("POST",))
look = limited("courses_places", 300, per_minutes=10)
urlpatterns: list[URLPattern | URLResolver] = [
    *urls_after.urlpatterns,
    *urls_changes.urlpatterns,
    *urls_day.urlpatterns,
    *urls_basket.urlpatterns,
    *urls_office.urlpatterns,
    path("courses/calendar.ics", feeds.calendar_feed, name="calendar_feed"),
    path("courses/<slug:slug>/<slug:code>/places/", look(live_places.places), name="places"),
    path("courses/<slug:slug>/<slug:code>/book/", hold(booking.book), name="book"),
    path("approve/<str:token>/", decide(approval.approval), name="approval"),
    path("courses/<slug:slug>/<slug:code>/wait/", hold(waiting.join), name="waiting_join"),
    path("waiting/<str:token>/", decide(waiting.entry), name="waiting_entry"),
    path("account/interests/", interests.saved, name="interests"),
    path("account/interests/new/", save(interests.new), name="interest_new"),
    path("account/interests/<int:interest_id>/pause/", interests.pause, name="interest_pause"),
    path("account/interests/<int:interest_id>/resume/", interests.resume, name="interest_resume"),
    path("account/interests/<int:interest_id>/remove/", interests.remove, name="interest_remove"),
    path("account/interests/stop/<str:token>/", interests.stop, name="interests_stop"),
    path("bookings/", bookings.all_mine, name="bookings"),
    path("bookings/<slug:reference>/", bookings.detail, name="booking"),
    path("bookings/<slug:reference>/change/", booking.change, name="booking_change"),
    path("bookings/<slug:reference>/check/", paying.check, name="booking_check"),
    path("bookings/<slug:reference>/paid/", paying.paid, name="booking_paid"),
    path("bookings/<slug:reference>/voucher/", hold(paying.voucher), name="booking_voucher"),
    path(
        "bookings/<slug:reference>/otherwise/",
        paying.pay_otherwise,
        name="booking_pay_otherwise",
    ),
    path("bookings/<slug:reference>/leave/", paying.leave, name="booking_leave"),
    path("bookings/<slug:reference>/calendar.ics", bookings.calendar, name="booking_calendar"),
    path("join/<slug:token>/", joins(joining.join), name="join"),
    path("join/<slug:token>/needs/", joins(joining.join_needs), name="join_needs"),
    path(
        "join/<slug:token>/needs/delete/",
        joins(joining.join_needs_delete),
        name="join_needs_delete",
    ),
    path("join/<slug:token>/calendar.ics", joins(joining.join_calendar), name="join_calendar"),
    path("tutor/", tutor.tutor, name="tutor"),
    path("tutor/registers/<int:session_id>/", registers.register, name="register"),
    path(
        "tutor/registers/<int:session_id>/marks/",
        register_marks.register_marks,
        name="register_marks",
    ),
    path("tutor/registers/worker.js", register_marks.register_worker, name="register_worker"),
    path("tutor/registers/<int:session_id>/rest/", registers.register_rest, name="register_rest"),
    path(
        "tutor/registers/<int:session_id>/close/", registers.close_register, name="close_register"
    ),
    path(
        "tutor/registers/<int:session_id>/sheet/", registers.register_sheet, name="register_sheet"
    ),
]
