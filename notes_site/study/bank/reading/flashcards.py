"""Reads cards, a question and its answer: Anki's text export, and `question::answer` of Obsidian.

An answer of a word or two becomes a short answer; a longer one the model answer of an open
question, whose rubric is left to fill in.
"""

import csv
import io
import re
from collections.abc import Iterator

from notes_site.study.bank.item import BankItem
from notes_site.study.bank.reading.from_html import html_to_markdown, plain_to_markdown
from notes_site.study.bank.reading.shared import UnreadableError, make_item, read_spoken
from notes_site.study.questions.exchanged import Exchanged, Written
from notes_site.study.text.problems import Report

MOST_WORDS, LONGEST = 3, 40
SEPARATORS = {"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "colon": ":", "space": " "}
CLOZE = re.compile(r"\{\{c[0-9]+::")
CARD = re.compile(r"^(?:[-*+] )?(?P<asked>.+?)\s*:::?\s*(?P<answer>\S.*?)\s*$")
TAG = re.compile(r"(?<!\S)#(?P<tag>[\w/-]+)")
FENCE = re.compile(r"^ {0,3}(?:`{3}|~{3})")


def read_anki(text: str, report: Report) -> Iterator[BankItem]:
    """Yield a question for each note with a front and a back, by what the header says."""
    lines = text.splitlines(keepends=True)
    header = 0
    while header < len(lines) and lines[header].startswith("#"):
        header += 1
    said = dict(line[1:].strip().lower().partition(":")[::2] for line in lines[:header])
    apart = said.get("separator", "tab")
    apart = SEPARATORS.get(apart, apart[:1] or "\t")
    rows = csv.reader(io.StringIO("".join(lines[header:]), newline=""), delimiter=apart)
    meta = {int(at) - 1: key for key, at in said.items() if "column" in key and at.isdecimal()}
    line = header + 1
    try:
        for cells in rows:
            item = _read_note(cells, meta, line, report, is_html=said.get("html") != "false")
            if item:
                yield item
            line = header + rows.line_num + 1
    except csv.Error as error:
        message = f"no cards ({error}); export from Anki as plain text"
        raise UnreadableError(header + rows.line_num, message) from None


def _read_note(
    cells: list[str], meta: dict[int, str], line: int, report: Report, *, is_html: bool
) -> BankItem | None:
    sides = [cell for at, cell in enumerate(cells) if at not in meta]
    tags = next((cells[at] for at, key in meta.items() if "tags" in key and at < len(cells)), "")
    if not any(cells):
        return None
    if len(sides) < 2 or CLOZE.search(sides[0]):
        report(line, "a note without front and back; left out")
        return None
    if any(sides[2:]):
        report(line, "more than two fields; those after the second are lost")

    def words(text: str) -> str:
        if not is_html:
            return plain_to_markdown(text.strip())
        return html_to_markdown(text, lambda what: report(line, f"{what} is lost"))

    answer = answer_of(words(sides[1]))
    return make_item(words(sides[0]), "", answer, line, tags=tuple(tags.split()))


def read_obsidian(text: str, report: Report) -> Iterator[BankItem]:
    """Yield a question for each line `question::answer`; the `?` between lines isn't known here."""
    is_code = False
    for line, said in enumerate(text.splitlines(), 1):
        is_code ^= bool(FENCE.match(said))
        found = None if is_code else CARD.match(said)
        if found:
            tags = tuple(tag["tag"] for tag in TAG.finditer(found["asked"]))
            asked = " ".join(TAG.sub("", found["asked"]).split())
            yield make_item(asked, "", answer_of(found["answer"]), line, tags=tags)
        elif not is_code and said.strip() in {"?", "??"}:
            report(line, "a card over several lines; write question::answer, or add it by hand")


def answer_of(markdown: str) -> Exchanged:
    """Return a short answer for a word or two without markup, else a model answer."""
    is_short = len(markdown.split()) <= MOST_WORDS and len(markdown) <= LONGEST
    if markdown and is_short and not re.search(r"[\\*`\[\]&<]|^re:", markdown):
        return Written((" ".join(markdown.split()),))
    return read_spoken(markdown)
