"""Reads the quizzes that mkdocs-quiz keeps in pages: checkboxes between <quiz> and </quiz>."""

import re
from collections.abc import Iterator

from notes_site.study.bank.item import BankItem
from notes_site.study.bank.reading.shared import make_item
from notes_site.study.questions.exchanged import Chosen, Offered
from notes_site.study.text.problems import Report

OPENING, CLOSING = re.compile(r"\s*<\??quiz\??>\s*"), re.compile(r"\s*<\??/quiz\??>\s*")
OPTION = re.compile(r"\s*[-*] \[(?P<mark>[ xX]?)\] (?P<text>\S.*)")
OLDER = re.compile(r"\s*(?P<key>question|answer-correct|answer|content):\s*(?P<text>.*)")
"""How versions before 1.0 wrote it, a key a line."""


def read_mkdocs_quiz(text: str, report: Report) -> Iterator[BankItem]:
    """Yield each quiz of a page."""
    opened, inside = 0, list[str]()
    for line, said in enumerate(text.splitlines(), 1):
        if OPENING.fullmatch(said):
            if opened:
                report(opened, "this quiz is never closed; write </quiz>")
            opened, inside = line, []
        elif opened and CLOSING.fullmatch(said):
            item = _read_quiz(inside, opened, report)
            if item:
                yield item
            opened = 0
        elif opened:
            inside.append(said)
    if opened:
        report(opened, "this quiz is never closed; write </quiz>")


def _read_quiz(lines: list[str], line: int, report: Report) -> BankItem | None:
    asked, after = list[str](), list[str]()
    offers: list[Offered] = []
    for said in lines:
        option, older = OPTION.fullmatch(said), OLDER.fullmatch(said)
        if option:
            offers.append(Offered(option["text"].strip(), option["mark"] in {"x", "X"}))
        elif older and older["key"].startswith("answer"):
            offers.append(Offered(older["text"].strip(), older["key"] == "answer-correct"))
        else:
            (after if offers else asked).append(older["text"] if older else said)
    rights = sum(offer.is_right for offer in offers)
    if not rights:
        report(line, "no option is marked as right, or a gap to fill in; left out")
        return None
    chosen = Chosen(tuple(offers), rights == 1)
    chosen = Chosen(chosen.offers, rights == 1, is_shuffled=not chosen.is_statement)
    return make_item("\n".join(asked), "", chosen, line, why="\n".join(after).strip())
