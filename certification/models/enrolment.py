"""A person on a version of the qualification, in a cohort with its staff."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import User
from certification.enums import EnrolmentState, StaffRole

if TYPE_CHECKING:
    from certification.models.unit import Unit


class CohortQuerySet(models.QuerySet["Cohort"]):
    """Many cohorts at once."""

    def visible_to(self, user: User) -> CohortQuerySet:
        """Cohorts in which this person is tutor, mentor or verifier today."""
        return self.filter(pk__in=CohortStaff.objects.current().filter(user=user).values("cohort"))

    def taught_by(self, user: User) -> CohortQuerySet:
        """Cohorts whose tutor and assessor this person is today."""
        posts = CohortStaff.objects.current().filter(user=user, role=StaffRole.TUTOR)
        return self.filter(pk__in=posts.values("cohort"))


class Cohort(models.Model):
    """A group of learners with their staff, on one version."""

    name = models.CharField(max_length=100, unique=True)
    specification = models.ForeignKey(
        "certification.Specification", on_delete=models.PROTECT, related_name="cohorts"
    )
    start_date = models.DateField()

    objects = CohortQuerySet.as_manager()

    class Meta:
        ordering = ("-start_date", "name")

    def __str__(self) -> str:
        return self.name


class CohortStaffQuerySet(models.QuerySet["CohortStaff"]):
    """Many staff posts at once."""

    def current(self, on: date | None = None) -> CohortStaffQuerySet:
        """Posts held on this day, today by default."""
        on = on or timezone.localdate()
        return self.filter(Q(end_date__isnull=True) | Q(end_date__gte=on), start_date__lte=on)


class CohortStaff(models.Model):
    """A dated role of one person in one cohort."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="staff")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="cohort_roles"
    )
    role = models.CharField(max_length=10, choices=StaffRole.choices)
    start_date = models.DateField()
    end_date = models.DateField(null=True, blank=True)

    objects = CohortStaffQuerySet.as_manager()

    class Meta:
        ordering = ("cohort", "role", "pk")
        verbose_name_plural = "cohort staff"
        constraints = (
            models.UniqueConstraint(
                fields=("cohort", "user", "role"),
                condition=Q(end_date__isnull=True),
                name="one_open_role_per_person_and_cohort",
            ),
            models.CheckConstraint(
                condition=Q(end_date__isnull=True) | Q(end_date__gte=F("start_date")),
                name="staff_end_after_they_start",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()} of {self.cohort}"


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    """Many enrolments at once."""

    def visible_to(self, user: User) -> EnrolmentQuerySet:
        """One's own, and those of cohorts in which one is tutor, mentor or verifier today."""
        cohorts = CohortStaff.objects.current().filter(user=user).values("cohort")
        return self.filter(Q(learner=user) | Q(cohort__in=cohorts))

    def taught_by(self, user: User) -> EnrolmentQuerySet:
        """Those whose tutor and assessor this person is today."""
        cohorts = (
            CohortStaff.objects.current().filter(user=user, role=StaffRole.TUTOR).values("cohort")
        )
        return self.filter(cohort__in=cohorts)

    def active(self) -> EnrolmentQuerySet:
        """Learners at work."""
        return self.filter(state=EnrolmentState.ACTIVE)

    def with_work_in(self, unit: Unit) -> EnrolmentQuerySet:
        """Those that offer evidence for something in this unit, or were judged on it before."""
        offered = Q(
            evidence__withdrawn_at=None,
            evidence__claims__range_point__criterion__outcome__unit=unit,
        )
        found = self.model.objects.filter(offered | Q(assessments__unit=unit))
        return self.filter(pk__in=found.values("pk"))


class Enrolment(models.Model):
    """A learner's route. Progress is worked out from facts and stored nowhere."""

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="enrolments"
    )
    specification = models.ForeignKey(
        "certification.Specification", on_delete=models.PROTECT, related_name="enrolments"
    )
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="enrolments")
    state = models.CharField(
        max_length=15, choices=EnrolmentState.choices, default=EnrolmentState.APPLIED
    )
    registered_on_date = models.DateField(null=True, blank=True)
    registration_number = models.CharField(max_length=40, blank=True)
    time_limit_date = models.DateField(
        null=True, blank=True, help_text="The route ends at midnight after this day."
    )

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        ordering = ("learner__full_name", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("learner", "specification"), name="one_enrolment_per_learner_and_version"
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=(
                        EnrolmentState.APPLIED,
                        EnrolmentState.OFFERED,
                        EnrolmentState.DECLINED,
                        EnrolmentState.WITHDRAWN,
                    )
                )
                | Q(registered_on_date__isnull=False, time_limit_date__isnull=False),
                name="registered_says_when_and_until_when",
            ),
            models.CheckConstraint(
                condition=Q(time_limit_date__isnull=True)
                | Q(time_limit_date__gt=F("registered_on_date")),
                name="the_limit_is_after_registration",
            ),
        )

    def __str__(self) -> str:
        return f"{self.learner}, {self.specification}"
