"""The checks of what the site keeps: its files, the database, the disk, backups."""

import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from notes_site import private
from notes_site.cli.doctor.findings import Finding, Visit
from notes_site.config import command, find_obstacle
from notes_site.store import soundness
from notes_site.store.copies.backups import find_newest_backup
from notes_site.store.database import (
    FAILURES,
    database_file,
    driver,
    explain,
    find_database_file,
    is_wal_safe,
)
from notes_site.store.heartbeat import beat
from notes_site.store.schema import HEAD, find_revision, is_usable, journal_mode, journal_mode_here

LEAST_FREE_BYTES = 200_000_000
LONGEST_LOG_BYTES = 64_000_000
BACKUP_IS_OLD, BACKUP_IS_TOO_OLD = timedelta(days=2), timedelta(days=8)
CLOCK_MAY_DIFFER = timedelta(minutes=5)
RESTORE = "stop the site and put the newest backup back: `{} restore FILE`"


def check_permissions(visit: Visit) -> Finding:
    """Look before anything is opened: a start mends it, and so must not have been the doctor's."""
    file, folder = find_database_file(), visit.settings.data_dir
    is_open = private.find_open(folder, file)
    if is_open:
        seen = f"other users may open {is_open[0]} and {len(is_open) - 1} more"
        return Finding("permissions", "wrong", seen, "restart the site, which closes them")
    if os.name == "posix" and file and file.exists() and file.stat().st_uid != os.geteuid():
        seen = f"{file} is another user's"
        return Finding("permissions", "warn", seen, "run this, and the site, as that user")
    where = file.parent if file else folder
    return Finding("permissions", "ok", f"nobody else may open what is in {where}")


def check_sqlite(_visit: Visit) -> Finding:
    mode, version = journal_mode(), driver.sqlite_version
    seen = f"SQLite {version}, journal mode {mode}"
    if mode == "wal" and not is_wal_safe(driver.sqlite_version_info):
        return Finding("sqlite", "wrong", f"{seen}: it has the WAL-reset bug", "restart the site")
    if mode != journal_mode_here():
        return Finding("sqlite", "warn", f"{seen}, which is slower", "restart the site")
    if mode != "wal":
        seen += ", slower and safe: this version has the WAL-reset bug"
        return Finding("sqlite", "warn", seen, "install SQLite 3.51.3 or newer")
    return Finding("sqlite", "ok", seen)


def check_integrity(_visit: Visit) -> Finding:
    if damage := soundness.find_damage():
        return Finding("integrity", "wrong", f"damaged: {damage}", RESTORE.format(command()))
    if orphans := soundness.count_orphans():
        seen = f"{orphans} rows belong to nothing"
        return Finding("integrity", "wrong", seen, "tell who wrote this version; keep a backup")
    return Finding("integrity", "ok", "all of the database is whole, and every row has its owner")


def check_writing(visit: Visit) -> Finding:
    """Write one row for good: on a full disk a write that is taken back would succeed."""
    if soundness.find_damage(is_quick=True) or not is_usable(find_revision()):
        return Finding("writing", "ok", "not tried: the database is to be mended first")
    try:
        beat(visit.now, waits=False)
    except (*FAILURES, OSError) as error:
        if soundness.is_busy(error):
            return Finding("writing", "ok", "something else is just being saved")
        do = "make room on its disk, or let this user write there"
        return Finding("writing", "wrong", f"nothing can be saved ({explain(error)})", do)
    return Finding("writing", "ok", "a row was saved just now")


def check_migrations(_visit: Visit) -> Finding:
    revision = find_revision()
    if revision == HEAD:
        return Finding("migrations", "ok", f"the database is of this version ({HEAD})")
    if revision is None or revision < HEAD:
        seen = f"the database is of {revision or 'no version'}, this site of {HEAD}"
        return Finding("migrations", "warn", seen, "back up, then restart the site")
    seen = f"the database is of a newer version ({revision}; this is {HEAD})"
    if is_usable(revision):
        return Finding("migrations", "warn", f"{seen}, on which this one runs", "upgrade the site")
    return Finding("migrations", "wrong", seen, "upgrade the site, or restore an older backup")


def check_disk(_visit: Visit) -> Finding:
    folder = database_file().parent
    if obstacle := find_obstacle(folder):
        seen = f"{folder} takes nothing more ({obstacle}): nothing is saved"
        return Finding("disk", "wrong", seen, "make room, or let this user write")
    free = shutil.disk_usage(folder).free
    wanted = max(LEAST_FREE_BYTES, 2 * _size(database_file()))
    seen = f"{_megabytes(free)} free for {_megabytes(_size(database_file()))} of database"
    if free < wanted:
        return Finding("disk", "warn", seen, f"make room: {_megabytes(wanted)} are good to have")
    return Finding("disk", "ok", seen)


def check_log(_visit: Visit) -> Finding:
    file = database_file()
    size = _size(file.with_name(f"{file.name}-wal"))
    seen = f"{_megabytes(size)} of write-ahead log"
    if size > LONGEST_LOG_BYTES:
        return Finding("log", "wrong", seen, "something reads without end: restart the site")
    return Finding("log", "ok", seen)


def check_backup(visit: Visit) -> Finding:
    do = f"`{command()} backup FILE`, every day, to another disk"
    settings, latest = visit.settings, visit.now + CLOCK_MAY_DIFFER
    last = find_newest_backup(settings.data_dir, settings.backup_dir, latest)
    if last is None and settings.backup_dir:
        return Finding("backup", "warn", f"there is none in {settings.backup_dir}", do)
    if last is None:
        return Finding("backup", "warn", "none was made by this site's command", do)
    made_at, file = last
    age = visit.now - made_at
    seen = f"the last was made {_age(age)} ago, {file}"
    if age > BACKUP_IS_OLD:
        return Finding("backup", "wrong" if age > BACKUP_IS_TOO_OLD else "warn", seen, do)
    if not file.exists():
        return Finding("backup", "warn", f"{seen}, and is not there now", "know where it went")
    return Finding("backup", "ok", seen)


def check_clock(visit: Visit) -> Finding:
    stored = soundness.find_newest_moment()
    file = find_database_file()
    written = datetime.fromtimestamp(file.stat().st_mtime, UTC) if file else None
    newest = max(filter(None, (written, stored)), default=visit.now)
    if newest > visit.now + CLOCK_MAY_DIFFER:
        seen = f"it is {visit.now:%Y-%m-%d %H:%M} UTC, and something was saved at "
        do = "set the clock, and let it be kept (timedatectl set-ntp true)"
        return Finding("clock", "wrong", f"{seen}{newest:%Y-%m-%d %H:%M}", do)
    return Finding("clock", "ok", f"it is {visit.now:%Y-%m-%d %H:%M} UTC, after all that was saved")


def _size(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0


def _megabytes(count: int) -> str:
    return f"{count / 1e6:,.0f} MB" if count >= 10_000_000 else f"{count / 1e6:.1f} MB"


def _age(age: timedelta) -> str:
    days, hours = max(age.days, 0), max(int(age.total_seconds() // 3600), 0)
    return f"{days} days" if days >= 2 else f"{hours} hours"
