"""A questions.md to Questions: the id comment, options, explanations; the kind reads the rest."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from notes_site.study.content.asked.words import BY_LEVEL, read_asked, read_level
from notes_site.study.content.library import Question, SectionRef
from notes_site.study.content.parsing.details import fold_details
from notes_site.study.questions import KINDS, find_kind
from notes_site.study.questions.kind import (
    SPELLING_FENCES,
    Details,
    Kind,
    OptionSource,
    QuestionSource,
)
from notes_site.study.text.blocks import Block, Fence, Prose
from notes_site.study.text.comments import (
    COMMENT,
    read_pairs,
    refuse_unknown,
    stored_key,
    take_comments,
)
from notes_site.study.text.meant import find_meant, join_or
from notes_site.study.text.problems import Report
from notes_site.study.text.splitting import (
    NESTED_FENCE,
    Heading,
    hash_text,
    split_blocks,
    split_list,
)

OPTION = re.compile(r"^- \[(?P<mark>[ xX])\](?: (?P<text>.*))?$")
ALMOST_OPTION = re.compile(r"^\s*[-*+]\s*\[[ xX]?\]")
QUOTE = re.compile(r"^> \*\*(?P<label>Why|Hint):\*\*\s*(?P<text>.*)$")
LABEL = re.compile(r"^>\s*\W*(\w+)")
LABELS = ("Why", "Hint")
MONTH = re.compile(r"^[0-9]{4}-(?:0[1-9]|1[0-2])(?:-[0-9]{2})?$")
ID = re.compile(r"^[a-z0-9]+(?:-[a-z0-9]+)*$")

META_KEYS = {"id", "type", "difficulty", "level", "asked", "tags", "see", "changes-in", "rev"}
META_KEYS |= {"was", "retired"}
OPTION_KEYS = {"key", "trap"}
FENCES = ("answer", "output", *sorted(SPELLING_FENCES))
NEARLY_THE_SAME = 0.8
WORDS = join_or(tuple(BY_LEVEL))
EMPTY = "?"
"""What an imported bank has where its author is to say something (study.bank.questions_file)."""


@dataclass(slots=True)
class _Draft:
    """A question while its blocks are being sorted."""

    heading: Heading
    meta: Mapping[str, str]
    options: list[OptionSource] = field(default_factory=list)
    answers: list[Fence] = field(default_factory=list)
    outputs: list[Fence] = field(default_factory=list)
    details: list[Details] = field(default_factory=list)
    spellings: list[Fence] = field(default_factory=list)
    checks: list[Fence] = field(default_factory=list)
    body: list[Block] = field(default_factory=list)
    quotes: dict[str, str] = field(default_factory=dict)

    @property
    def source(self) -> QuestionSource:
        """What its kind is read from."""
        return QuestionSource(
            self.heading.line,
            self.meta,
            tuple(self.options),
            tuple(self.body),
            tuple(self.answers),
            tuple(self.outputs),
            tuple(self.details),
            tuple(self.spellings),
        )

    @property
    def is_answered(self) -> bool:
        return bool(self.options or self.details)


def parse_questions(text: str, path: str, slug: str, report: Report) -> tuple[Question, ...]:
    """Read a questions.md; a question with mistakes is reported and left out."""
    lines = text.splitlines()
    questions: list[Question] = []
    is_empty = True
    for heading, blocks in _split_questions(split_blocks(lines, 1, report), report):
        is_empty = False
        failed: list[int] = []

        def complain(line: int, message: str, failed: list[int] = failed) -> None:
            failed.append(line)
            report(line, message)

        draft = _sort_blocks(heading, blocks, complain)
        question = _read_question(draft, path, slug, complain) if draft else None
        if question and not failed:
            questions.append(question)
    if is_empty:
        report(1, "no question could be read; start one with ### and an <!-- id: … --> line")
    return tuple(questions)


def _split_questions(
    blocks: Sequence[Block | Heading], report: Report
) -> Iterator[tuple[Heading, list[Block]]]:
    heading: Heading | None = None
    content: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading):
            if heading:
                yield heading, content
            heading, content = (block, []) if block.level == 3 else (None, [])
        elif heading:
            content.append(block)
        elif COMMENT.search(block.text):
            report(block.line, "an id without its question; write a ### line directly above it")
    if heading:
        yield heading, content


def _sort_blocks(heading: Heading, blocks: Sequence[Block], report: Report) -> _Draft | None:
    meta, rest = _read_id_comment(heading, blocks, report)
    if meta is None:
        return None
    draft = _Draft(heading, meta)
    for block in fold_details(rest, report):
        if isinstance(block, Details):
            draft.details.append(block)
        elif isinstance(block, Prose):
            _sort_prose(draft, block, report)
        elif block.language == "answer":
            draft.answers.append(block)
        elif block.language == "output":
            draft.outputs.append(block)
        elif block.language in SPELLING_FENCES:
            draft.spellings.append(block)
        elif "check" in block.attributes:
            draft.checks.append(block)
        elif draft.is_answered:
            report(block.line, "code after the answers; move it above them or name it python check")
        else:
            _ask_for_fence(block, report)
            draft.body.append(block)
    return draft


def _ask_for_fence(block: Fence, report: Report) -> None:
    """Ask whether a language that nobody knows is a slip of one that is read."""
    if meant := find_meant(block.language, FENCES, NEARLY_THE_SAME):
        report(block.line, f"a ```{block.language} fence; did you mean ```{meant}?")


def _read_id_comment(
    heading: Heading, blocks: Sequence[Block], report: Report
) -> tuple[Mapping[str, str] | None, list[Block]]:
    first = blocks[0] if blocks else None
    if not isinstance(first, Prose) or first.line != heading.line + 1:
        first = None
    opening, _, rest = first.text.partition("\n") if first else ("", "", "")
    comment = COMMENT.fullmatch(opening.strip())
    if first is None or comment is None:
        report(heading.line, "no id; write <!-- id: …; difficulty: 1; see: … --> on the next line")
        return None, []
    meta = read_pairs(comment[1], first.line, report)
    return meta, [Prose(rest, first.line + 1), *blocks[1:]]


def _sort_prose(draft: _Draft, prose: Prose, report: Report) -> None:
    """Take options, Why and Hint out of a prose block; what is left belongs to the question."""
    lines = prose.text.splitlines()
    words: list[str] = []
    index = 0
    while index < len(lines):
        line = prose.line + index
        option, quote = OPTION.match(lines[index]), QUOTE.match(lines[index])
        if option:
            end = _find_end(lines, index + 1, lambda text: not text.strip() or text[0] in " \t")
            draft.options.append(_read_option(option, lines[index + 1 : end], line, report))
            index = end
        elif quote:
            end = _find_end(lines, index + 1, lambda text: text.startswith(">"))
            if quote["label"] in draft.quotes:
                report(line, f"a second {quote['label']}; a question has one")
            quoted = [
                quote["text"],
                *(text[1:].removeprefix(" ") for text in lines[index + 1 : end]),
            ]
            draft.quotes[quote["label"]] = "\n".join(quoted).strip()
            index = end
        else:
            if ALMOST_OPTION.match(lines[index]):
                report(line, "no option; start it with `- [ ] ` or `- [x] `, at the left margin")
            elif lines[index].strip() and (draft.is_answered or draft.quotes):
                report(line, f"text after the answers; {_say_where(lines[index])}")
            words.append(lines[index])
            index += 1
    text = "\n".join(words)
    if text.strip():
        blank = len(text) - len(text.lstrip("\n"))
        draft.body.append(Prose(text.strip(), prose.line + blank))


def _say_where(text: str) -> str:
    """Say where a line below the answers belongs."""
    label = LABEL.match(text)
    meant = label and find_meant(label[1], LABELS)
    return f"did you mean > **{meant}:**?" if meant else "move it above them, or into > **Why:**"


def _find_end(lines: Sequence[str], start: int, belongs: Callable[[str], bool]) -> int:
    return next((at for at in range(start, len(lines)) if not belongs(lines[at])), len(lines))


def _read_option(
    opening: re.Match[str], lines: Sequence[str], line: int, report: Report
) -> OptionSource:
    for at, code in enumerate(lines, line + 1):
        if NESTED_FENCE.match(code):
            report(at, "a fence inside an option; move it above the options, or write `code`")
    stripped = [text.strip() for text in lines]
    words = [text for text in stripped if text and not text.startswith(">")]
    quote = [text[1:].strip() for text in stripped if text.startswith(">")]
    text = " ".join([opening["text"] or "", *words])
    text, meta = take_comments(text, OPTION_KEYS, "an option", line, report)
    if not ID.match(meta.get("trap", "trap")):
        report(line, "a trap is lower-case words with hyphens, such as trap: null-is-zero")
    is_pinned = text.endswith("(pin)")
    return OptionSource(
        text=text.removesuffix("(pin)").strip(),
        is_right=opening["mark"] in "xX",
        explanation="\n".join(quote).strip(),
        key=meta.get("key", ""),
        trap=meta.get("trap", ""),
        is_pinned=is_pinned,
        line=line,
    )


def _read_question(draft: _Draft, path: str, slug: str, report: Report) -> Question | None:
    kind = _read_kind(draft, report)
    if kind is None:
        return None
    meta = draft.meta
    slug_taught, _, anchor = meta.get("see", "").partition("#")
    return Question(
        id=meta.get("id", ""),
        slug=slug,
        title=draft.heading.title,
        kind=kind,
        body=tuple(draft.body),
        why=draft.quotes.get("Why", ""),
        hint=draft.quotes.get("Hint", ""),
        difficulty=read_level(meta.get("level", meta.get("difficulty", ""))),
        tags=split_list(meta.get("tags", "")),
        see=SectionRef(slug_taught, anchor),
        changes_in=meta.get("changes-in", ""),
        revision=int(revision) if (revision := meta.get("rev", "1")).isdecimal() else 0,
        retired=meta.get("retired", ""),
        checks=tuple(draft.checks),
        content_hash=_hash_question(draft, kind),
        path=path,
        line=draft.heading.line,
        was=split_list(meta.get("was", "")),
        asked=read_asked(meta, draft.heading.line + 1, report),
    )


def _read_kind(draft: _Draft, report: Report) -> Kind | None:
    """Find the kind and let it read its answer; report what it, or every question, lacks."""
    source, meta, line = draft.source, draft.meta, draft.heading.line
    kind_type = find_kind(source)
    if kind_type is None:
        _report_no_kind(meta, line, report)
        return None
    _check_meta(meta, kind_type, line, report)
    if not (draft.quotes.get("Why") or kind_type.is_self_graded):
        report(line, "no explanation; write > **Why:** … under the answers")
    kind_type.refuse_rest(source, report)
    return kind_type.read(source, report)


def _report_no_kind(meta: Mapping[str, str], line: int, report: Report) -> None:
    known = META_KEYS.union(*(kind.meta_keys for kind in KINDS.values()))
    refuse_unknown(meta, known, "a question", line + 1, report)
    declared = meta.get("type")
    meant = declared and find_meant(declared, KINDS)
    if meant:
        report(line + 1, f"{declared} is no type; did you mean type: {meant}?")
        return
    wrong = f"{declared} is no type;" if declared else "which type?"
    report(line, f"{wrong} write type: {', '.join(KINDS)} in the comment, or checkboxes")


def _check_meta(meta: Mapping[str, str], kind_type: type[Kind], line: int, report: Report) -> None:
    """Report what the comment can't say."""
    known = META_KEYS | kind_type.meta_keys
    refuse_unknown(meta, known, f"a question of type {kind_type.name}", line + 1, report)
    if not ID.match(meta.get("id", "")):
        report(line + 1, "the id is lower-case words with hyphens, such as routing-308")
    _check_level(meta, line + 1, report)
    if not meta.get("rev", "1").isdecimal():
        report(line + 1, "rev is a whole number; write rev: 2 when the meaning changed")
    if not MONTH.match(meta.get("retired", "2026-11")):
        report(line + 1, "retired is the month it ended, such as retired: 2026-11")
    _check_references(meta, line + 1, report)


