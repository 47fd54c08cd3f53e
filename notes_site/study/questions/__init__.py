"""The kinds of question. A new kind is one module here, one template fragment and one test."""

from notes_site.study.questions.kind import Kind, QuestionSource
from notes_site.study.questions.matching import Matching
from notes_site.study.questions.multiple import Multiple
from notes_site.study.questions.numeric import Numeric
from notes_site.study.questions.open import Open
from notes_site.study.questions.ordering import Ordering
from notes_site.study.questions.output import Output
from notes_site.study.questions.short_answer import ShortAnswer
from notes_site.study.questions.single import Single
from notes_site.study.questions.true_false import TEXTS, TrueFalse

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


def find_kind(source: QuestionSource) -> type[Kind] | None:
    """Take the declared type, or infer it from checkboxes; None when neither tells."""
    declared = source.meta.get("type")
    if declared is not None:
        return KINDS.get(declared)
    if not source.options:
        return None
    if {option.text for option in source.options} == TEXTS:
        return TrueFalse
    right = sum(option.is_right for option in source.options)
    return Single if right == 1 else Multiple
