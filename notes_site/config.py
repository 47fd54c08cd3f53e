"""Every setting with its default and what is refused; and where the site's folders are."""

import errno
import hashlib
import re
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from importlib.util import find_spec
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, quote, unquote, urlsplit

from notes_site.database_urls import hide_password, names_server, read_server_url
from notes_site.secret_keys import FILE as KEY_FILE
from notes_site.secret_keys import read_older, read_or_make

PREFIX = "NOTES_"
SUB_PATH = re.compile(r"(/[A-Za-z0-9_-]+)*")
"""What needs no escape wherever it stands: an address, a cookie, a pattern, a proxy's file."""
PACKAGE = Path(__file__).resolve().parent
CHECKOUT = PACKAGE.parent
SHORTEST_SECRET = 32
CODE_HEADER = "Notes-Code"
"""Which copy of the code answers, as `/healthz` and `/readyz` say."""
LEAST_ROOM_BYTES = 1_000_000
"""A disk with less is called full: a new database, its log and its journal take about as much."""
REGISTRATIONS = ("open", "invite", "closed")
LOG_FORMS = ("line", "json")

OBSTACLES = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk is full for this user",
    errno.EROFS: "the disk is read-only",
    errno.EACCES: "this user may not",
}


class ConfigError(Exception):
    """A setting that can't be used; its text is one line that says what to do."""


def find_folder(name: str) -> Path:
    """Find templates, static or content: inside the package (a wheel) or beside it (a checkout)."""
    inside = PACKAGE / name
    return inside if inside.is_dir() else CHECKOUT / name


def source_folders() -> dict[str, Path | None]:
    """Return the folders whose code the content may show; None where this is not a checkout."""
    beside = {name: CHECKOUT / name if is_checkout() else None for name in ("tests", "deploy")}
    return {"notes_site": PACKAGE, **beside}


def is_checkout() -> bool:
    return (CHECKOUT / "pyproject.toml").is_file() and not (PACKAGE / "templates").is_dir()


def name_code(checkout: Path = CHECKOUT) -> str:
    """Name a copy of the code by its folder, without telling which; `upgrade` looks for it."""
    return hashlib.sha256(str(checkout).encode()).hexdigest()[:12]


def command() -> str:
    """Return what the host types before the name of a command."""
    return "python3 run.py" if is_checkout() else "notes-site"


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable: how it is read, and the default where it is not set."""

    name: str
    default: str
    help: str
    read: Callable[[str], Any] = str


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one running site, checked."""

    data_dir: Path
    content_dir: Path
    secret_key: str
    secret_key_fallbacks: tuple[str, ...]
    database_url: str
    site_url: str
    site_title: str
    registration: str
    source_url: str
    trusted_proxies: int
    backup_dir: Path | None
    backup_key_file: Path | None
    reload_command: str
    proxy_addresses: tuple[str, ...]
    log: str
    log_requests: bool
    metrics_token: str
    api: bool
    api_origins: tuple[str, ...]
    proxy_user_header: str
    oidc_issuer: str
    oidc_client_id: str
    oidc_client_secret: str
    oidc_name: str

    def cache_of(self, course: str) -> Path:
        """Return the folder for what can be made again: one for each of several courses."""
        cache = self.data_dir / "cache"
        return cache / "courses" / course if course else cache

    @property
    def is_https(self) -> bool:
        return self.site_url.startswith("https://")

    @property
    def host(self) -> str:
        """The name that visitors use; "" when none was set."""
        return urlsplit(self.site_url).hostname or ""

    @property
    def prefix(self) -> str:
        """The path that all of the site stands below, such as "/notes"; "" where there is none."""
        return urlsplit(self.site_url).path

    @property
    def origin(self) -> str:
        """The address without that path, for absolute addresses; "" when none was set."""
        return self.site_url.removesuffix(self.prefix)


def _one_of(*choices: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in choices:
            *most, last = choices
            raise ValueError(f"write {', '.join(most)} or {last}")
        return text

    return read


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) > 10:
        raise ValueError("write a whole number from 0 to 10")
    return int(text)


