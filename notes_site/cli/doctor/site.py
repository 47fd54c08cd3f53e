"""The checks of how the site is set up: settings, content, the key, what stands in front."""

import os
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from notes_site import secret_keys
from notes_site.cli.doctor.findings import Finding, Visit
from notes_site.config import PREFIX, SETTINGS, command, source_folders
from notes_site.kept_content import KeptContent
from notes_site.study.content.courses import CourseNameError, find_courses
from notes_site.study.content.kept_topics import KeptTopics
from notes_site.study.content.loading import Loaded, load_library
from notes_site.study.content.sources import SourceFinder

KEY_IS_OLD = timedelta(days=730)
SECONDS_TO_ANSWER = 10
ON = {"1", "true", "yes", "on"}


def check_settings(visit: Visit) -> Finding:
    given = [setting.name for setting in SETTINGS if f"{PREFIX}{setting.name}" in os.environ]
    seen = f"data in {visit.settings.data_dir}, content in {visit.settings.content_dir}"
    return Finding("settings", "ok", f"{seen}; set here: {', '.join(given) or 'nothing'}")


def check_content(visit: Visit) -> Finding:
    """Read it as a start does, every course, and change nothing."""
    try:
        courses = find_courses(visit.settings.content_dir)
    except CourseNameError as error:
        return Finding("content", "wrong", str(error), "rename it; a start is refused")
    folders = courses or {"": visit.settings.content_dir}
    found = [_look_at(visit, slug, folder) for slug, folder in folders.items()]
    wrong = [one for one in found if one.errors]
    if wrong:
        return _tell_wrong(wrong[0])
    topics = sum(len(one.library.topics) for one in found)
    questions = sum(len(one.library.questions) for one in found)
    several = f"{len(courses)} courses, " if courses else ""
    return Finding("content", "ok", f"{several}{topics} topics, {questions} questions, no mistake")


def _look_at(visit: Visit, slug: str, folder: Path) -> Loaded:
    settings, finder = visit.settings, SourceFinder(source_folders())
    parsed = KeptTopics(settings.cache_of(slug) / "library", finder.stamp)
    read = partial(load_library, find_source=finder, kept=parsed)
    return KeptContent(settings.data_dir, folder, read).load()


def _tell_wrong(loaded: Loaded) -> Finding:
    copy = f"the copy of {loaded.kept_at:%Y-%m-%d %H:%M} UTC is served" if loaded.kept_at else ""
    seen = f"{len(loaded.errors)} mistakes, the first: {loaded.errors[0]}"
    do = f"`{command()} content check` names all; {copy or 'a start is refused'}"
    return Finding("content", "wrong", seen, do)


def check_secret(visit: Visit) -> Finding:
    older = f"{len(visit.settings.secret_key_fallbacks)} older accepted"
    length = len(visit.settings.secret_key)
    if os.environ.get(f"{PREFIX}SECRET_KEY"):
        return Finding("secret", "ok", f"{length} characters, from {PREFIX}SECRET_KEY; {older}")
    file = visit.settings.data_dir / secret_keys.FILE
    made_at = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    seen = f"{length} characters, made on {made_at:%Y-%m-%d}; {older}"
    if visit.now - made_at > KEY_IS_OLD:
        return Finding("secret", "warn", seen, f"change it: `{command()} secret rotate`")
    return Finding("secret", "ok", seen)


def check_proxies(visit: Visit) -> Finding:
    address, count = visit.settings.site_url, visit.settings.trusted_proxies
    if not address:
        do = f"set {PREFIX}SITE_URL=https://…, and {PREFIX}TRUSTED_PROXIES=1 behind nginx"
        return Finding("proxies", "warn", "no address is set, which is for trying it out", do)
    seen = f"{address} behind {count} proxies"
    if visit.settings.is_https and not count:
        do = f"set {PREFIX}TRUSTED_PROXIES to how many there are, or all readers are one address"
        return Finding("proxies", "wrong", f"{seen}; something must do the https", do)
    if not visit.settings.is_https:
        do = "get a certificate, and write https:// in the setting"
        return Finding("proxies", "warn", f"{seen}: passwords cross the network in the open", do)
    return Finding("proxies", "ok", seen)


def check_answer(visit: Visit) -> Finding:
    """Ask the site itself, as a visitor would; only where the host wants it to be asked."""
    address = visit.settings.site_url or "http://127.0.0.1:5000"
    request = urllib.request.Request(f"{address}/healthz")  # noqa: S310 - http: see config
    try:
        with urllib.request.urlopen(request, timeout=SECONDS_TO_ANSWER) as answer:  # noqa: S310
            is_strict = "Strict-Transport-Security" in answer.headers
    except (OSError, urllib.error.URLError) as error:
        do = "start it, or look at what stands in front of it (nginx -t, journalctl)"
        return Finding("answer", "wrong", f"{address} does not answer as it should ({error})", do)
    if visit.settings.is_https and not is_strict:
        do = "something in front of it answers, or takes headers away"
        return Finding("answer", "wrong", f"{address} answers without this site's headers", do)
    return Finding("answer", "ok", f"{address} answers")


def check_registration(visit: Visit) -> Finding:
    kind = visit.settings.registration
    who = {
        "open": "anybody may make an account",
        "invite": "who has an invitation may make an account",
        "closed": "only the host makes accounts",
    }
    return Finding("registration", "ok", f"{kind}: {who[kind]}")


def check_debug(_visit: Visit) -> Finding:
    if os.environ.get("FLASK_DEBUG", "").lower() in ON:
        do = "take it out of the environment: in debug, errors show the code, and run it"
        return Finding("debug", "wrong", "FLASK_DEBUG is set", do)
    return Finding("debug", "ok", "off")
