"""Two versions of a question: whether what is right changed, and whether its reasons did."""

from notes_site.study.content.library import Question
from notes_site.study.questions.choice import Options
from notes_site.study.questions.kind import Kind
from notes_site.study.questions.matching import Matching
from notes_site.study.questions.numeric import Numeric
from notes_site.study.questions.ordering import Ordering
from notes_site.study.questions.short_answer import ShortAnswer


def is_key_changed(old: Kind, new: Kind) -> bool:
    """Tell whether what was right is wrong now, or the other way round."""
    if isinstance(old, ShortAnswer) and isinstance(new, ShortAnswer):
        return not new.grade((old.literals[0],)).is_right
    if isinstance(old, Numeric) and isinstance(new, Numeric):
        return (old.low, old.high) != (new.low, new.high)
    if isinstance(old, Ordering) and isinstance(new, Ordering):
        order = tuple(item.key for item in old.items)
        return new.can_read(order) and not new.grade(order).is_right
    if isinstance(old, Matching) and isinstance(new, Matching):
        return _is_pair_changed(old, new)
    before, after = getattr(old, "choices", None), getattr(new, "choices", None)
    if isinstance(before, Options) and isinstance(after, Options):
        return _is_option_changed(before, after)
    return False


def _is_option_changed(old: Options, new: Options) -> bool:
    earlier = {option.key: option.is_right for option in old.options}
    return any(earlier.get(one.key, one.is_right) != one.is_right for one in new.options)


def _is_pair_changed(old: Matching, new: Matching) -> bool:
    earlier = {pair.left.key: pair.right.key for pair in old.pairs}
    rights = new.choices.keys()
    return any(
        (before := earlier.get(pair.left.key, pair.right.key)) != pair.right.key
        and before in rights
        for pair in new.pairs
    )


def reasons(question: Question) -> tuple[str, ...]:
    """Return what shows that the answer is right: the checks, or where there is none, the words."""
    if question.checks:
        return tuple(check.text for check in question.checks)
    choices = getattr(question.kind, "choices", None)
    options = choices.options if isinstance(choices, Options) else ()
    return (question.why, *sorted(option.explanation for option in options))
