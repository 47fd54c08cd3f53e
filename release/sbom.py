"""`python3 run.py sbom FILE` lists what a release is made of: CycloneDX 1.6, as JSON.

The lock says which packages and which files of theirs, what is installed here says the rest. The
same lock gives the same bytes (cyclonedx.org/docs/1.6/json).
"""

import json
import re
import sys
import tomllib
import uuid
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata, requires
from pathlib import Path
from typing import Any

from release.pins import LOCK, ROOT, Pin, read_pins

NAME = re.compile(r"[A-Za-z0-9._-]+")
PURPOSE = "notes-site:sha256-of-a-file"
"""The property that holds the hash of one of a package's wheels; there is one a system."""
LICENSES = "License :: OSI Approved :: "


def main(words: Sequence[str]) -> None:
    if len(words) != 1:
        sys.exit("Name one file: python3 run.py sbom FILE")
    target = Path(words[0])
    target.write_text(make_sbom(LOCK.read_text(encoding="utf-8")), encoding="utf-8")
    print(f"Wrote {target}.")


def make_sbom(lock: str) -> str:
    """Return the document for a lock, as text."""
    pins = read_pins(lock)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    own = f"{project['name']}@{project['version']}"
    wanted = [one for one in map(_name_of, project["dependencies"]) if one in pins]
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, own + lock)}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": own,
                "name": project["name"],
                "version": project["version"],
                "description": project["description"],
                "licenses": [{"license": {"id": project["license"]}}],
            },
        },
        "components": [_component(pin) for pin in pins.values()],
        "dependencies": [
            {"ref": own, "dependsOn": sorted(_address(pins[name]) for name in wanted)},
            *(_dependency(pin, pins) for pin in pins.values()),
        ],
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _component(pin: Pin) -> dict[str, Any]:
    found: dict[str, Any] = {
        "type": "library",
        "bom-ref": _address(pin),
        "name": pin.name,
        "version": pin.version,
        "purl": _address(pin),
    }
    about = _find_metadata(pin.name)
    if about is not None and (summary := _field(about, "Summary")):
        found["description"] = summary
    if about is not None and (licenses := _licenses(about)):
        found["licenses"] = licenses
    hashes = [{"name": PURPOSE, "value": one} for one in pin.hashes]
    where = [{"name": "notes-site:installed-where", "value": pin.marker}] if pin.marker else []
    found["properties"] = [*where, *hashes]
    return found


def _licenses(about: PackageMetadata) -> list[dict[str, Any]]:
    """Return the license as the package says it: an expression, or names."""
    if expression := _field(about, "License-Expression"):
        return [{"expression": expression}]
    classifiers = [one for one in about.get_all("Classifier") or [] if one.startswith(LICENSES)]
    names = [one.removeprefix(LICENSES) for one in classifiers]
    short = _field(about, "License")
    names = names or ([short] if short and "\n" not in short else [])
    return [{"license": {"name": name}} for name in names]


def _field(about: PackageMetadata, name: str) -> str:
    return next(iter(about.get_all(name) or []), "")


def _dependency(pin: Pin, pins: Mapping[str, Pin]) -> dict[str, Any]:
    """Return what a package needs of what is pinned; what is optional, if somebody needs it."""
    try:
        needed = requires(pin.name) or []
    except PackageNotFoundError:
        needed = []
    names = {_name_of(one) for one in needed if "extra ==" not in one}
    needs = sorted(_address(pins[name]) for name in names if name in pins)
    return {"ref": _address(pin), "dependsOn": needs}


def _find_metadata(name: str) -> PackageMetadata | None:
    """Return what an installed package says of itself; None where this system needs none of it."""
    try:
        return metadata(name)
    except PackageNotFoundError:
        return None


def _name_of(requirement: str) -> str:
    match = NAME.match(requirement)
    return re.sub(r"[-_.]+", "-", match[0]).lower() if match else ""


def _address(pin: Pin) -> str:
    return f"pkg:pypi/{pin.name}@{pin.version}"


if __name__ == "__main__":
    main(sys.argv[1:])
