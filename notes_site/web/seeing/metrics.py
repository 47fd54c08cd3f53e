"""Figures for Prometheus, at /metrics for whoever has the token; the library is an extra.

Requests are counted as they pass. Under a server with several workers each of them counts in files
of its own, in memory, and whoever is asked adds them up. What the database and the disk are
like is looked at when somebody asks.
"""

import hashlib
import hmac
import os
import shutil
import stat
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Flask, Response, abort, current_app, request

from notes_site.config import ConfigError, Settings
from notes_site.store.copies.backups import find_newest_backup
from notes_site.store.database import FAILURES, explain, find_database_file
from notes_site.store.figures import count_due, count_due_by_course, find_newest_answer, find_sizes
from notes_site.store.heartbeat import beat
from notes_site.web.context import courses, now, site, studied
from notes_site.web.seeing.observing import KEPT, Seen

if TYPE_CHECKING:
    from prometheus_client.core import GaugeMetricFamily

blueprint = Blueprint("metrics", __name__)

EXTENSION = "notes_site_metrics"
MEMORY = Path("/dev/shm")  # noqa: S108 # nosec B108 - a folder for this user alone
SHARED = "PROMETHEUS_MULTIPROC_DIR"
"""Where the library looks, when it is first imported, for the folder that processes share."""
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
"""Seconds: from a kept page to the longest wait for a turn to write."""
DUE_KEPT = timedelta(minutes=10)


class Metrics:
    """What this process counted, and how to say it together with the others."""

    def __init__(self, *, is_shared: bool) -> None:
        from prometheus_client import CollectorRegistry, Counter, Histogram

        self._is_shared = is_shared
        self._own = CollectorRegistry()
        self._requests = Counter(
            "notes_requests",
            "Requests answered, by page, method, class of status and course",
            ["endpoint", "method", "status", "course"],
            registry=self._own,
        )
        self._seconds = Histogram(
            "notes_request_seconds",
            "How long requests took, by page",
            ["endpoint"],
            buckets=BUCKETS,
            registry=self._own,
        )
        self._kept = Counter(
            "notes_kept_pages",
            "Requests answered with a page that was kept for all",
            registry=self._own,
        )
        self._failures = Counter(
            "notes_database_failures",
            "Requests in whose way the database stood: busy, or broken",
            ["kind"],
            registry=self._own,
        )
        self._due: tuple[datetime, Mapping[str, int]] | None = None

    def count(self, seen: Seen) -> None:
        status = f"{seen.status // 100}xx"
        self._requests.labels(seen.endpoint, seen.method, status, seen.course).inc()
        self._seconds.labels(seen.endpoint).observe(seen.seconds)
        if seen.endpoint == KEPT:
            self._kept.inc()
        if seen.failure:
            self._failures.labels(seen.failure).inc()

    def tell(self) -> bytes:
        """Return all figures in the words of Prometheus."""
        from prometheus_client import CollectorRegistry, generate_latest
        from prometheus_client.multiprocess import MultiProcessCollector

        counted: CollectorRegistry = self._own
        if self._is_shared:
            counted = CollectorRegistry()
            MultiProcessCollector(counted)  # type: ignore[no-untyped-call]
        looked_at = CollectorRegistry()
        looked_at.register(self)
        return generate_latest(counted) + generate_latest(looked_at)

    def collect(self) -> "Iterator[GaugeMetricFamily]":
        """Look at the content, the disk and the database; what can't be seen is left out."""
        file = find_database_file()
        folder = file.parent if file else site().settings.data_dir
        shelves = {course: one.shelf for course, one in studied().items()}
        topics = {course: len(shelf.library.topics) for course, shelf in shelves.items()}
        yield _by_course("notes_topics", "Topics served", topics)
        copies = {course: shelf.kept_at is not None for course, shelf in shelves.items()}
        yield _by_course("notes_content_copy", "1 where the last good copy is served", copies)
        yield _gauge("notes_disk_free_bytes", "Room on its disk", shutil.disk_usage(folder).free)
        yield from _look_at_sizes()
        settings = site().settings
        last = find_newest_backup(settings.data_dir, settings.backup_dir, now())
        if last:
            age = (now() - last[0]).total_seconds()
            yield _gauge("notes_backup_age_seconds", "Since the last backup", age)
        yield from self._look_at_rows()
        yield from _try_writing()

    def _look_at_rows(self) -> "Iterator[GaugeMetricFamily]":
        try:
            newest, due = find_newest_answer(), self._find_due()
        except FAILURES as failure:
            current_app.logger.error("metrics: %s", explain(failure))
            yield _gauge("notes_database_readable", "1 where it can be read", 0)
            return
        yield _gauge("notes_database_readable", "1 where it can be read", 1)
        yield _gauge("notes_answers_stored", "Answers ever stored, with regrades", newest)
        yield _by_course("notes_due_questions", "Due with all readers, some minutes ago", due)

    def _find_due(self) -> Mapping[str, int]:
        """Count what is due, which takes long with many cards, once in a while."""
        moment = now()
        if self._due is None or not timedelta(0) <= moment - self._due[0] < DUE_KEPT:
            day = moment.date()
            self._due = moment, count_due_by_course(day, courses()) or {"": count_due(day)}
        return self._due[1]


