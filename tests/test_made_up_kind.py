"""A new kind is one module and one template: a kind that only the tests know does everything."""

import json
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from jinja2 import ChoiceLoader, FileSystemLoader

from notes_site.__main__ import commands
from notes_site.study.questions import KINDS
from notes_site.study.text.comments import text_key
from tests.cli.check.checking import edit, git
from tests.conftest import Person, sign_in_on
from tests.made_up.odd_one import OddOne, SpokenOddOne

BANK = "02-second/questions.md"
TITLE = "Which of these ends no loop?"
SPOKEN_TITLE = "Say which of these ends no loop."
BREAK, CONTINUE, RETURN = (text_key(word) for word in ("break", "`continue`", "return"))
REMARKS = "The others leave it for good"
ODD_ONE = f"""
### {TITLE}
<!-- id: second-odd; odd: 2; difficulty: 1; see: second#going-on -->

+ break <!-- trap: break-goes-on -->
+ `continue`
+ return

```python
import itsdangerous

print("on")
```

```output
on
```

<details><summary>Model answer</summary>

{REMARKS}: see [the start](../01-first/topic.md).

</details>

> **Why:** it goes on with the next turn.
"""
SPOKEN = ODD_ONE.replace(TITLE, SPOKEN_TITLE).replace(
    "id: second-odd;", "id: second-spoken; type: spoken-odd-one;"
)


