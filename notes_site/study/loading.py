"""A content folder to a Library, with every mistake found at once, each with file and line."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Set
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from notes_site.study import diagrams
from notes_site.study.checked import CHECKED_FILE, Record, add_versions, read_record
from notes_site.study.excerpts import FindSource
from notes_site.study.figures import Illustrator
from notes_site.study.library import Library, Question, Section, SectionRef, Term, Topic
from notes_site.study.parsing import (
    find_links,
    parse_cheat_sheet,
    parse_glossary,
    parse_questions,
    parse_topic,
)
from notes_site.study.problems import Problem, Report

FOLDER = re.compile(r"^(?P<number>[0-9]{2,4})-(?P<slug>[a-z0-9]+(?:-[a-z0-9]+)*)$")
TOPIC_LINK = re.compile(r"^\.\./[0-9]{2,4}-(?P<slug>[a-z0-9-]+)/topic\.md(?:#(?P<anchor>.+))?$")
BIDI_CONTROL = re.compile("[\u202a-\u202e\u2066-\u2069\u200b-\u200f]")
GLOSSARY = "glossary.md"
CHEAT_SHEET = "cheatsheet.md"
SITE_TEXTS = ("title", "tagline", "language", "subject")
LINK_SCHEMES = {"http", "https", "mailto"}

MOST_BYTES = 1_000_000
LONGEST_LINE = 5_000
LONGEST_INDENT = 100
DEEPEST_QUOTE = 10
MOST_BRACKETS = 200
"""Opening brackets on one line; Markdown's cost grows with their square."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a folder gave: the good topics, all that could be read, and what is wrong."""

    library: Library
    whole: Library
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if not problem.is_advice)


def load_library(folder: Path, find_source: FindSource | None = None) -> Loaded:
    """Read every topic below the folder; a topic with a mistake is reported and left out.

    `find_source` finds the pieces of this codebase that topics show; without it none is shown.
    """
    problems: list[Problem] = []
    illustrator = Illustrator(find_source, problems)
    site = _read_site(folder, problems)
    loaded = {
        match["slug"]: _load_topic(topic_folder, match, illustrator, problems)
        for topic_folder, match in _find_topic_folders(folder, problems)
    }
    topics = add_versions(filter(None, loaded.values()), _load_record(folder, problems))
    if not loaded:
        problems.append(Problem(str(folder), 1, "no topic; write one as 01-first/topic.md"))
    site = replace(site, glossary=_load_glossary(folder, problems))
    whole = replace(site, topics=topics)
    problems.extend(_find_doubles(whole))
    problems.extend(_find_false_claims(whole))
    bad_folders = {problem.path.partition("/")[0] for problem in problems}
    good = tuple(topic for topic in topics if topic.path.partition("/")[0] not in bad_folders)
    unread = {slug for slug, topic in loaded.items() if topic is None}
    problems.extend(_find_loose_ends(whole, unread))
    return Loaded(replace(site, topics=good), whole, tuple(sorted(set(problems))))


def fingerprint(folder: Path) -> frozenset[tuple[str, int, int]]:
    """Name, time and size of every content file: differs as soon as one was edited."""
    files = (*folder.glob("*/*.md"), *folder.glob("*/*.svg"))
    files = (*files, folder / "site.toml", folder / GLOSSARY, folder / CHECKED_FILE)
    stats = ((str(file), file.stat()) for file in files if file.is_file())
    return frozenset((name, stat.st_mtime_ns, stat.st_size) for name, stat in stats)


