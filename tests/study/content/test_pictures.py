"""Pictures as authors have them: told by their bytes, refused in one line, made small once."""

import io
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from notes_site.study.authoring.advice import lint
from notes_site.study.content.kept_topics import KeptTopics
from notes_site.study.content.library import Library
from notes_site.study.content.loading import load_library
from notes_site.study.content.pictures import making
from notes_site.study.content.pictures.isolating import isolate
from notes_site.study.content.pictures.kept import OLDEST_UNUSED_SECONDS, KeptPictures
from notes_site.study.content.pictures.making import make_files
from notes_site.study.content.pictures.reading import MOST_BYTES, read_picture
from notes_site.study.content.pictures.refused import BadPictureError
from notes_site.study.text.pictures import Picture, Use
from tests.illustrated import HEIGHT, OPENING, PLACE, WIDTH, photograph, picture, show

PNG_HEAD = b"\x89PNG\r\n\x1a\n"


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def bomb(side: int = 60_000) -> bytes:
    """Return a PNG of few bytes that says it unpacks to many."""
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    packed = zlib.compress(b"\0" * 1_000_000)
    return PNG_HEAD + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def complaints(content: Path) -> list[str]:
    return [str(problem) for problem in load_library(content).problems]


def pictures_of(content: Path) -> tuple[Picture, ...]:
    loaded = load_library(content)
    assert loaded.problems == ()
    return tuple(one for one in loaded.library.all_pictures() if "dot" not in one.path)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "AVIF"])
def test_picture_is_what_its_bytes_say(content: Path, kind: str) -> None:
    show(content, "shot.png", picture(kind))
    (found,) = pictures_of(content)
    assert (found.format, found.width, found.height) == (kind.lower(), WIDTH, HEIGHT)
    assert found.widths == (480, WIDTH)


REFUSED: dict[str, tuple[bytes | str, str]] = {
    "12 MB": (b"\xff\xd8\xff" + b"x" * 12_000_000, f"larger than {MOST_BYTES:,} bytes"),
    "a decompression bomb": (bomb(), "60,000 by 60,000 pixels"),
    "a long strip": (picture("PNG", (13_000, 2)), "13,000 by 2 pixels"),
    "HTML": (b"<!DOCTYPE html><script>alert(1)</script>", "by its content this is a page of HTML"),
    "nothing known": (b"MZ\x90\0", "by its content this is no picture; save it as PNG"),
    "a GIF": (picture("GIF", (8, 8)), "a GIF; save it as PNG"),
    "a phone's HEIC": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC"),
    "a pointer": (b"version https://git-lfs.github.com/spec/v1\n", "run git lfs pull"),
    "cut off": (picture("JPEG")[:2_000], "damaged ("),
    "no head": (PNG_HEAD + b"x" * 99, "damaged ("),
    "nothing": (b"", "by its content this is no picture"),
    "an SVG with entities": ('<!DOCTYPE svg [<!ENTITY a "b">]>' + OPENING + "</svg>", "entities"),
    "an SVG without a size": ('<svg xmlns="http://www.w3.org/2000/svg"></svg>', "no size"),
    "a broken SVG": (OPENING + "\n<g></svg>", ":2: not well-formed XML"),
    "an SVG that draws for ever": (
        OPENING
        + "<g id='g0'><rect/></g>"
        + "".join(f"<g id='g{n}'>" + f"<use href='#g{n - 1}'/>" * 10 + "</g>" for n in range(1, 9))
        + "<use href='#g8'/></svg>",
        "draw too much",
    ),
    "an SVG that uses all of itself": (
        OPENING + "<g id='a'>" + "<rect/>" * 900 + "</g>" + "<use href='#a'/>" * 900 + "</svg>",
        "draw too much",
    ),
    "an SVG of patterns of patterns": (
        OPENING
        + "".join(
            f"<pattern id='p{n}'>" + f"<rect fill='url(#p{n - 1})'/>" * 10 + "</pattern>"
            for n in range(9)
        )
        + "<rect fill='url(#p8)'/></svg>",
        "1: its <use>, patterns, masks or filters draw too much",
    ),
    "an SVG of masks of masks by a stylesheet": (
        OPENING
        + "<style>"
        + "".join(f".m{n} {{ mask: url('#m{n}') }}" for n in range(9))
        + "</style>"
        + "".join(
            f"<mask id='m{n}'>" + f"<rect class='m{n - 1}'/>" * 10 + "</mask>" for n in range(9)
        )
        + "<rect class='m8'/></svg>",
        "1: its <use>, patterns, masks or filters draw too much",
    ),
    "an SVG that looks at every pixel ever again": (
        OPENING
        + "<filter id='f'>"
        + "<feGaussianBlur stdDeviation='9'/>" * 50
        + "</filter>"
        + "<g filter='url(#f)'>" * 60
        + "</g>" * 60
        + "</svg>",
        "1: its <use>, patterns, masks or filters draw too much",
    ),
    "an SVG that takes long to look at": (
        OPENING
        + "<style>"
        + "".join(f"url(#{n:x})" for n in range(9_999))
        + "</style>"
        + "".join(f"<filter id='{n:x}'/>" for n in range(9_999))
        + "</svg>",
        "1: its <use>, patterns, masks or filters draw too much",
    ),
    "an SVG whose uses never end": (
        OPENING
        + "".join(f"<g id='g{n}'><use href='#g{n + 1}'/></g>" for n in range(900))
        + "</svg>",
        "draw too much",
    ),
}


