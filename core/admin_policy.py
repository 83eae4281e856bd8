"""The admin's own Content-Security-Policy."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

GetResponse = Callable[[HttpRequest], HttpResponseBase]


def middleware(get_response: GetResponse) -> GetResponse:
    """Give pages under /admin/ `settings.ADMIN_CONTENT_SECURITY_POLICY`, which django-csp sends."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if request.path.startswith("/admin/"):
            # django-csp reads this attribute, as its own decorator sets it.
            vars(response)["_csp_config"] = settings.ADMIN_CONTENT_SECURITY_POLICY
        return response

    return answer
