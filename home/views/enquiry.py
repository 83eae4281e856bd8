"""Ask the hub's office something."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from home import emails
from home.forms import EnquiryForm


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The form; sent, the office has a mail. A machine is told the same and nobody hears of it."""
    answers = request.POST if request.method == "POST" else None
    form = EnquiryForm(answers, initial=_known(request))
    if form.is_valid():
        if not form.is_from_a_machine:
            asked = {key: value for key, value in form.cleaned_data.items() if key != "website"}
            with transaction.atomic():
                emails.enquiry(**asked)
        return redirect("home:enquiry_sent")
    status = 422 if form.is_bound else 200
    return render(request, "home/enquiry.html", {"form": form}, status=status)


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """It has gone; what happens next."""
    return render(request, "home/enquiry_sent.html")


def _known(request: HttpRequest) -> dict[str, str]:
    if not request.user.is_authenticated:
        return {}
    return {"name": request.user.full_name, "email": request.user.email}
