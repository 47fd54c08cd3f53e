"""Pictures as they are served: from the disk, for ever, apart from the site's origin."""

import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image

from notes_site.web.pages.pictures import PLAYING, POLICY
from tests.conftest import Person
from tests.illustrated import HEIGHT, OPENING, PLACE, WIDTH, photograph, picture, show
from tests.pages import attributes, elements, only


@pytest.fixture
def illustrated(content: Path) -> Path:
    """Return the content with a photograph, and a picture in a question, an option and a reason."""
    show(content, "shot.jpg", photograph(), 'A "slope" <b>')
    (content / "02-second/why.png").write_bytes(picture("PNG", (300, 100)))
    bank = content / "02-second/questions.md"
    text = bank.read_text().replace("> Look again.", "> Look:\n    > ![A why](why.png)")
    text = text.replace(
        "It doesn't <!--", "It doesn't ![in an option](why.png) `![x](why.png)` <!--"
    )
    text = text.replace("**Why:** every", "**Why:** ![a reason](why.png) every")
    text = text.replace("- [x] It does", "Look at it.\n\n![the question](why.png)\n\n- [x] It does")
    bank.write_text(text)
    return content


def test_picture_keeps_its_place_free_and_says_what_it_shows(
    illustrated: Path, visitor: Person
) -> None:
    page = visitor.page("/topics/second")
    image = only(page, "img[srcset]").attributes
    assert (image["width"], image["height"]) == (str(WIDTH), str(HEIGHT))
    assert image["alt"] == 'A "slope" <b>'
    assert image["loading"] == "lazy"
    widths = re.findall(r"(\S+) (\d+)w", image["srcset"] or "")
    assert [width for _, width in widths] == ["480", str(WIDTH)]
    for address, width in widths:
        answer = visitor.get(address)
        assert Image.open(io.BytesIO(answer.data)).width == int(width)
        assert PLACE.encode() not in answer.data


def test_first_picture_of_a_topic_does_not_wait(
    content: Path, make_app: Callable[..., Flask]
) -> None:
    (content / "02-second/shot.png").write_bytes(picture("PNG"))
    topic = content / "02-second/topic.md"
    topic.write_text(topic.read_text().replace("## Going on", "![First](shot.png)\n\n## Going on"))
    page = Person(make_app().test_client()).page("/topics/second")
    (image,) = (said for tag, said in elements(page) if tag == "img" and said["alt"] == "First")
    assert "loading" not in image


@pytest.mark.promise("C4")
def test_file_is_for_ever_and_for_everybody(
    illustrated: Path, visitor: Person, ada: Person
) -> None:
    address = only(visitor.page("/topics/second"), "img[srcset]").attributes["src"] or ""
    for person in (visitor, ada):
        answer = person.get(address)
        rules = answer.headers["Cache-Control"]
        assert "immutable" in rules
        assert "public" in rules
        assert answer.headers["Content-Type"] == "image/webp"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "Set-Cookie" not in answer.headers
        again = person.get(address, headers={"If-None-Match": answer.headers["ETag"]})
        assert again.status_code == 304
    part = visitor.get(address, headers={"Range": "bytes=0-9"})
    assert (part.status_code, len(part.data)) == (206, 10)


