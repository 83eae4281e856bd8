"""A hub's real site. Fails at start, with a sentence, on anything missing or unsafe."""

from django.core.exceptions import ImproperlyConfigured

from config.settings.base import *  # noqa: F403
from config.settings.base import DATABASES, STORAGES, env


def required(name: str, why: str) -> str:
    """The variable's value. Raises ImproperlyConfigured with the reason when it is not set."""
    value: str = env.str(name, "")
    if not value:
        raise ImproperlyConfigured(f"{name} is not set: {why}")
    return value


SECRET_KEY = required("SECRET_KEY", "sessions and signed links are safe only with a secret one.")
if len(SECRET_KEY) < 50 or "only-for" in SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY must be a random text of at least 50 characters.")
ALLOWED_HOSTS = required("ALLOWED_HOSTS", "name the hosts that this site answers to.").split(",")
BASE_URL = required("BASE_URL", "mails and documents link to it.").rstrip("/")
if not BASE_URL.startswith("https://"):
    raise ImproperlyConfigured("BASE_URL must begin with https://, for people's safety.")
WAGTAILADMIN_BASE_URL = BASE_URL
required("DATABASE_URL", "places and money are kept in PostgreSQL, e.g. postgres://…/hub.")
if DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
    raise ImproperlyConfigured("DATABASE_URL must name a PostgreSQL database in production.")
required("EMAIL_URL", "people are told what happens by mail.")
required("HUB_OFFICE_EMAIL", "people write to it, and mails come from it.")
required("CACHE_URL", "rate limits and sessions are shared between workers, e.g. redis://….")

STORAGES["staticfiles"] = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
WHITENOISE_USE_FINDERS = False

# Wagtail's preview frames our own pages, so SAMEORIGIN, not DENY.
SILENCED_SYSTEM_CHECKS = ["security.W019"]
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
