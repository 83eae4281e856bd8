"""Looking a school up: for people, as a page; for the combobox, as JSON."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from schools.lookup import look_up


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """The look-up page; only its results for an htmx request."""
    answer = look_up(request.GET.get("q", ""))
    is_fragment = getattr(request, "htmx", False)
    template = "schools/find_results.html" if is_fragment else "schools/find.html"
    response = render(request, template, {"answer": answer})
    response["Vary"] = "HX-Request"
    return response


@require_safe
def find_json(request: HttpRequest) -> JsonResponse:
    """`{"schools": [{urn, label, name, place, is_closed}], "message": "…"}`; public facts only."""
    answer = look_up(request.GET.get("q", ""))
    return JsonResponse(
        {
            "schools": [
                {
                    "urn": school.urn,
                    "label": school.label,
                    "name": school.name,
                    "place": ", ".join(filter(None, (school.town, school.postcode))),
                    "is_closed": school.is_closed,
                }
                for school in answer.schools
            ],
            "message": answer.message,
        }
    )
