"""Which HTTP methods the site takes."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

TAKEN = ("GET", "HEAD", "POST", "OPTIONS")
ADMIN = "/admin/"  # Wagtail's editor drops a preview with DELETE


class TakenMethods:
    """Refuses with 405 what no view of ours takes, before anybody looks for a form's token."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in TAKEN or request.path.startswith(ADMIN):
            return self.get_response(request)
        return HttpResponseNotAllowed(TAKEN)
