"""What a check of the content found, counted."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from notes_site.cli.check.running import Proof
from notes_site.study.content.asked.words import ASKED, LEVELS
from notes_site.study.content.library import Library, Question
from notes_site.study.text.problems import Problem


def summarise(library: Library, proof: Proof, problems: Sequence[Problem]) -> dict[str, Any]:
    """Count topics, questions, proofs and problems; retired questions are left out."""
    questions = library.askable
    return {
        "topics": len(library.topics),
        "questions": len(questions),
        "by_type": _count(question.kind.name for question in questions),
        "by_difficulty": _count(question.difficulty for question in questions),
        **_summarise_asked(library),
        "blocks_run": proof.blocks_run,
        "blocks_skipped": proof.blocks_skipped,
        "blocks_proved_share": _share(proof.blocks_run, proof.blocks_run + proof.blocks_skipped),
        "checks_run": proof.checks_run,
        **_summarise_proofs(library, proof),
        "cached": proof.cached,
        "watch_list": {one.id: one.changes_in for one in questions if one.changes_in},
        "not_recorded": [topic.slug for topic in library.topics if not topic.checked_with],
        "advice": sum(problem.is_advice for problem in problems),
        "problems": [str(problem) for problem in problems],
    }


def _summarise_asked(library: Library) -> dict[str, Any]:
    """Count by what interviewers ask of whom, and how often."""
    sections = (section for topic in library.topics for section in topic.sections)
    return {
        "by_level": _count_words((one.level for one in library.askable), LEVELS.values()),
        "by_asked": _count_words((one.asked for one in library.askable), ASKED),
        "sections_by_asked": _count_words((one.asked for one in sections), ASKED),
        "essential_minutes": library.essential_minutes,
        "typical_questions": len(library.typical),
    }


def _summarise_proofs(library: Library, proof: Proof) -> dict[str, Any]:
    proved = {one.id for one in library.askable if is_proved(one)}
    sourced = {topic.slug for topic in library.topics if topic.sources}
    run = len(proved) if proof.is_run else 0
    return {
        "questions_proved": run,
        "questions_proved_share": _share(run, len(library.askable)),
        "questions_without_proof_or_source": [
            one.id for one in library.askable if one.id not in proved and one.slug not in sourced
        ],
    }


def is_proved(question: Question) -> bool:
    """Tell whether running code decides what is right: a check, or the output asked for."""
    return bool(question.checks or question.kind.promises)


def _count(values: Iterable[Any]) -> dict[Any, int]:
    return dict(sorted(Counter(values).items()))


def _count_words(values: Iterable[str], order: Iterable[str]) -> dict[str, int]:
    """Count words, in an order that isn't theirs; those that nobody says are left out."""
    counts = Counter(values)
    return {word: counts[word] for word in order if counts[word]}


def _share(part: int, whole: int) -> float:
    return round(part / whole, 3) if whole else 0.0


def _say(words: str, counts: Mapping[Any, int], form: str) -> str:
    """Say the counts one after the other; nothing where there is none."""
    said = ", ".join(form.format(count, name) for name, count in counts.items())
    return words.format(said) if counts else ""


def _counted(number: int, noun: str) -> str:
    """Say how many: 1 topic, 2 topics."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def describe(summary: Mapping[str, Any]) -> str:
    """Say it in a few lines."""
    watched = ", ".join(f"{name} ({release})" for name, release in summary["watch_list"].items())
    return "\n".join(
        [
            f"{_counted(summary['topics'], 'topic')}, {_counted(summary['questions'], 'question')}"
            f"{_say(': {}', summary['by_type'], '{} {}')}"
            f"{_say('; by level {}', summary['by_level'], '{1}: {0}')}"
            f"{_say('; asked {}', summary['by_asked'], '{1}: {0}')}.",
            f"{_say('Sections asked {}', summary['sections_by_asked'], '{1}: {0}')}"
            f"{'; ' if summary['sections_by_asked'] else ''}"
            f"the essentials take {_counted(summary['essential_minutes'], 'minute')}; "
            f"{_counted(summary['typical_questions'], 'question')} as interviewers ask.",
            f"{_counted(summary['blocks_run'], 'block')} run "
            f"({summary['blocks_proved_share']:.0%}), {summary['blocks_skipped']} skipped; "
            f"{summary['checks_run']} checks of questions run; "
            f"{summary['cached']} of all these had passed before and were not run again.",
            f"{summary['questions_proved_share']:.0%} of the questions are proved by running code; "
            f"{len(summary['questions_without_proof_or_source'])} have neither proof nor source.",
            *([f"Releases will change: {watched}."] if watched else []),
            f"{_counted(len(summary['problems']), 'problem')}, {summary['advice']} of them advice.",
        ]
    )
