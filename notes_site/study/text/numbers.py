"""Numbers as people write them: in digits or words, with a unit, or worked out."""

import ast
import operator
import re
from collections.abc import Callable, Collection, Mapping
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from itertools import pairwise

LONGEST_NUMBER = 100
"""Characters; what is longer is no number."""

WRITTEN = str.maketrans({",": ".", "_": "", "\N{MINUS SIGN}": "-", "\N{DIVISION SIGN}": "/"})
ABOUT = re.compile(
    r"(?:(?:up to|at most|max(?:imum)?|about|around|roughly|approximately|exactly|only|it is|it's)"
    r" |[~≈=] ?)+"
)
EQUALS = re.compile(r" ?[=≈] ?")
WITH_UNIT = re.compile(r"(?P<number>.*[0-9)]) ?(?P<unit>[^0-9() ][^0-9()]*)")
TIMES = re.compile(r"(?<=[0-9)]) ?[x\N{MULTIPLICATION SIGN}·⋅] ?(?=[0-9(])")
HEXADECIMAL = re.compile(r"(?<![0-9.,])0x")
THOUSANDS = re.compile(r"(?<=[0-9]) (?=[0-9]{3}(?![0-9]))")
CALCULATION = re.compile(r"[0-9.+\-*/() ]+")
OPERATORS: Mapping[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve"),
)
TENS = ("zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
WORDS = {word: number for number, word in enumerate(ONES)}
WORDS |= {word: 10 * number for number, word in enumerate(TENS)}
WORDS |= {
    f"{ten}{mark}{one}": WORDS[ten] + WORDS[one]
    for ten in TENS[2:]
    for one in ONES[1:10]
    for mark in "- "
}
IN_WORDS = re.compile(rf"(?<!\w)(?:{'|'.join(sorted(WORDS, key=len, reverse=True))})(?!\w)")
SIDE_BY_SIDE = re.compile(r"[0-9] [0-9]")
"""Where words were read, no digits were grouped: "two three" isn't 23."""


def parse_number(text: str) -> Decimal | None:
    """Read a number as people write it (1 000, 0,5, +3, 1_000); None when it is none."""
    if len(text) > LONGEST_NUMBER:
        return None
    try:
        number = Decimal("".join(text.split()).translate(WRITTEN))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def read_number(text: str, units: Collection[str] = ()) -> Decimal | None:
    """Read a number with what people say around it: about, one of these units, how they got it.

    None where it is none, where the unit is another one, and where the calculation doesn't come
    out: in `2 + 3 = 6` nobody knows which number is meant.
    """
    if len(text) > LONGEST_NUMBER:
        return None
    if (plain := parse_number(text)) is not None:
        return plain
    typed = " ".join(text.split()).casefold()
    said = IN_WORDS.sub(lambda word: str(WORDS[word[0]]), typed)
    if said != typed and SIDE_BY_SIDE.search(said):
        return None
    if about := ABOUT.match(said):
        said = said[about.end() :]
    steps = [_read_step(step, units) for step in EQUALS.split(said)]
    numbers = [step for step in steps if step is not None]
    if len(numbers) < len(steps) or not all(_comes_to(*pair) for pair in pairwise(numbers)):
        return None
    return numbers[-1]


def _read_step(text: str, units: Collection[str]) -> Decimal | None:
    """Read what stands on one side of an equals sign; the unit is left out of the calculation."""
    found = WITH_UNIT.fullmatch(text)
    if found and not _is_unit(found["unit"].strip(" ."), units):
        return None
    written = found["number"] if found else text
    number = parse_number(written)
    return _calculate(written) if number is None else number


def _is_unit(word: str, units: Collection[str]) -> bool:
    known = {unit.casefold() for unit in units}
    return word in known or word.removesuffix("s") in known


def _calculate(text: str) -> Decimal | None:
    """Work out sums, products, quotients and brackets; None for anything else."""
    if HEXADECIMAL.search(text):
        return None
    sums = THOUSANDS.sub("", TIMES.sub("*", text)).translate(WRITTEN)
    if not CALCULATION.fullmatch(sums):
        return None
    try:
        return _work_out(ast.parse(sums.strip(), mode="eval").body, sums.strip())
    except (SyntaxError, ArithmeticError):  # among the latter a division by zero
        return None


def _work_out(node: ast.expr, source: str) -> Decimal | None:
    match node:
        case ast.Constant():
            return Decimal(ast.get_source_segment(source, node) or "")
        case ast.BinOp(left, sign, right) if type(sign) in OPERATORS:
            one, other = _work_out(left, source), _work_out(right, source)
            if one is None or other is None:
                return None
            return OPERATORS[type(sign)](one, other)
        case _:
            return None


def _comes_to(number: Decimal, written: Decimal) -> bool:
    """Tell whether a number is what is written after it, to as many places as are written."""
    try:
        return number == written or number.quantize(written, ROUND_HALF_UP) == written
    except InvalidOperation:  # too many digits to round
        return False
