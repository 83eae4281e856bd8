"""The basket: runs that somebody means to book, for themselves or for many, before signing in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from core.money import pounds
from courses import frozen_terms
from courses.actions import offers
from courses.basket import MOST_RUNS, NO_SCHOOL, Basket
from courses.deals import deal
from courses.exceptions import NoPriceError
from courses.forms import MYSELF, OTHER, FromForm
from courses.forms_group import PlacesForm
from courses.listing import Gathered, Viewer
from courses.models import CourseRun
from courses.standings import Standing, standing
from courses.views.booking_parts import when
from schools.models import School


@dataclass(frozen=True, kw_only=True)
class Line:
    """One run of the basket, as it stands now."""

    run: CourseRun
    number: int
    when: str
    price: str
    standing: Standing
    form: PlacesForm
    left: int = 0
    waiting_url: str = ""

    @property
    def is_short(self) -> bool:
        """Whether fewer places are left than are wanted, but some."""
        return self.standing.can_book and self.left < self.number

    @property
    def is_in_the_way(self) -> bool:
        return self.is_short or not self.standing.can_book


@never_cache
@require_safe
def basket(request: HttpRequest) -> HttpResponse:
    """What is in it, whether it can still be had, and the way on."""
    mine = Basket(request.session)
    lines = _lines(request, mine, wanted(request, mine))
    context = {
        "lines": lines,
        "number": sum(line.number for line in lines),
        "is_ready": bool(lines) and not any(line.is_in_the_way for line in lines),
    }
    return render(request, "courses/basket.html", context)


def wanted(request: HttpRequest, mine: Basket) -> list[CourseRun]:
    """The runs of the basket, in its order; one that is gone from the catalogue is left out."""
    numbers = mine.numbers
    runs = CourseRun.objects.visible_to(request.user).select_related("page", "venue")
    found = {
        run.code: run
        for run in runs.filter(code__in=numbers).prefetch_related("sessions__venue", "tiers")
    }
    for code in numbers:
        if code not in found:
            mine.drop(code)
            messages.warning(request, "One of your courses is no longer on offer.")
    return [found[code] for code in numbers if code in found]


def _lines(request: HttpRequest, mine: Basket, runs: Sequence[CourseRun]) -> list[Line]:
    gathered = Gathered.of(runs, of_one_course=True)
    viewer = Viewer.of(request.user)
    numbers = mine.numbers
    lines = []
    for run in runs:
        lapsed, number = gathered.lapsed.get(run.pk, 0), numbers[run.code]
        stands = standing(run, lapsed=lapsed)
        lines.append(
            Line(
                run=run,
                number=number,
                when=when(run),
                price=_price(run, number, mine, viewer, gathered),
                standing=stands,
                form=PlacesForm(initial={"number": number}, auto_id=f"id_%s_{run.code}"),
                left=run.places_left + lapsed,
                waiting_url=_way_to_wait(run, 1 if stands.kind == "full" else number)
                if stands.can_book or stands.kind == "full"
                else "",
            )
        )
    return lines


def _way_to_wait(run: CourseRun, number: int) -> str:
    """Where so many places are waited for; empty where its list takes no such wish."""
    return waiting_url(run) if number <= run.capacity and offers.makes_offers(run) else ""


def _price(run: CourseRun, number: int, mine: Basket, viewer: Viewer, known: Gathered) -> str:
    """'£150, the price for schools', of all places of one run; of one where nobody is known."""
    school = school_of(mine) or viewer.school
    try:
        if school is None and mine.origin != NO_SCHOOL:
            tiers = known.tiers.get(run.pk, ())
            offer = deal(tiers, is_known=viewer.is_known, school=None)
            each = offer.amount if offer.amount in ("", "Free") else f"{offer.amount} a place"
            return ", ".join(filter(None, (each, offer.note)))
        values = frozen_terms.place_values(run=run, school=school, number=number, asker=viewer.user)
    except NoPriceError:
        return "Ask us for the price"
    pence = sum(value["gross_pence"] for value in values)
    if not pence:
        return "Free"
    reasons = {value["price_reason"] for value in values}
    return ", ".join([pounds(pence), *(reasons if len(reasons) == 1 else ())])


def school_of(mine: Basket) -> School | None:
    """The school that everybody comes from, as far as that was said."""
    urn = mine.origin
    return School.objects.filter(urn=int(urn)).first() if urn.isdigit() else None


def waiting_url(run: CourseRun) -> str:
    """Where to wait for a place on this run."""
    try:
        return reverse("courses:waiting_join", args=[run.page.slug, run.code])
    except NoReverseMatch:
        return ""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, code: str) -> HttpResponse:
    """How many places on this run? Then they are in the basket."""
    runs = (
        CourseRun.objects.visible_to(request.user)
        .select_related("page")
        .prefetch_related("sessions")
    )
    run = get_object_or_404(runs, code=code)
    mine = Basket(request.session)
    asked = mine.numbers.get(code) or request.GET.get("places", 1)
    is_sent = request.method == "POST"
    form = PlacesForm(request.POST if is_sent else None, initial={"number": asked})
    if is_sent and form.is_valid():
        if mine.put(code, form.cleaned_data["number"]):
            return redirect("courses:basket")
        form.add_error(None, f"Your basket holds {MOST_RUNS} courses. Book these first.")
    context = {
        "form": form,
        "run": run,
        "when": when(run),
        "standing": standing(run),
        "is_there": code in mine.numbers,
        "waiting_url": _way_to_wait(run, 1) if run.is_full else "",
    }
    return render(request, "courses/basket_add.html", context, status=422 if form.errors else 200)


@require_POST
def change(request: HttpRequest) -> HttpResponse:
    """Another number of places on a run that is in the basket."""
    mine, form = Basket(request.session), PlacesForm(request.POST)
    code = request.POST.get("code", "")
    if code in mine.numbers:
        if form.is_valid():
            mine.put(code, form.cleaned_data["number"])
        else:
            messages.error(request, str(form.errors["number"][0]))
    return redirect("courses:basket")


@require_POST
def drop(request: HttpRequest) -> HttpResponse:
    """Out of the basket."""
    Basket(request.session).drop(request.POST.get("code", ""))
    return redirect("courses:basket")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def school(request: HttpRequest) -> HttpResponse:
    """Which school is it for?"""
    mine = Basket(request.session)
    if not mine.numbers:
        return redirect("courses:basket")
    form = from_form(request, school_of(mine), is_said=bool(mine.origin))
    if form.is_valid():
        mine.say_origin(str(form.school.urn) if form.school else NO_SCHOOL)
        return redirect("courses:basket_people")
    status = 422 if form.errors else 200
    return render(request, "courses/basket_school.html", {"form": form}, status=status)


def from_form(request: HttpRequest, chosen: School | None, *, is_said: bool) -> FromForm:
    """The question about the school, with what was said before."""
    user = request.user
    named = School.objects.named_by(user) if isinstance(user, User) else School.objects.none()
    schools = list(named.order_by("name", "pk"))
    initial: dict[str, object] = {}
    if is_said and chosen is None:
        initial["come_from"] = MYSELF
    elif chosen in schools and chosen is not None:
        initial["come_from"] = str(chosen.urn)
    elif chosen is not None:
        initial |= {"come_from": OTHER, "other_school": chosen}
    data = request.POST if request.method == "POST" else None
    return FromForm(data, schools=schools, initial=initial)
