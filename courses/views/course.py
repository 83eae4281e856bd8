"""What a course's template shows: the run that is asked for, its price and places, other dates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString

from accounts.permissions import Visitor
from core import page_contexts, panels
from core.dates import clock, day
from core.money import VatCode, pounds
from courses import listing, nearness, policies, structured_data
from courses.deals import Deal
from courses.deals import deal as deal_for
from courses.enums import Format, RunState
from courses.facts import facts_for
from courses.listing import Gathered, Viewer
from courses.models import CoursePage, CourseRun, PriceTier, Session, Venue
from courses.standings import standing
from courses.views import live_places


class CourseRequest(HttpRequest):
    """For annotations only: the request of a course's page, as panels of place "course" get it."""

    course_page: CoursePage


@page_contexts.shown_on(CoursePage)
def context(request: HttpRequest, page: CoursePage) -> dict[str, object]:
    """All that `courses/course.html` needs, in as many statements for one run as for many.

    The page has let the visitor in already, so its runs are for them too, whoever else may not see
    it. A run that they have a place on is shown also when it has begun.
    """
    url = page.get_url(request) or f"/courses/{page.slug}/"
    viewer = Viewer.of(request.user)
    listed = CourseRun.objects.shown().filter(page=page).soonest_first()
    now = timezone.now()
    theirs = Q(pk__in=viewer.bookings)
    runs = list(listed.filter(theirs | Q(starts_at__gt=now) | Q(starts_at__isnull=True)))
    coming = [run for run in runs if run.is_coming(now)]
    runs = [run for run in runs if run in coming or run.pk in viewer.bookings]
    gathered = Gathered.of(runs, of_one_course=True)
    asked = request.GET.get("run", "")
    run = _choose(runs, asked, viewer)
    data = structured_data.course(page, coming, gathered, url=f"{settings.BASE_URL}{url}")
    others = [other for other in runs if other is not run]
    return {
        "run": run,
        "is_gone": bool(asked) and (run is None or run.code != asked),
        "others": listing.rows(
            others,
            viewer=viewer,
            base_url=url.removesuffix(f"{page.slug}/"),
            gathered=gathered,
            linked=False,
        ),
        "school": viewer.school,
        "structured_data": structured_data.script(data, nonce=_nonce(request)),
        "panels": _panels(request, page),
        **(_about(run, gathered, viewer, request.user, has_others=bool(others)) if run else {}),
    }


def _choose(runs: Sequence[CourseRun], asked: str, viewer: Viewer) -> CourseRun | None:
    """The run that was asked for; else theirs, the first that can be booked, the first at all."""
    for run in runs:
        if run.code == asked:
            return run
    for run in runs:
        if run.pk in viewer.bookings and run.state != RunState.CANCELLED and run.is_coming():
            return run
    for run in runs:
        if standing(run, mine=viewer.bookings.get(run.pk)).can_book:
            return run
    return next((run for run in runs if run.state != RunState.CANCELLED), next(iter(runs), None))


def _nonce(request: HttpRequest) -> str:
    return str(getattr(request, "csp_nonce", ""))


def _panels(request: HttpRequest, page: CoursePage) -> list[SafeString]:
    """What the layers above say about this course."""
    cast(CourseRequest, request).course_page = page
    return panels.render("course", request)


def _about(
    run: CourseRun, gathered: Gathered, viewer: Viewer, user: Visitor, *, has_others: bool
) -> dict[str, object]:
    """Everything about the one run that the page is showing."""
    sessions = gathered.sessions.get(run.pk, ())
    tiers = gathered.tiers.get(run.pk, ())
    facts = facts_for({tier.audience for tier in tiers}, viewer.school, run, asker=viewer.user)
    deal = deal_for(tiers, is_known=viewer.is_known, school=viewer.school, facts=facts)
    live = live_places.about(
        run,
        viewer.bookings.get(run.pk),
        lapsed=gathered.lapsed.get(run.pk, 0),
        waiting=gathered.waiting.get(run.pk, 0),
        has_others=has_others,
        is_in_line=live_places.is_in_line(run, user),
    )
    is_over, is_paid_for = not run.is_coming(), any(tier.net_pence for tier in tiers)
    return {
        **live,
        "deal": deal,
        "rule": _rule(deal, viewer),
        "is_over": is_over,
        "whole": "" if is_over else _whole(run, sessions, deal),
        "sessions": _sessions(sessions, run),
        "first_time": _first_time(sessions),
        "where": _where(run, sessions, viewer),
        "place": listing.place(run),
        "prices": _prices(tiers, deal, viewer),
        "vat": _vat(tiers),
        "is_paid_for": is_paid_for,
        "terms": "" if is_over else policies.sentence_for(run, is_free=not is_paid_for),
    }


