"""A course as search engines read it: schema.org Course with its CourseInstances, in JSON-LD."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from django.conf import settings
from django.utils import timezone
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe

from courses.enums import Format, RunState
from courses.listing import Gathered
from courses.models import CoursePage, CourseRun, PriceTier
from courses.pricing import is_to_be_had

CONTEXT = "https://schema.org"
MODES = {
    Format.LIVE_ONLINE: "online",
    Format.RECORDED: "online",
    Format.BLENDED: "blended",
}
#: Inside a script element these could end it; as escapes they mean the same in JSON.
ESCAPES = {ord(mark): f"\\u{ord(mark):04x}" for mark in "<>&\u2028\u2029"}


def script(data: Mapping[str, object], *, nonce: str) -> SafeString:
    """`data` as a JSON-LD script element that no text in it can end early."""
    text = json.dumps(data, ensure_ascii=False).translate(ESCAPES)
    return format_html(
        '<script type="application/ld+json" nonce="{}">{}</script>',
        nonce,
        mark_safe(text),  # noqa: S308 - escaped above, as Django's json_script does
    )


def course(
    page: CoursePage,
    runs: Sequence[CourseRun],
    gathered: Gathered,
    *,
    url: str,
) -> dict[str, object]:
    """The course and each of its runs."""
    return {
        "@context": CONTEXT,
        "@type": "Course",
        "@id": url,
        "url": url,
        "name": page.title,
        "description": page.summary or strip_tags(page.who_for),
        "inLanguage": "en-GB",
        "teaches": page.outcome_list,
        "provider": {
            "@type": "Organization",
            "name": settings.WAGTAIL_SITE_NAME,
            "url": settings.BASE_URL,
        },
        "hasCourseInstance": [_instance(run, gathered, url) for run in runs],
    }


def _instance(run: CourseRun, gathered: Gathered, url: str) -> dict[str, object]:
    off = run.state == RunState.CANCELLED
    first = next(iter(gathered.sessions.get(run.pk, ())), None)
    was = first.was_start_at if first else None
    status = "EventCancelled" if off else "EventRescheduled" if was else "EventScheduled"
    data: dict[str, object] = {
        "@type": "CourseInstance",
        "name": run.title,
        "url": f"{url}?run={run.code}",
        "courseMode": MODES.get(Format(run.format), "onsite"),
        "eventStatus": f"{CONTEXT}/{status}",
    }
    if was and not off:
        data["previousStartDate"] = timezone.localtime(was).isoformat()
    if run.starts_at and run.ends_at:
        data["startDate"] = timezone.localtime(run.starts_at).isoformat()
        data["endDate"] = timezone.localtime(run.ends_at).isoformat()
    if run.venue:
        data["location"] = {
            "@type": "Place",
            "name": run.venue.name,
            "address": ", ".join(
                filter(None, (*run.venue.address.split("\n"), run.venue.postcode))
            ),
        }
    elif data["courseMode"] == "online":
        data["location"] = {"@type": "VirtualLocation", "url": url}
    if not off:
        today = timezone.localdate()
        data["offers"] = [
            _offer(run, tier, f"{url}?run={run.code}")
            for tier in gathered.tiers.get(run.pk, ())
            if is_to_be_had(tier, today)
        ]
    return data


def _offer(run: CourseRun, tier: PriceTier, url: str) -> dict[str, object]:
    offer: dict[str, object] = {
        "@type": "Offer",
        "name": tier.name,
        "price": f"{tier.gross_pence / 100:.2f}",
        "priceCurrency": "GBP",
        "availability": f"{CONTEXT}/{_availability(run)}",
        "url": url,
    }
    if run.booking_opens_at:
        offer["validFrom"] = timezone.localtime(run.booking_opens_at).isoformat()
    if tier.valid_until:
        offer["priceValidUntil"] = tier.valid_until.isoformat()
    return offer


def _availability(run: CourseRun) -> str:
    """schema.org's word: there are places, there will be, they are gone, or nobody can book."""
    if run.is_full:
        return "SoldOut"
    if run.is_open_for_booking():
        return "InStock"
    opens = run.booking_opens_at
    is_early = run.state == RunState.OPEN and opens is not None and opens > timezone.now()
    return "PreOrder" if is_early else "OutOfStock"