def _look_at_sizes() -> "Iterator[GaugeMetricFamily]":
    """Tell how large the database is; a server that is away is told of by what reads it."""
    with suppress(*FAILURES):
        sizes = find_sizes()
        yield _gauge("notes_database_bytes", "Size of the database", sizes.database)
        yield _gauge("notes_wal_bytes", "Size of its write-ahead log", sizes.log)


def _try_writing() -> "Iterator[GaugeMetricFamily]":
    """Write for good, as an answer does, and say whether and how fast that went."""
    began, works = perf_counter(), True
    try:
        beat(now())
    except (*FAILURES, OSError) as failure:
        works = False
        current_app.logger.error("nothing can be saved: %s", explain(failure))
    yield _gauge("notes_write_works", "1 where something was just saved", works)
    took = perf_counter() - began
    yield _gauge("notes_write_seconds", "How long that took, waiting for a turn included", took)


def _by_course(name: str, words: str, values: Mapping[str, int]) -> "GaugeMetricFamily":
    """Label a figure with its course; the only one is "", which to Prometheus is no label."""
    from prometheus_client.core import GaugeMetricFamily

    family = GaugeMetricFamily(name, words, labels=["course"])
    for course, value in values.items():
        family.add_metric([course], float(value))
    return family


def _gauge(name: str, words: str, value: Any) -> "GaugeMetricFamily":
    from prometheus_client.core import GaugeMetricFamily

    return GaugeMetricFamily(name, words, value=float(value))


def init_app(app: Flask, settings: Settings, *, is_shared: bool) -> Metrics:
    """Begin to count, together with the other processes of this server where there are any."""
    if is_shared:
        _share(find_folder(settings.data_dir))
    metrics = app.extensions[EXTENSION] = Metrics(is_shared=is_shared)
    app.register_blueprint(blueprint)
    return metrics


def find_folder(data_dir: Path) -> Path:
    """Return the folder that the processes of a site share.

    In memory where there is such a place: the library writes to files that are mapped, and where a
    full disk has no room for their next page, that ends the process.
    """
    if not MEMORY.is_dir():
        return data_dir / "metrics"
    return MEMORY / f"notes-site-{hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:16]}"


def _share(folder: Path) -> None:
    """Begin anew in the shared folder; what an earlier start counted is over."""
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if found.st_uid != os.geteuid() or found.st_mode != stat.S_IFDIR | 0o700:
        raise ConfigError(f"{folder} is open to others, or another user's; remove it.")
    for one in folder.glob("*.db"):
        one.unlink(missing_ok=True)
    os.environ[SHARED] = str(folder)


@blueprint.get("/metrics")
def show() -> Response:
    """Answer who has the token; to others there is no such page."""
    wanted = f"Bearer {site().settings.metrics_token}"
    given = request.headers.get("Authorization", "")
    if not hmac.compare_digest(given.encode(errors="replace"), wanted.encode()):
        abort(404)
    from prometheus_client import CONTENT_TYPE_LATEST

    figures = current_app.extensions[EXTENSION].tell()
    headers = {"Content-Type": CONTENT_TYPE_LATEST, "Cache-Control": "no-store"}
    return Response(figures, headers=headers)
