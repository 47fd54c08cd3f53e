"""The checks of a PostgreSQL server, where it keeps the database in place of a file."""

from notes_site.cli.doctor.findings import Finding, Visit
from notes_site.config import find_obstacle
from notes_site.store.database import FAILURES, database_name, db, explain
from notes_site.store.postgresql import Facts, find_facts

LOOK = "look into the server's log; is it up, and may this user come in?"
ENOUGH = {"on", "local", "remote_write", "remote_apply"}
"""With any of these an answer is on a disk before its reader sees that it was saved."""


def check_server(_visit: Visit) -> Finding:
    """Say whether it keeps through a power cut what it took, and what it is."""
    try:
        facts = find_facts(db.engine)
    except FAILURES as error:
        why = " ".join(explain(error).split())
        return Finding("server", "wrong", f"{database_name()} can't be reached ({why})", LOOK)
    seen = f"PostgreSQL {facts.version}, {facts.megabytes:,.0f} MB, {database_name()}"
    if lost := _find_risk(facts):
        do = f"set it to on in the server's postgresql.conf: a power cut would lose {lost[1]}"
        return Finding("server", "wrong", f"{seen}: {lost[0]} is off", do)
    if facts.is_replica:
        do = "let the site write to the server that it follows, or know that nothing is saved"
        return Finding("server", "warn", f"{seen}: it is a replica", do)
    if not facts.has_checksums:
        do = "stop the server once and run pg_checksums --enable: damage is then found when read"
        return Finding("server", "warn", f"{seen}: without checksums", do)
    return Finding("server", "ok", seen)


def _find_risk(facts: Facts) -> tuple[str, str] | None:
    """Return a setting that is off, and what would be lost."""
    if facts.fsync != "on":
        return "fsync", "the database"
    if facts.full_page_writes != "on":
        return "full_page_writes", "pages that were being written"
    if facts.synchronous_commit not in ENOUGH:
        return "synchronous_commit", "the last answers"
    return None


def check_data_folder(visit: Visit) -> Finding:
    """Look at the disk of the key, the search index and what else is kept here."""
    folder = visit.settings.data_dir
    if obstacle := find_obstacle(folder):
        seen = f"{folder} takes nothing more ({obstacle})"
        return Finding("disk", "wrong", seen, "make room, or let this user write")
    return Finding("disk", "ok", f"{folder} takes more; the database's disk is the server's")
