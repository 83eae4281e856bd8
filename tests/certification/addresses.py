"""Where tutors mark, and what their forms call a criterion."""

from django.urls import reverse

from certification.models import Cohort, Enrolment
from tests.factories import certification as scene

TOKEN = "0123456789abcdef"


def cohort_url(cohort: Cohort) -> str:
    return reverse("certification:cohort", args=[cohort.pk])


def mark_url(enrolment: Enrolment, code: str = "2") -> str:
    return reverse("certification:mark", args=[enrolment.pk, code])


def complete_url(cohort: Cohort, name: str = "complete", *args: str) -> str:
    return reverse(f"certification:{name}", args=[cohort.pk, "2", *args])


def field(enrolment: Enrolment, code: str) -> str:
    return f"leaf-{scene.leaf(enrolment.specification, code).pk}"
