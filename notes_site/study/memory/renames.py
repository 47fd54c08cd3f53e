"""Renamed and merged questions: for which question the answers given under an old id count."""

from collections.abc import Iterable, Iterator, Mapping, Set

from notes_site.study.content.library import Question

Pair = tuple[str, str]
"""An old id and the id of the question that it became."""


def declared_pairs(questions: Iterable[Question]) -> frozenset[Pair]:
    """Return what the authors say with `was:`."""
    return frozenset((old, question.id) for question in questions for old in question.was)


def resolve_renames(
    declared: Set[Pair], remembered: Set[Pair], living: Set[str]
) -> Mapping[str, str]:
    """Map each id that no question has any more to the one that its answers count for.

    What a question says with `was:` comes first. Else ids that were ever said to be one question
    still are: a chain is followed to its end, a `was:` that was removed stays remembered, and a
    question that got its old id back gets what was answered under the newer one. Where that leads
    to several living questions, as after a merge that was taken back, the id stands for itself.
    """
    saying = dict(declared)
    families = _group(declared | remembered)
    found = {}
    for family in families:
        alive = family & living
        for old in family - living:
            if saying.get(old) in living:
                found[old] = saying[old]
            elif len(alive) == 1:
                (found[old],) = alive
    return found


def _group(pairs: Set[Pair]) -> Iterator[Set[str]]:
    """Yield the sets of ids that pairs connect."""
    families: dict[str, set[str]] = {}
    for one, other in pairs:
        joined = families.get(one, {one}) | families.get(other, {other})
        families |= dict.fromkeys(joined, joined)
    yield from {id(family): family for family in families.values()}.values()