@pytest.fixture(autouse=True)
def made_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the kinds known by their place in KINDS; nothing else is told of them."""
    for kind in (SpokenOddOne, OddOne):
        monkeypatch.setitem(KINDS, kind.name, kind)


@pytest.fixture
def content(content: Path) -> Path:
    """Return the sample content, where the second topic asks for the odd one out, too."""
    with (content / BANK).open("a") as bank:
        bank.write(ODD_ONE)
    return content


@pytest.fixture
def make_app(make_app: Callable[..., Flask]) -> Callable[..., Flask]:
    """Return what makes a site that finds the made-up templates beside its own."""

    def make() -> Flask:
        app = make_app()
        folder = FileSystemLoader(Path(__file__).parent / "made_up/templates")
        assert app.jinja_loader
        app.jinja_loader = ChoiceLoader([app.jinja_loader, folder])
        return app

    return make


def check(content: Path, *options: str) -> dict[str, Any]:
    environ = {"NOTES_CONTENT_DIR": str(content), "NOTES_DATA_DIR": str(content.parent / "data")}
    words = ["content", "check", "--json", *options]
    found: dict[str, Any] = json.loads(CliRunner(env=environ).invoke(commands, words).output)
    return found


def of_questions(problems: list[str]) -> list[str]:
    """Leave out what is said of a picture of the sample."""
    return [one for one in problems if "/dot.svg" not in one]


def line_of(content: Path, words: str) -> int:
    return (content / BANK).read_text().splitlines().index(words) + 1


def find_path(person: Person, quiz: str, title: str = TITLE) -> str:
    """Return the address of the question in a quiz of the second topic."""
    paths = (f"{quiz}/{position}" for position in (1, 2, 3))
    return next(path for path in paths if title in person.page(path))


def start_timed(person: Person, plan: str) -> str:
    response = person.submit("/interviews", plan=plan, topics=["second"])
    assert response.status_code == 303, response.text
    return response.location.rpartition("/")[0]


def sign_in_again(make_app: Callable[..., Flask], name: str) -> Person:
    """Return a reader on the site that was started anew, with the content as it is now."""
    person = Person(make_app().test_client())
    person.sign_in(name)
    return person


# --- What its author is told ----------------------------------------------------------------


def test_authors_question_passes_the_check_which_runs_its_code(content: Path) -> None:
    found = check(content, "--record")
    assert of_questions(found["problems"]) == []
    assert found["by_type"]["odd-one"] == 1
    assert (found["checks_run"], found["questions_proved"]) == (3, 3)
    record = json.loads((content / "checked.json").read_text())
    assert f"ItsDangerous {version('itsdangerous')}".lower() in [
        name.lower() for name in record["second"]["with"]
    ]


MISTAKES = [
    ("\non\n", "\noff\n", "```python", "prints 'on'; the ```output says 'off'"),
    ("../01-first/topic.md).\n\n</", "../09-no/topic.md).\n\n</", f"{REMARKS}", "no topic no"),
    ("odd: 2", "odd: 4", "<!-- id", "odd: 4 is the number of no item"),
    ("odd: 2", "odd: 2; shuffle: no", "<!-- id", "shuffle is no key of a question of type odd-one"),
    ("odd: 2", "type: guess", "### Which of", "guess is no type; write type: single, multiple"),
    ("odd: 2", "odd: 2; type: single", "<!-- id", "odd is no key of a question of type single"),
    ("+ return", "- [ ] return", "### Which of", "type odd-one has no checkboxes"),
    ("```output", "```answer", "```answer", "type odd-one takes no ```answer fence"),
    ("> **Why:** it goes on with", "", "### Which of", "no explanation; write > **Why:**"),
]


@pytest.mark.parametrize(("old", "new", "line", "words"), MISTAKES)
def test_authors_mistake_is_named_with_its_line(
    content: Path, old: str, new: str, line: str, words: str
) -> None:
    bank = content / BANK
    before, heading, question = bank.read_text().partition(f"### {TITLE}")
    assert old in question
    bank.write_text(before + heading + question.replace(old, new, 1))
    problems = check(content)["problems"]
    lines = bank.read_text().splitlines()
    start = lines.index(f"### {TITLE}")
    place = next(at for at, text in enumerate(lines[start:], start + 1) if text.startswith(line))
    assert any(one.startswith(f"{BANK}:{place}: ") and words in one for one in problems), problems


def test_kind_gives_its_own_advice_on_a_question_a_bank_and_the_course(content: Path) -> None:
    edit(content, BANK, "it goes on with", "obviously, it goes on with")
    other = ODD_ONE.replace("second-odd", "other-odd").replace("Which of these", "What of those")
    with (content / BANK).open("a") as bank:
        bank.write(other)
    at = line_of(content, f"### {TITLE}")
    last = line_of(content, "### What of those ends no loop?")
    found = check(content, "--no-run")["problems"]
    assert f"{BANK}:{at}: advice: nothing is obviously odd" in found
    assert f"{BANK}:1: advice: the second item is always the odd one" in found
    assert f"{BANK}:{last}: advice: 2 odd ones out are too many" in found


@pytest.fixture
def committed(content: Path) -> Path:
    edit(content, BANK, "+ break", "Without `continue` in a loop, which?\n\n+ break")
    for words in (("init", "-q"), ("add", "content"), ("commit", "-q", "-m", "first")):
        git(content.parent, *words)
    assert of_questions(check(content, "--no-run")["problems"]) == []
    return content


def test_reworded_item_is_named_at_its_line(committed: Path) -> None:
    edit(committed, BANK, "+ `continue`", "+ `continue` in a loop")
    (said,) = of_questions(check(committed, "--no-run")["problems"])
    assert said.startswith(f"{BANK}:{line_of(committed, '+ `continue` in a loop')}: ")
    assert "'`continue`' became '`continue` in a loop'" in said


def test_key_that_changed_is_questioned_until_its_remarks_change(committed: Path) -> None:
    edit(committed, BANK, "odd: 2", "odd: 3")
    (said,) = of_questions(check(committed, "--no-run")["problems"])
    assert said.startswith(f"{BANK}:{line_of(committed, f'### {TITLE}')}: what is right is another")
    assert "its explanations did not change" in said
    edit(committed, BANK, REMARKS, "The others end no function")
    assert of_questions(check(committed, "--no-run")["problems"]) == []


# --- What a reader meets --------------------------------------------------------------------


def test_reader_answers_it_in_a_quiz_and_takes_it_back(ada: Person) -> None:
    quiz = ada.start_quiz("second")
    path = find_path(ada, quiz)
    page = ada.page(path)
    assert page.count('type="radio" name="odd"') == 3
    assert not [words for words in ("+ return", "print", REMARKS, ": the odd one") if words in page]
    refused = ada.submit(path, odd="junk")
    assert (refused.status_code, "Pick the odd one." in refused.text) == (422, True)

    assert ada.submit(path, odd=BREAK).status_code == 303
    page = ada.page(path)
    assert "<strong>Not right</strong>" in page
    assert "<code>continue</code>: the odd one</li>" in page
    assert "break, picked by you</li>" in page
    assert REMARKS in page
    ada.submit(path, f"{path}/undo")
    assert REMARKS not in ada.page(path)
    ada.submit(path, odd=CONTINUE)
    assert "<strong>Right</strong>" in ada.page(path)
    assert "1</strong> of 1 point " in ada.page(f"{quiz}/results")


def test_wrong_idea_behind_an_item_is_told_the_third_time(ada: Person) -> None:
    for _ in range(3):
        path = find_path(ada, ada.start_quiz("second"))
        ada.submit(path, odd=BREAK)
    assert "“Break goes on”</strong>: this idea has caught you 3 times" in ada.page(path)


def test_answer_sent_after_the_session_ended_comes_back(app: Flask, ada: Person) -> None:
    path = find_path(ada, ada.start_quiz("second"))
    stale = Person(app.test_client())
    typed = {"odd": RETURN, "even": RETURN, "next": path}
    refused = stale.client.post(path, data={"csrf_token": "old", **typed})
    login = sign_in_on(stale, refused.text)
    assert "even" not in refused.text
    assert login.location == path
    assert f'value="{RETURN}" checked' in stale.page(login.location)


def test_exam_asks_it_and_keeps_what_was_picked_until_the_end(ada: Person) -> None:
    exam = start_timed(ada, "exam-10")
    path = find_path(ada, exam)
    assert "3 minutes left" in ada.page(path)
    ada.submit(path, odd=BREAK)
    assert f'value="{BREAK}" checked' in ada.page(path)
    ada.submit(path, odd=CONTINUE)
    page = ada.page(path)
    assert f'value="{CONTINUE}" checked' in page
    assert REMARKS not in page
    ada.submit(exam, f"{exam}/finish")
    report = ada.page(f"{exam}/report")
    assert "<strong>1</strong> of 2 points" in report
    assert "<code>continue</code>: the odd one, picked by you</li>" in report


def test_interview_asks_what_is_spoken_first_and_its_reader_grades_it(
    content: Path, make_app: Callable[..., Flask]
) -> None:
    with (content / BANK).open("a") as bank:
        bank.write(SPOKEN.replace("> **Why:** it goes on with the next turn.\n", ""))
    ada = Person(make_app().test_client())
    ada.register("ada")
    interview = start_timed(ada, "interview-15")
    path = f"{interview}/1"
    page = ada.page(path)
    assert SPOKEN_TITLE in page
    assert "Question 1 of 3" in page
    ada.submit(path, text="The second.")
    assert "The second.</textarea>" in ada.page(path)
    ada.submit(interview, f"{interview}/finish")
    assert REMARKS in ada.page(f"{interview}/report")
    ada.submit(f"{interview}/report", f"{path}/grade", **{"q1-odd": CONTINUE})
    report = ada.page(f"{interview}/report")
    assert "<strong>1</strong> of 3 points" in report
    assert f'value="{CONTINUE}" checked' in report
    exam = start_timed(ada, "exam-10")
    assert "Question 1 of 2" in ada.page(f"{exam}/1")


def test_visitor_tries_it_and_the_pick_stays_while_the_others_are_tried(app: Flask) -> None:
    visitor = Person(app.test_client())
    trial = "/topics/second/trial"
    assert 'type="radio" name="1-odd"' in visitor.page(trial)
    page = visitor.page(f"{trial}?checked=1&1-odd={CONTINUE}")
    assert "✓ Right" in page
    assert f'<input type="hidden" name="1-odd" value="{CONTINUE}">' in page


def test_its_title_is_thought_about_before_the_section_is_read(ada: Person) -> None:
    assert f"<summary>{TITLE}</summary>" in ada.page("/topics/second?recall=1")


# --- What becomes of an answer when its author mends the question ---------------------------


def test_mended_key_regrades_what_was_answered_and_undo_takes_it_back(
    content: Path, make_app: Callable[..., Flask]
) -> None:
    ada = Person(make_app().test_client())
    ada.register("ada")
    path = find_path(ada, ada.start_quiz("second"))
    ada.submit(path, odd=RETURN)
    assert "<strong>Not right</strong>" in ada.page(path)

    edit(content, BANK, "odd: 2", "odd: 3")
    ada = sign_in_again(make_app, "ada")
    page = ada.page(path)
    assert "<strong>Right</strong>" in page
    assert "your answer was graded again: now right." in page
    assert "return: the odd one, picked by you" in page
    ada.submit(path, f"{path}/undo")
    assert 'type="radio" name="odd"' in ada.page(path)


def test_answer_that_names_an_item_gone_since_keeps_its_grade(
    content: Path, make_app: Callable[..., Flask]
) -> None:
    ada = Person(make_app().test_client())
    ada.register("ada")
    path = find_path(ada, ada.start_quiz("second"))
    ada.submit(path, odd=CONTINUE)

    edit(content, BANK, "+ `continue`\n", "")
    page = sign_in_again(make_app, "ada").page(path)
    assert "<strong>Right</strong>" in page
    assert "This question was changed after you answered it." in page
