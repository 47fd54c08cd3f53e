"""Each kind of question as a reader meets it: right, partly right, wrong, empty, interrupted."""

from collections.abc import Callable, Mapping
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.conftest import Person, shown, shown_fields, sign_in_on
from tests.pages import attributes, only, parse
from tests.web.answering import ANSWERS, answer_rightly, count_answers, position_of

NUMERIC, OUTPUT = "What speeds up", "What does this print?"
OPEN = "Optimistic or pessimistic"
ORDERING, MATCHING = "name lookup, first to last", "Match each structure"
SINGLE, SHORT = "Which of these is right?", "Which keyword leaves a function?"
Fields = Mapping[str, str]
DICT, LOG = shown("dict"), shown("log")


def places(*keys: str) -> Fields:
    return {f"place-{key}": str(place) for place, key in enumerate(keys, 1)}


def open_question(person: Person, title: str) -> str:
    """Start a quiz and return the address of the question."""
    quiz = person.start_quiz("first")
    return f"{quiz}/{position_of(person, quiz, title)}"


def answer(person: Person, title: str, fields: Fields) -> str:
    """Answer the question and return its feedback, from the verdict to the explanation."""
    path = open_question(person, title)
    assert person.submit(path, **fields).status_code == 303
    page = person.page(path)
    return unescape(page.split('id="feedback"')[1].split('id="why"')[0])


FEEDBACK = [
    (NUMERIC, {"text": " 9.8 "}, "Right", ("<code>9.8</code>", "9.81, give or take 0.02")),
    (NUMERIC, {"text": "10"}, "Not right", ("<code>10</code>", "9.81, give or take 0.02")),
    (NUMERIC, {"text": "19.62 / 2 = 9.81"}, "Right", ("understood as <code>9.81</code>",)),
    (NUMERIC, {"text": "2 x 5 = ten"}, "Not right", ("understood as <code>10</code>",)),
    (SHORT, {"text": "`Return`."}, "Right", ("`Return`.", "understood as <code>return</code>")),
    (SHORT, {"text": "“yield”"}, "Not right", ("understood as <code>yield</code>",)),
    (OUTPUT, {"text": "late: [2, 2, 2]  \r\ndone\r\n\r\n"}, "Right", ("[2, 2, 2]",)),
    (
        OUTPUT,
        {"text": "late: [0, 1, 2]"},
        "Not right",
        ("<code>late: [0, 1, 2]</code>", "✗ differs", "no line", "✗ missing", "late: [2, 2, 2]"),
    ),
    (
        OUTPUT,
        {"text": "late: [2, 2, 2]\ndone\n\n<b>"},
        "Not right",
        ("an empty line", "✗ one too many", "<code><b></code>"),
    ),
    (ORDERING, places("local", "enclosing", "global", "built-in"), "Right", ("3 of 3 items",)),
    (ORDERING, places("local", "enclosing", "built-in", "global"), "Right", ("3 of 3 items",)),
    (
        ORDERING,
        places("enclosing", "local", "global", "built-in"),
        "Partly right</strong>: 0.33 of 1 point",
        ("1 of 3 items", "Rightly follows", "Should not follow", "These may change places: global"),
    ),
    (
        ORDERING,
        places("built-in", "enclosing", "local", "global"),
        "Not right",
        ("0 of 3 items", "Right order", "Should not follow"),
    ),
    (MATCHING, ANSWERS["Match each structure to its average lookup by key"], "Right", ()),
    (
        MATCHING,
        {"match-dict": "constant", "match-sorted": "square", "match-set": ""},
        "Partly right</strong>: 0.33 of 1 point",
        ("Wrong", "O(n²)", "Not answered", "Right answer: <code>O(log n)</code>"),
    ),
    (MATCHING, {"match-dict": "square"}, "Not right", ("Wrong", "Right answer: O(1)")),
]


@pytest.mark.parametrize(("title", "fields", "verdict", "words"), FEEDBACK)
def test_answer_is_graded_and_explained(
    ada: Person, title: str, fields: Fields, verdict: str, words: tuple[str, ...]
) -> None:
    feedback = answer(ada, title, fields)
    assert f"<strong>{verdict}" in feedback
    for word in words:
        assert word in feedback
    assert ("Right order" in feedback) == ("place-local" in fields and verdict != "Right")


