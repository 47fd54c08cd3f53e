"""A page of another site asks the API in a real Chromium: only where the host has named it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import PASSWORD, SERVE, register
from tests.processes import process, wait_for_port

NAMED, FOREIGN = "http://127.0.0.1:65001", "http://127.0.0.1:65002"
"""Two sites, whose pages the browser is given by the test."""
ASK = """async ([path, options]) => {
    try {
        const answer = await fetch(path, options);
        return [answer.status, await answer.text(), answer.headers.get("WWW-Authenticate")];
    } catch (error) {
        return [0, String(error), null];
    }
}"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    environ = {
        "NOTES_DATA_DIR": str(tmp_path_factory.mktemp("data")),
        "NOTES_CONTENT_DIR": str(Path(__file__).parent.parent / "content"),
        "NOTES_API_ORIGINS": NAMED,
    }
    with process(*SERVE, env=environ) as running:
        yield f"http://127.0.0.1:{wait_for_port(running)}"


@pytest.mark.promise("B13")
def test_page_of_another_site_asks_only_where_it_was_named_and_never_by_cookie(
    browser: Browser, address: str
) -> None:
    """B13: the reader is signed in to both the browser and the page's program."""
    context = browser.new_context(base_url=address)
    page = context.new_page()
    register(page, "ada")
    for origin in (NAMED, FOREIGN):
        context.route(f"{origin}/**", lambda route: route.fulfill(body="<title>Elsewhere</title>"))
    sent = {"username": "ada", "password": PASSWORD}
    token = context.request.post("/api/v1/sign-in", data=sent).json()["access_token"]
    with_token = {"headers": {"Authorization": f"Bearer {token}"}}

    def ask(page: Page, **options: object) -> list[object]:
        found: list[object] = page.evaluate(ASK, [f"{address}/api/v1/reader", options])
        return found

    page.goto(FOREIGN)
    assert ask(page, **with_token)[0] == 0
    page.goto(NAMED)
    status, said, _ = ask(page, **with_token)
    assert status == 200
    assert '"ada"' in str(said)
    assert ask(page)[::2] == [401, 'Bearer realm="api"']
    assert ask(page, credentials="include", **with_token)[0] == 0
    body = {
        "method": "POST",
        "headers": with_token["headers"] | {"Content-Type": "application/json"},
    }
    path = f"{address}/api/v1/refresh"
    assert page.evaluate(ASK, [path, body | {"body": "{}"}])[0] == 422
    context.close()
