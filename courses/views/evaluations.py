"""Saying how a course was, by the link in one's mail, without signing in."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core.contention import DatabaseBusyError
from courses import personal_links, waves
from courses.actions import evaluations
from courses.enums import Wave
from courses.exceptions import CoursesError, QuestionsChangedError
from courses.forms_evaluation import EvaluationForm, said
from courses.models import Evaluation, Place
from courses.views.answers import TOO_MUCH, later

WAVES = {wave.lower().replace("_", "-"): wave for wave in Wave}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def evaluation(request: HttpRequest, token: str, wave: str) -> HttpResponse:
    """The questions of one wave, with what was answered before; over, it says so kindly."""
    place, asked = _asked(token, wave)
    if not waves.is_open(place, asked):
        return _over(request, place, asked)
    earlier = Evaluation.objects.filter(place=place, wave=asked).first()
    form = EvaluationForm(
        request.POST if request.method == "POST" else None,
        wave=asked,
        items=waves.items(place.run),
        initial=said(earlier) if earlier else None,
    )
    if request.method != "POST":
        return _page(request, form, place, earlier)
    if not form.is_valid():
        return _page(request, form, place, earlier, status=422)
    try:
        seen = request.POST.get("asked", "")
        evaluations.submit(place=place, wave=asked, asked=seen, **form.answer)
    except QuestionsChangedError as error:
        form.add_error(None, str(error))
        return _page(request, form, place, earlier, status=409)
    except CoursesError:
        return _over(request, place, asked)
    except DatabaseBusyError:
        form.add_error(None, TOO_MUCH)
        return later(_page(request, form, place, earlier))
    return redirect("courses:evaluation_thanks", token, wave)


def _page(
    request: HttpRequest,
    form: EvaluationForm,
    place: Place,
    earlier: Evaluation | None,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "place": place,
        "run": place.run,
        "wave": form.wave,
        "asked": waves.digest(form.items),
        "earlier": earlier,
        "until": (waves.window(place, form.wave) or (None, None))[1],
    }
    return render(request, "courses/evaluation.html", context, status=status)


@never_cache
@require_safe
def evaluation_thanks(request: HttpRequest, token: str, wave: str) -> HttpResponse:
    """Thank you, and what happens with the answer."""
    place, asked = _asked(token, wave)
    found = waves.window(place, asked)
    context = {
        "run": place.run,
        "wave": asked,
        "until": found[1] if found else None,
        "is_open": waves.is_open(place, asked),
        "again": personal_links.evaluation(place, asked),
    }
    return render(request, "courses/evaluation_thanks.html", context)


def _asked(token: str, wave: str) -> tuple[Place, Wave]:
    """The place and the wave that this address is for; else the 404 of one that isn't there."""
    place = personal_links.evaluation_place(token)
    asked = WAVES.get(wave)
    if place is None or asked is None or not waves.is_asked(place, asked):
        raise Http404
    return place, asked


def _over(request: HttpRequest, place: Place, wave: Wave) -> HttpResponse:
    found = waves.window(place, wave)
    opens = found[0] if found else None
    is_to_come = opens is not None and opens > timezone.now()
    context = {"run": place.run, "wave": wave, "opens": opens if is_to_come else None}
    return render(request, "courses/evaluation_over.html", context, status=410)
