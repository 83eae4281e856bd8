"""Addresses of what follows a course."""

from django.urls import URLPattern, URLResolver, path

from core.limits import limited
from courses.views import (
    absences,
    certificates,
    cpd,
    evaluation_results,
    evaluations,
    school_record,
    watching,
)

watch = limited("courses_watched", 60, per_minutes=10)
keep = limited("courses_cpd", 60, per_minutes=10, methods=("POST",))
urlpatterns: list[URLPattern | URLResolver] = [
    path("my-school/<int:urn>/cpd/", school_record.record, name="school_cpd"),
    path("my-school/<int:urn>/cpd.csv", school_record.record_csv, name="school_cpd_csv"),
    path(
        "tutor/runs/<int:run_id>/evaluation/",
        evaluation_results.run_evaluation,
        name="run_evaluation",
    ),
    path("office/absences/", absences.absences, name="absences"),
    path("office/absences/<int:pk>/waive/", absences.waive_absence, name="waive_absence"),
    path("account/cpd/", cpd.record, name="cpd"),
    path("account/cpd/record.pdf", cpd.record_pdf, name="cpd_pdf"),
    path("account/cpd/record.csv", cpd.record_csv, name="cpd_csv"),
    path("account/cpd/add/", keep(cpd.add), name="cpd_add"),
    path("account/cpd/<int:pk>/", keep(cpd.edit), name="cpd_edit"),
    path("account/cpd/<int:pk>/remove/", cpd.remove, name="cpd_remove"),
    path("account/cpd/<int:pk>/evidence/", cpd.evidence, name="cpd_evidence"),
    path("join/<slug:token>/watched/", watch(watching.join_watched), name="join_watched"),
    path(
        "certificates/<str:token>/certificate.pdf",
        certificates.attendance_certificate,
        name="attendance_certificate",
    ),
    path("evaluation/<str:token>/<slug:wave>/", evaluations.evaluation, name="evaluation"),
    path(
        "evaluation/<str:token>/<slug:wave>/thanks/",
        evaluations.evaluation_thanks,
        name="evaluation_thanks",
    ),
]
