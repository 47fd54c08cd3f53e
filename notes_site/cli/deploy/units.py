"""systemd: the unit, its settings, its user and folders, and a command for the host to type."""

import re
from pathlib import Path
from urllib.parse import unquote

from notes_site.cli.deploy.examples import (
    COMMAND,
    HERE,
    HOME,
    fill,
    read_example,
    replace,
    without_comments,
)
from notes_site.cli.deploy.hosting import DATA_DIR, Hosting
from notes_site.config import PREFIX, find_folder, is_checkout

SERVE = "ExecStart=/usr/bin/python3 run.py serve\n"
VENV = "ReadWritePaths=/srv/notes-site/.venv\n"
STATE = "StateDirectory=notes-site\n"
OF_GUNICORN = re.compile(r"# With gunicorn.*?(?=StateDirectory)", re.DOTALL)
USUAL_PORT = 5000
BACKUP = "notes-site-backup.service"
STATES = Path(DATA_DIR).parent
UWSGI = "etc/notes-site.uwsgi.ini"


def make_units(hosting: Hosting) -> dict[str, str]:
    """Return the files by their path below `/`; other units of `deploy/` come along."""
    folder = find_folder("deploy")
    others = [one.name for ending in ("service", "timer") for one in folder.glob(f"*.{ending}")]
    files = {
        f"etc/systemd/system/{name}": fill(without_comments(read_example(name)), hosting)
        for name in sorted(others)
    }
    files["etc/systemd/system/notes-site.service"] = fill(_unit(hosting), hosting)
    files[f"etc/systemd/system/{BACKUP}"] = fill(_unit_of_backups(hosting), hosting)
    files["etc/notes-site.env"] = hosting.environment(BACKUP_DIR=hosting.backup_dir)
    files["etc/sysusers.d/notes-site.conf"] = fill(read_example("notes-site.sysusers"), hosting)
    files["etc/tmpfiles.d/notes-site.conf"] = fill(read_example("notes-site.tmpfiles"), hosting)
    files["usr/local/bin/notes-site"] = fill(read_example("notes-site.sh"), hosting)
    if hosting.server == "uwsgi":
        files[UWSGI] = _uwsgi(hosting)
    return files


def _unit(hosting: Hosting) -> str:
    """Return the example with the lines of one server, and of the folders that it writes to."""
    text = without_comments(read_example("notes-site.service"))
    found = OF_GUNICORN.search(text)
    of_gunicorn = found[0] if found else "# With gunicorn"
    text = replace(text, of_gunicorn, "")
    text = replace(text, SERVE, _started(hosting, of_gunicorn))
    return _with_folders(text, hosting)


def _unit_of_backups(hosting: Hosting) -> str:
    return _with_folders(without_comments(read_example(BACKUP)), hosting)


def _with_folders(text: str, hosting: Hosting) -> str:
    """Let a unit write to the folders of this site; a package is installed by its host alone."""
    text = re.sub(r"# Data.* in another folder.*\n", "", text)
    own, *more = _written(hosting)
    is_state = own.parent == STATES
    text = replace(text, STATE, f"StateDirectory={own.name}\n" if is_state else "")
    paths = "".join(f"ReadWritePaths={one}\n" for one in (more if is_state else [own, *more]))
    return replace(text, VENV, f"{VENV if is_checkout() else ''}{paths}")


def _started(hosting: Hosting, of_gunicorn: str) -> str:
    """Return the lines that start one server; gunicorn's stand in the example as a comment."""
    is_usual = hosting.port == USUAL_PORT
    if hosting.server == "uwsgi":
        return f"ExecStart=/usr/bin/uwsgi --ini /{UWSGI}\nExecReload=/bin/kill -HUP $MAINPID\n"
    if hosting.server == "gunicorn":
        lines = "".join(re.findall(r"(?m)^# ([A-Z]\w+=.*\n)", of_gunicorn))
        bind = "" if is_usual else f" --bind {HERE}"
        return replace(lines, f"{COMMAND} gunicorn\n", f"{_gunicorn()}{bind}\n")
    return SERVE if is_usual else SERVE.replace("\n", f" --port {hosting.port}\n")


def _gunicorn() -> str:
    """Return how gunicorn is started: by run.py, which installs it, or as pip installed it."""
    if is_checkout():
        return f"{COMMAND} gunicorn"
    return f"{HOME}/.venv/bin/gunicorn -c {find_folder('deploy')}/gunicorn.conf.py"


def _written(hosting: Hosting) -> list[Path]:
    """Return the folders that the site writes to, the data folder first."""
    url = hosting.settings.get(f"{PREFIX}DATABASE_URL", "")
    data = Path(hosting.data_dir)
    if not url.startswith("sqlite:///"):
        return [data]
    file = Path(unquote(url.removeprefix("sqlite:///").partition("?")[0]))
    return [data] if file.is_relative_to(data) else [data, file.parent]


def _uwsgi(hosting: Hosting) -> str:
    text = fill(without_comments(read_example("uwsgi.ini")), hosting)
    text = replace(text, "virtualenv = .venv", f"virtualenv = {hosting.packages.parent}")
    return replace(text, "[uwsgi]\n", f"[uwsgi]\nchdir = {hosting.home}\n")
