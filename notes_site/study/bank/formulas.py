r"""Formulas as other programs know them: LaTeX between `\(` and `\)`, which MathJax shows."""

import re
from dataclasses import asdict, replace

from notes_site.study.bank.item import BankItem, Losses
from notes_site.study.questions.exchanged import Chosen, Exchanged, Ordered, Paired, Spoken
from notes_site.study.text.formulas import Formula, find_formulas, replace_formulas

MARKED = re.compile(r"([\\`*_{}\[\]()#+\-.!])")
"""What Markdown reads as a mark and lets a backslash take that from, wherever it is written."""
ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "~": "&#126;", "|": "&#124;", "$": "&#36;"}
AS_ENTITIES = str.maketrans(ENTITIES)
BRACKETS = {False: ("\\(", "\\)"), True: ("\\[", "\\]")}


def as_mathjax(text: str) -> str:
    """Write the formulas of a Markdown text so that LaTeX for MathJax comes out of it."""
    return replace_formulas(text, _write)


def _write(formula: Formula) -> str:
    opening, closing = BRACKETS[formula.is_display]
    latex = " ".join(f"{opening}{formula.latex}{closing}".split())
    return MARKED.sub(r"\\\1", latex).translate(AS_ENTITIES)


def for_mathjax(item: BankItem, losses: Losses) -> BankItem:
    """Return a question whose formulas are for MathJax, all but those among plain texts."""
    lose_formulas(item, losses)
    return replace(
        item,
        title=as_mathjax(item.title),
        text=as_mathjax(item.text),
        why=as_mathjax(item.why),
        hint=as_mathjax(item.hint),
        answer=_answer(item.answer),
    )


def lose_formulas(item: BankItem, losses: Losses) -> None:
    """Count a question whose formulas another program shows in its own way."""
    if any(True for _ in find_formulas(str(asdict(item)))):
        losses(item, r"formulas become \( \), shown where the program has MathJax (its filter) on")


def _answer(answer: Exchanged) -> Exchanged:
    match answer:
        case Chosen(offers):
            told = (
                replace(one, text=as_mathjax(one.text), explanation=as_mathjax(one.explanation))
                for one in offers
            )
            return replace(answer, offers=tuple(told))
        case Ordered(groups):
            return Ordered(tuple(tuple(map(as_mathjax, group)) for group in groups))
        case Paired(pairs=pairs):
            return replace(answer, pairs=tuple((as_mathjax(left), right) for left, right in pairs))
        case Spoken(model_answer, rubric, follow_up):
            points = tuple((count, as_mathjax(text)) for count, text in rubric)
            return Spoken(as_mathjax(model_answer), points, as_mathjax(follow_up))
        case _:
            return answer
