"""`notes-site doctor`: runs the checks; 0 where nothing is wrong, else 1."""

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import asdict

import click

from notes_site import open_store
from notes_site.cli.doctor import data, server, site
from notes_site.cli.doctor.findings import Finding, Visit, is_wrong
from notes_site.config import PREFIX, ConfigError, command, read_settings
from notes_site.store.database import FAILURES, db, explain, find_database_file
from notes_site.web.context import now

Check = Callable[[Visit], Finding]
OF_SITE: dict[str, Check] = {
    "settings": site.check_settings,
    "proxies": site.check_proxies,
    "secret": site.check_secret,
    "registration": site.check_registration,
    "debug": site.check_debug,
    "content": site.check_content,
}
OF_DATA: dict[str, Check] = {
    "permissions": data.check_permissions,
    "disk": data.check_disk,
    "log": data.check_log,
    "backup": data.check_backup,
    "sqlite": data.check_sqlite,
    "migrations": data.check_migrations,
    "clock": data.check_clock,
    "integrity": data.check_integrity,
    "writing": data.check_writing,
}
OF_SERVER: dict[str, Check] = {
    "server": server.check_server,
    "permissions": data.check_permissions,
    "disk": server.check_data_folder,
    "writing": data.check_writing,
    "backup": data.check_backup,
    "migrations": data.check_migrations,
    "clock": data.check_clock,
    "integrity": data.check_integrity,
}
"""The same, where a PostgreSQL server keeps the database; it goes no further where that is away."""


@click.command()
@click.option("--json", "is_json", is_flag=True, help="For programs: a list, with a key a column.")
@click.option(
    "--ask", "is_asking", is_flag=True, help="Ask the site itself, too, over the network."
)
def doctor(*, is_json: bool, is_asking: bool) -> None:
    """Look the site over and say what to do, a line each; the site may run meanwhile.

    Ends with 1 where something is wrong. All of the database is read.
    """
    findings = []
    for finding in look(is_asking=is_asking):
        findings.append(finding)
        if not is_json:
            click.echo(str(finding))
    if is_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], indent=1))
    if is_wrong(findings):
        raise SystemExit(1)


def look(*, is_asking: bool) -> Iterator[Finding]:
    """Yield what each check finds, one after the other: the last may take a while."""
    try:
        visit = Visit(read_settings(os.environ), now())
    except ConfigError as error:
        yield Finding("settings", "wrong", str(error).rstrip("."))
        return
    checks = OF_SITE | ({"answer": site.check_answer} if is_asking else {})
    for name, check in checks.items():
        yield _found(name, check, visit)
    with open_store(is_migrating=False).app_context():
        yield from _look_at_database(visit)


def _look_at_database(visit: Visit) -> Iterator[Finding]:
    file = find_database_file()
    if file is not None and not file.exists():
        seen = f"there is no database {file}"
        do = f"start the site once; or is {PREFIX}DATA_DIR not the site's?"
        yield Finding("database", "wrong", seen, do)
        return
    for name, check in (OF_DATA if file else OF_SERVER).items():
        found = _found(name, check, visit)
        yield found
        if found.do == server.LOOK:
            return


def _found(name: str, check: Check, visit: Visit) -> Finding:
    """Return what a check finds; a database that can't be read fails one check, not the others."""
    try:
        return check(visit)
    except FAILURES as error:
        do = data.RESTORE.format(command())
        db.session.rollback()  # or a server refuses whatever is asked next
        return Finding(name, "wrong", f"the database can't be read ({explain(error)})", do)
    except OSError as error:
        return Finding(name, "wrong", f"{error.filename} can't be read ({error.strerror})")
