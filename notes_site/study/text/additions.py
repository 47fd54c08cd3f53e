"""What the parser of Markdown learns besides: lists of definitions, abbreviations, addresses."""

import re
from collections.abc import Callable, Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

ABBREVIATION = re.compile(r"^\*\[(?P<name>[^\]\n]+)\]:[ \t]*(?P<words>\S.*)$")
DEFINITION = re.compile(r"^:[ \t]+(?P<words>\S.*)$")
ADDRESS = re.compile(r"(?<![\w/@.:])https?://[^\s<>\"'`*]*[^\s<>\"'`*.,;:!?)\]}_~]")
TERM_ENDS = ("#", "|", ">", "- ", "* ", "+ ", ":")
"""What no term of a list of definitions begins with."""

Found = Callable[[re.Match[str]], list[Token]]


def add_to(parser: MarkdownIt) -> None:
    """Teach a parser the rules of this module."""
    ruler = parser.block.ruler
    ruler.before("paragraph", "abbreviation", _read_abbreviation, {"alt": ["paragraph"]})
    ruler.before("paragraph", "definitions", _read_definitions)
    parser.core.ruler.push("addresses", _link_addresses)
    parser.core.ruler.push("abbreviations", _explain_abbreviations)


def _line(state: StateBlock, line: int) -> str:
    """Return a line from where its block begins; nothing for an empty or an indented one."""
    if state.is_code_block(line):
        return ""
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].rstrip()


def _read_abbreviation(state: StateBlock, start: int, _end: int, silent: bool) -> bool:
    found = ABBREVIATION.match(_line(state, start))
    if found and not silent:
        state.env.setdefault("abbreviations", {})[found["name"].strip()] = found["words"]
        state.line = start + 1
    return found is not None


def _read_definitions(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read terms, each with one definition or more below it: `: what it means`."""
    if silent or not _is_term(state, start, end):
        return False
    state.push("dl_open", "dl", 1).map = [start, end]
    line = start
    while line < end and _is_term(state, line, end):
        _push(state, "dt", _line(state, line), line)
        line += 1
        while (at := _find_definition(state, line, end)) is not None:
            line = _push_definition(state, at, end)
        after = line
        while after < end and state.isEmpty(after):
            after += 1
        if after < end and _is_term(state, after, end):
            line = after
    state.push("dl_close", "dl", -1)
    state.line = line
    return True


def _is_term(state: StateBlock, line: int, end: int) -> bool:
    text = _line(state, line)
    is_one = bool(text) and not text.startswith(TERM_ENDS)
    return (
        is_one
        and state.sCount[line] == state.blkIndent
        and _find_definition(state, line + 1, end) is not None
    )


def _find_definition(state: StateBlock, line: int, end: int) -> int | None:
    """Return the line of a definition, here or below one empty line."""
    for at in (line, line + 1):
        if at >= end or state.sCount[at] < state.blkIndent:
            return None
        if DEFINITION.match(_line(state, at)):
            return at
        if not state.isEmpty(at):
            return None
    return None


def _push_definition(state: StateBlock, line: int, end: int) -> int:
    """Take a definition and the lines that go on with it; return the line below."""
    texts = [DEFINITION.sub(r"\g<words>", _line(state, line))]
    after = line + 1
    while after < end and not state.isEmpty(after) and state.sCount[after] >= state.blkIndent:
        text = state.src[state.bMarks[after] : state.eMarks[after]].strip()
        if DEFINITION.match(text) or _is_term(state, after, end):
            break
        texts.append(text)
        after += 1
    _push(state, "dd", "\n".join(texts), line)
    return after


def _push(state: StateBlock, tag: str, text: str, line: int) -> None:
    state.push(f"{tag}_open", tag, 1)
    inline = state.push("inline", "", 0)
    inline.content, inline.children = text, []
    inline.map = [line, line + text.count("\n") + 1]
    state.push(f"{tag}_close", tag, -1)


def _link_addresses(state: StateCore) -> None:
    """Make a link of each bare address, as Git hosts do."""

    def link(found: re.Match[str]) -> list[Token]:
        href = state.md.normalizeLink(found[0])
        opening = Token("link_open", "a", 1, {"href": href}, markup="linkify", info="auto")
        return [opening, _text(found[0]), Token("link_close", "a", -1, markup="linkify")]

    if "://" in state.src:
        _replace(state, ADDRESS, link)


def _explain_abbreviations(state: StateCore) -> None:
    known: dict[str, str] = state.env.get("abbreviations", {})

    def explain(found: re.Match[str]) -> list[Token]:
        opening = Token("abbr_open", "abbr", 1, {"title": known[found[0]]})
        return [opening, _text(found[0]), Token("abbr_close", "abbr", -1)]

    if known:
        names = "|".join(map(re.escape, sorted(known, key=len, reverse=True)))
        _replace(state, re.compile(rf"(?<!\w)(?:{names})(?!\w)"), explain)


def _text(words: str) -> Token:
    return Token("text", "", 0, content=words)


def _replace(state: StateCore, pattern: re.Pattern[str], make: Found) -> None:
    """Put tokens in place of what a pattern finds in the words of a text, outside of links."""
    for block in state.tokens:
        if block.type == "inline" and block.children and pattern.search(block.content):
            block.children = [*_replaced(block.children, pattern, make)]


def _replaced(tokens: list[Token], pattern: re.Pattern[str], make: Found) -> Iterator[Token]:
    inside = 0
    for token in tokens:
        inside += token.nesting if token.type in {"link_open", "link_close"} else 0
        if token.type != "text" or inside:
            yield token
            continue
        place = 0
        for found in pattern.finditer(token.content):
            if found.start() > place:
                yield _text(token.content[place : found.start()])
            yield from make(found)
            place = found.end()
        if place < len(token.content):
            yield _text(token.content[place:])
