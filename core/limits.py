"""How often one visitor may ask for one thing, counted in the shared cache."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import wraps
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil

import structlog
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

log = structlog.get_logger()
#: One household or school has at least this much of the IPv6 addresses for itself.
IPV6_PREFIX = 64


def limited(
    name: str,
    most: int,
    *,
    per_minutes: int = 1,
    methods: Collection[str] = (),
    for_machines: bool = False,
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Answer 429 with Retry-After to whoever asks more than `most` times in so many minutes.

    Counts by person when signed in, otherwise by address, for all views that share `name`, in
    minutes of the clock. Only these `methods` count; all when empty. `for_machines`: always by
    address, without touching the session or the database, and refused in plain text. A cache that
    does not answer refuses nobody.
    """

    def limit(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if methods and request.method not in methods:
                return view(request, *args, **kwargs)
            who = address_of(request) if for_machines else visitor(request)
            window = per_minutes * 60
            now = timezone.now().timestamp()
            if _count(key(name, who, now=now, window=window), window) <= most:
                return view(request, *args, **kwargs)
            log.warning("limit_met", limit=name)
            return _refuse(request, seconds=ceil(window - now % window), plainly=for_machines)

        return answer

    return limit


def visitor(request: HttpRequest) -> str:
    """Who asks: the person of the session, without loading them, or else the address."""
    person = request.session.get(SESSION_KEY)
    return f"person-{person}" if person else address_of(request)


def address_of(request: HttpRequest) -> str:
    """The visitor's address; of IPv6 its network. Behind proxies, what the outermost of ours saw.

    `ALLAUTH_TRUSTED_PROXY_COUNT` says how many proxies are ours. What the visitor wrote into the
    header before them is never believed.
    """
    trusted = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    passed = request.headers.get("X-Forwarded-For", "").split(",")
    said = passed[-trusted] if 0 < trusted <= len(passed) else request.META.get("REMOTE_ADDR", "")
    try:
        address = ip_address(said.strip())
    except ValueError:
        return "nowhere"
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return str(ip_network((address, IPV6_PREFIX), strict=False).network_address)
    return str(address)


def key(name: str, who: str, *, now: float, window: int) -> str:
    """Under what the cache counts this visitor's questions at this moment."""
    return f"limit:{name}:{who}:{int(now // window)}"


def _count(counted: str, window: int) -> int:
    try:
        cache.add(counted, 0, timeout=window)
        return cache.incr(counted)
    except ValueError:  # forgotten between the two
        return 1
    except Exception:
        log.exception("limit_not_counted")
        return 0


def _refuse(request: HttpRequest, *, seconds: int, plainly: bool) -> HttpResponse:
    if plainly:
        answer = HttpResponse("Too many requests.", status=429, content_type="text/plain")
    else:
        answer = render(request, "429.html", status=429)
    answer["Retry-After"] = str(seconds)
    answer["Cache-Control"] = "no-store"
    return answer
