"""What a server may copy into its workers: a site that was made, and has nothing open yet."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

START = """
import os, pathlib
from notes_site import wsgi
app = wsgi.make()
def show():
    names = (pathlib.Path(f"/proc/self/fd/{n}") for n in os.listdir("/proc/self/fd"))
    found = {os.path.basename(os.readlink(one)) for one in names if one.exists()}
    print(len(os.listdir("/proc/self/task")), *sorted(one for one in found if ".db" in one))
show()
client = app.test_client()
assert client.get("/search?q=starting").status_code == client.get("/readyz").status_code == 200
show()
"""
"""Says how many threads and which databases there are: after the start, and after two requests."""


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs /proc")
def test_site_that_was_made_has_no_database_open_and_no_thread(environ: dict[str, str]) -> None:
    """At the first start, and at the next, where answers may have been corrected meanwhile."""
    for _ in range(2):
        said = subprocess.check_output(
            [sys.executable, "-c", START], env=os.environ | environ, text=True
        )
        after_start, after_requests = said.splitlines()
        assert after_start == "1"
        assert "notes.db" in after_requests
        assert "search-" in after_requests
