"""Every address of the site. Each app brings its own; Wagtail's pages come last."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", include("accounts.admin_urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("accounts/", include("allauth.urls")),
    path("", include("core.urls")),
    path("", include("accounts.urls")),
    path("", include("schools.urls")),
    path("", include("billing.urls")),
    path("", include("courses.urls")),
    path("", include("certification.urls")),
    path("", include("home.urls")),
    path("", include(wagtail_urls)),
]

if settings.DEMONSTRATION:
    # A real hub's pictures come from its web server or bucket. Documents have a view of Wagtail's.
    pictures = r"^media/(?P<path>(?:images|original_images|avatar_images)/.+)$"
    urlpatterns.insert(0, re_path(pictures, serve, {"document_root": settings.MEDIA_ROOT}))