@pytest.mark.promise("F1")
@pytest.mark.parametrize("name", REFUSED)
def test_picture_that_harms_is_refused_in_one_line(content: Path, name: str) -> None:
    data, words = REFUSED[name]
    show(content, "shot.png", data)
    (found,) = complaints(content)
    assert found.startswith("02-second/shot.png:")
    assert words in found
    assert "; " in found  # what to do


@pytest.mark.promise("F1")
@pytest.mark.parametrize(
    ("named", "words"),
    [
        ("../01-first/boxes.svg", "no picture beside this file"),
        ("/etc/passwd", "no picture beside this file"),
        ("https://elsewhere.example/spy.png", "no picture beside this file"),
        (".hidden.png", "no picture beside this file"),
        ("movie.exe", "no picture beside this file"),
        ("gone.png", "02-second/gone.png:1: this file is missing"),
        ("linked.png", "02-second/linked.png:1: a symbolic link"),
    ],
)
def test_picture_from_elsewhere_is_refused(content: Path, named: str, words: str) -> None:
    (content / "02-second/linked.png").symlink_to("/etc/hostname")
    topic = content / "02-second/topic.md"
    topic.write_text(topic.read_text() + f"\n![Words]({named})\n")
    (found,) = complaints(content)
    assert words in found


def test_picture_without_words_is_refused_in_a_question_too(content: Path) -> None:
    show(content, "shot.png", picture("PNG"), words="")
    bank = content / "02-second/questions.md"
    bank.write_text(bank.read_text().replace("> Look again.", "> Look: ![](shot.png)"))
    one, two = complaints(content)
    assert one.startswith("02-second/questions.md:")
    assert "a picture without words; write ![what it shows](shot.png)" in one
    assert "write ![what it shows](file.svg)" in two


def test_moving_picture_is_refused() -> None:
    packed = io.BytesIO()
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    frames[0].save(packed, "PNG", save_all=True, append_images=frames[1:])
    with pytest.raises(BadPictureError, match="it moves"):
        read_picture(packed.getvalue(), "a/b.png")


# --- What is made ---------------------------------------------------------------------------


def made(data: bytes, path: str = "a/shot.jpg") -> dict[str, Image.Image]:
    found = read_picture(data, path)
    files = dict(make_files(found, data))
    assert set(files) == set(found.names)
    return {name: Image.open(io.BytesIO(packed)) for name, packed in files.items()}