def test_what_a_reader_wrote_is_shown_as_text(ada: Person) -> None:
    path = open_question(ada, OUTPUT)
    ada.submit(path, text="<script>alert(1)</script>")
    assert "<script>alert" not in ada.page(path)


UNUSABLE = [
    (NUMERIC, {"text": "many"}, "Write a number, such as 3 or 0.5, or how", 'value="many"'),
    (NUMERIC, {"text": ""}, "Write a number, such as 3 or 0.5, or how", 'value=""'),
    (OUTPUT, {"text": " \r\n "}, "Write what the code prints", "<textarea"),
    (OUTPUT, {"text": "x" * 4_001}, "at most 4,000 characters", "x" * 4_001),
    (
        ORDERING,
        places("local", "enclosing", "global"),
        "each one needs a place of its own",
        "<option selected>3</option>",
    ),
    (
        ORDERING,
        {**places("local", "enclosing", "global", "built-in"), "place-built-in": "1"},
        "each one needs a place of its own",
        "<option selected>1</option>",
    ),
    (MATCHING, {"match-dict": "", "match-set": "junk"}, "at least one", "Choose …"),
]


@pytest.mark.parametrize(("title", "fields", "advice", "kept"), UNUSABLE)
def test_unusable_answer_is_asked_for_again_and_what_was_done_stays(
    app: Flask, ada: Person, title: str, fields: Fields, advice: str, kept: str
) -> None:
    response = ada.submit(open_question(ada, title), **fields)
    assert response.status_code == 422
    assert 'role="alert"' in response.text
    assert advice in response.text
    assert kept in response.text
    assert count_answers(app) == 0


@pytest.mark.parametrize(
    ("title", "words"),
    [(ORDERING, "Scored by neighbours"), (MATCHING, "Every right pair earns the same share")],
)
def test_page_says_how_it_is_scored(ada: Person, title: str, words: str) -> None:
    assert words in ada.page(open_question(ada, title))


def test_list_and_table_of_the_bank_are_shown_as_controls_only(ada: Person) -> None:
    ordering, matching = (ada.page(open_question(ada, title)) for title in (ORDERING, MATCHING))
    assert "A name is looked up in this order:" in ordering
    assert ordering.count('<ol class="order">') == 1
    assert ordering.count("<code>local</code>") == 1
    assert 'aria-label="Place of built-in"' in ordering
    assert "Think of a large one." in matching
    assert "<table" not in matching
    assert f'<label for="match-{DICT}"><code>dict</code></label>' in matching
    assert f'<option value="{LOG}">O(log n)</option>' in matching
    assert matching.count("O(1)</option>") == 3


def test_items_and_choices_are_shuffled_by_the_quiz_and_stay_so(ada: Person) -> None:
    names = {ORDERING: ("[name^=place-]", "name"), MATCHING: ("option[value]", "value")}
    for title, (css, name) in names.items():
        orders: set[tuple[str, ...]] = set()
        for _ in range(8):
            path = open_question(ada, title)
            order = tuple(attributes(ada.page(path), css, name))
            assert order == tuple(attributes(ada.page(path), css, name))
            orders.add(order)
        assert len(orders) > 1
        for last in (("global", "built-in"), ("built-in", "global")):
            right = ("local", "enclosing", *last)
            assert tuple(f"place-{shown(key)}" for key in right) not in orders