def _site_url(text: str) -> str:
    parts = _split_address(text)
    rest = (parts.query, parts.fragment, parts.username) if parts else ()
    if text and (parts is None or any(rest)):
        raise ValueError("write the address alone, such as https://notes.example.org/")
    if not text.isascii():
        raise ValueError("write the name as browsers send it, such as https://xn--nts-0ja.example")
    if parts and not SUB_PATH.fullmatch(parts.path.rstrip("/")):
        raise ValueError("write a path of letters, digits, - and _, such as /notes")
    return text.rstrip("/")


def _source_url(text: str) -> str:
    if text and _split_address(text) is None:
        raise ValueError("write an address such as https://git.example.org/me/notes/blob/main")
    return text.rstrip("/")


def _split_address(text: str) -> SplitResult | None:
    """Split an http address; None where it is none, down to a port that can't be."""
    try:
        parts = urlsplit(text)
        is_address = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        return None
    return parts if is_address else None


def _folder(text: str) -> Path | None:
    try:
        return Path(text).expanduser().resolve() if text else None
    except RuntimeError:
        raise ValueError("there is no such user; write the path in full") from None


def _database_url(text: str) -> str:
    if names_server(text):
        return read_server_url(text)
    if text and (not text.startswith("sqlite:////") or ":memory:" in text):
        raise ValueError("write sqlite:////path/to/notes.db or postgresql://user@host/database")
    folder = _database_file(text).parent
    if text and not folder.is_dir():
        raise ValueError(f"there is no folder {folder}; make it first")
    return text


def _networks(text: str) -> tuple[str, ...]:
    try:
        return tuple(str(ip_network(part)) for part in _secrets(text))
    except ValueError:
        raise ValueError("write addresses or networks such as 127.0.0.1, 10.0.0.0/8") from None


def _origins(text: str) -> tuple[str, ...]:
    """Read the sites whose pages may ask the API; whoever is meant has to be named."""
    for origin in (found := _secrets(text)):
        if origin == "*":
            raise ValueError("name the sites one by one; * would let any page ask with any token")
        if not _is_origin(origin):
            raise ValueError("write origins as browsers send them, such as https://app.example.org")
        if not origin.startswith("https://") and not is_loopback(origin):
            raise ValueError(f"{origin} has no https, so others could change its pages on the way")
    return found


def _is_origin(text: str) -> bool:
    """Tell whether a browser sends this as an origin (RFC 6454, 6.2), if of a name or IPv4."""
    parts = _split_address(text)
    if parts is None or re.fullmatch(r"https?://[a-z0-9.-]+(:[1-9][0-9]*)?", text) is None:
        return False
    return parts.port != {"http": 80, "https": 443}[parts.scheme]


def _header(text: str) -> str:
    if text and re.fullmatch(r"[A-Za-z][A-Za-z0-9-]{1,63}", text, re.ASCII) is None:
        raise ValueError("write the name of a header, such as Remote-User")
    return text


def _issuer(text: str) -> str:
    parts = _split_address(text)
    is_safe = parts is not None and (parts.scheme == "https" or is_loopback(text))
    if text and (not is_safe or parts is None or parts.query or parts.fragment or parts.username):
        raise ValueError("write its address as it says it, such as https://accounts.example.org")
    return text


def is_loopback(address: str) -> bool:
    """Tell whether an address leads to this machine, where trying out needs no https."""
    return urlsplit(address).hostname in {"localhost", "127.0.0.1", "::1"}


def _read_secret(text: str) -> str:
    try:
        return Path(text).read_text(encoding="utf-8").strip() if text else ""
    except (OSError, UnicodeDecodeError):
        raise ValueError("there is no such file that this user may read") from None


def _yes_or_no(text: str) -> bool:
    return _one_of("no", "yes")(text) == "yes"


def _on_or_off(text: str) -> bool:
    return _one_of("on", "off")(text) == "on"


