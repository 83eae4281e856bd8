"""Files that machines look for at fixed addresses."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

# What is nobody's to index: the signed-in parts, the admin, and every filtered view of a list.
DISALLOWED = (
    "/admin/",
    "/account/",
    "/accounts/",
    "/bookings/",
    "/certificate/",
    "/my-school/",
    "/office/",
    "/search/",
    "/tutor/",
    "/verify/",
    "/courses/?",
)
SECURITY_EXPIRES_IN = timedelta(days=180)


def _text(lines: list[str]) -> HttpResponse:
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(max_age=3600)
def robots(request: HttpRequest) -> HttpResponse:
    """robots.txt: the public pages are for everybody; a demonstration is for no index."""
    if settings.DEMONSTRATION:
        return _text(["User-agent: *", "Disallow: /"])
    rules = [f"Disallow: {path}" for path in DISALLOWED]
    return _text(["User-agent: *", *rules, "", f"Sitemap: {settings.BASE_URL}/sitemap.xml"])


@require_safe
@cache_control(max_age=3600)
def security(request: HttpRequest) -> HttpResponse:
    """security.txt (RFC 9116). Its expiry is always half a year ahead, at midnight."""
    expires = (timezone.now() + SECURITY_EXPIRES_IN).strftime("%Y-%m-%dT00:00:00Z")
    return _text(
        [
            f"Contact: mailto:{settings.HUB_OFFICE_EMAIL}",
            f"Expires: {expires}",
            "Preferred-Languages: en",
            f"Canonical: {settings.BASE_URL}/.well-known/security.txt",
        ]
    )
