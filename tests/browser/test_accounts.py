"""Sign-up, sign-in and one's own pages in a real browser: both themes, 320 pixels, valid HTML."""

import re
from collections.abc import Callable

import pytest
from django.core.mail import EmailMessage
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.browser import checks
from tests.factories.accounts import PASSWORD, make_user

SignIn = Callable[[Page, User], None]

OUTSIDE = [
    "/accounts/login/?next=/courses/",
    "/accounts/login/code/",
    "/accounts/signup/?next=/courses/",
    "/accounts/password/reset/",
    "/accounts/inactive/",
]
INSIDE = [
    "/account/",
    "/account/profile/",
    "/account/data/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/accounts/2fa/webauthn/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/2fa/recovery-codes/generate/",
    "/accounts/sessions/",
    "/accounts/reauthenticate/",
    "/accounts/logout/",
    "/admin/login/",
]


def look_over(page: Page, path: str) -> None:
    """Everything that a page must stand up to, wherever its address leads."""
    response = page.goto(path)
    assert response is not None
    assert response.status < 500
    expect(page.locator("h1")).to_have_count(1)
    checks.axe(page)
    checks.fits(page)
    checks.html_valid(response.text())


@pytest.mark.parametrize("path", OUTSIDE)
def test_pages_on_the_way_in_stand_up(page: Page, path: str) -> None:
    look_over(page, path)


def test_pages_about_an_account_stand_up(page: Page, sign_in: SignIn, tariq: User) -> None:
    sign_in(page, tariq)
    page.goto("/accounts/reauthenticate/")
    page.fill("#id_password", "crotchet-quaver-2026")
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url("**/account/")

    for path in INSIDE:
        look_over(page, path)


def test_errors_stand_up_and_lead_to_their_fields(page: Page) -> None:
    page.goto("/accounts/signup/")
    page.fill("#id_full_name", "x" * 5000)
    page.get_by_role("button", name="Make an account").click()

    checks.axe(page)
    checks.fits(page)
    page.get_by_role("link", name="Your name can have up to 150 characters.").click()
    expect(page.locator("#id_full_name")).to_be_focused()


def make_account(page: Page, drain: Callable[[], list[EmailMessage]]) -> None:
    """From nothing to signed in, on the way to a page."""
    page.goto("/accounts/login/?next=/account/data/")
    page.get_by_role("link", name="Make an account").click()
    page.get_by_label("E-mail").fill("nia@school.example")
    page.get_by_label("Full name").fill("Nia Bowen")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Make an account").click()
    found = re.search(r"\d{4}-\d{4}", str(drain()[-1].body))
    assert found is not None
    page.get_by_label("Code").fill(found[0])
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url("**/account/school/?next=%2Faccount%2Fdata%2F")


def test_an_account_is_made_with_a_mailed_code(
    page: Page, drain: Callable[[], list[EmailMessage]]
) -> None:
    make_account(page, drain)


def test_an_account_is_made_without_javascript(
    without_javascript: Page, drain: Callable[[], list[EmailMessage]]
) -> None:
    make_account(without_javascript, drain)


def test_a_passkey_is_added_and_signs_in_alone(page: Page) -> None:
    make_user(email="nia@school.example")
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    page.goto("/accounts/login/?next=/accounts/2fa/webauthn/add/")
    page.get_by_label("E-mail").fill("nia@school.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Sign in with this passkey alone").check()
    page.get_by_role("button", name="Add it").click()
    page.wait_for_url(lambda url: "add" not in url)
    page.goto("/accounts/logout/")
    page.locator("main").get_by_role("button", name="Sign out").click()

    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()

    page.wait_for_url("**/account/")


def test_a_passkey_that_fails_says_so(page: Page) -> None:
    page.goto("/accounts/login/")
    page.evaluate(
        "() => { navigator.credentials.get = () => Promise.reject(new Error('cancelled')); }"
    )

    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.get_by_role("alert")).to_contain_text("The passkey did not work.")
