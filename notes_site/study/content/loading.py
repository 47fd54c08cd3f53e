"""A content folder to a Library, with every mistake found at once, each with file and line."""

import hashlib
import re
import tomllib
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from notes_site.study.content.asked.typical import parse_typical
from notes_site.study.content.figures import Illustrator
from notes_site.study.content.files import Beside, read_bytes
from notes_site.study.content.folders import find_files, find_folders
from notes_site.study.content.kept_topics import (
    LARGE,
    SEEN,
    KeptTopics,
    ReadTopic,
    look_at,
    look_at_topic,
)
from notes_site.study.content.library import (
    CHEAT_SHEET,
    EVENTS,
    INTERVIEW,
    Library,
    OwnPage,
    Question,
    Section,
    Term,
    Topic,
)
from notes_site.study.content.links import (
    GLOSSARY,
    SITE_FILE,
    find_doubles,
    find_equal_names,
    find_false_claims,
    find_loose_ends,
    find_references,
)
from notes_site.study.content.parsing import (
    find_faults,
    parse_cheat_sheet,
    parse_glossary,
    parse_host,
    parse_look,
    parse_own_page,
    parse_questions,
    parse_topic,
)
from notes_site.study.content.parsing.host import LONGEST
from notes_site.study.content.parsing.look import LOOK_KEYS
from notes_site.study.content.parsing.mermaid import PICTURES, show_pictures
from notes_site.study.content.proofs import CHECKED_FILE, Record, add_versions, read_record
from notes_site.study.content.site.announcements import read_announcements
from notes_site.study.content.site.home import read_home
from notes_site.study.content.site.pictures import read_site_pictures
from notes_site.study.content.sources import FindSource
from notes_site.study.text.meant import line_in, line_of, line_said, say_meant, say_text, suggest
from notes_site.study.text.places import drop_echoes, find_places
from notes_site.study.text.problems import Problem, Problems
from notes_site.study.text.splitting import hash_text

FOLDER = re.compile(r"^(?P<number>[0-9]{2,4})-(?P<slug>[a-z0-9]+(?:-[a-z0-9]+)*)$")
BIDI_CONTROL = re.compile("[\u202a-\u202e\u2066-\u2069\u200b-\u200f]")
OWN_PAGES = "pages"
"""The folder of the host's own pages, among those of topics."""
SITE_TEXTS = ("title", "tagline", "language", "subject", "event")
SITE_KEYS = (
    f"write {', '.join(SITE_TEXTS)}, each as text in quotes, groups, a list of names, "
    "[host], [look], [home] and [[announcement]]"
)
SITE_NAMES = (*SITE_TEXTS, "groups", "host", "look", "home", "announcement")
NAMELESS = ("Notes", "", "en", (), ())
"""The beginning of a library whose course says nothing of itself."""
LANGUAGE = re.compile(r"^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$")

MOST_BYTES = 1_000_000
LONGEST_LINE = 5_000
LONGEST_INDENT = 100
DEEPEST_QUOTE = 10
MOST_TICKS = 12
"""Backticks in a row; each length that is never closed costs a look through its paragraph."""
MOST_BRACKETS = 200
"""Opening brackets on one line; Markdown's cost grows with their square."""
LONGEST_PARAGRAPH = 20_000
"""Characters without an empty line; Markdown's cost grows with the square of what they hold."""


Tell = Callable[[int, int], None]
"""Hears how many topics were read, and of how many."""


def say_nothing(_done: int, _all: int) -> None:
    """Read quietly."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a folder gave: the good topics, all that could be read, and what is wrong.

    `seen` names what was read: another as soon as the content has other bytes. Since `kept_at` the
    folder is a copy kept of another one, whose problems these are.
    """

    folder: Path
    library: Library
    whole: Library
    problems: tuple[Problem, ...]
    seen: str
    kept_at: datetime | None = None

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if not problem.is_advice)


