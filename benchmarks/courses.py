"""What several courses on one site cost: CPU of a warm start, and memory of its processes.

Copies of a course stand side by side, as a host would put different ones. Every course's first
topic has been read when the memory is taken.
"""

import shutil
import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.load import send
from benchmarks.rows import Row
from benchmarks.serving import WORKERS, Served, gunicorn, waitress

ROOT = Path(__file__).parent.parent
COURSES = {"small": ROOT / "examples/sql", "the Flask": ROOT / "content"}
COPIES = (1, 2, 5)


def measure(rounds: int) -> Iterator[Row]:
    """Serve ever more copies of a small and of a large course."""
    for name, course in COURSES.items():
        for copies in COPIES:
            yield from _serve(f"{copies} × {name} course", course, copies, rounds)


def _serve(what: str, course: Path, copies: int, rounds: int) -> Iterator[Row]:
    """Serve so many copies; one alone stands at the root, without a list of courses."""
    with tempfile.TemporaryDirectory() as folder:
        slugs = [f"course-{number}" for number in range(1, copies + 1)]
        for slug in slugs:
            shutil.copytree(course, Path(folder, "courses", slug))
        content = Path(folder, "courses", slugs[0] if copies == 1 else "")
        environ = {
            "NOTES_CONTENT_DIR": str(content),
            "NOTES_DATA_DIR": str(Path(folder, "data")),
            "NOTES_SITE_URL": "http://127.0.0.1",
        }
        topic = min(course.glob("[0-9]*")).name.partition("-")[2]
        roots = [""] if copies == 1 else [f"/{slug}" for slug in slugs]
        paths = [f"{root}/topics/{topic}" for root in roots]
        with waitress(environ) as site:  # fills the caches
            parsing = site.cpu_seconds()
        starts = [_start(environ, paths) for _ in range(rounds)]
        seconds, megabytes = (statistics.median(side) for side in zip(*starts, strict=True))
        with gunicorn("notes_site:create_app(is_shared=True)", environ) as site:
            _read(site, paths)
            shared = site.megabytes()
            worker = Served(site.port, site.pids[1:]).megabytes() / WORKERS
    detail = f"the first start, which parses, {parsing:.1f} s"
    yield Row(f"warm start, {what}", seconds, "s of CPU", None, detail=detail)
    yield Row(f"one process, {what}", megabytes, "MB", None)
    detail = f"a worker {worker:.0f} MB"
    yield Row(f"two workers and the process above them, {what}", shared, "MB", None, detail=detail)


def _start(environ: dict[str, str], paths: list[str]) -> tuple[float, float]:
    """Start the site; return seconds of CPU, and megabytes when each course was read."""
    with waitress(environ) as site:
        seconds = site.cpu_seconds()
        _read(site, paths)
        return seconds, site.megabytes()


def _read(site: Served, paths: list[str]) -> None:
    for path in paths:
        if not send(site.port, path, {}):
            raise RuntimeError(f"{path} was not sent")
