"""What is known of a section and not shown as text: a comment right below its heading.

What people type who look for it, how often interviewers ask for it, and which anchors it had.
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import replace

from notes_site.study.content.asked.words import read_asked
from notes_site.study.content.library import Section
from notes_site.study.text.blocks import Prose
from notes_site.study.text.comments import COMMENT, read_pairs, refuse_unknown
from notes_site.study.text.problems import Report
from notes_site.study.text.splitting import slugify, split_list

KEY = "searched"
KEYS = {KEY, "asked", "was"}
LONGEST_PHRASE, MOST_PHRASES = 100, 40


def take_searched(sections: Iterable[Section], report: Report) -> tuple[Section, ...]:
    """Return sections with what their comments say, and without these."""
    taken = tuple(_take_comment(section, report) for section in sections)
    _check_earlier(taken, report)
    return taken


def _check_earlier(sections: Iterable[Section], report: Report) -> None:
    """Refuse an anchor after `was:` that a section has, that another had, or that none can have."""
    sections = tuple(sections)
    holders = {section.anchor: section for section in sections}
    for section in sections:
        for old in section.was:
            holder = holders.setdefault(old, section)
            if slugify(old) != old:
                report(section.line + 1, f"was: {old} is no anchor; write {slugify(old) or 'one'}")
            elif holder is not section or old == section.anchor:
                report(
                    section.line + 1, f"was: {old} leads to ## {holder.title} already; remove it"
                )


def _take_comment(section: Section, report: Report) -> Section:
    meta, bare = split_comment(section, KEYS, "a section", report)
    line = section.line + 1
    phrases = read_phrases(meta.get(KEY, ""), line, report)
    asked, was = read_asked(meta, line, report), split_list(meta.get("was", ""))
    return replace(bare, searched=phrases, asked=asked, was=was)


def split_comment(
    section: Section, known: Set[str], what: str, report: Report
) -> tuple[Mapping[str, str], Section]:
    """Return what the comment right below a heading says, and the section without it."""
    first = section.blocks[0] if section.blocks else None
    if not isinstance(first, Prose) or first.line != section.line + 1:
        return {}, section
    opening, _, rest = first.text.partition("\n")
    comment = COMMENT.fullmatch(opening.rstrip())
    if not comment:
        return {}, section
    meta = read_pairs(comment[1], first.line, report)
    refuse_unknown(meta, known, what, first.line, report)
    below = (replace(first, text=rest, line=first.line + 1),) if rest.strip() else ()
    return meta, replace(section, blocks=(*below, *section.blocks[1:]))


def read_phrases(text: str, line: int, report: Report) -> tuple[str, ...]:
    """Read phrases with commas between them, none twice and none as long as a paragraph."""
    phrases = split_list(text)
    if len(phrases) > MOST_PHRASES:
        report(line, f"{len(phrases)} phrases after {KEY}:; {MOST_PHRASES} are the most")
    seen: set[str] = set()
    for phrase in phrases:
        if len(phrase) > LONGEST_PHRASE:
            report(line, f"{phrase[:20]}… is longer than anybody types; write a few words")
        if phrase.casefold() in seen:
            report(line, f"{phrase} stands twice after {KEY}:; remove one")
        seen.add(phrase.casefold())
    return phrases
