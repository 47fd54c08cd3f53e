"""What a small server's memory is not lost to: hashes of passwords, and the first start's parse."""

import os
import re
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from notes_site.footprint import do_aside

SIGN_INS = """
import re, threading
from pathlib import Path
from notes_site import create_app
from notes_site.store.people.passwords import hash_password

create_app()
def megabytes():
    return int(re.search(r"VmRSS:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1_000
def hash_some():
    together.wait()
    for _ in range(3):
        hash_password("four unrelated words")
hash_password("so that what a first hash imports is there")
before = megabytes()
together = threading.Barrier(4)
threads = [threading.Thread(target=hash_some) for _ in range(4)]
for one in threads: one.start()
for one in threads: one.join()
print(megabytes() - before)
"""
"""Four people sign in at once, three times; says by how much the process has grown."""

FIRST_START = """
import os
from notes_site import create_app
from notes_site.study.content import loading
parsed = loading.parse_topic
def parse(*given):
    print("parsed by", os.getpid(), flush=True)
    return parsed(*given)
loading.parse_topic = parse
app = create_app()
print("started", os.getpid(), len(app.extensions["notes_site"].shelf.library.topics))
"""


def say(code: str, environ: dict[str, str]) -> str:
    return subprocess.check_output(
        [sys.executable, "-c", code], env=os.environ | environ, text=True
    )


@pytest.mark.skipif(sys.platform != "linux", reason="other systems give back by themselves")
def test_readers_who_sign_in_at_once_leave_the_server_as_small_as_it_was(
    environ: dict[str, str],
) -> None:
    one_hash = 19.5
    assert float(say(SIGN_INS, environ)) < one_hash


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_first_start_has_the_content_parsed_by_a_child_and_takes_what_that_kept(
    environ: dict[str, str],
) -> None:
    *parses, start = say(FIRST_START, environ).splitlines()
    own, topics = re.fullmatch(r"started (\d+) (\d+)", start).groups()  # type: ignore[union-attr]
    assert len(parses) == int(topics) > 0
    assert f"parsed by {own}" not in parses
    assert say(FIRST_START, environ).startswith("started")


def test_first_start_that_can_keep_nothing_parses_the_content_itself(
    environ: dict[str, str],
) -> None:
    cache = Path(environ["NOTES_DATA_DIR"], "cache")
    cache.mkdir(parents=True)
    (cache / "library").write_text("a file where the folder should be")
    *_, last_parse, start = say(FIRST_START, environ).splitlines()
    assert last_parse.split()[-1] == start.split()[1]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_work_that_fails_aside_leaves_this_process_as_it_was() -> None:
    code = "from notes_site.footprint import do_aside; do_aside(lambda: 1 / 0); print('goes on')"
    assert say(code, {}) == "goes on\n"


def test_with_other_threads_nothing_is_done_aside(tmp_path: Path) -> None:
    is_over = threading.Event()
    other = threading.Thread(target=is_over.wait)
    other.start()
    do_aside(lambda: (tmp_path / "done").touch())
    is_over.set()
    other.join()
    assert not list(tmp_path.iterdir())
