"""The main journey through nginx and gunicorn: with a name of its own, and below a path."""

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
from tests.browser.answering import answer_something, go_on
from tests.browser.conftest import PASSWORD, new_name
from tests.browser.workers import REGISTERED, wait_until
from tests.processes import gunicorn

BELOW = "/notes"
PLAIN = {"$host": "$http_host", "X-Forwarded-Proto $scheme": "X-Forwarded-Proto http"}
"""The site hears the port, which nobody usually has, and is not told of https."""
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


@pytest.fixture(params=["", BELOW], ids=["at the root", "below a path"])
def root(request: pytest.FixtureRequest) -> str:
    """Return the path that the site's addresses begin with."""
    return str(request.param)


@pytest.fixture
def host(environ: dict[str, str], tmp_path: Path, root: str) -> Iterator[str]:
    """Serve the sample content as hosts are given it; return the host's address.

    Only TLS and the ports differ.
    """
    if not proxying.NGINX and not os.environ.get("CI"):
        pytest.skip("needs nginx")
    port = free_port()
    named = environ | {"NOTES_SITE_URL": f"http://127.0.0.1:{port}{root}/"}
    with ExitStack() as stack:
        site = stack.enter_context(gunicorn(named | {"NOTES_TRUSTED_PROXIES": "1"}, []))
        (tmp_path / "nginx").mkdir()
        own = proxying.shipped(port, site.port, tmp_path / "nginx", PLAIN)
        if root:
            own = part_of_a_server(site.port, tmp_path) + SERVER.format(port=port, folder=tmp_path)
        stack.enter_context(proxying.serving(own, port, tmp_path / "nginx"))
        yield f"http://127.0.0.1:{port}"


def part_of_a_server(site_port: int, folder: Path) -> str:
    """Write what `deploy` does for a site below a path; return what stands beside the servers."""
    words = ["deploy", "nginx", "--site", f"https://127.0.0.1{BELOW}", "--port", str(site_port)]
    made = CliRunner().invoke(commands, [*words, "--to", str(folder)])
    assert made.exit_code == 0, made.output
    for file in (folder / "etc/nginx").rglob("*.conf"):
        text = re.sub(r"/var/(lib/nginx|log/nginx)", str(folder), file.read_text())
        file.write_text(text.replace("$host", PLAIN["$host"]))
    return (folder / "etc/nginx/conf.d/notes-site.conf").read_text()


def test_newcomer_reads_registers_answers_and_reads_offline_behind_nginx(
    host: str, root: str, open_page: Callable[..., Page]
) -> None:
    """Below a path it stands beside somebody else's first page."""
    page = open_page(base_url=host)
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url.removeprefix(host)))
    page.goto(root or "/")
    wait_until(page, IS_AT_WORK)  # a page that is opened while a worker begins has none
    assert page.evaluate(REGISTERED) == [[f"{root}/", f"{root}/sw.js"]]
    page.get_by_role("main").get_by_role("link", name="First steps").first.click()
    expect(page.get_by_role("heading", level=1, name="First steps")).to_be_visible()

    page.goto(f"{root}/register")
    page.get_by_label("Username").fill(new_name())
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create the account").click()
    expect(page.get_by_role("heading", name="When is your interview?")).to_be_visible()
    (cookie,) = page.context.cookies()
    assert (cookie["name"], cookie["path"]) == ("session", f"{root}/")
    page.goto(f"{root}/practice?topic=first")
    page.locator("form[action$='/practice']").get_by_role("button").first.click()
    while page.get_by_role("heading", level=1, name="Results").count() == 0:
        answer_something(page)
        expect(page.locator("#feedback")).to_be_visible()
        go_on(page.locator("[data-next]"))
    page.goto(f"{root}/topics/first")
    wait_until(page, KEPT, f"{root}/topics/first")

    page.context.set_offline(True)
    page.goto(f"{root}/topics/first")
    expect(page.get_by_role("complementary", name="Offline")).to_contain_text("kept, as it was on")
    page.goto(f"{root}/search?q=starting")
    expect(page.locator(".hits a").first).to_have_attribute("href", re.compile(f"^{root}/topics/"))
    page.context.set_offline(False)
    above = [one for one in asked if not one.startswith(f"{root}/")]
    assert above == ([root] if root else []), "the one that led to the first page"
    if root:
        assert page.goto("/").text() == "somebody else's"  # type: ignore[union-attr]