LONG = "ü & <b>\r\n" * 400
TYPED = LONG.replace("\r\n", "\n")
TRUE = "3cbc87c7"
"""What a page shows of the option "True", which has no key of its author's."""
CHOSEN = '<option value="{}" selected>'
HALF_DONE = [
    pytest.param(SINGLE, {"choice": "wrong"}, (f'"{shown("wrong")}" checked',), id="single"),
    pytest.param(
        "Which of these are even?",
        {"choice": ["two", "three"]},
        (f'"{shown("two")}" checked', f'"{shown("three")}" checked'),
        id="multiple",
    ),
    pytest.param("A dictionary keeps", {"choice": TRUE}, (f'"{TRUE}" checked',), id="true-false"),
    pytest.param(SHORT, {"text": ' retu"<'}, ('value=" retu"<"',), id="short-answer"),
    pytest.param(NUMERIC, {"text": "about 9,"}, ('value="about 9,"',), id="numeric"),
    pytest.param(OUTPUT, {"text": f"\r\n{LONG}"}, (f">\n\n{TYPED}</textarea>",), id="output"),
    pytest.param(
        ORDERING,
        {"place-local": "2", "place-global": "2", "place-built-in": ""},
        ("selected>2<",) * 2,
        id="ordering",
    ),
    pytest.param(
        MATCHING,
        {"match-dict": "log", "match-set": "square", "match-sorted": ""},
        (CHOSEN.format(LOG), CHOSEN.format(shown("square"))),
        id="matching",
    ),
    pytest.param(OPEN, {"text": LONG}, (f">\n{TYPED}</textarea>",), id="open"),
]


@pytest.mark.parametrize(("title", "fields", "kept"), HALF_DONE)
def test_hint_keeps_what_was_chosen_and_typed(
    app: Flask, ada: Person, title: str, fields: Mapping[str, object], kept: tuple[str, ...]
) -> None:
    path = open_question(ada, title)
    assert "a hint for the" not in ada.page(path)
    page = unescape(press_hint(ada, path, confidence="1", **fields))
    assert "a hint for the" in page
    for words in kept:
        assert page.count(words) == kept.count(words), words
    is_sureness_kept = 'name="confidence" value="1" checked' in page
    assert is_sureness_kept == (title != OPEN)
    marked = [words for words in kept if "checked" in words or "selected" in words]
    set_controls = ".quiz-form [checked], .quiz-form [selected]"
    assert len(parse(page).css(set_controls)) == len(marked) + is_sureness_kept
    assert count_answers(app) == 0


def press_hint(person: Person, path: str, **fields: object) -> str:
    """Press the button of the answer's own form, and return the page that follows."""
    button = only(person.page(path), ".quiz-form button[formaction*=hint]")
    assert button.text() == "Show a hint"
    response = person.submit(path, str(button.attributes["formaction"]), **fields)
    assert response.location == f"{path}#hint"
    return person.page(path)


def test_hint_can_be_asked_for_again_and_counts_once(app: Flask, ada: Person) -> None:
    path = open_question(ada, SINGLE)
    press_hint(ada, path, choice="right")
    again = ada.page(ada.submit(path, f"{path}/hint", choice="last").location)
    assert f'"{shown("last")}" checked' in again
    assert "Show a hint" not in again
    ada.submit(path, choice="right")
    assert "Comes back tomorrow" in ada.page(path)
    assert count_answers(app) == 1


def test_address_that_a_refused_form_leaves_behind_leads_to_the_question(ada: Person) -> None:
    path = open_question(ada, OPEN)
    for form in ("hint", "model-answer"):
        assert ada.get(f"{path}/{form}").location == path


def test_hint_of_a_tab_left_open_shows_the_answer_given_since(ada: Person) -> None:
    path = open_question(ada, SINGLE)
    ada.submit(path, choice="right")
    response = ada.submit("/practice", f"{path}/hint", choice="wrong")
    assert response.location == f"{path}#late"
    page = ada.page(path)
    assert "<strong>Right</strong>" in page
    assert "had been answered in another tab" in page


def test_sure_becomes_fairly_with_a_hint_and_the_page_says_so(ada: Person) -> None:
    path = open_question(ada, SINGLE)
    page = press_hint(ada, path, choice="right", confidence="3")
    assert attributes(page, "[name=confidence][checked]", "value") == ["2"]
    assert "Your “Sure” is now “Fairly”" in page
    assert "With a hint, “Fairly” is the most" in ada.page(path)


def test_model_answer_is_not_shown_by_the_hint_and_takes_what_stands_there(ada: Person) -> None:
    path = open_question(ada, OPEN)
    page = press_hint(ada, path, text="half an answ")
    assert not [words for words in UNSEEN if words in page]
    show_model_answer(ada, path, "half an answ and the rest")
    assert "half an answ and the rest" in ada.page(path)