def _check_level(meta: Mapping[str, str], line: int, report: Report) -> None:
    """Report a question that doesn't say whom it is asked, by its level or its difficulty."""
    key = "level" if "level" in meta else "difficulty"
    said = meta.get(key, EMPTY)
    if {"level", "difficulty"} <= meta.keys():
        report(line, "level and difficulty say the same; keep the level")
    elif not read_level(said):
        meant = find_meant(said, BY_LEVEL)
        instead = "difficulty: 1, 2 or 3" if key == "difficulty" else f"level: {WORDS}"
        instead = f"level: {meant}" if meant else instead
        report(line, f"{f'{said} is no' if said != EMPTY else 'no'} {key}; write {instead}")


def _check_references(meta: Mapping[str, str], line: int, report: Report) -> None:
    """Report what names no other ids, or no section, by its form; what is there is seen later."""
    was = split_list(meta.get("was", ""))
    if not all(ID.match(old) for old in was) or ("was" in meta and not was):
        report(line, "was names earlier ids of this question, such as was: old-id, other-id")
    slug, _, anchor = meta.get("see", "").partition("#")
    if not (slug and anchor):
        see = meta.get("see", EMPTY)
        said = f"see: {see} names no section" if see != EMPTY else "no section"
        report(line, f"{said} that teaches it; write see: topic#section")


def _hash_question(draft: _Draft, kind: Kind) -> str:
    """Hash what an answer depends on: neither place, title of the topic nor explanations."""
    options = sorted(
        (stored_key(option.key, option.text), option.text, option.is_right)
        for option in draft.options
    )
    blocks = (*kind.stem(tuple(draft.body)), *draft.answers, *draft.outputs)
    texts = [block.text.strip() for block in blocks]
    return hash_text(repr((kind.name, draft.heading.title, texts, options, *kind.meaning())))
