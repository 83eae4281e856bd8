"""Who may do what on the certificate route. Superusers get no way round any of it."""

import rules
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q

from accounts.models import User
from accounts.permissions import may_enter_admin
from certification.enums import StaffRole
from certification.models import Cohort, CohortStaff, Enrolment
from courses.models import Session


def desk() -> ExpressionWrapper[Q]:
    """Of a row of people: whether they teach a session or have a role in a cohort today."""
    teaches = Session.tutors.through.objects.filter(user=OuterRef("pk"))
    serves = CohortStaff.objects.current().filter(user=OuterRef("pk"))
    return ExpressionWrapper(Exists(teaches) | Exists(serves), BooleanField())


def enrolment() -> Exists:
    """Of a row of people: whether they are or were enrolled."""
    return Exists(Enrolment.objects.filter(learner=OuterRef("pk")))


def _work(user: User) -> tuple[bool, bool]:
    """Has a desk, has an enrolment: known of whoever is signed in, else looked up once."""
    if user.known_desk is None or user.known_enrolment is None:
        known = User.objects.values_list(desk(), enrolment()).get(pk=user.pk)
        user.known_desk, user.known_enrolment = known
    return user.known_desk, user.known_enrolment


@rules.predicate
def has_a_desk(user: User) -> bool:
    """Who teaches a session or has a role in a cohort today."""
    return _work(user)[0]


@rules.predicate
def has_the_route_in_view(user: User) -> bool:
    """Whoever is or was enrolled, and all who teach in a school rather than work for the hub."""
    has_desk, has_enrolment = _work(user)
    return has_enrolment or not (has_desk or may_enter_admin(user))


@rules.predicate
def may_assess_cohort(user: User, cohort: Cohort) -> bool:
    """A tutor of this cohort today. A mentor, a verifier, an administrator may not."""
    roles = CohortStaff.objects.current().filter(cohort=cohort, user=user, role=StaffRole.TUTOR)
    return user.is_active and roles.exists()


@rules.predicate
def may_assess(user: User, enrolment: Enrolment) -> bool:
    """A tutor of the learner's cohort today, and never the learner."""
    return enrolment.learner_id != user.pk and may_assess_cohort(user, enrolment.cohort)
