"""Which scripts a page may run: ours alone in public, inline ones besides in the admin."""

from collections.abc import Callable
from io import BytesIO

import pytest
from django.core.files.images import ImageFile
from django.test import Client
from PIL import Image as Picture
from wagtail.images.models import Image

from accounts.models import User

SignIn = Callable[[User], Client]
pytestmark = pytest.mark.django_db


def policy(client: Client, path: str) -> dict[str, str]:
    header = client.get(path)["Content-Security-Policy"]
    return dict(part.strip().split(" ", 1) for part in header.split(";"))


def test_public_pages_run_no_inline_script_or_style(client: Client) -> None:
    public = policy(client, "/courses-that-are-not-there/")
    assert "unsafe-inline" not in " ".join(public.values())
    assert public["object-src"] == "'none'"


def test_the_admin_runs_its_inline_scripts_and_nothing_from_elsewhere(
    client_for: SignIn, hannah: User
) -> None:
    admin = policy(client_for(hannah), "/admin/")
    assert admin["script-src"] == "'self' 'unsafe-inline'"
    assert admin["object-src"] == "'none'"
    assert admin["base-uri"] == "'self'"
    assert "http" not in " ".join(admin.values())


# Wagtail leaves the temporary file of a rendition to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_uploaded_picture_is_shown(client: Client) -> None:
    content = BytesIO()
    Picture.new("RGB", (40, 30), "navy").save(content, "PNG")
    image = Image.objects.create(title="A drum", file=ImageFile(content, name="drum.png"))
    answer = client.get(image.get_rendition("width-20").url)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    answer.close()


def test_other_uploads_are_not_served_from_the_folder(client: Client) -> None:
    assert client.get("/media/documents/anything.pdf").status_code == 404
    assert client.get("/media/images/../../hub.sqlite3").status_code in {400, 404}
