"""What a host can set, and what is refused, in one line that says what to do."""

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from notes_site import create_app, open_store
from notes_site.config import CHECKOUT, SETTINGS, ConfigError, read_settings
from notes_site.store.database import close_all
from tests.conftest import Person


@pytest.mark.promise("B18")
@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"NOTES_SECRET_KEY": "short"}, "under 32 characters"),
        ({"NOTES_SECRET_KEY_FALLBACKS": "x" * 40 + ",short"}, "under 32 characters"),
        ({"NOTES_SITE_URL": "notes.example.org"}, "the address alone"),
        ({"NOTES_SITE_URL": "https://example.org/my%20notes"}, "a path of letters"),
        ({"NOTES_SITE_URL": "https://example.org/notes/.."}, "a path of letters"),
        ({"NOTES_SITE_URL": "https://example.org/a//b"}, "a path of letters"),
        ({"NOTES_SITE_URL": "https://example.org?notes"}, "the address alone"),
        ({"NOTES_SITE_URL": "https://example.org:99999"}, "the address alone"),
        ({"NOTES_SITE_URL": "https://[::1"}, "the address alone"),
        ({"NOTES_SITE_URL": "https://bücher.example"}, "as browsers send it"),
        ({"NOTES_SOURCE_URL": "https://[a"}, "write an address such as"),
        ({"NOTES_CONTENT_DIR": "~nobody-has-this-name/x"}, "write the path in full"),
        ({"NOTES_DATABASE_URL": "sqlite:////nowhere/notes.db"}, "no folder /nowhere; make it"),
        ({"NOTES_REGISTRATION": "perhaps"}, "open, invite or closed"),
        ({"NOTES_API_ORIGINS": "*"}, "name the sites one by one"),
        ({"NOTES_API_ORIGINS": "https://app.example.org,*"}, "name the sites one by one"),
        ({"NOTES_API_ORIGINS": "null"}, "as browsers send them"),
        ({"NOTES_API_ORIGINS": "app.example.org"}, "as browsers send them"),
        ({"NOTES_API_ORIGINS": "https://app.example.org/"}, "as browsers send them"),
        ({"NOTES_API_ORIGINS": "https://app.example.org:443"}, "as browsers send them"),
        ({"NOTES_API_ORIGINS": "https://*.example.org"}, "as browsers send them"),
        ({"NOTES_API_ORIGINS": "https://App.example.org"}, "as browsers send them"),
        ({"NOTES_API_ORIGINS": "https://user@app.example.org"}, "as browsers send them"),
        ({"NOTES_API_ORIGINS": "http://app.example.org"}, "has no https"),
        ({"NOTES_TRUSTED_PROXIES": "many"}, "whole number"),
        ({"NOTES_TRUSTED_PROXIES": "1"}, "needs NOTES_SITE_URL"),
        ({"NOTES_DATABASE_URL": "mysql://x"}, "postgresql:"),
        ({"NOTES_DATABASE_URL": "postgresql:///x?password=hunter2"}, "before the @"),
        ({"NOTES_COLOUR": "red"}, "is no setting; `python3 run.py settings` lists"),
    ],
)
def test_setting_that_cannot_be_used_is_refused_in_one_line(
    environ: dict[str, str], settings: dict[str, str], words: str
) -> None:
    with pytest.raises(ConfigError, match=words) as refusal:
        read_settings(environ | settings)
    assert "\n" not in str(refusal.value)
    assert "hunter2" not in str(refusal.value)


@pytest.mark.parametrize("end", ["", "/"])
def test_path_of_the_address_is_where_the_site_begins(environ: dict[str, str], end: str) -> None:
    settings = read_settings(environ | {"NOTES_SITE_URL": f"https://example.org/my/notes{end}"})
    assert (settings.origin, settings.prefix) == ("https://example.org", "/my/notes")
    whole = read_settings(environ | {"NOTES_SITE_URL": f"https://example.org{end}"})
    assert (whole.origin, whole.prefix) == ("https://example.org", "")


@pytest.mark.promise("A9")
def test_data_folder_that_cannot_be_written_is_named(
    environ: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="can't be written"):
        read_settings(environ | {"NOTES_DATA_DIR": str(tmp_path / "file")})


