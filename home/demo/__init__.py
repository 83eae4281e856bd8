"""The hub site of the demonstration: every public page, in words of our own."""

from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from core.demo import Changes
from home.demo import letter, news, policies, report, role_sets, schools
from home.demo.building import Links, build, publish
from home.models import HomePage

OLD_ADDRESS = "/music/hub/Pages/OfSTED-Report-What-Hubs-Must-Do.aspx"


@transaction.atomic
def load_root(changes: Changes) -> None:
    """The front page and the address it stands at. Run before any app adds pages under it."""
    front = HomePage.objects.first()
    if front is None:
        front = HomePage(title="Home", slug="home", headline="What will you teach next?")
        Page.get_first_root_node().add_child(instance=front)
        changes.note("pages")
    address = urlsplit(settings.BASE_URL)
    port = address.port or (443 if address.scheme == "https" else 80)
    wanted = {
        "hostname": address.hostname or "localhost",
        "port": port,
        "site_name": settings.WAGTAIL_SITE_NAME,
        "root_page_id": front.pk,
    }
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    if any(getattr(site, name) != value for name, value in wanted.items()):
        for name, value in wanted.items():
            setattr(site, name, value)
        site.save()
        changes.note("sites")


@transaction.atomic
def load(changes: Changes) -> None:
    """Every other page, the front page's words, and the redirect from the old address."""
    front = HomePage.objects.get()
    specs = [
        report.SPEC,
        letter.SPEC,
        *schools.SPECS,
        *role_sets.SPECS,
        *news.specs(),
        *policies.SPECS,
    ]
    pages = build(specs, front=front, changes=changes)
    if not front.introduction:
        _write_front(front, Links(pages))
        changes.note("pages")
    _, is_new = Redirect.objects.get_or_create(
        old_path=Redirect.normalise_path(OLD_ADDRESS),
        site=None,
        defaults={"redirect_page": pages["report"], "is_permanent": True},
    )
    changes.note("redirects", int(is_new))


def _write_front(front: HomePage, links: Links) -> None:
    front.seo_title = "Music courses for people who teach children"
    front.introduction = (
        "Courses and a certificate for the people who teach music in primary schools, whether or "
        "not you read a note."
    )
    front.search_hint = "Try “singing”, “ukulele” or “First Access”"
    front.certificate_text = (
        "The Certificate for Music Educators has six units. A longer bar means more hours. You "
        "have two years, a tutor, and your own classroom to learn in."
    )
    front.promises_text = (
        "In November 2013 an open letter went to every head teacher and music lead in the county. "
        "Each promise is counted in four beats: planned, started, well on, kept."
    )
    front.help_text = (
        "Ask us in to look at curriculum music with you, train your staff, or find a nearby school "
        "that has been where you are. We come when we are invited. What you tell us about your "
        "school stays between us."
    )
    front.letter = links.pages["letter"]
    front.contact = links.pages["contact"]
    publish(front)