def load_library(
    folder: Path,
    find_source: FindSource | None = None,
    kept: KeptTopics | None = None,
    tell: Tell = say_nothing,
) -> Loaded:
    """Read every topic below the folder; a topic with a mistake is reported and left out.

    `find_source` finds the pieces of this codebase that topics show; without it none is shown.
    What `kept` has is not parsed again. `tell` hears of every topic that was read.
    """
    problems = Problems()
    site = _read_site(folder, problems)
    folders = list(_find_topic_folders(folder, problems))
    read_topic = _TopicReader(find_source, problems, kept and kept.afresh())
    loaded = {}
    for topic_folder, match in folders:
        loaded[match["slug"]] = read_topic(topic_folder, match)
        tell(len(loaded), len(folders))
    found = {slug: read for slug, read in loaded.items() if read is not None}
    record = _load_record(folder, problems)
    topics = add_versions((read.topic for read in found.values()), record)
    if not loaded:
        problems.report_in(str(folder))(1, "no topic; write one as 01-first/topic.md")
    pages = tuple(_load_own_pages(folder, problems))
    site = replace(site, glossary=_load_glossary(folder, problems), own_pages=pages)
    whole = replace(site, topics=topics)
    problems.add(find_doubles(whole))
    problems.add(find_false_claims(whole))
    problems.add(find_equal_names(whole))
    bad_folders = {problem.file.partition("/")[0] for problem in problems}
    good = tuple(topic for topic in topics if topic.path.partition("/")[0] not in bad_folders)
    references = {slug: read.references for slug, read in found.items()}
    problems.add(find_loose_ends(whole, references, loaded.keys() - found.keys()))
    library = whole if len(good) == len(topics) else replace(site, topics=good)
    return Loaded(folder, library, whole, tuple(problems), read_topic.seen(folder))


def load_front(folder: Path) -> Loaded:
    """Read what stands at the root of several courses: its site.toml, and the host's own pages."""
    problems = Problems()
    site = _read_site(folder, problems)
    front = replace(site, own_pages=tuple(_load_own_pages(folder, problems)))
    seen = _TopicReader(None, problems, None).seen(folder)
    return Loaded(folder, front, front, tuple(problems), seen)


def fingerprint(folder: Path) -> frozenset[tuple[str, int, int]]:
    """Name, time and size of every content file: differs as soon as one was edited."""
    files = (*folder.glob("*"), *folder.glob("*/*"))
    beside = (file for file in files if file.suffix.lower() in (*SEEN, *LARGE))
    topics = find_folders(folder) if folder.is_dir() else ()
    within = (find_files(one) for topic in topics for one in find_folders(topic))
    taken = (file for found in within for file in found.values())
    files = (*beside, *taken, folder / SITE_FILE, folder / GLOSSARY, folder / CHECKED_FILE)
    stats = ((str(file), file.stat()) for file in files if file.is_file())
    return frozenset((name, stat.st_mtime_ns, stat.st_size) for name, stat in stats)


def _read_site(folder: Path, problems: Problems) -> Library:
    """Read site.toml into a library without topics."""
    report = problems.report_in(SITE_FILE)
    site = Library(*NAMELESS)
    text = _read_optional(folder / SITE_FILE, SITE_FILE, problems)
    if text is None:
        return site
    try:
        given = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        report(line_said(str(error)), f"not TOML ({error}); put texts in quotes")
        return site
    site = _read_tables(given, text, folder, problems)
    groups = given.pop("groups", [])
    texts = {key: given[key] for key in SITE_TEXTS if key in given}
    for key in given:
        if key not in texts:
            report(line_of(text, key), f"{key}: {say_meant(key, SITE_NAMES) or SITE_KEYS}")
            return site
        if not isinstance(texts[key], str):
            report(line_of(text, key), say_text(key, texts[key]))
            return site
    bad = dict(_find_bad_values(texts, groups))
    for key, said in bad.items():
        report(line_of(text, key), said)
    if bad:
        return site
    return replace(site, **texts, groups=tuple(groups))


def _find_bad_values(texts: dict[str, str], groups: object) -> Iterator[tuple[str, str]]:
    """Yield each key of site.toml whose value can't be taken, and what to write."""
    if not LANGUAGE.match(texts.get("language", "en")):
        yield "language", "language is a code such as en or pt-BR"
    if (event := texts.get("event", EVENTS[0])) not in EVENTS:
        yield "event", f"event: {suggest(event, EVENTS)}"
    if not isinstance(groups, list) or not all(isinstance(group, str) for group in groups):
        yield "groups", 'groups is a list of names: ["One", "Two"]'