@pytest.mark.parametrize("is_debug", [False, True])
def test_content_folder_that_is_not_there_is_refused_in_one_line(
    environ: dict[str, str], is_debug: bool
) -> None:
    with pytest.raises(ConfigError, match="no content folder /nowhere; set") as refusal:
        create_app(environ | {"NOTES_CONTENT_DIR": "/nowhere"}, debug=is_debug)
    assert "\n" not in str(refusal.value)


def test_content_with_a_mistake_stops_a_first_start(environ: dict[str, str], content: Path) -> None:
    (content / "01-first/topic.md").write_text("broken")
    with pytest.raises(ConfigError, match=r"01-first/topic.md:1: no front matter"):
        create_app(environ, debug=False)


@pytest.mark.promise("B18")
def test_secret_is_made_once_and_kept(environ: dict[str, str]) -> None:
    first = read_settings(environ).secret_key
    assert len(first) == 64
    assert read_settings(environ).secret_key == first


@pytest.mark.promise("A8")
def test_first_start_on_a_full_disk_says_so_in_one_line_and_leaves_nothing_behind(
    environ: dict[str, str], data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(
        ConfigError, match=r"secret_key can't be made .*\(No space left on device\)"
    ):
        read_settings(environ)
    assert list(data.iterdir()) == []


@pytest.mark.promise("B18")
def test_sessions_survive_a_change_of_the_secret(
    make_app: Callable[..., Flask], environ: dict[str, str]
) -> None:
    """B18: the secret is rotated without signing anybody out, and without the old one all are."""
    old, new = "o" * 40, "n" * 40
    person = Person(make_app(NOTES_SECRET_KEY=old).test_client())
    person.register("ada")
    cookie = person.client.get_cookie("session")
    assert cookie
    for settings, survives in (
        ({"NOTES_SECRET_KEY": new, "NOTES_SECRET_KEY_FALLBACKS": old}, True),
        ({"NOTES_SECRET_KEY": new}, False),
    ):
        later = Person(make_app(**settings).test_client())
        later.client.set_cookie("session", cookie.value)
        assert later.is_signed_in() is survives


def test_all_digit_secret_stays_text(environ: dict[str, str]) -> None:
    assert read_settings(environ | {"NOTES_SECRET_KEY": "1" * 40}).secret_key == "1" * 40


def test_host_can_name_the_site(make_app: Callable[..., Flask]) -> None:
    page = make_app(NOTES_SITE_TITLE="Our notes").test_client().get("/").text
    assert ">Our notes</span></a>" in page


def test_every_setting_stands_in_the_readme() -> None:
    readme = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
    for setting in SETTINGS:
        assert f"`NOTES_{setting.name}`" in readme


FLOORS = {
    "flask": (3, 1, 3),
    "gunicorn": (23,),
    "jinja2": (3, 1, 6),
    "werkzeug": (3, 1, 4),
    "waitress": (3, 0, 1),
    "cryptography": (44, 0, 1),
    "pyyaml": (5, 4),
    "pygments": (2, 15, 1),
}
"""The first versions without the holes that are known of each."""


@pytest.mark.promise("F5")
@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_floor_of_versions_with_known_holes(lock: str) -> None:
    """F5: no dependency is older than the floor below which holes are known."""
    lines = (CHECKOUT / lock).read_text(encoding="utf-8").splitlines()
    pins = [line.split(" ")[0].split("==") for line in lines if "==" in line.split(" ")[0]]
    found = {
        name: tuple(int(part) for part in pin.split(".")) for name, pin in pins if name in FLOORS
    }
    assert found.keys() >= FLOORS.keys() - {"gunicorn"}  # an extra
    assert [name for name, number in found.items() if number < FLOORS[name]] == []


def test_command_ends_with_one_line_and_an_exit_code(environ: dict[str, str]) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "notes_site", "serve", "--port", "0"],
        env=os.environ | environ | {"NOTES_SECRET_KEY": "short"},
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert result.returncode == 1
    assert result.stderr.startswith("notes-site: ")
    assert result.stderr.count("\n") == 1


def test_data_folder_may_have_any_name(tmp_path: Path) -> None:
    folder = tmp_path / "notes? #1 100%20@home"
    with open_store({"NOTES_DATA_DIR": str(folder)}).app_context():
        close_all()
    assert (folder / "notes.db").is_file()
    assert [entry.name for entry in tmp_path.iterdir()] == [folder.name]
