"""The files that a host gets are whole, say what the host said, and are taken by their programs."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from benchmarks import proxying
from notes_site import config
from notes_site.__main__ import commands
from notes_site.cli.deploy import examples
from notes_site.config import CHECKOUT, ConfigError, read_settings
from notes_site.web.door.guard import MOST_UPLOAD_BYTES, UPLOAD
from tests.processes import process, wait_for_port

ADDRESS = "https://study.example.net"
BELOW = "https://example.net/my/notes"
ODD = "It's 5 o'clock, $HOME `is` \"here\" \\"
EXAMPLES = ("notes.example.org", "/srv/notes-site", ":5000", "/var/lib/notes-site", "User=notes\n")
CADDY, ANALYSE = shutil.which("caddy"), shutil.which("systemd-analyze")
MAIN = """
daemon off; pid {folder}/pid; error_log {folder}/errors;
events {{}}
http {{
    include {folder}/etc/nginx/conf.d/*.conf;
    {own}
}}
"""
SOMEBODY_ELSES = """
server {{
    listen 127.0.0.1:443 ssl;
    ssl_certificate {folder}/cert; ssl_certificate_key {folder}/key;
    server_name example.net;
    location / {{ return 204; }}
    include {folder}/etc/nginx/snippets/notes-site.conf;
}}
"""


def deploy(*words: str, **settings: str) -> Result:
    environ: dict[str, str | None] = {name: None for name in os.environ if "NOTES_" in name}
    environ |= {f"NOTES_{name}": value for name, value in settings.items()}
    return CliRunner(env=environ).invoke(commands, ["deploy", *words])


def written(folder: Path) -> dict[str, str]:
    """Return every file below a folder with its text."""
    files = (one for one in folder.rglob("*") if one.is_file())
    return {str(one.relative_to(folder)): one.read_text(encoding="utf-8") for one in files}


def files_of(folder: Path, *words: str, **settings: str) -> dict[str, str]:
    result = deploy(*words, "--to", str(folder), **settings)
    assert result.exit_code == 0, result.output
    return written(folder)


@pytest.mark.parametrize("server", ["waitress", "gunicorn", "uwsgi"])
@pytest.mark.parametrize("address", [ADDRESS, BELOW])
def test_no_file_holds_a_word_of_the_examples(tmp_path: Path, address: str, server: str) -> None:
    words = ["systemd", "nginx", "caddy", "--site", address, "--server", server]
    words += ["--user", "study", "--port", "5017"]
    files = files_of(tmp_path, *words, DATA_DIR=str(tmp_path / "data"))
    assert len(files) >= 7
    for name, text in files.items():
        assert [word for word in EXAMPLES if word in text] == [], name
    told = "".join(files.values())
    users = "User=study\n", "u study ", "runuser -u study ", " study study\n", " root study\n"
    assert [one for one in users if one not in told] == []
    assert told.count("127.0.0.1:5017") + told.count("--port 5017") >= 3


def test_settings_reach_the_site_as_the_host_wrote_them(tmp_path: Path) -> None:
    given = {"SITE_TITLE": ODD, "REGISTRATION": "invite", "CONTENT_DIR": str(tmp_path)}
    files_of(tmp_path, "systemd", "--site", f"{ADDRESS}/", **given)
    file = tmp_path / "etc/notes-site.env"
    shown = subprocess.check_output(["sh", "-ac", f". {file}; env -0"], env={"PATH": os.defpath})
    read = dict(one.split("=", 1) for one in shown.decode().split("\0") if one[:6] == "NOTES_")
    assert read == {
        "NOTES_DATA_DIR": "/var/lib/notes-site",
        "NOTES_BACKUP_DIR": "/var/backups/notes-site",
        "NOTES_TRUSTED_PROXIES": "1",
        "NOTES_SITE_URL": ADDRESS,
        **{f"NOTES_{name}": value for name, value in given.items()},
    }
    settings = read_settings(read | {"NOTES_DATA_DIR": str(tmp_path / "data")})
    assert (settings.site_title, settings.site_url) == (ODD, ADDRESS)


def test_host_is_told_what_to_do_next(tmp_path: Path) -> None:
    said = deploy("systemd", "nginx", "--site", ADDRESS, "--user", "study", "--to", str(tmp_path))
    next_steps = [line for line in said.output.splitlines() if line.startswith("then: ")]
    assert next_steps == [
        f"then: systemd-sysusers && chown -R study: {CHECKOUT} && systemd-tmpfiles --create"
        " && systemctl enable --now notes-site",
        "then: nginx -t && systemctl reload nginx",
    ]


def test_settings_are_for_root_and_the_sites_user_alone(tmp_path: Path) -> None:
    files_of(tmp_path, "systemd", "--site", ADDRESS, SECRET_KEY="k" * 40)
    assert (tmp_path / "etc/notes-site.env").stat().st_mode & 0o777 == 0o640
    assert (tmp_path / "usr/local/bin/notes-site").stat().st_mode & 0o777 == 0o755


def test_file_that_somebody_edited_is_replaced_only_on_request(tmp_path: Path) -> None:
    words = "systemd", "nginx", "--site", ADDRESS
    before = files_of(tmp_path, *words)
    assert files_of(tmp_path, *words) == before, "the same again is no loss"
    unit = tmp_path / "etc/systemd/system/notes-site.service"
    unit.write_text("mine")
    (tmp_path / "etc/notes-site.env").unlink()
    result = deploy(*words, "--to", str(tmp_path))
    assert result.exit_code == 1
    assert str(unit) in result.output
    assert unit.read_text() == "mine"
    assert not (tmp_path / "etc/notes-site.env").exists(), "all or nothing"
    assert files_of(tmp_path, *words, "--force") == before


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({}, "NOTES_SITE_URL is not set"),
        ({"SITE_URL": "http://study.example.net"}, "with a certificate"),
        ({"SITE_URL": "https://study.example.net:8443"}, "on the usual port"),
        ({"SITE_URL": ADDRESS, "REGISTRATION": "perhaps"}, "open, invite or closed"),
        ({"SITE_URL": ADDRESS, "SITE_TITLE": "two\nlines"}, "holds a character"),
        ({"SITE_URL": ADDRESS, "DATA_DIR": "/srv/my data"}, "has a space"),
    ],
)
def test_what_no_host_can_use_is_refused_in_one_line(
    tmp_path: Path, settings: dict[str, str], words: str
) -> None:
    result = deploy("systemd", "nginx", "--to", str(tmp_path / "to"), **settings)
    assert isinstance(result.exception, ConfigError)
    assert words in str(result.exception)
    assert not (tmp_path / "to").exists()


def test_unit_starts_the_server_that_was_chosen(tmp_path: Path) -> None:
    units = {
        server: files_of(tmp_path / server, "systemd", "--site", ADDRESS, "--server", server)
        for server in ("waitress", "gunicorn", "uwsgi")
    }
    lines = {
        server: files["etc/systemd/system/notes-site.service"].splitlines()
        for server, files in units.items()
    }
    starts = {
        server: [one for one in found if one.startswith("ExecStart=")]
        for server, found in lines.items()
    }
    assert starts == {
        "waitress": ["ExecStart=/usr/bin/python3 run.py serve"],
        "gunicorn": ["ExecStart=/usr/bin/python3 run.py gunicorn"],
        "uwsgi": ["ExecStart=/usr/bin/uwsgi --ini /etc/notes-site.uwsgi.ini"],
    }
    assert "ExecReload=/bin/kill -USR2 $MAINPID" in lines["gunicorn"]
    assert f"chdir = {CHECKOUT}\n" in units["uwsgi"]["etc/notes-site.uwsgi.ini"]
    assert not [one for found in lines.values() for one in found if one.startswith("#")]


def test_unit_may_write_where_the_data_is_and_nowhere_else(tmp_path: Path) -> None:
    def folders(**settings: str) -> list[str]:
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        unit = files_of(folder, "systemd", "--site", ADDRESS, **settings)
        text = unit["etc/systemd/system/notes-site.service"]
        return re.findall(r"(?m)^((?:StateDirectory|ReadWritePaths)=.*)$", text)

    venv = f"ReadWritePaths={CHECKOUT}/.venv"
    assert folders() == ["StateDirectory=notes-site", venv]
    assert folders(DATA_DIR="/var/lib/sql") == ["StateDirectory=sql", venv]
    assert folders(DATA_DIR="/mnt/data") == [venv, "ReadWritePaths=/mnt/data"]
    elsewhere = {"DATABASE_URL": "sqlite:////mnt/fast/notes.db"}
    assert folders(**elsewhere) == ["StateDirectory=notes-site", venv, "ReadWritePaths=/mnt/fast"]


def test_unit_of_backups_may_write_to_the_data_and_to_the_backups(tmp_path: Path) -> None:
    given = {"DATA_DIR": "/mnt/data", "BACKUP_DIR": "/mnt/other/backups"}
    files = files_of(tmp_path / "given", "systemd", "--site", ADDRESS, **given)
    unit = files["etc/systemd/system/notes-site-backup.service"]
    folders = re.findall(r"(?m)^((?:StateDirectory|ReadWritePaths)=.*)$", unit)
    of_both = [f"ReadWritePaths={one}" for one in given.values()]
    assert folders == [f"ReadWritePaths={CHECKOUT}/.venv", *of_both]
    assert "d /mnt/other/backups 0700 notes notes" in files["etc/tmpfiles.d/notes-site.conf"]
    usual = files_of(tmp_path / "usual", "systemd", "--site", ADDRESS)
    assert "NOTES_BACKUP_DIR=/var/backups/notes-site\n" in usual["etc/notes-site.env"]


def test_files_of_a_clone_outlive_the_versions_that_upgrades_put_in_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = tmp_path / "clone/versions/0123456789ab"
    version.mkdir(parents=True)
    (tmp_path / "clone/versions/current").symlink_to(version.name)
    monkeypatch.setattr("notes_site.cli.upgrade.versions.CHECKOUT", version)
    files = files_of(tmp_path / "files", "systemd", "--site", ADDRESS, "--server", "uwsgi")
    assert "0123456789ab" not in "".join(files.values())
    unit = files["etc/systemd/system/notes-site.service"]
    assert f"WorkingDirectory={tmp_path}/clone\n" in unit


@pytest.mark.parametrize("address", [ADDRESS, BELOW])
def test_nginx_takes_the_files(tmp_path: Path, address: str) -> None:
    if not proxying.NGINX:
        pytest.skip("needs nginx")
    certificate = ["-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=study.example.net"]
    keys = ["-keyout", str(tmp_path / "key"), "-out", str(tmp_path / "cert")]
    subprocess.run(["openssl", "req", *certificate, *keys], check=True, capture_output=True)
    files = files_of(tmp_path, "nginx", "--site", address)
    live = "/etc/letsencrypt/live/study.example.net/"
    there = {f"{live}fullchain.pem": f"{tmp_path}/cert", f"{live}privkey.pem": f"{tmp_path}/key"}
    there |= {"/var/lib/nginx": str(tmp_path), "/var/log/nginx": str(tmp_path)}
    for name, text in files.items():
        (tmp_path / name).write_text(examples.exchange(text, there))
    own = "" if address == ADDRESS else SOMEBODY_ELSES.format(folder=tmp_path)
    (tmp_path / "nginx.conf").write_text(MAIN.format(folder=tmp_path, own=own))
    command = [proxying.NGINX, "-t", "-e", f"{tmp_path}/errors", "-c", f"{tmp_path}/nginx.conf"]
    tried = subprocess.run(command, capture_output=True, text=True)
    assert tried.returncode == 0, tried.stderr


@pytest.mark.parametrize("address", [ADDRESS, BELOW])
def test_caddy_takes_the_file(tmp_path: Path, address: str) -> None:
    if not CADDY:
        pytest.skip("needs caddy")
    ((name, _),) = files_of(tmp_path, "caddy", "--site", address).items()
    file = tmp_path / name
    if address == BELOW:
        file = tmp_path / "Caddyfile"
        file.write_text(f"example.net {{\n\timport {tmp_path / name}\n}}\n")
    assert_taken_by_caddy(file, tmp_path)


def assert_taken_by_caddy(file: Path, home: Path) -> None:
    command = [CADDY or "", "validate", "--adapter", "caddyfile", "--config", str(file)]
    environ = os.environ | {"HOME": str(home), "XDG_DATA_HOME": str(home)}
    tried = subprocess.run(command, capture_output=True, text=True, env=environ)
    assert tried.returncode == 0, tried.stderr


@pytest.mark.parametrize(("address", "prefix"), [(ADDRESS, ""), (f"{ADDRESS}/notes", "/notes")])
def test_proxies_take_a_readers_own_file_at_its_address_in_each_course(
    tmp_path: Path, address: str, prefix: str
) -> None:
    """In nginx within the site's location, whose headers hold there, too; Caddy matches the end."""
    files = files_of(tmp_path, "nginx", "caddy", "--site", address)
    nginx = next(text for name, text in files.items() if "nginx" in name and UPLOAD in text)
    outer, _, inner = nginx.partition(f"    location ~ ^{prefix}(/[a-z0-9-]+)?{UPLOAD}$ {{")
    assert f"location {prefix}/ {{" in outer
    assert "}" not in outer.rpartition(f"location {prefix}/ {{")[2].replace("$", "")
    assert int(re.findall(r"client_max_body_size (\d+)k", inner)[0]) * 1024 >= MOST_UPLOAD_BYTES
    caddy = next(text for name, text in files.items() if "caddy" in name.lower())
    assert f"request_body */{UPLOAD.strip('/')} {{" in caddy


@pytest.mark.parametrize("address", [ADDRESS, BELOW])
def test_proxies_take_away_the_header_that_says_who_asks(tmp_path: Path, address: str) -> None:
    """Or any visitor could send it, from an address that the site believes."""
    words = "nginx", "caddy", "--site", address
    given = {"PROXY_USER_HEADER": "Remote-User", "PROXY_ADDRESSES": "127.0.0.1"}
    files = files_of(tmp_path / "named", *words, **given)
    of_nginx = "".join(text for name, text in files.items() if "nginx" in name)
    (location,) = re.findall(r"(?s)proxy_pass http.*?proxy_cache ", of_nginx)
    assert 'proxy_set_header Remote-User "";' in location
    of_caddy = "".join(text for name, text in files.items() if "caddy" in name)
    assert of_caddy.index("request_header -Remote-User") < of_caddy.index("reverse_proxy")
    if CADDY and address == ADDRESS:
        assert_taken_by_caddy(tmp_path / "named/etc/caddy/Caddyfile", tmp_path)
    others = files_of(tmp_path / "others", *words)
    assert "Remote-User" not in "".join(others.values())


@pytest.mark.parametrize("server", ["waitress", "gunicorn", "uwsgi"])
def test_systemd_takes_the_unit(tmp_path: Path, server: str) -> None:
    if not ANALYSE:
        pytest.skip("needs systemd-analyze")
    files_of(tmp_path, "systemd", "--site", ADDRESS, "--server", server)
    unit = tmp_path / "etc/systemd/system/notes-site.service"
    unit.write_text(unit.read_text().replace("/usr/bin/uwsgi", "/usr/bin/env"))  # may be missing
    tried = subprocess.run([ANALYSE, "verify", str(unit)], capture_output=True, text=True)
    said = [line for line in tried.stderr.splitlines() if "notes-site.service" in line]
    assert said == []


def containers(folder: Path, *words: str, **settings: str) -> tuple[dict[str, str], dict[str, Any]]:
    files = files_of(folder, "container", "--site", ADDRESS, *words, **settings)
    return files, yaml.safe_load(files["compose.yaml"])["services"]


def setting(files: Mapping[str, str], name: str) -> str:
    (found,) = re.findall(rf"(?m)^{name}=(.*)$", files["notes-site.env"])
    return str(found)


def test_container_of_the_site_may_write_to_its_data_alone(tmp_path: Path) -> None:
    files, services = containers(tmp_path, CONTENT_DIR=str(tmp_path))
    assert services["site"] == {
        "build": {"context": str(CHECKOUT), "dockerfile": "deploy/Dockerfile"},
        "image": "notes-site",
        "env_file": "notes-site.env",
        "read_only": True,
        "tmpfs": ["/tmp"],
        "cap_drop": ["ALL"],
        "security_opt": ["no-new-privileges:true"],
        "volumes": ["data:/data", f"{tmp_path}:/content:ro"],
        "restart": "unless-stopped",
        "stop_grace_period": "30s",
    }
    assert (setting(files, "NOTES_DATA_DIR"), setting(files, "NOTES_CONTENT_DIR")) == (
        "/data",
        "/content",
    )
    assert "reverse_proxy site:5000" in files["Caddyfile"]
    if CADDY:
        assert_taken_by_caddy(tmp_path / "Caddyfile", tmp_path)


@pytest.mark.parametrize("words", [(), ("--postgresql",)])
def test_container_finds_the_files_that_the_host_named(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    (tmp_path / "secret").write_text("s3cret")
    (tmp_path / "key").write_text("AGE-SECRET-KEY-1")
    held = {"OIDC_CLIENT_SECRET_FILE": "secret", "BACKUP_KEY_FILE": "key", "BACKUP_DIR": "backups"}
    named = {name: str(tmp_path / one) for name, one in held.items()}
    files, services = containers(tmp_path / "to", *words, **named)
    for name in services.keys() - {"caddy", "database"}:
        places = dict(one.split(":", 1) for one in services[name]["volumes"][1:])
        told = {named[one]: setting(files, f"NOTES_{one}") for one in held}
        assert {own: place.removesuffix(":ro") for own, place in places.items()} == told
        assert [own for own, place in places.items() if not place.endswith(":ro")] == [
            named["BACKUP_DIR"]
        ]
    assert services["caddy"]["volumes"][1:] == ["certificates:/data"]
    assert "s3cret" not in "".join(files.values())


def test_two_app_servers_share_one_key_and_one_database(tmp_path: Path) -> None:
    files, services = containers(tmp_path, "--postgresql")
    assert {"site-1", "site-2", "database", "caddy"} == set(services)
    assert "LOCK: requirements-postgresql.lock" in files["compose.yaml"]
    assert "\npsycopg" in (CHECKOUT / "requirements-postgresql.lock").read_text()
    (password,) = re.findall(r"POSTGRES_PASSWORD=(\w{48})", files["database.env"])
    address = f"postgresql://notes:{password}@database/notes"
    assert setting(files, "NOTES_DATABASE_URL") == address
    assert len(setting(files, "NOTES_SECRET_KEY")) == 64
    assert "reverse_proxy site-1:5000 site-2:5000 {" in files["Caddyfile"]
    if CADDY:
        assert_taken_by_caddy(tmp_path / "Caddyfile", tmp_path)
    again, _ = containers(tmp_path / "again", "--postgresql")
    assert again["database.env"] != files["database.env"]


def test_password_of_the_database_is_written_as_it_is_typed(tmp_path: Path) -> None:
    url = "postgresql://notes:four%20a%2Fb%40c%24@database/notes"
    files, _ = containers(tmp_path, "--postgresql", DATABASE_URL=url)
    assert setting(files, "NOTES_DATABASE_URL") == shlex.quote(url)
    (line,) = re.findall("(?m)^POSTGRES_PASSWORD=(.*)$", files["database.env"])
    assert shlex.split(line) == ["four a/b@c$"]


def test_file_with_the_providers_secret_is_found_from_wherever_the_site_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secret").write_text("s3cret")
    monkeypatch.chdir(tmp_path)
    files = files_of(
        tmp_path / "to", "systemd", "--site", ADDRESS, OIDC_CLIENT_SECRET_FILE="secret"
    )
    assert f"NOTES_OIDC_CLIENT_SECRET_FILE={tmp_path}/secret\n" in files["etc/notes-site.env"]
    assert "s3cret" not in "".join(files.values())


def test_image_holds_nothing_of_a_running_site() -> None:
    """What is not named in .dockerignore stays out: no data, no key, no history."""
    lines = (CHECKOUT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    rules = [line for line in lines if line and line[0] != "#"]
    assert rules[0] == "*"
    taken = {rule[1:] for rule in rules if rule[0] == "!"}
    assert not taken & {".git", ".venv", "instance"}
    assert taken >= {"content", "static", "templates", *config.source_folders()}
    copied = re.findall(r"(?m)^COPY (?!--from)(\S+)", (CHECKOUT / "deploy/Dockerfile").read_text())
    assert copied == ["${LOCK}", "."]


def test_health_of_a_container_is_asked_under_the_sites_own_name_and_path(
    environ: dict[str, str], tmp_path: Path
) -> None:
    script = str(CHECKOUT / "deploy/healthy.py")
    named = {**environ, "NOTES_SITE_URL": "https://example.net/my/notes"}
    serve = [sys.executable, "-u", "-m", "notes_site", "serve", "--port", "0"]

    def ask(port: int, address: str) -> int:
        command = [sys.executable, script, str(port)]
        known = os.environ | {"NOTES_SITE_URL": address}
        return subprocess.run(command, env=known, capture_output=True).returncode

    with process(*serve, env=named) as server:
        port = wait_for_port(server)
        assert ask(port, named["NOTES_SITE_URL"]) == 0
        assert ask(port, "https://example.net") == 1
    assert ask(port, named["NOTES_SITE_URL"]) == 1


def test_files_of_an_installed_site_name_its_own_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("hosting", "units"):
        monkeypatch.setattr(f"notes_site.cli.deploy.{module}.is_checkout", lambda: False)
    monkeypatch.setattr("sys.prefix", "/opt/notes")
    files = files_of(tmp_path, "systemd", "--site", ADDRESS)
    assert (
        "ExecStart=/opt/notes/bin/notes-site serve\n"
        in files["etc/systemd/system/notes-site.service"]
    )
    assert ".venv" not in files["etc/systemd/system/notes-site-backup.service"]
    assert 'exec /opt/notes/bin/notes-site "$@"\'' in files["usr/local/bin/notes-site"]
    assert str(config.CHECKOUT) not in "".join(files.values())
    files = files_of(tmp_path / "more", "systemd", "--site", ADDRESS, "--server", "gunicorn")
    (line,) = re.findall(r"(?m)^ExecStart=(.*)$", files["etc/systemd/system/notes-site.service"])
    assert re.fullmatch(r"/opt/notes/bin/gunicorn -c \S+/deploy/gunicorn\.conf\.py", line)
