"""What other programs read in Markdown and this one shows as it is written: named, line by line."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from markdown_it.token import Token

from notes_site.study.content.library import Library, Topic
from notes_site.study.content.parsing import find_sentences
from notes_site.study.content.parsing.mermaid import picture_name
from notes_site.study.text.blocks import Fence, Prose, TopicBlock
from notes_site.study.text.formulas import hide_formulas
from notes_site.study.text.markdown import parse_markdown
from notes_site.study.text.splitting import find_nested_fences, without_code

ALERT = "write > [!NOTE], [!TIP], [!IMPORTANT], [!WARNING] or [!CAUTION] alone on its line"
TABS = 'write <details name="one-name"><summary>Linux</summary> for each, one after the other'
WORDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), message)
    for pattern, message in (
        (r"^(?:!!!|\?\?\?)\+? ?\w", f"a box of MkDocs is shown as it is written; {ALERT}"),
        (r"^===\+? [\"']", f"tabs are shown as they are written; {TABS}"),
        (r"^:{3,}[ \w{]", f"::: is shown as it is written; for a box {ALERT}; for tabs {TABS}"),
        (r"^:{3,}$", "::: is shown as it is written; remove it"),
        (r"\[![A-Za-z]+\]", f"no alert of a Git host; {ALERT}, at the start of a quote"),
        (r"\{\{role\}\}", "a role of Sphinx is shown as it is written; write a link or `code`"),
        (r"\{%|\{\{[<%]", "a tag of another program is shown; write what it would give"),
        (r"\{\{[^}]*\}\}", "variables aren't filled in; write the value, or put it in `backticks`"),
        (r"^\.\. [\w-]+::|^\.\. _", "reStructuredText is shown as it is written; write Markdown"),
        (r"\[\[[^\]]+\]\]", "write a link as [words](../NN-slug/topic.md#section)"),
        (r"^\[TOC\]|^\$\{toc\}", "the page has its own table of contents; remove it"),
        (r"==[^\s=](?:[^=]*[^\s=])?==", "== marks nothing here; write <mark>words</mark>"),
        (r"\+\+\w[\w+ -]*\+\+", "keys are written <kbd>Ctrl</kbd>+<kbd>C</kbd>"),
        (r"\^\^[^\s^][^^]*\^\^", "write <ins>words</ins>"),
        (r"^\([\w./-]+\)=$", "labels aren't read; a section's anchor is made of its heading"),
        (r"\w\^[^\s^]+\^", "write <sup>…</sup>, or a formula: $x^2$"),
        (r"(?<![\w:/]):[a-z][a-z0-9_+-]+:(?![\w:/])", "write the sign itself, not its name"),
        (r"\[\^[\w-]+\]", "footnotes are for topics; write it into the sentence"),
        (r"\[[^\]\[]+\]\[[^\]\[]*\]", "no line [name]: address below; write one, or [words](…)"),
        (
            r"\{ ?[:#.] ?[^}\s][^}]*\}",
            "attributes aren't read; remove them (anchors make themselves)",
        ),
        (r"^\|.*\||^\+[-=+]{3,}", "no table: below its first line stands |---|---|, as many cells"),
        (r"^import .+ from [\"']|^export (?:const|default) ", "scripts aren't read; remove it"),
        (r"^-{1,2}8<-{1,2}", "pieces of files aren't read in; write them, or {{ source: … }}"),
        (r"\{(?:\+\+|--|~~|>>|==)", "marks of a review are shown; accept the change"),
        (r"^#{1,6}[^\s#!]", "a heading has a space after its #"),
        (r"^={3,}$", "a heading is written ## Words, not with a line below it"),
        (r"!\[image\]", "a picture stands on a line of its own, in a topic: ![words](file.svg)"),
        (r"^@\w+\[|^!include|^%%\{", "pieces of elsewhere aren't read in; write what they say"),
    )
)
"""What is met among words, after code, formulas and links were read; at most one a line is told."""
ROLE = re.compile(r"(?::[\w:.+-]+:|\{[\w:.+-]+\})$")
TEX = re.compile(r"(?<!\\)(?:\\\(.+?\\\)|\\\[.+?\\\]|\\begin\{)")
FENCE = re.compile(r"^\{[\w-]*\}?$")
LINES = {"hl_lines", "linenums", "showlinenumbers", "linenostart", "highlight", "ins", "del"}
NUMBERED = re.compile(r"\((?P<number>[0-9]{1,2})\)!")


def find_foreign(library: Library) -> Iterator[tuple[str, int, str]]:
    """Find what readers would see as it is written."""
    for topic in library.topics:
        notes = [re.escape(note.name) for note in topic.footnotes]
        known = re.compile(rf"\[\^(?:{'|'.join(notes) or '(?!)'})\]")
        for path, block in find_sentences(topic):
            found = (
                find_in_fence(block)
                if isinstance(block, Fence)
                else find_in_prose(replace(block, text=known.sub("", block.text)))
            )
            yield from ((path, line, message) for line, message in found)
        yield from ((topic.path, line, message) for line, message in _find_undrawn(topic))
        for blocks in (topic.intro, *(section.blocks for section in topic.sections)):
            yield from ((topic.path, line, message) for line, message in _find_numbers(blocks))


def find_in_prose(prose: Prose) -> Iterator[tuple[int, str]]:
    """Find what is shown raw in a text, and where the text says it otherwise."""
    hidden, _ = hide_formulas(prose.text)
    seen: set[int] = set()
    for offset, text in enumerate(without_code(hidden).splitlines()):
        if TEX.search(text):
            seen.add(offset)
            yield prose.line + offset, "formulas stand between dollar signs: $x$, or $$x$$"
    whole = f"{hidden}\n\n{prose.definitions}"
    for offset, words in _say(parse_markdown(whole)):
        message = next((told for pattern, told in WORDS if pattern.search(words)), None)
        if message and offset not in seen:
            seen.add(offset)
            yield prose.line + offset, message
    for fence in find_nested_fences(prose):
        yield from find_in_fence(fence)


def find_in_fence(fence: Fence) -> Iterator[tuple[int, str]]:
    """Find what is said of code in the manner of other programs."""
    if FENCE.match(fence.language):
        yield fence.line, "a directive is shown as code; write its text, or the language's name"
    elif any(name.lower() in LINES or name.isdecimal() for name in fence.attributes):
        yield fence.line, 'lines are pointed out by mark="2,4-5"; write that'


def _say(tokens: Sequence[Token]) -> Iterator[tuple[int, str]]:
    """Yield what is shown of each line, code left out, with the line of the text, from 0."""
    line = 0
    for place, token in enumerate(tokens):
        line = token.map[0] if token.map else line  # a cell stands in its row
        if token.type == "hr" and _is_under_words(tokens, place):
            yield line, "==="  # a heading was meant
        if token.type == "inline":
            yield from _say_inline(token.children or (), line)


def _is_under_words(tokens: Sequence[Token], place: int) -> bool:
    before = tokens[place - 2] if place > 1 else None
    ends = before.map[1] if before and before.type == "inline" and before.map else -1
    rule = tokens[place]
    return rule.markup.startswith("-") and bool(rule.map) and ends == (rule.map or [0])[0]


def _say_inline(tokens: Sequence[Token], line: int) -> Iterator[tuple[int, str]]:
    words = ""
    for token in tokens:
        if token.type in {"softbreak", "hardbreak"}:
            yield line, words
            words, line = "", line + 1
        elif token.type == "code_inline":
            words = "{{role}}" if ROLE.search(words) else f"{words}`"
        elif token.type == "image":
            words += "![image]"
        elif token.type == "text":
            words += token.content
    yield line, words


def _find_undrawn(topic: Topic) -> Iterator[tuple[int, str]]:
    """Find Mermaid without a picture, and say how to draw it."""
    folder = topic.path.rpartition("/")[0]
    for block in topic.blocks():
        if isinstance(block, Fence) and block.language == "mermaid":
            first, last = block.line + 1, block.line + block.text.count("\n")
            draw = f"sed -n '{first},{last}p' {topic.path} | mmdc -i - -o "
            yield block.line, f"shown as code; draw it: {draw}{folder}/{picture_name(block)}"


def _find_numbers(blocks: Sequence[TopicBlock]) -> Iterator[tuple[int, str]]:
    """Find `# (2)!` in code without a second item in the list below it."""
    for fence, below in zip(blocks, (*blocks[1:], None), strict=False):
        if isinstance(fence, Fence) and (found := NUMBERED.findall(fence.text)):
            items = _count_items(below) if isinstance(below, Prose) else 0
            if missing := [number for number in found if int(number) > items]:
                yield fence.line, f"({missing[0]})! has no item in a numbered list right below"


def _count_items(prose: Prose) -> int:
    tokens = parse_markdown(prose.text)
    if not tokens or tokens[0].type != "ordered_list_open":
        return 0
    end = next(at for at, one in enumerate(tokens) if one.type == "ordered_list_close")
    return sum(one.type == "list_item_open" and one.level == 1 for one in tokens[:end])