def _read_tables(given: dict[str, Any], text: str, folder: Path, problems: Problems) -> Library:
    """Take the tables out of what site.toml gives, and read them into a library."""
    report = problems.report_in(SITE_FILE)
    line = line_of(text, "look")
    for table, key, said in _take_out_mistyped(given):
        report(line_in(text, table, key), said)
    look = given.pop("look", {})
    read_look = parse_look(look, lambda _, said: report(line, said))
    named = look.items() if isinstance(look, dict) else ()
    names = {key: name for key, name in named if isinstance(name, str)}
    return Library(
        *NAMELESS,
        host=parse_host(given.pop("host", {}), lambda _, said: report(line_of(text, "host"), said)),
        look=read_look,
        home=read_home(given.pop("home", {}), text, report),
        announcements=read_announcements(given.pop("announcement", []), text, report),
        own_pictures=read_site_pictures(folder, names, line, SITE_FILE, problems),
    )


def _take_out_mistyped(given: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Take out of the tables of texts what is none; yield the table, the key, and what to write."""
    for table, keys in (("host", LONGEST), ("look", LOOK_KEYS)):
        texts = given.get(table)
        if not isinstance(texts, dict):
            continue
        for key in keys:
            if not isinstance(texts.get(key, ""), str):
                yield table, key, say_text(f"{table}.{key}", texts.pop(key))


def _find_topic_folders(folder: Path, problems: Problems) -> Iterator[tuple[Path, re.Match[str]]]:
    slugs: dict[str, str] = {}
    for entry in sorted(folder.iterdir()) if folder.is_dir() else []:
        if (
            entry.name.startswith(".")
            or entry.name == OWN_PAGES
            or not (entry.is_dir() or entry.is_symlink())
        ):
            continue
        match = FOLDER.match(entry.name)
        if entry.is_symlink():
            message = "a symbolic link; put the folder itself here"
        elif not match:
            message = "a topic's folder is named NN-slug, such as 04-routing"
        elif match["slug"] in slugs:
            message = f"the slug {match['slug']} is taken by {slugs[match['slug']]}; rename one"
        else:
            slugs[match["slug"]] = entry.name
            yield entry, match
            continue
        problems.report_in(entry.name)(1, message)


class _TopicReader:
    """Takes a topic from what is kept, else parses it; remembers what it looked at."""

    def __init__(
        self, find_source: FindSource | None, problems: Problems, kept: KeptTopics | None
    ) -> None:
        self._find_source = find_source
        self._problems = problems
        self._kept = kept
        self._seen = hashlib.sha256()

    def __call__(self, folder: Path, name: re.Match[str]) -> ReadTopic | None:
        """Read the topic of a folder; one without a mistake is kept from then on."""
        content = look_at_topic(folder)
        self._seen.update(folder.name.encode() + content)
        if self._kept and content and (found := self._kept.find(folder, content)):
            return found
        own = Problems()
        topic = _load_topic(folder, name, Illustrator(self._find_source, own), own)
        own.add(find_faults(topic) if topic else ())
        self._problems.add(drop_echoes(own))
        if topic is None:
            return None
        read = ReadTopic(topic, tuple(find_references(topic)))
        if self._kept and content and not any(own):
            self._kept.keep(folder, content, read)
        return read

    def seen(self, root: Path) -> str:
        """Name the content of all folders that were read, and of the files beside them."""
        self._seen.update(look_at(root) + look_at(root / OWN_PAGES))
        return self._seen.hexdigest()


def _load_topic(
    folder: Path, name: re.Match[str], illustrator: Illustrator, problems: Problems
) -> Topic | None:
    slug, paths = name["slug"], (f"{folder.name}/topic.md", f"{folder.name}/questions.md")
    text, bank = (_read_text(folder.parent / path, path, problems) for path in paths)
    topic: Topic | None = None
    questions: tuple[Question, ...] = ()
    if text is not None:
        report = problems.report_in(paths[0])
        topic = parse_topic(text, paths[0], slug, int(name["number"]), report)
    if topic is not None:
        topic = show_pictures(topic, {file.name for file in folder.glob(PICTURES)}, problems)
    if bank is not None:
        questions = parse_questions(bank, paths[1], slug, problems.report_in(paths[1]))
    sheet = _load_cheat_sheet(folder, problems)
    path = f"{folder.name}/{INTERVIEW}"
    asked = _read_optional(folder.parent / path, path, problems) or ""
    typical = parse_typical(asked, problems.report_in(path))
    if topic is None:
        return None
    whole = replace(
        topic,
        questions=questions,
        cheat_sheet=sheet,
        typical=typical,
        content_hash=hash_text(topic.content_hash + asked),
    )
    return illustrator.fill(whole, Beside(folder, problems))


def _load_cheat_sheet(folder: Path, problems: Problems) -> tuple[Section, ...]:
    """Read the cheat sheet of a topic; () where its author wrote none."""
    path = f"{folder.name}/{CHEAT_SHEET}"
    text = _read_optional(folder.parent / path, path, problems)
    return parse_cheat_sheet(text, problems.report_in(path)) if text else ()


def _load_glossary(folder: Path, problems: Problems) -> tuple[Term, ...]:
    text = _read_optional(folder / GLOSSARY, GLOSSARY, problems)
    return parse_glossary(text, problems.report_in(GLOSSARY)) if text else ()


def _load_own_pages(folder: Path, problems: Problems) -> Iterator[OwnPage]:
    """Read the pages of the host's own, in the order of their names."""
    for file in sorted((folder / OWN_PAGES).glob("*.md")):
        path = f"{OWN_PAGES}/{file.name}"
        text = _read_text(file, path, problems)
        page = parse_own_page(text, file.stem, problems.report_in(path)) if text else None
        if page:
            yield page


def _load_record(folder: Path, problems: Problems) -> Record:
    text = _read_optional(folder / CHECKED_FILE, CHECKED_FILE, problems)
    return read_record(text, problems.report_in(CHECKED_FILE)) if text else {}


def _read_optional(file: Path, path: str, problems: Problems) -> str | None:
    is_there = file.exists() or file.is_symlink()
    return _read_text(file, path, problems) if is_there else None


def _read_text(file: Path, path: str, problems: Problems) -> str | None:
    """Read a content file, or report why it can't be shown safely."""
    report = problems.report_in(path)
    data = read_bytes(file, path, problems, MOST_BYTES)
    if data is None:
        return None
    if data.startswith(BOM_UTF8):
        return report(1, "a byte order mark; save the file as UTF-8 without one")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return report(line, "not UTF-8; save the file as UTF-8")
    if not text.strip() and path != SITE_FILE:
        return report(1, "this file is empty; write it, or remove the folder")
    mistakes = [*_find_unsafe_text(text), *(_find_endless(text) if path.endswith(".md") else ())]
    for line, message in (*mistakes, *find_places(text)):
        report(line, message)
    return None if mistakes else text


def _find_unsafe_text(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), 1):
        if "\0" in line:
            yield number, "a NUL character; remove it"
        if BIDI_CONTROL.search(line):
            yield number, "an invisible or direction-changing character; remove it"
        if len(line) - len(line.lstrip()) > LONGEST_INDENT:
            yield number, f"indented by over {LONGEST_INDENT} characters; nest less deeply"
        if len(line) > LONGEST_LINE:
            yield number, f"a line of over {LONGEST_LINE:,} characters; break it"
        elif line.count("[") > MOST_BRACKETS:
            yield number, f"over {MOST_BRACKETS} opening brackets on a line; break it"
        if "`" * (MOST_TICKS + 1) in line:
            yield number, f"over {MOST_TICKS} backticks in a row; write fewer"
        if line.replace(" ", "").startswith(">" * (DEEPEST_QUOTE + 1)):
            yield number, f"quotes nested over {DEEPEST_QUOTE} deep; flatten them"


def _find_endless(text: str) -> Iterator[tuple[int, str]]:
    """Find each paragraph, list or table that is too long to be taken in, by reader or renderer."""
    first = length = 0
    for number, line in enumerate([*text.splitlines(), ""], 1):
        if line.strip():
            first, length = first or number, length + len(line)
            continue
        if length > LONGEST_PARAGRAPH:
            yield first, f"over {LONGEST_PARAGRAPH:,} characters without an empty line; add some"
        first = length = 0
