"""What the route holds about a person, for their own copy of it."""

from accounts import personal_data
from accounts.models import User
from certification.models import CohortStaff, Enrolment, Evidence


def route_of(user: User) -> dict[str, object]:
    """Enrolments with evidence and decisions, and roles in cohorts."""
    enrolments = Enrolment.objects.filter(learner=user).order_by("pk")
    evidence = Evidence.objects.filter(enrolment__learner=user).order_by("pk")
    return {
        "enrolments": list(
            enrolments.values(
                "cohort__name",
                "specification__version",
                "state",
                "registered_on_date",
                "registration_number",
                "time_limit_date",
            )
        ),
        "evidence": list(evidence.values("kind", "title", "added_at", "withdrawn_at")),
        "decisions": [
            {
                "unit": assessment.unit.code,
                "at": assessment.assessed_at,
                "by": str(assessment.assessor),
                "comment": assessment.comment,
                "outcomes": {d.range_point.code: d.outcome for d in assessment.decisions.all()},
            }
            for enrolment in enrolments
            for assessment in enrolment.assessments.select_related(
                "unit", "assessor"
            ).prefetch_related("decisions__range_point__criterion")
        ],
        "roles in cohorts": list(
            CohortStaff.objects.filter(user=user).values(
                "cohort__name", "role", "start_date", "end_date"
            )
        ),
    }


personal_data.register("certificate", export=route_of)