@pytest.mark.promise("D2")
def test_what_a_camera_noted_is_not_served() -> None:
    taken = photograph()
    assert PLACE.encode() in taken
    data = dict(make_files(read_picture(taken, "a/b.jpg"), taken))
    for name, packed in data.items():
        image = Image.open(io.BytesIO(packed))
        assert dict(image.getexif()) == {}, name
        assert PLACE.encode() not in packed
        assert b"EXIF" not in packed


def test_smaller_versions_are_made_and_none_that_saves_nothing() -> None:
    sizes = {image.width: image.height for image in made(picture("JPEG", (3200, 800))).values()}
    assert sizes == {480: 120, 960: 240, 1600: 400}
    assert [one.width for one in made(picture("JPEG", (500, 100))).values()] == [500]
    assert [one.width for one in made(picture("JPEG", (300, 100))).values()] == [300]


def test_photograph_on_its_side_stands_upright() -> None:
    found = read_picture(photograph(orientation=6), "a/b.jpg")
    assert (found.width, found.height) == (HEIGHT, WIDTH)
    (largest,) = (one for one in made(photograph(orientation=6)).values() if one.width == HEIGHT)
    assert largest.size == (HEIGHT, WIDTH)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16", "YCbCr"])
def test_picture_of_any_colours_is_made(mode: str) -> None:
    kind = "JPEG" if mode in {"CMYK", "YCbCr"} else "PNG"
    packed = io.BytesIO()
    Image.new(mode, (40, 20)).save(packed, kind)
    (image,) = made(packed.getvalue()).values()
    assert image.size == (40, 20)


def test_transparent_picture_stays_so() -> None:
    packed = io.BytesIO()
    Image.new("RGBA", (40, 20), (0, 0, 0, 0)).save(packed, "PNG")
    (image,) = made(packed.getvalue()).values()
    assert image.convert("RGBA").getpixel((0, 0))[3] == 0  # type: ignore[index]


def test_screenshot_keeps_every_pixel() -> None:
    drawn = Image.effect_mandelbrot((200, 100), (-3, -2.5, 2, 2.5), 30).convert("1").convert("RGB")
    packed = io.BytesIO()
    drawn.save(packed, "PNG")
    (image,) = made(packed.getvalue()).values()
    assert image.convert("RGB").tobytes() == drawn.tobytes()


# --- What is kept ---------------------------------------------------------------------------


def keep(kept: KeptPictures, content: Path) -> Library:
    library = load_library(content).library
    kept.make(kept.missing(library.all_pictures()), content)
    return library


def test_files_are_made_once(content: Path, tmp_path: Path) -> None:
    show(content, "shot.png", picture("PNG"))
    kept = KeptPictures(tmp_path / "cache")
    library = keep(kept, content)
    times = {file: file.stat().st_mtime_ns for file in (tmp_path / "cache").iterdir()}
    assert len(times) >= 2
    assert kept.missing(library.all_pictures()) == ()
    again = KeptPictures(tmp_path / "cache")
    keep(again, content)
    assert {file: file.stat().st_mtime_ns for file in (tmp_path / "cache").iterdir()} == times


def test_another_picture_has_another_address(content: Path) -> None:
    show(content, "shot.png", picture("PNG"))
    (before,) = pictures_of(content)
    (content / "02-second/shot.png").write_bytes(picture("PNG", (1000, 400)))
    (after,) = pictures_of(content)
    assert set(before.names).isdisjoint(after.names)


def test_kept_topic_is_read_anew_when_its_picture_changes(content: Path, tmp_path: Path) -> None:
    show(content, "shot.png", picture("PNG"))
    kept = KeptTopics(tmp_path / "topics", lambda _: "")
    sizes = []
    for width in (1200, 600):
        (content / "02-second/shot.png").write_bytes(picture("PNG", (width, 400)))
        for _ in range(2):
            library = load_library(content, kept=kept).library
            sizes += [one.width for one in library.all_pictures() if "shot" in one.path]
    assert sizes == [1200, 1200, 600, 600]


