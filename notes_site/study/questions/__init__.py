"""The kinds of question. A new kind is one module here, one template fragment and one test."""

import re

from notes_site.study.questions.kind import Kind, QuestionSource
from notes_site.study.questions.matching import Matching
from notes_site.study.questions.multiple import Multiple
from notes_site.study.questions.numeric import Numeric
from notes_site.study.questions.open import Open
from notes_site.study.questions.ordering import Ordering
from notes_site.study.questions.output import Output
from notes_site.study.questions.short_answer import ShortAnswer
from notes_site.study.questions.single import Single
from notes_site.study.questions.true_false import TrueFalse

KINDS: dict[str, type[Kind]] = {
    kind.name: kind
    for kind in (
        Single,
        Multiple,
        TrueFalse,
        ShortAnswer,
        Numeric,
        Output,
        Ordering,
        Matching,
        Open,
    )
}

KEY = re.compile(r"[A-Za-z0-9_-]{1,40}")


def find_kind(source: QuestionSource) -> type[Kind] | None:
    """Take the declared type, or the kind that fits, the later ones first; None without either."""
    declared = source.meta.get("type")
    if declared is not None:
        return KINDS.get(declared)
    return next((kind for kind in reversed(KINDS.values()) if kind.fits(source)), None)


def is_answer_field(name: str, *kinds: type[Kind] | Kind) -> bool:
    """Tell whether the form of one of these kinds, or of any kind, has a field of this name."""
    head, hyphen, key = name.partition("-")
    is_known = any(head + hyphen in kind.fields for kind in kinds or KINDS.values())
    return is_known and (not hyphen or bool(KEY.fullmatch(key)))
