"""Programs of others that read what is exported: set up by .ci/readers, asked for JSON."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
READERS = HERE.parents[1] / ".readers"
PYTHON = READERS / "bin" / "python"
GIFT_PARSER = READERS / "package" / "pegjs-gift.js"


def ask_python(script: str, *files: Path) -> Any:
    """Run one of the scripts beside this file with the packages of .readers."""
    return ask(str(PYTHON), str(HERE / script), *map(str, files))


def ask_gift_parser(file: Path) -> Any:
    return ask("node", str(HERE / "in_gift.js"), str(GIFT_PARSER), str(file))


def ask(*command: str) -> Any:
    """Return what a program prints; where it is missing the test is skipped, in CI it fails."""
    is_there = GIFT_PARSER.exists() and shutil.which(command[0])
    if not is_there and not os.environ.get("CI"):
        pytest.skip("needs other programs: bash .ci/readers")
    done = subprocess.run(command, capture_output=True, text=True, cwd=READERS)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