def sign_in_again(app: Flask, path: str, fields: Fields) -> tuple[str, str]:
    """Send an answer after the session ended, sign in, and return the address and the page."""
    stale = Person(app.test_client())
    page = path.removesuffix("/hint").removesuffix("/model-answer")
    typed = {"csrf_token": "old", "next": page, **shown_fields(fields)}
    refused = stale.client.post(path, data=typed)
    assert refused.status_code == 403
    login = sign_in_on(stale, refused.text)
    assert login.status_code == 303
    return login.location, unescape(stale.page(login.location))


@pytest.mark.promise("B14")
@pytest.mark.parametrize(
    ("title", "fields", "kept"),
    [
        (NUMERIC, {"text": "9,8"}, ('value="9,8"',)),
        (OUTPUT, {"text": "\r\nlate: [1 & 2]\r\nüß"}, (">\n\nlate: [1 & 2]\nüß</textarea>",)),
        (ORDERING, places("local", "global"), ("selected>1<", "selected>2<")),
        (MATCHING, {"match-dict": "log"}, (f'<option value="{LOG}" selected>',)),
    ],
)
def test_answer_begun_before_the_session_ended_comes_back(
    app: Flask, ada: Person, title: str, fields: Fields, kept: tuple[str, ...]
) -> None:
    _, page = sign_in_again(app, open_question(ada, title), fields)
    for words in kept:
        assert words in page, words


def test_answer_begun_before_a_hint_was_refused_comes_back(app: Flask, ada: Person) -> None:
    path = open_question(ada, SHORT)
    location, page = sign_in_again(app, f"{path}/hint", {"text": "retu"})
    assert location == path
    assert 'value="retu"' in page


def test_of_a_draft_only_the_fields_of_its_question_are_kept(app: Flask, ada: Person) -> None:
    path = open_question(ada, ORDERING)
    junk = {f"place-{number}": "1" for number in range(300)} | {"text": "ü" * 3_000}
    location, page = sign_in_again(app, path, {"place-local": "2", **junk, "quiz_id": "7"})
    assert location == path
    assert "selected>2<" in page
    assert "üüü" not in page
    assert "quiz_id" not in page


UNSEEN = ("Keep a <strong>", "names the", "bounds the retries", "ten times", "Retry on")


def show_model_answer(person: Person, path: str, text: str) -> TestResponse:
    return person.submit(path, f"{path}/model-answer", text=text)


def test_model_answer_is_shown_after_the_readers_own_and_graded_by_them(
    app: Flask, ada: Person
) -> None:
    path = open_question(ada, OPEN)
    page = ada.page(path)
    assert "Show the model answer" in page
    assert "How sure are you" not in page
    assert not [words for words in UNSEEN if words in page]
    response = show_model_answer(ada, path, "Compare <b>versions</b>\r\non write")
    assert response.location == f"{path}#model-answer"

    phone = Person(app.test_client())
    phone.sign_in("ada")
    shown_page = phone.page(path)
    assert [words for words in UNSEEN if words in shown_page] == [*UNSEEN]
    assert "Compare &lt;b&gt;versions&lt;/b&gt;\non write" in shown_page
    assert shown_page.count('type="checkbox" name="choice"') == 3
    assert count_answers(app) == 0

    phone.submit(path, choice=["version", "retries"], text="Other words")
    page = ada.page(path)
    feedback = page.split('id="feedback"')[1]
    assert "Partly right</strong>: 0.75 of 1 point" in feedback
    assert "Compare &lt;b&gt;versions" in feedback
    assert "Other words" not in feedback
    assert [words for words in UNSEEN if words in feedback] == [*UNSEEN]
    assert (feedback.count("Ticked by you"), feedback.count("Not ticked")) == (2, 1)
    assert "Read on" in feedback


@pytest.mark.parametrize(
    ("ticked", "verdict"),
    [([], "Not right"), (["version", "contention", "retries"], "Right")],
)
def test_nothing_ticked_is_a_grade_and_nothing_written_an_answer(
    ada: Person, ticked: list[str], verdict: str
) -> None:
    path = open_question(ada, OPEN)
    show_model_answer(ada, path, " ")
    assert "You wrote nothing down." in ada.page(path)
    ada.submit(path, choice=ticked)
    feedback = ada.page(path)
    assert f"<strong>{verdict}</strong>" in feedback
    assert feedback.count("Not ticked") == 0
    assert ("You ticked none of these." in feedback) == (not ticked)


