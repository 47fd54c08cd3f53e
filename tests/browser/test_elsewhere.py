"""A reader signs in with an account elsewhere in a real browser, under our content policy."""

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import PASSWORD, new_name, register
from tests.browser.screens import findings
from tests.processes import SERVE, process, wait_for_port
from tests.web.elsewhere import provider as providers
from tests.web.elsewhere.provider import CLIENT, SECRET


def find_port() -> int:
    """Return a port that is free: the provider must know the site's address before it starts."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Serve the sample content where people may sign in with Babel ID."""
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")  # of the provider, on this machine
    port = find_port()
    address = f"http://127.0.0.1:{port}"
    with providers.running(f"{address}/login/elsewhere/back") as provider:
        environ = {
            "NOTES_DATA_DIR": str(tmp_path / "data"),
            "NOTES_CONTENT_DIR": str(Path(__file__).parent.parent / "content"),
            "NOTES_SITE_URL": address,
            "NOTES_OIDC_ISSUER": provider.issuer,
            "NOTES_OIDC_CLIENT_ID": CLIENT,
            "NOTES_OIDC_CLIENT_SECRET": SECRET,
            "NOTES_OIDC_NAME": "Babel ID",
        }
        with process(*SERVE[:-1], str(port), env=environ) as running:
            wait_for_port(running)
            yield address


@pytest.mark.long
def test_newcomer_comes_by_a_button_and_a_reader_links_and_comes_back(
    site: str, open_page: Callable[..., Page]
) -> None:
    newcomer = open_page(base_url=site, viewport={"width": 360, "height": 800})
    newcomer.goto("/login?next=/progress")
    found = findings(newcomer)
    newcomer.get_by_role("link", name="Sign in with Babel ID").click()
    newcomer.get_by_role("heading", name="Choose a name").wait_for()
    found += findings(newcomer)
    newcomer.get_by_label("Username").fill("carol")
    newcomer.get_by_role("button", name="Create the account").click()
    newcomer.wait_for_url("**/account/interview**")
    newcomer.goto("/account/elsewhere")
    found += findings(newcomer)
    newcomer.get_by_role("button", name="Set a password").click()
    newcomer.get_by_role("link", name="Go on to Babel ID").click()
    newcomer.wait_for_url("**/reset-password")
    again = open_page(base_url=site)
    again.goto("/login?next=/progress")
    again.get_by_role("link", name="Sign in with Babel ID").click()
    again.wait_for_url("**/progress")
    assert found == []


@pytest.mark.long
def test_reader_links_an_account_from_a_page_that_forms_may_not_leave(
    site: str, open_page: Callable[..., Page]
) -> None:
    reader = open_page(base_url=site, color_scheme="dark")
    register(reader, new_name())
    reader.goto("/account/elsewhere")
    found = findings(reader)
    reader.get_by_label("Your password").fill(PASSWORD)
    reader.get_by_role("button", name="Link Babel ID").click()
    reader.get_by_role("heading", name="Go on to Babel ID").wait_for()
    found += findings(reader)
    reader.get_by_role("link", name="Go on to Babel ID").click()
    reader.get_by_text("Linked. From now on").wait_for()
    assert found == []