@pytest.mark.promise("C2")
def test_drawing_is_apart_from_the_site(content: Path, visitor: Person) -> None:
    address = only(visitor.page("/topics/second"), "img[alt='A red dot']").attributes["src"] or ""
    answer = visitor.get(address)
    assert answer.headers["Content-Security-Policy"] == POLICY
    assert answer.headers["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert "Content-Security-Policy" in visitor.get("/pictures/nothing.svg").headers


@pytest.mark.promise("D3")
def test_no_other_file_is_found(illustrated: Path, visitor: Person) -> None:
    for name in ("..%2f..%2fnotes.db", "../secret_key", "shot.jpg", "%00.svg", "." * 300):
        assert visitor.get(f"/pictures/{name}").status_code == 404


def test_picture_stands_in_question_option_and_explanation(illustrated: Path, ada: Person) -> None:
    quiz = ada.start_quiz("second")
    asked = ada.page(f"{quiz}/1")
    assert set(attributes(asked, "img", "alt")) == {"the question", "in an option"}
    assert "<code>![x](why.png)</code>" in asked
    told = ada.page(ada.submit(f"{quiz}/1", choice="no").location)
    assert set(attributes(told, "img", "alt")) == {
        *("the question", "in an option", "A why", "a reason")
    }
    for address in attributes(told, "img", "src"):
        assert ada.get(address or "").status_code == 200


def test_words_stand_where_no_picture_can(illustrated: Path, ada: Person) -> None:
    quiz = ada.start_quiz("second")
    ada.submit(f"{quiz}/1", choice="no")
    cards = ada.page("/account/data/anki.txt")
    assert "<img" not in cards
    assert "[the question]" in cards


def test_every_address_begins_where_the_site_does(
    illustrated: Path, make_app: Callable[..., Flask]
) -> None:
    client = make_app(NOTES_SITE_URL="https://example.org/notes/").test_client()
    base = "https://example.org"
    page = client.get("/notes/topics/second", base_url=base).text
    for address in attributes(page, "img", "src"):
        assert address
        assert address.startswith("/notes/pictures/")
        assert client.get(address, base_url=base, buffered=True).status_code == 200
    text = client.get("/notes/topics/second.md", base_url=base).text
    assert '![A "slope" <b>](https://example.org/notes/pictures/' in text


def test_worker_knows_where_pictures_are(illustrated: Path, visitor: Person) -> None:
    script = visitor.get("/sw.js").text
    course = json.loads(script.partition("const COURSE = ")[2].partition(";\n")[0])
    assert course["pictures"] == "/pictures/"


def test_pictures_are_shown_where_nothing_can_be_kept(
    illustrated: Path, data: Path, make_app: Callable[..., Flask], caplog: pytest.LogCaptureFixture
) -> None:
    """A file in place of the folder stops root, too, as a read-only disk stops everybody."""
    make_app()
    kept = data / "cache/pictures"
    for file in kept.iterdir():
        file.unlink()
    kept.rmdir()
    kept.write_text("no folder")
    visitor = Person(make_app().test_client())
    for address in attributes(visitor.page("/topics/second"), "img", "src"):
        assert visitor.get(address or "").status_code == 200
    assert sum("Pictures can't be kept in" in one.message for one in caplog.records) == 1


def test_broken_picture_is_told_and_costs_no_start(
    illustrated: Path, make_app: Callable[..., Flask]
) -> None:
    make_app()
    (illustrated / "02-second/shot.jpg").write_bytes(b"<html>")
    visitor = Person(make_app().test_client())
    page = visitor.page("/topics/second")
    for address in attributes(page, "img", "src"):
        assert visitor.get(address or "").status_code == 200


def test_open_files_are_closed(illustrated: Path, visitor: Person) -> None:
    address = only(visitor.page("/topics/second"), "img[srcset]").attributes["src"] or ""
    before = len([*Path("/proc/self/fd").iterdir()])
    for _ in range(5):
        visitor.get(address)
    assert len([*Path("/proc/self/fd").iterdir()]) <= before


def test_picture_for_each_theme_stands_beside_the_other(
    content: Path, make_app: Callable[..., Flask]
) -> None:
    show(content, "two.light.svg", f"{OPENING}<rect/></svg>")
    (content / "02-second/two.dark.svg").write_text(f"{OPENING}<circle/></svg>")
    page = Person(make_app().test_client()).page("/topics/second")
    images = [attributes(page, f".{kind}-only", "alt") for kind in ("light", "dark")]
    assert images == [["What it shows"], ["What it shows"]]


# --- Sound and film -------------------------------------------------------------------------


def test_size_of_a_recording_is_written_as_the_courses_language_writes_it(
    content: Path, make_app: Callable[..., Flask]
) -> None:
    site = content / "site.toml"
    site.write_text('language = "fr"\n' + site.read_text())
    assert "</a> (MP3, 0,1 Mo) · " in Person(make_app().test_client()).page("/topics/second")


def test_recording_is_linked_with_its_size_and_captions(visitor: Person) -> None:
    page = visitor.page("/topics/second")
    assert "A beep</a> (MP3, 0.1 MB) · " in page
    assert "</a> · Of one second</p>" in page
    kinds = {}
    for address in attributes(page, "a[href*='/files/']", "href"):
        answer = visitor.get(address)
        kinds[address] = answer.headers["Content-Type"]
        assert answer.headers["Content-Security-Policy"] == PLAYING
        assert answer.headers["Cache-Control"] == "no-cache"
        assert visitor.get(address, headers={"Range": "bytes=0-2"}).status_code == 206
    assert kinds == {
        "/topics/second/files/beep.mp3": "audio/mpeg",
        "/topics/second/files/beep.vtt": "text/vtt; charset=utf-8",
    }


@pytest.mark.promise("D3")
def test_no_file_is_sent_that_the_topic_does_not_name(content: Path, visitor: Person) -> None:
    for name in ("topic.md", "questions.md", "dot.svg", "..%2fsite.toml", "gone.mp3"):
        assert visitor.get(f"/topics/second/files/{name}").status_code == 404
    (content / "02-second/beep.mp3").unlink()
    (content / "02-second/beep.mp3").symlink_to("/etc/hostname")
    assert visitor.get("/topics/second/files/beep.mp3").status_code == 404
