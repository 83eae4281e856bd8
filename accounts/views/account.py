"""One's own pages: my CPD, my details, my data."""

import json

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_GET, require_http_methods

from accounts import personal_data
from accounts.actions import people
from accounts.forms import NameForm
from accounts.models import User
from core import panels


def signed_in(request: HttpRequest) -> User:
    """The person behind a request that passed `login_required`."""
    if not isinstance(request.user, User):
        raise TypeError("This view needs login_required.")
    return request.user


@login_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """My CPD: what every app has to tell this person, most pressing first."""
    return render(
        request,
        "accounts/home.html",
        {"person": signed_in(request), "panels": panels.render("account", request)},
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """My details: the name, and the way to everything else about the account."""
    user = signed_in(request)
    form = NameForm(request.POST or None, initial={"full_name": user.full_name})
    if request.method == "POST" and form.is_valid():
        people.rename(user=user, full_name=form.cleaned_data["full_name"], by=user)
        messages.success(request, "Your name is changed.")
        return redirect("accounts:profile")
    return render(request, "accounts/profile.html", {"form": form, "person": user})


@login_required
@require_GET
def data(request: HttpRequest) -> HttpResponse:
    """What we hold about me, and how to have it erased."""
    context = {"person": signed_in(request), "hub_email": settings.HUB_OFFICE_EMAIL}
    return render(request, "accounts/data.html", context)


@login_required
@require_GET
def download(request: HttpRequest) -> HttpResponse:
    """What we hold about me, as one JSON file."""
    content = json.dumps(
        personal_data.export(signed_in(request)),
        cls=DjangoJSONEncoder,
        ensure_ascii=False,
        indent=2,
    )
    response = HttpResponse(content, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    add_never_cache_headers(response)
    return response
