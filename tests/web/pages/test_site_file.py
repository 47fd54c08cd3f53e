"""A course's own pictures, first page and announcements, as they reach a browser."""

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image

from tests.conftest import Clock, Person
from tests.illustrated import picture
from tests.pages import attributes, elements, texts

SITE = {"NOTES_SITE_URL": "http://localhost"}
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 32"><path d="M0 0h9"/></svg>'
ALARM = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><script>alert(1)</script></svg>'
)


@pytest.fixture
def open_site(content: Path, make_app: Callable[..., Flask]) -> Callable[..., Person]:
    """Return what opens the site for a visitor once site.toml has these lines more."""

    def open_it(*lines: str, **settings: str) -> Person:
        with (content / "site.toml").open("a") as file:
            file.write("\n".join(["", *lines, ""]))
        return Person(make_app(**settings).test_client())

    return open_it


def announced(person: Person, path: str) -> list[str]:
    return texts(person.page(path), "aside.announced p")


def test_logo_stands_beside_the_name_or_says_it(
    content: Path, open_site: Callable[..., Person]
) -> None:
    for theme in ("light", "dark"):
        (content / f"logo.{theme}.svg").write_text(LOGO.replace("9", str(len(theme))))
    visitor = open_site("[look]", 'logo = "logo.light.svg"')
    page = visitor.page("/topics/first")
    assert texts(page, ".site-name span") == ["Sample notes"]
    shown = [own for name, own in elements(page) if name == "img" and own["height"] == "32"]
    assert [(one["class"], one["alt"], one["width"]) for one in shown] == [
        ("light-only", "", "64"),
        ("dark-only", "", "64"),
    ]
    for one in shown:
        answer = visitor.get(str(one["src"]))
        assert answer.content_type.startswith("image/svg+xml")
        assert "immutable" in answer.headers["Cache-Control"]


def test_logo_that_has_the_name_in_it_says_so_to_who_hears_the_page(
    content: Path, open_site: Callable[..., Person]
) -> None:
    (content / "logo.png").write_bytes(picture("PNG", (300, 100)))
    page = open_site("[look]", 'logo = "logo.png"', 'header = "logo"').page("/")
    assert attributes(page, ".site-name img", "alt") == ["Sample notes"]
    assert texts(page, ".site-name span") == []


def test_one_picture_gives_every_icon(content: Path, open_site: Callable[..., Person]) -> None:
    (content / "icon.svg").write_text(ALARM)
    (content / "icon.png").write_bytes(picture("PNG", (512, 512)))
    visitor = open_site("[look]", 'icon = "icon.svg"')
    page = visitor.page("/")
    (favicon,) = attributes(page, "link[rel=icon]", "href")
    assert "alert" not in visitor.get(favicon).text
    (touched,) = attributes(page, "link[rel=apple-touch-icon]", "href")
    icons = visitor.get("/manifest.webmanifest").json["icons"]  # type: ignore[index]
    assert [(one["sizes"], one["purpose"]) for one in icons] == [
        ("any", "any"),
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    ]
    for address, side in (
        (touched, 180),
        *((one["src"], int(one["sizes"][:3])) for one in icons[1:]),
    ):
        answer = visitor.get(address)
        assert answer.content_type == "image/png"
        assert Image.open(io.BytesIO(answer.data)).size == (side, side)


@pytest.mark.parametrize(("kind", "ending"), [("PNG", "png"), ("JPEG", "jpg")])
def test_share_picture_stands_beside_links_with_its_size_and_words(
    content: Path, open_site: Callable[..., Person], kind: str, ending: str
) -> None:
    (content / "share.img.png").write_bytes(picture(kind, (2400, 1260)))
    lines = ("[look]", 'share = "share.img.png"', 'share-words = "Two <tables>"')
    visitor = open_site(*lines, **SITE)
    page = visitor.page("/topics/first")
    (address,) = attributes(page, "meta[property='og:image']", "content")
    assert address.startswith("http://localhost/pictures/")
    assert address.endswith(f"-share.{ending}")
    said = [
        attributes(page, f"meta[property='og:image:{one}']", "content")
        for one in ("width", "height", "alt")
    ]
    assert said == [["1200"], ["630"], ["Two <tables>"]]
    sent = Image.open(io.BytesIO(visitor.get(address.removeprefix("http://localhost")).data))
    assert (sent.format, sent.size) == (kind, (1200, 630))