def test_file_of_no_picture_leaves_after_a_week(content: Path, tmp_path: Path) -> None:
    show(content, "shot.png", picture("PNG"))
    kept = KeptPictures(tmp_path / "cache")
    pictures = keep(kept, content).all_pictures()
    file = kept.find(pictures[-1].names[0])
    assert file
    written = file.stat().st_mtime
    kept.tidy((), written + OLDEST_UNUSED_SECONDS - 60)
    assert file.exists()
    kept.tidy(pictures, written + OLDEST_UNUSED_SECONDS + 60)
    assert file.exists()
    kept.tidy((), written + OLDEST_UNUSED_SECONDS + 60)
    assert not file.exists()


@pytest.mark.promise("F3")
def test_only_files_that_were_made_are_found(tmp_path: Path) -> None:
    (tmp_path / "secret.svg").write_text("secret")
    (tmp_path / "cache").mkdir()
    kept = KeptPictures(tmp_path / "cache")
    for name in ("../secret.svg", "/etc/passwd", "secret.svg", ".", "", "0" * 32 + ".svg"):
        assert kept.find(name) is None


# --- Drawings of other tools ----------------------------------------------------------------

ACTIVE = [
    ("<script>alert(1)</script>", "<script> is left out; remove it"),
    ('<rect onclick="alert(1)"/>', "onclick= is left out; remove it"),
    ('<image href="https://elsewhere.example/x.png"/>', "put what it names into the file"),
    ('<a href="javascript:alert(1)"><rect/></a>', "put what it names into the file"),
    ('<animate attributeName="href" to="javascript:alert(1)"/>', "put what it names into the"),
    (
        "<foreignObject><iframe xmlns='http://www.w3.org/1999/xhtml' src='//x.example'/>"
        "</foreignObject>",
        "<iframe> is left out",
    ),
]


@pytest.mark.promise("D2")
@pytest.mark.parametrize(("inside", "words"), ACTIVE, ids=[one[:30] for one, _ in ACTIVE])
def test_what_is_active_in_a_drawing_is_left_out_and_named(
    content: Path, inside: str, words: str
) -> None:
    drawing = f"{OPENING}\n<rect fill='#f00'/>{inside}</svg>"
    show(content, "tool.svg", drawing)
    served = isolate(drawing.encode()).data.decode()
    assert "#f00" in served
    for gone in ("script", "onclick", "elsewhere", "iframe"):
        assert gone not in served
    (said,) = (str(one) for one in lint(load_library(content).library) if "tool" in one.file)
    assert said.startswith("02-second/tool.svg:2: advice: shown apart from the page")
    assert words in said


def test_drawing_loses_what_its_editor_noted() -> None:
    drawing = (
        '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x.dtd">'
        '<!-- by ann --><svg xmlns="http://www.w3.org/2000/svg" xmlns:i="http://inkscape.example" '
        'xmlns:xlink="http://www.w3.org/1999/xlink" i:export="/home/ann/x.png" width="10mm" '
        'height="50%" viewBox="0 0 20 10"><metadata>ann</metadata><i:view/><style>a&gt;b{}</style>'
        '<use xlink:href="#a"/><text>a &lt; b</text></svg>'
    )
    found = isolate(drawing.encode())
    assert b"ann" not in found.data
    assert b"inkscape" not in found.data
    assert b"a&gt;b{}" in found.data
    assert b'<use xlink:href="#a">' in found.data
    assert b"a &lt; b" in found.data
    assert (found.width, found.height) == (38, 19)
    assert isolate(found.data).data == found.data