def _rule(deal: Deal, viewer: Viewer) -> str:
    """For whom the amount is and which rule gave it: 'for Demo Meadow: the price for schools'."""
    if not viewer.school or not deal.price or deal.price.is_free:
        return deal.note
    whom = f"for {viewer.school}"
    return f"{whom}: {deal.price.reason if deal.note in ('', whom) else deal.note}"


def _whole(run: CourseRun, sessions: Sequence[Session], deal: Deal) -> str:
    """What the amount is for, said so plainly that nobody asks what comes on top."""
    if not deal.amount or deal.amount == "Free":
        return ""
    what = "For the whole school" if run.format == Format.IN_SCHOOL else "For one person"
    if len(sessions) > 1:
        what += f" and {'both' if len(sessions) == 2 else f'all {len(sessions)}'} sessions"
    price = deal.price
    with_vat = price is not None and price.tier.vat_code == VatCode.STANDARD
    return f"{what}{', VAT included' if with_vat else ''}. There is nothing to add."


def _sessions(sessions: Sequence[Session], run: CourseRun) -> list[dict[str, object]]:
    """The meetings as `components/sessions.html` draws them."""
    shown = []
    for session in sessions:
        begins = timezone.localtime(session.start_at)
        elsewhere = session.venue if session.venue_id != run.venue_id else None
        shown.append(
            {
                "weekday": f"{begins:%A}",
                "day": begins.day,
                "month": f"{begins:%B %Y}",
                "time": f"{clock(session.start_at)} to {clock(session.end_at)}",
                "title": session.title,
                "place": f"At {elsewhere.name}" if elsewhere else "",
            }
        )
    return shown


def _first_time(sessions: Sequence[Session]) -> str:
    if not sessions:
        return ""
    first = sessions[0]
    return f"{day(first.start_at)}, {clock(first.start_at)} to {clock(first.end_at)}"


def _where(run: CourseRun, sessions: Sequence[Session], viewer: Viewer) -> list[dict[str, object]]:
    """Each venue once, with how far it is, and how to get there and in."""
    venues: dict[int, Venue] = {run.venue.pk: run.venue} if run.venue else {}
    for session in sessions:
        if session.venue:
            venues.setdefault(session.venue.pk, session.venue)
    return [
        {
            "name": venue.name,
            "distance": _distance(venue, viewer),
            "facts": [
                {"label": label, "lines": lines}
                for label, text in (
                    ("Address", f"{venue.address}\n{venue.postcode}"),
                    ("Getting in", venue.access),
                    ("Getting there", venue.travel),
                    ("On arrival", venue.arrival),
                )
                if (lines := [line.strip() for line in text.splitlines() if line.strip()])
            ],
        }
        for venue in venues.values()
    ]


def _distance(venue: Venue, viewer: Viewer) -> str:
    """'2.1 miles from Demo Meadow Primary'."""
    miles = viewer.origin.miles_to(venue) if viewer.origin else None
    if viewer.origin is None or miles is None:
        return ""
    return f"{nearness.in_words(miles)} from {viewer.origin.name}"


def _prices(tiers: Sequence[PriceTier], deal: Deal, viewer: Viewer) -> list[dict[str, object]]:
    """The prices as `components/table.html` draws them, this person's own first and strong."""
    rows: list[dict[str, object]] = []
    theirs = deal.price.tier.pk if deal.price else None
    for tier in sorted(tiers, key=lambda tier: (tier.pk != theirs, -tier.gross_pence, tier.pk)):
        amount = pounds(tier.gross_pence) if tier.gross_pence else "Free"
        own = tier.pk == theirs
        name = ", ".join([tier.name, *_limits(tier)])
        if own and viewer.school and deal.price:
            name = f"{viewer.school}: {deal.price.reason}"
        rows.append({"cells": [name, amount], "strong": own})
    return rows


def _limits(tier: PriceTier) -> list[str]:
    """From when, until when and for how many this price is."""
    said = []
    if tier.valid_from and tier.valid_from > timezone.localdate():
        said.append(f"from {day(tier.valid_from)}")
    if tier.valid_until:
        over = tier.valid_until < timezone.localdate()
        said.append(f"{'ended' if over else 'until'} {day(tier.valid_until)}")
    if tier.quota is not None:
        left = max(0, tier.quota - tier.taken)
        said.append(f"{left} left at this price" if left else "none left at this price")
    return said


def _vat(tiers: Sequence[PriceTier]) -> str:
    if not any(tier.net_pence for tier in tiers):
        return ""
    if any(tier.vat_code == VatCode.STANDARD for tier in tiers):
        return "Prices include VAT."
    return "There is no VAT to add."