def _secrets(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


SETTINGS = (
    Setting("DATA_DIR", "", "folder of the database and the secret key [instance/]", _folder),
    Setting("CONTENT_DIR", "", "folder of the topics, or of courses [the Flask course]", _folder),
    Setting("SECRET_KEY", "", "signs cookies, 32 characters or more [made at first start]"),
    Setting("SECRET_KEY_FALLBACKS", "", "older secret keys, comma separated", _secrets),
    Setting(
        "DATABASE_URL", "", "sqlite:////…, or postgresql://… [SQLite, notes.db]", _database_url
    ),
    Setting("SITE_URL", "", "the site's address; https turns the strict cookies on", _site_url),
    Setting("SITE_TITLE", "", "the name on every page [the one in content/site.toml]"),
    Setting("SOURCE_URL", "", "where this site's files are shown, up to the branch", _source_url),
    Setting("REGISTRATION", "open", "open, invite or closed", _one_of(*REGISTRATIONS)),
    Setting("TRUSTED_PROXIES", "0", "how many proxies of yours stand in front", _count),
    Setting("BACKUP_DIR", "", "folder of the backups, which must be there", _folder),
    Setting("BACKUP_KEY_FILE", "", "seals backups with age: what age-keygen made", _folder),
    Setting("RELOAD_COMMAND", "", "what `upgrade` runs to reload or restart the site"),
    Setting("PROXY_ADDRESSES", "", "addresses they connect from [whoever connects]", _networks),
    Setting("LOG", "line", "line or json", _one_of(*LOG_FORMS)),
    Setting("LOG_REQUESTS", "no", "yes writes a line for each request", _yes_or_no),
    Setting("METRICS_TOKEN", "", "lets Prometheus read /metrics, 32 characters or more"),
    Setting("API", "on", "off leaves out the API for programs, /api/v1", _on_or_off),
    Setting("API_ORIGINS", "", "sites whose pages may ask the API, comma separated", _origins),
    Setting("PROXY_USER_HEADER", "", "header in which your proxy says who it is", _header),
    Setting("OIDC_ISSUER", "", "OpenID provider that readers may sign in with", _issuer),
    Setting("OIDC_CLIENT_ID", "", "what it calls this site"),
    Setting("OIDC_CLIENT_SECRET", "", "what this site proves itself by there"),
    Setting("OIDC_CLIENT_SECRET_FILE", "", "a file that holds it instead", _read_secret),
    Setting("OIDC_NAME", "", "what readers call it [its host]"),
)


BY_NAME = {setting.name: setting for setting in SETTINGS}


def read_settings(environ: Mapping[str, str], now: datetime | None = None) -> Settings:
    """Read and check every setting, creating the data folder and the secret key if need be.

    Keys that were replaced long before `now` are forgotten.
    """
    known = {PREFIX + setting.name for setting in SETTINGS}
    for name in sorted(environ):
        if name.startswith(PREFIX) and name not in known:
            raise ConfigError(f"{name} is no setting; `{command()} settings` lists them.")
    values = {setting.name.lower(): _read(setting, environ) for setting in SETTINGS}
    data_dir = values["data_dir"] or _default_data_dir()
    values["data_dir"] = data_dir
    values["database_url"] = values["database_url"] or _sqlite_url(data_dir / "notes.db")
    _prepare_folder(data_dir, _must_exist(data_dir, values["database_url"]))
    values["content_dir"] = _content_folder(environ)
    key, older = _stored_keys(data_dir, values["secret_key"], now)
    values["secret_key"] = key
    values["secret_key_fallbacks"] += older
    values["oidc_client_secret"] = (
        values.pop("oidc_client_secret_file") or values["oidc_client_secret"]
    )
    settings = Settings(**values)
    _check(settings)
    return settings


def _sqlite_url(file: Path) -> str:
    """Return the address of a database file; a folder's name may hold what ends an address."""
    return f"sqlite:///{quote(str(file), safe='/ +')}"


def _database_file(url: str) -> Path:
    return Path(unquote(url.removeprefix("sqlite:///").partition("?")[0]))


def _must_exist(data_dir: Path, url: str) -> Path:
    """Return what a start that was before has made."""
    return data_dir / KEY_FILE if names_server(url) else _database_file(url)


def find_content_folder(environ: Mapping[str, str]) -> Path:
    """Return the folder of the topics, which must be there; needs no other setting."""
    folder = _content_folder(environ)
    if not folder.is_dir():
        raise no_content_folder(folder)
    return folder


def no_content_folder(folder: Path) -> ConfigError:
    return ConfigError(f"There is no content folder {folder}; set NOTES_CONTENT_DIR.")


def _content_folder(environ: Mapping[str, str]) -> Path:
    folder: Path = _read(BY_NAME["CONTENT_DIR"], environ) or find_folder("content")
    return folder


def find_cache_folder(environ: Mapping[str, str]) -> Path | None:
    """Return the folder for what can be made again; None where no data folder is known."""
    data_dir = _read(BY_NAME["DATA_DIR"], environ)
    if data_dir is None and not is_checkout():
        return None
    return (data_dir or CHECKOUT / "instance") / "cache"


def find_log_form(environ: Mapping[str, str]) -> str:
    """Return how the log is written; known before all other settings, which it tells about."""
    form: str = _read(BY_NAME["LOG"], environ)
    return form


def _read(setting: Setting, environ: Mapping[str, str]) -> Any:
    text = environ.get(PREFIX + setting.name, setting.default).strip()
    try:
        return setting.read(text)
    except ValueError as error:
        raise ConfigError(f"{PREFIX}{setting.name}={hide_password(text)!r}: {error}.") from None


def read_setting(name: str, environ: Mapping[str, str]) -> Any:
    """Return one setting, checked by itself; nothing is made or opened for it."""
    return _read(BY_NAME[name], environ)


def _default_data_dir() -> Path:
    if not is_checkout():
        raise ConfigError("Set NOTES_DATA_DIR to a folder that this site may write to.")
    return CHECKOUT / "instance"


def _prepare_folder(data_dir: Path, database: Path) -> None:
    """Make the data folder; before there is a database, refuse a disk that takes none.

    A later start on such a disk still lets people read.
    """
    made = [one for one in (data_dir, *data_dir.parents) if not one.exists()]
    obstacle = None
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        obstacle = _in_words(error)
    if not obstacle and not database.exists():
        obstacle = find_obstacle(data_dir) or find_obstacle(database.parent)
    if obstacle:
        for folder in made:
            with suppress(OSError):
                folder.rmdir()
        raise ConfigError(
            f"The data folder {data_dir} can't be written ({obstacle}); make room, give this "
            "user the right to, or set NOTES_DATA_DIR to another."
        )


def find_obstacle(folder: Path) -> str | None:
    """Return why a folder takes nothing more, not even as much as a new database; None if it does.

    Whatever is tried is removed again.
    """
    probe = folder / f".writable-{secrets.token_hex(8)}"
    try:
        probe.write_bytes(bytes(LEAST_ROOM_BYTES))
    except OSError as error:
        return _in_words(error)
    finally:
        with suppress(OSError):
            probe.unlink(missing_ok=True)
    return None


def _in_words(error: OSError) -> str:
    return OBSTACLES.get(error.errno or 0) or error.strerror or str(error)


def _stored_keys(data_dir: Path, given: str, now: datetime | None) -> tuple[str, tuple[str, ...]]:
    """Return the key of this site, made by the first start that is given none, and older ones."""
    file = data_dir / KEY_FILE
    try:
        older = read_older(data_dir, now)
        return given or read_or_make(data_dir), tuple(key.secret for key in older)
    except OSError as error:
        reason = error.strerror or error
        raise ConfigError(f"The secret key in {file} can't be made or read ({reason}).") from None
    except ValueError as error:
        raise ConfigError(f"The secret key in {file} can't be read ({error}).") from None


def _check(settings: Settings) -> None:
    for secret in (settings.secret_key, *settings.secret_key_fallbacks):
        if len(secret.encode()) < SHORTEST_SECRET:
            raise ConfigError(
                f"A secret key has under {SHORTEST_SECRET} characters; remove it to have one made, "
                'or make one: python3 -c "import secrets; print(secrets.token_hex(32))"'
            )
    if settings.trusted_proxies and not settings.site_url:
        raise ConfigError("NOTES_TRUSTED_PROXIES needs NOTES_SITE_URL, the address visitors use.")
    if settings.proxy_addresses and not settings.trusted_proxies:
        raise ConfigError("NOTES_PROXY_ADDRESSES needs NOTES_TRUSTED_PROXIES, how many there are.")
    if settings.metrics_token:
        if len(settings.metrics_token) < SHORTEST_SECRET or not settings.metrics_token.isascii():
            raise ConfigError(
                f"NOTES_METRICS_TOKEN has under {SHORTEST_SECRET} characters, or odd ones; make "
                'one: python3 -c "import secrets; print(secrets.token_hex(32))"'
            )
        _insist_on("prometheus_client", "NOTES_METRICS_TOKEN", "metrics")
    _check_elsewhere(settings)


def _check_elsewhere(settings: Settings) -> None:
    """Refuse what would let anybody say who they are."""
    if settings.proxy_user_header and not settings.proxy_addresses:
        raise ConfigError(
            "NOTES_PROXY_USER_HEADER needs NOTES_PROXY_ADDRESSES: from elsewhere anybody could "
            "send it."
        )
    if not settings.oidc_issuer:
        if settings.oidc_client_id or settings.oidc_client_secret:
            raise ConfigError("NOTES_OIDC_CLIENT_ID is of no use without NOTES_OIDC_ISSUER.")
        return
    if not settings.oidc_client_id or not settings.site_url:
        raise ConfigError("NOTES_OIDC_ISSUER needs NOTES_OIDC_CLIENT_ID and NOTES_SITE_URL.")
    for module in ("authlib", "requests"):
        _insist_on(module, "NOTES_OIDC_ISSUER", "oidc")


def _insist_on(module: str, setting: str, extra: str) -> None:
    """Refuse a setting whose library, an extra, is not installed."""
    if find_spec(module) is None:
        how = (
            f"`{command()} content check --no-run` installs it"
            if is_checkout()
            else f"install notes-site[{extra}]"
        )
        raise ConfigError(f"{setting} needs a package that isn't there; {how}.")


def _cookie_name(settings: Settings) -> str:
    """Name the session by what browsers hold it to; `__Host-` they refuse for a part of a host."""
    if not settings.is_https:
        return "session"
    return "__Secure-session" if settings.prefix else "__Host-session"


def flask_config(settings: Settings) -> dict[str, Any]:
    """Say the settings in Flask's words."""
    return {
        "SECRET_KEY": settings.secret_key,
        "SECRET_KEY_FALLBACKS": list(settings.secret_key_fallbacks) or None,
        "SESSION_COOKIE_NAME": _cookie_name(settings),
        "SESSION_COOKIE_PATH": f"{settings.prefix}/",
        "SESSION_COOKIE_SECURE": settings.is_https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": 30 * 24 * 3600,
        "SESSION_REFRESH_EACH_REQUEST": False,
        "REMEMBER_COOKIE_NAME": ";",  # no cookie has this name: Flask-Login's own is not used
        "APPLICATION_ROOT": settings.prefix or "/",
        "PREFERRED_URL_SCHEME": "https" if settings.is_https else "http",
        "TRUSTED_HOSTS": [settings.host] if settings.host else None,
        "MAX_CONTENT_LENGTH": 64 * 1024,
        "MAX_FORM_MEMORY_SIZE": 64 * 1024,
        "MAX_FORM_PARTS": 500,
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SECRET_KEY": [*settings.secret_key_fallbacks, settings.secret_key],
        "TEMPLATES_AUTO_RELOAD": None,
    }
