"""Forms for authors to fill in: a new topic, a new question; the check names every empty place."""

from collections.abc import Iterator

from notes_site.study.questions.kind import Kind
from notes_site.study.text.comments import COMMENT, read_pairs
from notes_site.study.text.problems import ignore
from notes_site.study.text.splitting import split_list

TOPIC = """\
---
title: {title}
summary: "{{{{ fill in: what one can do after it, in a sentence }}}}"
group: "{{{{ fill in: the group that it stands in, such as Basics }}}}"
minutes: "{{{{ fill in: how long it takes to read, such as 10 }}}}"
---

{{{{ fill in: what this is about, and why it matters }}}}

## {{{{ fill in: the first thing to understand }}}}

{{{{ fill in: how it works, with an example }}}}
"""
QUESTION = """\
### {title}
<!-- id: {id}; type: {kind}; difficulty: {{{{ fill in: how hard it is, 1 to 3 }}}}; \
see: {{{{ fill in: the section that teaches it, such as {see} }}}} -->

{blank}"""
WHY = "\n> **Why:** {{ fill in: why this is so }}\n"
TITLE = "{{ fill in: what is asked }}"


def topic_form(title: str) -> str:
    """Return a topic.md with its title."""
    quoted = title.replace("\\", "\\\\").replace('"', '\\"')
    return TOPIC.format(title=f'"{quoted}"')


def question_form(kind: type[Kind], question_id: str, title: str, see: str) -> str:
    """Return a question of a kind; `see` is an example of a section that teaches it."""
    asked = title or TITLE
    form = QUESTION.format(title=asked, id=question_id, kind=kind.name, see=see, blank=kind.blank)
    return form if kind.is_self_graded else form + WHY


def find_ids(text: str) -> Iterator[str]:
    """Yield every id of a questions.md, those that its questions had before, too."""
    for line in text.splitlines():
        if comment := COMMENT.fullmatch(line.strip()):
            said = read_pairs(comment[1], 1, ignore)
            yield from filter(None, (said.get("id"), *split_list(said.get("was", ""))))
