"""Ordering: the reader puts the items of a list in their order."""

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise, permutations, product
from operator import attrgetter
from typing import ClassVar, Self

from notes_site.study.questions.exchanged import Ordered
from notes_site.study.questions.kind import (
    Form,
    Grade,
    Kind,
    QuestionSource,
    Response,
    Told,
    Words,
    keyed,
)
from notes_site.study.text.blocks import Block
from notes_site.study.text.comments import Keyed, read_keyed
from notes_site.study.text.lists import Item, split_lists
from notes_site.study.text.problems import Report
from notes_site.words import later

SHORTEST_LIST, LONGEST_LIST = 3, 8
TIE = re.compile(r"\s*[0-9]{1,2}(?:\s*,\s*[0-9]{1,2})+\s*")


@dataclass(frozen=True, slots=True)
class Ordering(Kind):
    """Graded by neighbours: how many items directly follow the one that they should.

    `ties: 2,3 / 5,6` in the id comment lets the items 2 and 3 stand in either order, and 5 and 6:
    the numbers of neighbours with commas, a slash between groups.
    """

    groups: tuple[tuple[Keyed, ...], ...]
    """The items in their order; those of one group may change places."""
    name: ClassVar[str] = "ordering"
    blank: ClassVar[str] = """\
1. {{ fill in: what comes first }}
2. {{ fill in: what comes second }}
3. {{ fill in: what comes third }}
"""
    meta_keys: ClassVar[frozenset[str]] = frozenset({"ties"})
    fields: ClassVar[frozenset[str]] = frozenset({"place-"})
    offered_as: ClassVar[str] = r"[0-9]{1,9}[.)]"
    incomplete: ClassVar[later] = later(
        "Put the items in order first: each one needs a place of its own. "
        "The order in which they are shown is never the right one."
    )

    @classmethod
    def read(cls, source: QuestionSource, report: Report) -> Self | None:
        lists, _ = split_lists(source.body)
        for extra in lists[1:]:
            report(extra[0].line, "a second ordered list; an ordering question has one")
        found = lists[0] if lists else []
        if not SHORTEST_LIST <= len(found) <= LONGEST_LIST:
            report(
                found[0].line if found else source.line,
                f"{len(found)} items; write {SHORTEST_LIST} to {LONGEST_LIST} lines "
                "such as `1. first` at the left margin",
            )
            return None
        items = _read_items(found, report)
        starts = _read_ties(source, len(items), report)
        return cls(tuple(items[at:end] for at, end in pairwise([*starts, len(items)])))

    @classmethod
    def stem(cls, body: tuple[Block, ...]) -> tuple[Block, ...]:
        return split_lists(body)[1]

    def meaning(self) -> tuple[object, ...]:
        return tuple(sorted((item.key, item.text) for item in group) for group in self.groups)

    @property
    def items(self) -> tuple[Keyed, ...]:
        return tuple(chain.from_iterable(self.groups))

    @property
    def offered(self) -> Mapping[str, str]:
        return {item.key: item.text for item in self.items}

    def can_read(self, response: Response) -> bool:
        return sorted(response) == sorted(self.offered)

    def in_order(self, seed: str) -> tuple[Keyed, ...]:
        """Shuffle by the seed, until the items stand in no order that is right.

        From the order of their keys, which are hashes: who knows the seed, as programs may, could
        undo a shuffling of the right one.
        """
        shown, chance = sorted(self.items, key=attrgetter("key")), random.Random(seed)
        chance.shuffle(shown)
        while self.grade(tuple(item.key for item in shown)).is_right:
            chance.shuffle(shown)
        return tuple(shown)

    def ask_programs(self, seed: str, words: Words) -> Told:
        return {"to_order": [keyed(one, words) for one in self.in_order(seed)]}

    def tell_programs(self, words: Words) -> Told:
        return {"order": [[keyed(one, words) for one in group] for group in self.groups]}

    @property
    def exchanged(self) -> Ordered:
        return Ordered(tuple(tuple(item.text for item in group) for group in self.groups))

    def read_response(self, form: Form) -> Response | None:
        chosen = {"".join(form.get(f"place-{item.key}", ())[:1]): item.key for item in self.items}
        places = [str(place) for place in range(1, len(self.items) + 1)]
        return tuple(chosen[place] for place in places) if chosen.keys() == {*places} else None

    def fill_form(self, response: Response) -> Form:
        return {f"place-{key}": (str(place),) for place, key in enumerate(response, 1)}

    def grade(self, response: Response) -> Grade:
        return Grade(len(self.right_pairs(response)) / (len(self.items) - 1))

    def contradicts(self, earlier: Kind) -> bool:
        if not isinstance(earlier, Ordering):
            return False
        order = tuple(item.key for item in earlier.items)
        return self.can_read(order) and not self.grade(order).is_right

    def placed(self, response: Response) -> tuple[Keyed, ...]:
        """Return the items in the reader's order, without those that the question lost since."""
        known = {item.key: item for item in self.items}
        return tuple(known[key] for key in dict.fromkeys(response) if key in known)

    def right_pairs(self, response: Response) -> frozenset[tuple[str, str]]:
        """Return the neighbours that stand right, by the right order that suits them best."""
        given = {*pairwise(item.key for item in self.placed(response))}
        return max((pairs & given for pairs in self._pairs_of_orders()), key=len)

    def _pairs_of_orders(self) -> Iterator[frozenset[tuple[str, str]]]:
        """Yield the neighbours in each order that is right."""
        for order in product(*(permutations(group) for group in self.groups)):
            yield frozenset(pairwise(item.key for item in chain.from_iterable(order)))


def _read_items(found: Sequence[Item], report: Report) -> tuple[Keyed, ...]:
    items: list[Keyed] = []
    for one in found:
        if any(text.startswith(">") for text in one.texts):
            report(one.line, "an item takes no quote; explain the order in > **Why:**")
        item = read_keyed(" ".join(one.texts), "an item", one.line, report)
        if any(item.key == other.key for other in items):
            report(one.line, f"two items have the key {item.key}; change the text or the key")
        elif any(item.text == other.text for other in items):
            report(one.line, "another item reads the same; reword one, nobody can tell them apart")
        items.append(item)
    return tuple(items)


def _read_ties(source: QuestionSource, count: int, report: Report) -> list[int]:
    """Return at which items a group starts (counted from 0)."""
    line, ties = source.line + 1, source.meta.get("ties", "")
    starts, tied = set(range(count)), set[int]()
    for part in ties.split("/") if ties else ():
        numbers = sorted(map(int, part.split(","))) if TIE.fullmatch(part) else [0]
        if (
            numbers != [*range(numbers[0], numbers[-1] + 1)]
            or not 1 <= numbers[0] < numbers[-1] <= count
        ):
            report(
                line,
                f"ties: {part.strip()} names no neighbours of the {count} items; write their "
                "numbers, such as ties: 2,3, with / between groups",
            )
            continue
        if tied.intersection(numbers):
            report(line, f"ties: {part.strip()} shares an item with another group; join the two")
        tied.update(numbers)
        starts.difference_update(number - 1 for number in numbers[1:])
    if starts == {0}:
        report(line, "ties joins all items, so every order is right; leave one out")
    return sorted(starts)
