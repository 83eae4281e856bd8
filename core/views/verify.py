"""Check a certificate: for an employer, a head or an auditor, with nothing but its code."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core import verification


@never_cache
@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """Asks for a code, and leads to what it stands for."""
    typed = request.GET.get("code", "")
    if code := verification.plain(typed):
        return redirect("core:verify_code", code)
    missing = "code" in request.GET
    return render(request, "core/verify.html", {"missing": missing}, status=422 if missing else 200)


@never_cache
@require_safe
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    """Says whether the certificate of this code stands. One that nobody issued is a 404."""
    finding = verification.find(code)
    return render(
        request,
        "core/verified.html",
        {"finding": finding, "code": verification.plain(code)},
        status=200 if finding else 404,
    )
