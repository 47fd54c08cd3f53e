"""The main journey through nginx on a site below a path, beside somebody else's first page."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Page, expect

from benchmarks import proxying
from benchmarks.durability import free_port
from notes_site.__main__ import commands
from tests.browser.answering import answer_something
from tests.browser.conftest import PASSWORD, new_name
from tests.browser.workers import REGISTERED, wait_until
from tests.processes import gunicorn

ROOT = "/notes"
SERVER = """
server {{
    listen 127.0.0.1:{port};
    location / {{ return 200 "somebody else's"; }}
    include {folder}/etc/nginx/snippets/notes-site.conf;
}}
"""
IS_AT_WORK = "() => Boolean(navigator.serviceWorker.controller)"
"""Without waiting for a worker that, registered elsewhere, would never come."""
KEPT = "async (path) => Boolean(await caches.match(path, { ignoreVary: true }))"


@pytest.fixture
def host(environ: dict[str, str], tmp_path: Path) -> Iterator[str]:
    """Serve the sample content below a path, as `deploy` writes it; return the host's address.

    Only TLS and the ports differ from what a host is given.
    """
    if not proxying.NGINX and not os.environ.get("CI"):
        pytest.skip("needs nginx")
    port = free_port()
    named = environ | {"NOTES_SITE_URL": f"http://127.0.0.1:{port}{ROOT}/"}
    with ExitStack() as stack:
        site = stack.enter_context(gunicorn(named | {"NOTES_TRUSTED_PROXIES": "1"}, []))
        words = ["deploy", "nginx", "--site", f"https://127.0.0.1{ROOT}", "--port", str(site.port)]
        made = CliRunner().invoke(commands, [*words, "--to", str(tmp_path)])
        assert made.exit_code == 0, made.output
        for file in (tmp_path / "etc/nginx").rglob("*.conf"):
            text = re.sub(r"/var/(lib/nginx|log/nginx)", str(tmp_path), file.read_text())
            file.write_text(text.replace("$host", "$http_host"))  # which has the port
        shared = (tmp_path / "etc/nginx/conf.d/notes-site.conf").read_text()
        own = shared + SERVER.format(port=port, folder=tmp_path)
        (tmp_path / "nginx").mkdir()
        stack.enter_context(proxying.serving(own, port, tmp_path / "nginx"))
        yield f"http://127.0.0.1:{port}"


def test_newcomer_reads_registers_answers_and_reads_offline_below_a_path(
    host: str, open_page: Callable[..., Page]
) -> None:
    page = open_page(base_url=host)
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url.removeprefix(host)))
    page.goto(f"{ROOT}")
    wait_until(page, IS_AT_WORK)  # a page that is opened while a worker begins has none
    assert page.evaluate(REGISTERED) == [[f"{ROOT}/", f"{ROOT}/sw.js"]]
    page.get_by_role("main").get_by_role("link", name="First steps").first.click()
    expect(page.get_by_role("heading", level=1, name="First steps")).to_be_visible()

    page.goto(f"{ROOT}/register")
    page.get_by_label("Username").fill(new_name())
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create the account").click()
    expect(page.get_by_role("heading", name="When is your interview?")).to_be_visible()
    (cookie,) = page.context.cookies()
    assert (cookie["name"], cookie["path"]) == ("session", f"{ROOT}/")
    page.goto(f"{ROOT}/practice?topic=first")
    page.locator("form[action$='/practice']").get_by_role("button").first.click()
    while page.get_by_role("heading", level=1, name="Results").count() == 0:
        answer_something(page)
        expect(page.locator("#feedback")).to_be_visible()
        page.locator("[data-next]").click()
        page.wait_for_load_state()
    page.goto(f"{ROOT}/topics/first")
    wait_until(page, KEPT, f"{ROOT}/topics/first")

    page.context.set_offline(True)
    page.goto(f"{ROOT}/topics/first")
    expect(page.get_by_role("complementary", name="Offline")).to_contain_text("kept, as it was on")
    page.goto(f"{ROOT}/search?q=starting")
    expect(page.locator(".hits a").first).to_have_attribute("href", re.compile(f"^{ROOT}/topics/"))
    page.context.set_offline(False)
    above = [one for one in asked if not one.startswith(f"{ROOT}/")]
    assert above == [ROOT], "the one that led to the first page"
    assert page.goto("/").text() == "somebody else's"  # type: ignore[union-attr]