@pytest.mark.parametrize(
    ("said", "size"),
    [
        ('viewBox="0 0 543.2 310.4" width="100%"', (543, 310)),
        ('width="72pt" height="36pt"', (96, 48)),
        ('viewBox="0,0,20,10" height="100"', (200, 100)),
        ('viewBox="-5 -5 20 10"', (20, 10)),
    ],
)
def test_size_of_a_drawing_is_known_beforehand(said: str, size: tuple[int, int]) -> None:
    found = isolate(f'<svg xmlns="http://www.w3.org/2000/svg" {said}></svg>'.encode())
    assert (found.width, found.height) == size


# --- Themes and questions -------------------------------------------------------------------


def test_picture_for_each_theme_is_found_by_its_name(content: Path) -> None:
    show(content, "shot.light.png", picture("PNG"))
    (missing,) = complaints(content)
    assert missing.startswith("02-second/shot.dark.png:1: this file is missing")
    (content / "02-second/shot.dark.png").write_bytes(picture("PNG", (1200, 300)))
    (other,) = complaints(content)
    assert "not of the same size as shot.light.png, 1200 by 400" in other
    (content / "02-second/shot.dark.png").write_bytes(picture("JPEG"))
    light, dark = pictures_of(content)
    assert (light.file, dark.file) == ("shot.light.png", "shot.dark.png")


def test_two_pictures_of_one_name_in_questions_are_told_apart(content: Path) -> None:
    for folder, width in (("01-first", 100), ("02-second", 200)):
        (content / folder / "shot.png").write_bytes(picture("PNG", (width, 40)))
        bank = content / folder / "questions.md"
        bank.write_text(bank.read_text().replace("**Why:**", "**Why:** ![A shot](shot.png)", 1))
    (found,) = complaints(content)
    assert found.startswith("02-second/shot.png:1: 01-first/shot.png has this name, too")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda folder: (folder / "beep.mp3").write_bytes(b"<html>"), "is no MP3 by its content"),
        (lambda folder: (folder / "beep.vtt").write_text("Beep"), "begin it with WEBVTT"),
        (lambda folder: (folder / "beep.mp3").unlink(), "beep.mp3:1: this file is missing"),
    ],
)
def test_recording_that_can_not_be_played_is_named(
    content: Path, change: Callable[[Path], object], words: str
) -> None:
    change(content / "02-second")
    (found,) = complaints(content)
    assert words in found


def test_content_without_photographs_needs_no_pillow(content: Path) -> None:
    code = (
        "import sys; from pathlib import Path; "
        "from notes_site import create_app; "
        "from notes_site.study.content.loading import load_library; "
        f"load_library(Path({str(content)!r})); sys.exit('PIL' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_drawing_with_many_parts_in_one_gradient_or_behind_one_mask_is_no_harm() -> None:
    drawing = (
        OPENING
        + "<style>.a { fill: url(#g) } .b { clip-path: url(#c) }</style>"
        + "<linearGradient id='g'>"
        + "<stop/>" * 8
        + "</linearGradient><clipPath id='c'><rect/></clipPath><mask id='m'><path/></mask>"
        + "<path class='a b' fill='url(#g)' mask='url(#m)'/>" * 9_000
        + "</svg>"
    )
    assert isolate(drawing.encode()).width == 30


@pytest.mark.parametrize(("use", "most"), [("icon", 1024), ("share", 1200)])
def test_large_picture_is_made_small_before_more_of_it_are_made(
    monkeypatch: pytest.MonkeyPatch, use: Use, most: int
) -> None:
    """Each of them takes as much memory again, 100 MB where a picture has as much as it may."""
    laid = list[int]()
    on_ground = making._on_ground

    def lay(image: Image.Image) -> Image.Image:
        laid.append(max(image.size))
        return on_ground(image)

    monkeypatch.setattr(making, "_on_ground", lay)
    data = picture("PNG", (2_400, 2_400))
    assert dict(make_files(replace(read_picture(data, "a.png"), use=use), data))
    assert laid
    assert max(laid) <= most
