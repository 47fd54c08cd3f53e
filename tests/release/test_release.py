"""What a release is made of is known, pinned, and built the same by everybody."""

import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from release.build import SUMS, build
from release.lock import find_changes, refuse_addresses
from release.pins import DEV_LOCK, LOCK, ROOT, SERVER_LOCK, number, read_pins
from release.sbom import make_sbom

FLOORS = {"flask": (3, 1, 3), "gunicorn": (23,), "werkzeug": (3, 1), "jinja2": (3, 1, 6)}
"""Below these, holes are known."""
HASH = "a" * 64
OLD = f"""
flask==3.1.2 \\
    --hash=sha256:{HASH}
gone==1.0 \\
    --hash=sha256:{HASH}
same==2.0 ; sys_platform == 'linux' \\
    --hash=sha256:{HASH}
"""
NEW = f"""
flask==3.1.3 \\
    --hash=sha256:{HASH}
come==1.0 \\
    --hash=sha256:{HASH}
same==2.0 \\
    --hash=sha256:{HASH}
"""
NOT_SOURCES = (".git", ".venv", "instance", "dist", "__pycache__", ".*_cache", ".hypothesis")


@pytest.mark.parametrize("lock", [LOCK, SERVER_LOCK, DEV_LOCK], ids=lambda lock: lock.name)
def test_no_pinned_package_is_below_its_floor(lock: Path) -> None:
    """F5: on what every host installs, not only on what stands here."""
    pins = read_pins(lock.read_text())
    assert "flask" in pins
    for name in FLOORS.keys() & pins.keys():
        assert number(pins[name].version) >= FLOORS[name], name
    assert "gunicorn" in read_pins(DEV_LOCK.read_text())
    assert all(pin.hashes for pin in pins.values())


def test_changes_of_a_lock_are_listed_a_line_each() -> None:
    assert list(find_changes(OLD, NEW)) == [
        "+ come 1.0",
        "  flask 3.1.2 -> 3.1.3",
        "- gone 1.0",
        "  same 2.0: other files or systems",
    ]
    assert list(find_changes(NEW, NEW)) == []


@pytest.mark.parametrize("word", ["--index", "://", "--find-links"])
def test_lock_that_names_an_address_is_never_written(word: str) -> None:
    with pytest.raises(SystemExit, match="names an address"):
        refuse_addresses(f"{NEW}\n# by {word}x\n")
    refuse_addresses(NEW)


@pytest.fixture(scope="module")
def parts() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(make_sbom(LOCK.read_text()))
    return found


def test_list_of_parts_has_what_its_standard_asks_for(parts: dict[str, Any]) -> None:
    """CycloneDX 1.6: what is required, of each kind of thing in it."""
    assert (parts["bomFormat"], parts["specVersion"], parts["version"]) == ("CycloneDX", "1.6", 1)
    uuid = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    assert re.fullmatch(f"urn:uuid:{uuid}", parts["serialNumber"])
    own = parts["metadata"]["component"]
    assert (own["type"], own["name"]) == ("application", "notes-site")
    everything = [own, *parts["components"]]
    refs = [one["bom-ref"] for one in everything]
    assert len(refs) == len(set(refs))
    for one in everything:
        assert one["type"] in {"application", "library"}
        assert one["name"]
        for license_ in one.get("licenses", []):
            assert license_.keys() in ({"expression"}, {"license"})
    assert sorted(one["ref"] for one in parts["dependencies"]) == sorted(refs)
    assert {ref for one in parts["dependencies"] for ref in one["dependsOn"]} <= set(refs)


def test_list_of_parts_has_every_package_of_the_lock_and_how_they_hang_together(
    parts: dict[str, Any],
) -> None:
    pins = read_pins(LOCK.read_text())
    listed = {one["name"]: one for one in parts["components"]}
    assert listed.keys() == pins.keys()
    for name, pin in pins.items():
        assert listed[name]["purl"] == f"pkg:pypi/{name}@{pin.version}"
        hashes = [one["value"] for one in listed[name]["properties"] if "sha256" in one["name"]]
        assert tuple(hashes) == pin.hashes
    assert listed["flask"]["licenses"] == [{"expression": "BSD-3-Clause"}]
    needs = {one["ref"]: one["dependsOn"] for one in parts["dependencies"]}
    assert needs[listed["flask-wtf"]["purl"]] == sorted(
        listed[name]["purl"] for name in ("flask", "itsdangerous", "wtforms")
    )
    reached, waiting = set(), [parts["metadata"]["component"]["bom-ref"]]
    while waiting:
        ref = waiting.pop()
        reached.add(ref)
        waiting += set(needs[ref]) - reached
    others = {name for name, one in listed.items() if one["purl"] not in reached}
    assert not {name for name in others if not pins[name].marker}, "nothing is there for no reason"


def test_same_lock_gives_the_same_list() -> None:
    assert make_sbom(LOCK.read_text()) == make_sbom(LOCK.read_text())
    assert make_sbom(NEW) != make_sbom(OLD)


@pytest.fixture
def _other_umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.mark.usefixtures("_other_umask")
def test_two_builds_of_a_release_have_the_same_bytes(tmp_path: Path) -> None:
    """In two folders, by two users' umasks, from files of different ages."""
    sums = []
    for umask, name in ((0o022, "first"), (0o077, "second")):
        os.umask(umask)
        source = tmp_path / name / "source"
        shutil.copytree(
            ROOT, source, ignore=shutil.ignore_patterns(*NOT_SOURCES), copy_function=shutil.copyfile
        )
        target = tmp_path / name / "built"
        target.mkdir()
        built = build(source, target, 1_700_000_000)
        assert {"".join(path.suffixes[-2:]) for path in built} >= {".cdx.json", ".tar.gz"}
        sums.append((target / SUMS).read_text())
    assert sums[0] == sums[1]
    assert sums[0].count("\n") == 3
    (wheel,) = target.glob("*.whl")
    names = ZipFile(wheel).namelist()
    assert {"notes_site/templates/base.html", "notes_site/deploy/nginx.conf"} <= {*names}
    assert "notes_site/locale/messages.pot" in names
    assert not [one for one in names if one.startswith(("tests/", "release/"))]
