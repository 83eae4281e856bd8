from django.urls import URLPattern, URLResolver, path

from certification.views import cohorts, completing, marking, route

app_name = "certification"
urlpatterns: list[URLPattern | URLResolver] = [
    path("certificate/", route.home, name="home"),
    path("certificate/units/<slug:code>/", route.unit, name="unit"),
    path("tutor/cohorts/<int:cohort_id>/", cohorts.cohort, name="cohort"),
    path(
        "tutor/cohorts/<int:cohort_id>/units/<slug:code>/complete/",
        completing.choose,
        name="complete",
    ),
    path(
        "tutor/cohorts/<int:cohort_id>/units/<slug:code>/complete/confirm/",
        completing.confirm,
        name="complete_confirm",
    ),
    path(
        "tutor/cohorts/<int:cohort_id>/units/<slug:code>/complete/<slug:token>/",
        completing.done,
        name="complete_done",
    ),
    path("tutor/learners/<int:enrolment_id>/units/<slug:code>/", marking.mark, name="mark"),
]
