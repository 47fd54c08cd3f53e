"""Reads Moodle XML. No document type, so no entities; bounded in depth."""

import html
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from notes_site.study.bank.item import BankItem
from notes_site.study.bank.reading.from_html import (
    html_to_markdown,
    plain_to_markdown,
    text_to_markdown,
)
from notes_site.study.bank.reading.shared import (
    UnreadableError,
    around,
    make_item,
    paired_of,
    read_literals,
    read_spoken,
    statement_of,
)
from notes_site.study.questions.exchanged import (
    Chosen,
    Exchanged,
    Number,
    Offered,
    Ordered,
    Written,
)
from notes_site.study.text.problems import Report

DEEPEST = 30


@dataclass(slots=True)
class Node:
    """An element: where it stands, its text, and what is inside."""

    tag: str
    attributes: dict[str, str]
    line: int
    parts: list[str] = field(default_factory=list)
    children: list["Node"] = field(default_factory=list)

    def all(self, tag: str) -> list["Node"]:
        return [child for child in self.children if child.tag == tag]

    def find(self, tag: str) -> "Node":
        """Return the first child of that name, an empty one where there is none."""
        return next(iter(self.all(tag)), Node(tag, {}, self.line))

    @property
    def text(self) -> str:
        """The text inside, in `<text>` or without."""
        inner = self.find("text")
        return "".join(inner.parts or self.parts).strip()

    @property
    def share(self) -> float:
        try:
            return float(self.attributes.get("fraction", "0"))
        except ValueError:
            return 0.0


def read_moodle(data: bytes, report: Report) -> Iterator[BankItem]:
    """Yield the questions that can be said here; report every other, and all that is lost."""
    quiz = _parse(data)
    if quiz.tag != "quiz":
        raise UnreadableError(quiz.line, f"<{quiz.tag[:40]}> is no <quiz>; export as Moodle XML")
    for node in quiz.all("question"):
        if node.attributes.get("type") != "category":
            item = _Question(node, report).read()
            if item:
                yield item


def _parse(data: bytes) -> Node:
    root = Node("", {}, 1)
    path = [root]
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def start(tag: str, attributes: dict[str, str]) -> None:
        if len(path) > DEEPEST:
            raise UnreadableError(
                parser.CurrentLineNumber, f"nested over {DEEPEST} deep; this is no Moodle XML"
            )
        node = Node(tag, attributes, parser.CurrentLineNumber)
        path[-1].children.append(node)
        path.append(node)

    def refuse(*_: object) -> None:
        raise UnreadableError(
            parser.CurrentLineNumber,
            "a document type, which may hide entities; remove <!DOCTYPE …>",
        )

    def add(text: str) -> None:
        path[-1].parts.append(text)

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _tag: path.pop()
    parser.CharacterDataHandler = add
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        reason = expat.ErrorString(error.code)
        message = f"no whole XML ({reason}); mend it, or export again"
        raise UnreadableError(error.lineno, message) from None
    return root.children[0]


class _Question:
    """One question while it is read."""

    def __init__(self, node: Node, report: Report) -> None:
        self._node = node
        self._report = report

    def read(self) -> BankItem | None:
        """Return what can be said here; None where a report says why nothing can."""
        node = self._node
        kind = node.attributes.get("type", "")
        answer = self._read_answer(kind)
        if answer is None:
            return None
        hints = [self._words(hint) for hint in node.all("hint")]
        for _ in hints[1:]:
            self._lose("a second hint")
        return make_item(
            self._words(node.find("questiontext")),
            html.unescape(node.find("name").text),
            answer,
            node.line,
            id=node.find("idnumber").text,
            tags=tuple(tag.text for tag in node.find("tags").all("tag")),
            why=self._words(node.find("generalfeedback")),
            hint=" ".join(hints[:1]),
        )

    def _lose(self, what: str) -> None:
        self._report(self._node.line, f"{what} is lost")

    def _leave_out(self, why: str) -> None:
        self._report(self._node.line, f"{why}; left out")

    def _words(self, node: Node) -> str:
        form = node.attributes.get("format", "")
        if node.all("file"):
            self._lose("an attached file")
        if form == "markdown":
            return node.text
        if form == "html":
            return html_to_markdown(node.text, self._lose)
        if form == "plain_text":
            return plain_to_markdown(node.text)
        return text_to_markdown(node.text, self._lose)

    def _read_answer(self, kind: str) -> Exchanged | None:
        answers = self._node.all("answer")
        match kind:
            case "multichoice":
                return self._read_chosen(answers)
            case "truefalse":
                return self._read_statement(answers)
            case "shortanswer":
                return self._read_written(self._full(answers))
            case "numerical":
                return self._read_number(self._full(answers))
            case "matching":
                rows = self._node.all("subquestion")
                return paired_of(
                    [(self._words(row), self._words(row.find("answer"))) for row in rows]
                )
            case "ordering":
                return Ordered(tuple((self._words(one),) for one in sorted(answers, key=_place)))
            case "essay":
                return read_spoken(self._words(self._node.find("graderinfo")))
        self._leave_out(f"type {kind[:40]!r} can't be said here")
        return None

    def _read_statement(self, answers: list[Node]) -> Chosen:
        whys = {one.text.lower(): self._words(one.find("feedback")) for one in answers}
        right = [one.text.lower() for one in answers if one.share > 0]
        why_true, why_false = whys.get("true", ""), whys.get("false", "")
        return statement_of(is_true="true" in right, why_true=why_true, why_false=why_false)

    def _full(self, answers: list[Node]) -> list[Node]:
        full = [one for one in answers if one.share >= 100]
        if len(full) < len(answers):
            self._lose("an answer that earns no full points")
        if any(one.find("feedback").text for one in answers):
            self._lose("what is said of single answers")
        return full

    def _read_chosen(self, answers: list[Node]) -> Chosen | None:
        node = self._node
        is_single = node.find("single").text.lower() in {"true", "1", ""}
        least = 100 if is_single else 0.00001
        offers = tuple(
            Offered(self._words(one), one.share >= least, self._words(one.find("feedback")))
            for one in answers
        )
        if len({one.share for one in answers if one.share > 0}) > 1:
            self._report(node.line, "options that earn different points earn the same here")
        if is_single and sum(one.is_right for one in offers) > 1:
            self._leave_out("several options, each right alone, can't be said here")
            return None
        is_shuffled = node.find("shuffleanswers").text.lower() not in {"false", "0"}
        return Chosen(offers, is_single, is_shuffled)

    def _read_written(self, answers: list[Node]) -> Written | None:
        texts = [html.unescape(one.text) for one in answers]
        is_exact = self._node.find("usecase").text == "1"
        return read_literals(texts, self._node.line, self._report, is_exact=is_exact)

    def _read_number(self, answers: list[Node]) -> Number | None:
        if self._node.find("units").children:
            self._lose("the unit of a number")
        ends = [around(one.text, one.find("tolerance").text) for one in answers]
        if len(ends) == 1 and ends[0][0] is not None and ends[0][1] is not None:
            return Number(ends[0][0], ends[0][1])
        self._leave_out("not one number with a tolerance")
        return None


def _place(answer: Node) -> float:
    return answer.share
