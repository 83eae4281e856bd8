"""Addresses for machines: alive, ready, robots, security."""

from django.urls import URLPattern, URLResolver, path

from core.limits import limited
from core.views import gallery, health, verify, well_known

app_name = "core"
checked = limited("verify", 60, per_minutes=10)  # nobody tries codes until one fits
urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.alive, name="alive"),
    path("readyz", limited("readyz", 300, for_machines=True)(health.ready), name="ready"),
    path("robots.txt", well_known.robots, name="robots"),
    path(".well-known/security.txt", well_known.security, name="security"),
    path("verify/", checked(verify.verify), name="verify"),
    path("verify/<str:code>/", checked(verify.verify_code), name="verify_code"),
    path("gallery/", gallery.gallery, name="gallery"),
]