def test_open_question_is_not_graded_before_its_model_answer_was_shown(
    app: Flask, ada: Person
) -> None:
    path = open_question(ada, OPEN)
    response = ada.submit(path, choice=["version"], text="my words")
    assert response.status_code == 422
    assert "then look at the model answer" in response.text
    assert "my words</textarea>" in response.text
    assert count_answers(app) == 0


def test_answer_that_is_too_long_is_kept_in_the_page_and_nothing_is_shown(ada: Person) -> None:
    path = open_question(ada, OPEN)
    response = show_model_answer(ada, path, "x" * 4_001)
    assert response.status_code == 422
    assert "x" * 4_001 in response.text
    assert not [words for words in UNSEEN if words in ada.page(path)]


def test_words_of_a_second_tab_do_not_replace_the_first(ada: Person) -> None:
    path = open_question(ada, OPEN)
    show_model_answer(ada, path, "mine")
    ada.submit("/practice", f"{path}/model-answer", text="copied from the model answer")
    page = ada.page(path)
    assert '<p class="own-note">mine</p>' in page
    assert "had been shown in another tab" in page
    assert 'not counted:</p>\n      <p class="own-note">copied from' in page


def test_grade_can_be_undone_and_given_again(ada: Person) -> None:
    path = open_question(ada, OPEN)
    show_model_answer(ada, path, "mine")
    ada.submit(path, choice=["version"])
    ada.submit(path, f"{path}/undo")
    assert "Grade myself" in ada.page(path)
    ada.submit(path, choice=["version", "contention", "retries"])
    assert "<strong>Right</strong>" in ada.page(path)


def test_note_stands_above_the_model_answer_next_time(ada: Person) -> None:
    ada.submit("/practice", "/questions/first-open/marks", note="name the column first")
    path = open_question(ada, OPEN)
    assert "name the column first" not in ada.page(path)
    show_model_answer(ada, path, "mine")
    page = ada.page(path)
    assert 0 < page.index("name the column first") < page.index("Keep a <strong>")


def test_only_open_questions_of_my_own_show_a_model_answer(ada: Person, bob: Person) -> None:
    path = open_question(ada, OPEN)
    assert bob.submit("/practice", f"{path}/model-answer", text="x").status_code == 404
    assert "Show the model answer" in ada.page(path)
    other = open_question(ada, NUMERIC)
    assert ada.submit(path, f"{other}/model-answer", text="x").status_code == 404


def test_words_sent_after_the_session_ended_come_back(app: Flask, ada: Person) -> None:
    path = open_question(ada, OPEN)
    location, page = sign_in_again(app, f"{path}/model-answer", {"text": "compare & retry"})
    assert location == path
    assert "compare & retry</textarea>" in page
    show_model_answer(ada, path, "compare")
    _, page = sign_in_again(app, path, {"choice": "version"})
    assert f'value="{shown("version")}" checked' in page


def test_feedback_takes_an_answer_that_was_given_to_another_kind(
    make_app: Callable[..., Flask], content: Path
) -> None:
    person = Person(make_app().test_client())
    person.register("ada")
    quiz = person.start_quiz("first")
    for position in range(1, 10):
        answer_rightly(person, quiz, position)
    bank = content / "01-first/questions.md"
    ids = ("first-numeric", "first-output", "first-ordering", "first-matching", "first-open")
    text = bank.read_text()
    for old, new in zip(ids, (*ids[1:], ids[0]), strict=True):
        text = text.replace(f"id: {old};", f"id: new {new};")
    bank.write_text(text.replace("id: new ", "id: "))

    later = Person(make_app().test_client())
    later.sign_in("ada")
    pages = [later.page(f"{quiz}/{at}") for at in range(1, 10)]
    assert sum("changed after you answered" in page for page in pages) == len(ids)
    assert all("<strong>Right</strong>" in page for page in pages)
