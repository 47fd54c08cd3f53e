"""Passkeys and codes in a real browser, with the virtual authenticator that Chromium has."""

from collections.abc import Callable

import pytest
from playwright.sync_api import CDPSession, Page, expect
from pyotp import TOTP

from tests.browser.conftest import PASSWORD, new_name, register
from tests.browser.screens import DESK, SIZES, findings

BUTTON = "Sign in with a passkey"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
}


@pytest.fixture
def local(sample_server: str) -> str:
    """Return the address of the site where browsers take passkeys without https."""
    return sample_server.replace("127.0.0.1", "localhost")


def give_device(page: Page) -> tuple[CDPSession, str]:
    """Give the browser a device that makes and keeps passkeys, and return its id."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    added = cdp.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return cdp, added["authenticatorId"]


def make_passkey(page: Page, name: str) -> None:
    page.goto("/account/passkeys")
    page.get_by_label("A name for it").fill(name)
    page.locator("#add-password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Make the passkey").click()


def add_passkey(page: Page, name: str) -> None:
    make_passkey(page, name)
    expect(page.get_by_text("The passkey is added.")).to_be_visible()


def sign_out(page: Page) -> None:
    page.goto("/account")
    page.get_by_role("button", name="Sign out of this browser").click()
    expect(page.get_by_text("You are signed out.")).to_be_visible()


@pytest.mark.promise("B20")
@pytest.mark.parametrize("viewport", SIZES)
def test_reader_adds_a_passkey_and_signs_in_with_it(
    open_page: Callable[..., Page], local: str, viewport: dict[str, int]
) -> None:
    """B20: with a passkey, without a name and a password."""
    page, name = open_page(base_url=local, viewport=viewport, reduced_motion="reduce"), new_name()
    cdp, device = give_device(page)
    register(page, name)
    add_passkey(page, "phone")
    found = findings(page)
    expect(page.locator(".kept")).to_contain_text("phone")
    (kept,) = cdp.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]
    assert kept["rpId"] == "localhost"
    assert kept["isResidentCredential"]
    make_passkey(page, "the same phone")
    expect(page.get_by_role("alert")).to_contain_text("has a passkey of yours already")
    sign_out(page)
    page.goto("/login?next=/progress")
    found += findings(page)
    page.get_by_role("button", name=BUTTON).click()
    page.wait_for_url(lambda url: url.endswith("/progress") and "/login" not in url)
    page.goto("/account/passkeys")
    expect(page.locator(".kept")).to_contain_text("last used")
    page.get_by_text("Delete a passkey").click()
    page.get_by_role("button", name="Confirm with a passkey").first.click()
    expect(page.get_by_text("The passkey is deleted.")).to_be_visible()
    assert found == []


def test_browser_without_the_passkey_gets_in_only_with_the_password(
    open_page: Callable[..., Page], local: str
) -> None:
    page, name = open_page(base_url=local, viewport=DESK), new_name()
    give_device(page)
    register(page, name)
    add_passkey(page, "phone")
    other = open_page(base_url=local, viewport=DESK)
    give_device(other)
    other.goto("/login")
    other.get_by_role("button", name=BUTTON).click()
    expect(other.get_by_role("alert")).to_contain_text("No passkey was used")
    other.goto("/account")
    other.wait_for_url("**/login?next=/account")


def test_device_that_knows_not_its_owner_opens_nothing(
    open_page: Callable[..., Page], local: str
) -> None:
    page, name = open_page(base_url=local, viewport=DESK), new_name()
    cdp, device = give_device(page)
    register(page, name)
    add_passkey(page, "phone")
    sign_out(page)
    cdp.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    page.goto("/login")
    page.get_by_role("button", name=BUTTON).click()
    expect(page.get_by_role("alert")).to_be_visible()


def test_button_is_not_shown_where_it_could_do_nothing(
    open_page: Callable[..., Page], local: str, sample_server: str
) -> None:
    for options in ({"base_url": local, "java_script_enabled": False}, {"base_url": sample_server}):
        page = open_page(viewport=DESK, **options)
        page.goto("/login")
        expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
        expect(page.get_by_role("button", name=BUTTON)).to_be_hidden()


@pytest.mark.parametrize("viewport", SIZES)
@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no-scripts"])
def test_reader_switches_codes_on_and_signs_in_with_one(
    open_page: Callable[..., Page], local: str, viewport: dict[str, int], has_scripts: bool
) -> None:
    """B20: name, password, and a code from an app; with JavaScript and without."""
    page = open_page(base_url=local, viewport=viewport, java_script_enabled=has_scripts)
    name, found = new_name(), list[str]()

    def look() -> None:
        found.extend(findings(page) if has_scripts else ())

    register(page, name)
    page.goto("/account/second")
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Set up an app").click()
    look()
    key = page.locator(".narrow code").inner_text().replace(" ", "")
    page.get_by_label("The code that your app shows now").fill(TOTP(key).now())
    page.get_by_role("button", name="Switch the codes on").click()
    look()
    (first, *others) = page.locator(".narrow li code").all_inner_texts()
    assert len(others) == 9
    page.get_by_role("link", name="I have them").click()
    look()
    sign_out(page)
    page.goto("/login")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Second step")).to_be_visible()
    look()
    page.get_by_label("Code").fill(first)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/login" not in url)
    page.goto("/account/second")
    expect(page.get_by_text("You have 9 left.")).to_be_visible()
    assert found == []
