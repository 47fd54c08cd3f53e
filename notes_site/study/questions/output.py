"""Output: the reader writes what a piece of code prints."""

from dataclasses import dataclass
from itertools import zip_longest
from typing import ClassVar, Self

from notes_site.study.questions.exchanged import Printed
from notes_site.study.questions.kind import (
    Form,
    Grade,
    Kind,
    Promise,
    QuestionSource,
    Response,
    Told,
    Words,
    find_only,
)
from notes_site.study.text.blocks import Fence
from notes_site.study.text.problems import Report
from notes_site.study.text.splitting import visible_lines
from notes_site.words import later

LONGEST_RESPONSE = 4_000
"""Characters of a written output; a longer one is no answer."""

PROOFS = {"run", "error", "skip"}


@dataclass(frozen=True, slots=True)
class Line:
    """A line the reader wrote beside the one that is printed; None where there is no such line."""

    written: str | None
    printed: str | None

    @property
    def is_right(self) -> bool:
        return self.written == self.printed


@dataclass(frozen=True, slots=True)
class Output(Kind):
    """Right when every line is; trailing space and trailing blank lines don't count.

    `content check` runs the code and compares what it prints.
    """

    code: Fence
    printed: Fence
    name: ClassVar[str] = "output"
    blank: ClassVar[str] = """\
```python
{{ fill in: code that prints something }}
```

```output
{{ fill in: what it prints, line by line }}
```
"""
    longest: ClassVar[int] = LONGEST_RESPONSE
    fences: ClassVar[frozenset[str]] = frozenset({"output"})
    incomplete: ClassVar[later] = later(
        "Write what the code prints, in at most %(most)s characters.", most=f"{LONGEST_RESPONSE:,}"
    )

    @classmethod
    def read(cls, source: QuestionSource, report: Report) -> Self | None:
        scripts = [
            block
            for block in source.body
            if isinstance(block, Fence) and block.language == "python"
        ]
        code = find_only(scripts, source.line, "```python fence with the code", report)
        wanted = "```output fence with what the code prints"
        printed = find_only(source.outputs, source.line, wanted, report)
        if code is None or printed is None:
            return None
        if proofs := PROOFS & code.attributes.keys():
            report(code.line, f"the code is always run; remove {', '.join(sorted(proofs))}")
        if printed.line < code.line:
            report(printed.line, "the ```output stands above its code; move it below")
        if not visible_lines(printed.text):
            report(printed.line, "an empty output can't be answered; let the code print something")
        if len(printed.text) > LONGEST_RESPONSE:
            report(printed.line, f"over {LONGEST_RESPONSE:,} characters; let the code print less")
        return cls(code, printed)

    def tell_programs(self, _words: Words) -> Told:
        return {"printed": self.printed.text}

    @property
    def exchanged(self) -> Printed:
        return Printed("\n".join(visible_lines(self.printed.text)))

    def read_response(self, form: Form) -> Response | None:
        text = "\n".join(visible_lines("".join(form.get("text", ())[:1])))
        return (text,) if text and len(text) <= LONGEST_RESPONSE else None

    def grade(self, response: Response) -> Grade:
        return Grade(1.0 if all(line.is_right for line in self.compare(response)) else 0.0)

    @property
    def promises(self) -> tuple[Promise, ...]:
        return (Promise(self.code, self.printed),)

    def compare(self, response: Response) -> tuple[Line, ...]:
        """Lay what the reader wrote beside what is printed, line by line."""
        written = visible_lines(response[0] if response else "")
        return tuple(
            Line(one, other)
            for one, other in zip_longest(written, visible_lines(self.printed.text))
        )
