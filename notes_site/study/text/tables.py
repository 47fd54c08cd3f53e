"""Tables in the body of a question."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from notes_site.study.text.blocks import Block, Prose

DELIMITER = re.compile(r"^\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
CELL_BREAK = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its line, and the Markdown of each cell."""

    line: int
    cells: tuple[str, ...]


def split_tables(body: Iterable[Block]) -> tuple[list[list[Row]], tuple[Block, ...]]:
    """Return the tables of a body, each with its heading first, and the blocks without them."""
    tables: list[list[Row]] = []
    rest: list[Block] = []
    for block in body:
        if isinstance(block, Prose):
            found, words = _split_prose(block)
            tables.extend(found)
            rest.extend([Prose(words, block.line)] if words else [])
        else:
            rest.append(block)
    return tables, tuple(rest)


def _split_prose(prose: Prose) -> tuple[list[list[Row]], str]:
    """A table is a line above a line of hyphens with pipes, and all lines up to a blank one."""
    lines = prose.text.splitlines()
    tables: list[list[Row]] = []
    words: list[str] = []
    index = 0
    while index < len(lines):
        if not _starts_table(lines[index : index + 2]):
            words.append(lines[index])
            index += 1
            continue
        end = next((at for at in range(index, len(lines)) if not lines[at].strip()), len(lines))
        numbers = [index, *range(index + 2, end)]
        tables.append([Row(prose.line + at, split_cells(lines[at])) for at in numbers])
        words.append("")
        index = end
    return tables, "\n".join(words).strip()


def _starts_table(lines: list[str]) -> bool:
    return (
        len(lines) == 2 and all("|" in line for line in lines) and bool(DELIMITER.match(lines[1]))
    )


def split_cells(line: str) -> tuple[str, ...]:
    r"""Split a row at its pipes; `\|` is a pipe inside a cell."""
    inner = re.sub(r"^\|", "", line.strip())
    inner = re.sub(r"(?<!\\)\|$", "", inner)
    return tuple(cell.strip().replace("\\|", "|") for cell in CELL_BREAK.split(inner))
