"""What every page's frame needs: the site's name and its menu, in no statement at all."""

from django.conf import settings
from django.http import HttpRequest

NAVIGATION = (
    ("Courses", "/courses/"),
    ("Certificate", "/certificate-route/"),
    ("Help for schools", "/help-for-schools/"),
    ("Our promises", "/our-promises/"),
    ("News", "/news/"),
)
ABOUT = (
    ("Contact", "/contact/"),
    ("What a music hub is for", "/what-hubs-do/"),
    ("Accessibility", "/accessibility/"),
    ("Privacy", "/privacy/"),
    ("Cookies: only the necessary ones", "/cookies/"),
    ("Search this site", "/search/"),
)


def site(request: HttpRequest) -> dict[str, object]:
    """`site_name`, `is_demonstration`, `base_url`, the menu `site_nav` and the foot's `foot_links`.

    Each entry of the menu says whether we are in its part (`current`) or on its page (`exact`).
    """
    return {
        "site_name": settings.WAGTAIL_SITE_NAME,
        "base_url": settings.BASE_URL,
        "is_demonstration": settings.DEMONSTRATION,
        "site_nav": [
            {
                "label": label,
                "url": url,
                "current": request.path.startswith(url),
                "exact": request.path == url,
            }
            for label, url in NAVIGATION
        ],
        "foot_links": [{"label": label, "url": url} for label, url in ABOUT],
    }