def _read_site(folder: Path, problems: list[Problem]) -> Library:
    """Read site.toml into a library without topics."""
    site = Library("Notes", "", "en", (), ())
    try:
        given = tomllib.loads((folder / "site.toml").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return site
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        problems.append(Problem("site.toml", 1, f"not TOML: {error}"))
        return site
    groups = given.pop("groups", [])
    texts = {key: given[key] for key in SITE_TEXTS if key in given}
    if given.keys() - texts.keys() or not all(isinstance(text, str) for text in texts.values()):
        problems.append(Problem("site.toml", 1, f"write {', '.join(SITE_TEXTS)}, each as text"))
        return site
    if not isinstance(groups, list) or not all(isinstance(group, str) for group in groups):
        problems.append(Problem("site.toml", 1, 'groups is a list of names: ["One", "Two"]'))
        return site
    return replace(site, **texts, groups=tuple(groups))


def _find_topic_folders(
    folder: Path, problems: list[Problem]
) -> Iterator[tuple[Path, re.Match[str]]]:
    slugs: dict[str, str] = {}
    for entry in sorted(folder.iterdir()) if folder.is_dir() else []:
        if entry.name.startswith(".") or not (entry.is_dir() or entry.is_symlink()):
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
        problems.append(Problem(entry.name, 1, message))


def _load_topic(
    folder: Path, name: re.Match[str], illustrator: Illustrator, problems: list[Problem]
) -> Topic | None:
    slug, paths = name["slug"], (f"{folder.name}/topic.md", f"{folder.name}/questions.md")
    text, bank = (_read_text(folder.parent / path, path, problems) for path in paths)
    topic: Topic | None = None
    questions: tuple[Question, ...] = ()
    if text is not None:
        report = _into(problems, paths[0])
        topic = parse_topic(text, paths[0], slug, int(name["number"]), report)
    if topic is not None:
        topic = illustrator.fill(topic, lambda file: _read_diagram(folder, file, problems))
    if bank is not None:
        questions = parse_questions(bank, paths[1], slug, _into(problems, paths[1]))
    sheet = _load_cheat_sheet(folder, problems)
    return replace(topic, questions=questions, cheat_sheet=sheet) if topic else None


def _load_cheat_sheet(folder: Path, problems: list[Problem]) -> tuple[Section, ...]:
    """Read the cheat sheet of a topic; () where its author wrote none."""
    path = f"{folder.name}/{CHEAT_SHEET}"
    text = _read_optional(folder.parent / path, path, problems)
    return parse_cheat_sheet(text, _into(problems, path)) if text else ()


def _load_glossary(folder: Path, problems: list[Problem]) -> tuple[Term, ...]:
    text = _read_optional(folder / GLOSSARY, GLOSSARY, problems)
    return parse_glossary(text, _into(problems, GLOSSARY)) if text else ()


def _load_record(folder: Path, problems: list[Problem]) -> Record:
    text = _read_optional(folder / CHECKED_FILE, CHECKED_FILE, problems)
    return read_record(text, _into(problems, CHECKED_FILE)) if text else {}


def _read_optional(file: Path, path: str, problems: list[Problem]) -> str | None:
    is_there = file.exists() or file.is_symlink()
    return _read_text(file, path, problems) if is_there else None


def _read_diagram(folder: Path, file: str, problems: list[Problem]) -> str | None:
    return _read_text(folder / file, f"{folder.name}/{file}", problems, diagrams.MOST_BYTES)


def _into(problems: list[Problem], path: str) -> Report:
    return lambda line, message: problems.append(Problem(path, line, message))


def _read_text(
    file: Path, path: str, problems: list[Problem], most_bytes: int = MOST_BYTES
) -> str | None:
    """Read a content file, or report why it can't be shown safely."""
    report = _into(problems, path)
    if file.is_symlink():
        return report(1, "a symbolic link; put the file itself here")
    if not file.is_file():
        return report(1, "this file is missing; write it (see the README for the format)")
    if file.stat().st_size > most_bytes:
        return report(1, f"larger than {most_bytes:,} bytes; split it, or say less")
    try:
        data = file.read_bytes()
    except OSError as error:
        return report(1, f"this file can't be read ({error.strerror}); give this user the right to")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return report(line, "not UTF-8; save the file as UTF-8")
    if not text.strip():
        return report(1, "this file is empty; write it, or remove the folder")
    mistakes = list(_find_unsafe_text(text))
    for line, message in mistakes:
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
        if line.replace(" ", "").startswith(">" * (DEEPEST_QUOTE + 1)):
            yield number, f"quotes nested over {DEEPEST_QUOTE} deep; flatten them"


def _find_doubles(library: Library) -> Iterator[Problem]:
    everything = [question for topic in library.topics for question in topic.questions]
    counts = Counter(question.id for question in everything)
    first: dict[str, Question] = {}
    for question in everything:
        if counts[question.id] > 1 and question.id in first:
            other = first[question.id]
            yield Problem(
                question.path,
                question.line,
                f"the id {question.id} is taken by {other.path}:{other.line}; write another",
            )
        first.setdefault(question.id, question)


def _find_false_claims(library: Library) -> Iterator[Problem]:
    """Refuse a `was:` that names a living question's id, or one that another question claims."""
    claims: dict[str, Question] = {}
    for topic in library.topics:
        for question in topic.questions:
            for old in question.was:
                living, claiming = library.questions.get(old), claims.setdefault(old, question)
                if living is not None:
                    where = f"{living.path}:{living.line}"
                    message = f"was: {old} is the id of {where}; remove one of the two"
                elif claiming is not question:
                    where = f"{claiming.path}:{claiming.line}"
                    message = f"was: {old} is claimed by {where} too; leave it to one of them"
                else:
                    continue
                yield Problem(question.path, question.line + 1, message)


def _find_loose_ends(library: Library, unread: Set[str]) -> Iterator[Problem]:
    """Follow every link, prerequisite and `see:`, but not into topics that couldn't be read."""
    known = library.by_slug.keys() | unread
    for topic in library.topics:
        for slug in topic.prerequisites:
            if slug not in known:
                yield Problem(topic.path, 1, f"the prerequisite {slug} is no topic's slug")
        yield from _find_dead_links(library, topic, unread)
        for question in topic.questions:
            if message := _find_dead_see(library, question.see, unread):
                yield Problem(question.path, question.line + 1, message)
    for term in library.glossary:
        if term.see and (message := _find_dead_see(library, term.see, unread)):
            yield Problem(GLOSSARY, term.line, message)


def _find_dead_links(library: Library, topic: Topic, unread: Set[str]) -> Iterator[Problem]:
    sheet = [block for section in topic.cheat_sheet for block in section.blocks]
    folder = topic.path.partition("/")[0]
    for line, target in find_links([*topic.blocks()]):
        if message := _find_link_mistake(library, topic, target, unread):
            yield Problem(topic.path, line, message)
    for line, target in find_links(sheet):
        message = _find_link_mistake(library, topic, target, unread)
        if target.startswith("#"):
            message = f"{target}: write ../{folder}/topic.md{target}"
        if message:
            yield Problem(f"{folder}/{CHEAT_SHEET}", line, message)


def _find_dead_see(library: Library, see: SectionRef, unread: Set[str]) -> str | None:
    is_found = see.slug in unread or library.find_section(see) is not None
    return None if is_found else f"see: {see.slug}#{see.anchor} is no section"


def _scheme(target: str) -> str:
    try:
        return urlsplit(target).scheme
    except ValueError:
        return ""


def _find_link_mistake(library: Library, topic: Topic, target: str, unread: Set[str]) -> str | None:
    match = TOPIC_LINK.match(target)
    if match:
        slug, anchor = match["slug"], match["anchor"]
    elif target.startswith("#"):
        slug, anchor = topic.slug, target[1:]
    else:
        is_known = _scheme(target) in LINK_SCHEMES
        return None if is_known else f"{target} leads nowhere; write ../NN-slug/topic.md or https"
    if slug in unread:
        return None
    linked = library.by_slug.get(slug)
    if linked is None:
        return f"{target}: there is no topic {slug}"
    if anchor and linked.find_section(anchor) is None:
        return f"{target}: {slug} has no section #{anchor}"
    return None