def test_first_page_is_laid_out_as_the_course_has_it(
    open_site: Callable[..., Person],
) -> None:
    lines = (
        *("[home]", 'heading = "Two tables"', 'lead = "And **one** join."', 'text = "Ours."'),
        'sections = ["topics", "text"]',
        *("[home.titles]", 'topics = "What there is"', 'text = "About us"'),
    )
    visitor = open_site(*lines)
    page = visitor.page("/")
    assert texts(page, "h1") == ["Two tables"]
    assert "<strong>one</strong>" in page
    assert texts(page, "main h2") == ["Basics", "About us"]
    assert "What there is" in texts(page, ".eyebrow")
    assert not [one for _, one in elements(page) if "curve" in (one.get("class") or "")]
    assert "/trial" in attributes(page, ".hero-ways a", "href")
    visitor.register("ada")
    page = visitor.page("/")
    assert texts(page, "main h2") == ["Basics", "About us"]
    assert "Welcome, ada" in texts(page, "h1")


def test_title_of_ones_own_stands_over_what_is_shown(open_site: Callable[..., Person]) -> None:
    person = open_site("[home.titles]", 'question = "Now you"', 'week = "Seven days"')
    assert "Now you" in texts(person.page("/"), ".eyebrow")
    person.register("ada")
    assert "Seven days" in texts(person.page("/"), "h2")


def test_announcement_comes_and_goes_with_its_day_on_every_page(
    open_site: Callable[..., Person], clock: Clock
) -> None:
    """Whatever is kept: finished pages for visitors, sheets for readers, and none has a cookie."""
    lines = ('text = "We *move*."', "from = 2026-12-01", "until = 2026-12-02", 'level = "warning"')
    visitor = open_site("[[announcement]]", *lines)
    reader = Person(visitor.client.application.test_client())
    reader.register("ada")
    versions = set()
    for moment, shown in (
        (datetime(2026, 11, 30, 23, 59, 59, tzinfo=UTC), []),
        (datetime(2026, 12, 1, tzinfo=UTC), ["We move."]),
        (datetime(2026, 12, 2, 23, 59, 59, tzinfo=UTC), ["We move."]),
        (datetime(2026, 12, 3, tzinfo=UTC), []),
    ):
        clock.moment = moment
        for path in ("/", "/topics/first", "/glossary", "/pages/about", "/login", "/nothing"):
            if path != "/nothing":
                answer = visitor.get(path)
                assert "Set-Cookie" not in answer.headers or path == "/login"
                assert texts(answer.text, "aside.announced p") == shown, (path, moment)
        for path in ("/", "/topics/first", "/progress"):
            assert announced(reader, path) == shown, (path, moment)
        versions.add(visitor.get("/sw.js").text.partition("\n")[0])
    assert len(versions) == 2


def test_page_that_is_drawn_across_midnight_is_kept_for_neither_day(
    open_site: Callable[..., Person], clock: Clock
) -> None:
    """Else the page of a day would come back on any later one that announces what the first did."""
    visitor = open_site("[[announcement]]", 'text = "x"', "from = 2026-12-02", "until = 2026-12-02")
    clock.moment = datetime(2026, 12, 1, 23, 59, 58, tzinfo=UTC)
    clock.step = timedelta(seconds=1)
    assert announced(visitor, "/topics/first") == ["x"]
    clock.moment, clock.step = datetime(2026, 12, 3, tzinfo=UTC), timedelta(0)
    assert announced(visitor, "/topics/first") == []


def test_browser_that_has_the_page_of_yesterday_gets_the_one_of_today(
    open_site: Callable[..., Person], clock: Clock
) -> None:
    visitor = open_site("[[announcement]]", 'text = "x"', "until = 2026-12-02")
    clock.moment = datetime(2026, 12, 2, 12, tzinfo=UTC)
    known = {"If-None-Match": visitor.get("/topics/first").headers["ETag"]}
    assert visitor.get("/topics/first", headers=known).status_code == 304
    clock.moment = datetime(2026, 12, 3, tzinfo=UTC)
    answer = visitor.get("/topics/first", headers=known)
    assert (answer.status_code, texts(answer.text, "aside")) == (200, [])


def test_announcement_is_a_landmark_that_folds_without_scripts(
    open_site: Callable[..., Person],
) -> None:
    page = open_site("[[announcement]]", 'text = "<b>x</b> [y](https://example.org/)"').page("/")
    assert attributes(page, "aside.announced", "aria-label") == ["Announcements"]
    assert texts(page, "aside.announced details[open] > summary") == ["Note"]
    assert attributes(page, "aside.announced a", "href") == ["https://example.org/"]
