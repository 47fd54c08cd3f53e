"""Opening the database's file, so that it can at least be read where its disk takes nothing more.

A database with a write-ahead log needs an index beside it (`-shm`) even to be read, and a full or
read-only disk has no room for one. SQLite then keeps it in memory, and goes on looking for one that
a writer has made, where it is told that it may only read that file (sqlite.org/wal.html, "Read-Only
Databases"). All connections of a process share one index, so none that writes may stand beside
those: they are closed after each use, and the first that comes when there is none tries anew.
"""

import os
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import quote

READ_SOMETHING = "SELECT 1 FROM sqlite_master"
ENDINGS = ("", "-wal", "-shm")
WITHOUT_INDEX = "?mode=ro&readonly_shm=1"
WITHOUT_LOG = "?mode=ro&immutable=1"
"""Also without locks: only where there is no log, and none can be made."""


class Opener:
    """Opens one file for one process, and remembers whether that is reading without an index."""

    def __init__(self, driver: ModuleType, file: Path) -> None:
        self._driver = driver
        self._file = file
        self._lock = threading.RLock()
        self._readers = 0
        self._refusal = ""
        self._obstacles = {
            *(driver.SQLITE_READONLY, driver.SQLITE_IOERR),
            *(driver.SQLITE_FULL, driver.SQLITE_CANTOPEN),
        }

        class OnlyReading(driver.Connection):  # type: ignore[name-defined, misc]
            is_open = True

            def close(connection) -> None:  # noqa: N805 - `self` is the opener
                super().close()
                with self._lock:
                    self._readers -= connection.is_open
                    connection.is_open = False

        self._only_reading = OnlyReading

    def open(self, connect: Callable[[], Any], *, is_writer: bool) -> Any:
        """Return a connection; one that reads only, where the disk stands in the way of more."""
        with self._lock:
            if is_writer and (self._readers or self._refusal):
                why = self._refusal or "nothing can be written beside the database"
                raise self._driver.OperationalError(why)
            if self._readers:
                return self._open_for_reading()
            try:
                if is_writer or self._may_be_written():
                    self._make_file()
                    return self._proved(connect())
            except self._driver.OperationalError:
                if is_writer:
                    raise
            return self._open_for_reading() or connect()

    def _make_file(self) -> None:
        """Make a new database's file for this user alone; SQLite gives its others the same mode."""
        if not self._file.exists():
            with suppress(OSError):  # SQLite says why, and it can't either
                os.close(os.open(self._file, os.O_CREAT | os.O_WRONLY, 0o600))

    def _may_be_written(self) -> bool:
        """Tell whether the files take something, or are still to be made; a full disk's do."""
        files = [self._file.with_name(f"{self._file.name}{ending}") for ending in ENDINGS]
        return all(os.access(one, os.W_OK) for one in files if one.exists())

    def refuse_writers(self, why: str) -> None:
        """From now on let nobody write."""
        self._refusal = why

    def is_passing(self, connection: Any) -> bool:
        """Tell whether a connection is to be closed after its use."""
        return isinstance(connection, self._only_reading)

    def _proved(self, connection: Any) -> Any:
        """Return a connection that reads; close one that can't, which would leave an index open."""
        try:
            connection.execute(READ_SOMETHING).fetchone()
        except self._driver.OperationalError as error:
            if error.sqlite_errorcode & 0xFF in self._obstacles:
                connection.close()
                raise
        except self._driver.DatabaseError:
            pass  # damage; whoever asks for what is damaged is told
        return connection

    def _open_for_reading(self) -> Any | None:
        address = f"file:{quote(str(self._file.absolute()))}"
        log = self._file.with_name(f"{self._file.name}-wal")
        ways = [WITHOUT_INDEX]
        if not log.exists() or not log.stat().st_size:
            ways.append(WITHOUT_LOG)
        for way in ways:
            try:
                connection = self._driver.connect(
                    address + way, uri=True, check_same_thread=False, factory=self._only_reading
                )
                self._readers += 1
                return self._proved(connection)
            except self._driver.OperationalError:
                continue
        return None
