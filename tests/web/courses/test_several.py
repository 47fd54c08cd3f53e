"""Several courses on one site: each has its pages and its progress, and accounts are shared."""

import io
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import fastjsonschema
import pytest
from flask import Flask
from sqlalchemy import select

from notes_site import create_app
from notes_site.config import ConfigError
from notes_site.store.database import close_all, db
from notes_site.store.models import Answer, User
from tests.conftest import PASSWORD, Clock
from tests.pages import only, texts, token_of
from tests.web.answering import answer_rightly, right_answer
from tests.web.courses.conftest import SLUGS, Pupil
from tests.web.queries import statements
from tests.web.seeing.figures import METRICS, figures

NOTE = "a note that is of sql alone"


def do_everything(pupil: Pupil) -> str:
    """Do in a course whatever is stored of its readers; return the quiz."""
    quiz = pupil.start_quiz("first", "second")
    answer_rightly(pupil, quiz, 1)
    question = "first-single"
    at = pupil.here(f"/questions/{question}")
    token = token_of(pupil.page(pupil.here("/account")))
    assert pupil.send(f"{at}/marks", token, note=NOTE).status_code == 303
    assert pupil.send(f"{at}/flag", token, words=NOTE).status_code == 303
    sections = [
        one["anchor"]
        for one in json.loads(pupil.get(pupil.here("/api/v1/topics/first")).data)["sections"]
    ]
    assert pupil.send(pupil.here("/topics/first/read"), token, section=sections).status_code == 303
    settings = {"interview_on": "2031-03-04", "daily_cap": 17, "wanted_recall": "0.9"}
    changed = pupil.send(pupil.here("/account/settings"), token, time_zone="UTC", **settings)
    assert changed.status_code == 303
    return quiz


def pages_without_arguments(site: Flask) -> list[str]:
    rules = (one for one in site.url_map.iter_rules() if "GET" in (one.methods or ()))
    of_the_host = {"/metrics"}
    of_all_courses = {"/account/data/everything.json"}
    return sorted({one.rule for one in rules if not one.arguments} - of_the_host - of_all_courses)


def test_root_lists_the_courses(site: Flask) -> None:
    visitor = Pupil(site.test_client())
    page = visitor.page("/")
    assert texts(page, "h1") == ["Two courses"]
    assert texts(page, ".card h3") == ["Notes on first-aid", "Notes on sql"]
    assert 'href="/sql/"' in page
    assert "Practise" not in page
    with statements(site) as sent:
        visitor.page("/")
    assert sent == []


@pytest.mark.parametrize("slug", SLUGS)
def test_each_course_has_its_own_topics_search_and_names(site: Flask, slug: str) -> None:
    visitor, other = (
        Pupil(site.test_client(), course=slug),
        next(one for one in SLUGS if one != slug),
    )
    for _ in range(2):  # drawn, then kept
        assert f"only{slug.replace('-', '')}" in visitor.page(f"/{slug}/topics/first")
    page = visitor.page(f"/{slug}/")
    assert f"All of {slug}" in page
    assert "All courses" in texts(page, '.site-footer a[href="/"]')
    assert "No results" not in visitor.page(f"/{slug}/search?q=only{slug.replace('-', '')}")
    found = visitor.page(f"/{slug}/search?q=only{other.replace('-', '')}")
    assert f"only{other.replace('-', '')}." not in found
    worker = visitor.get(f"/{slug}/sw.js").text
    assert f'"/{slug}/topics/first"' in worker
    assert f"/{other}/" not in worker


def test_no_page_of_one_course_shows_what_was_done_in_the_other(site: Flask, pupil: Pupil) -> None:
    quiz = do_everything(pupil)
    assert NOTE in pupil.page("/sql/saved")
    with site.app_context():
        before = db.session.execute(select(Answer.user_id)).scalars().all()
    for path in pages_without_arguments(site):
        response = pupil.get(f"/first-aid{path}")
        assert response.status_code < 500, path
        for told in (NOTE, "2031-03-04", f"{quiz}/"):
            assert told.encode() not in response.data, (path, told)
    assert pupil.get(quiz.replace("sql", "first-aid") + "/1").status_code == 404
    assert "1 of" not in texts(pupil.page("/first-aid/"), ".card-facts")[0]
    assert len(before) == 1


def test_answers_to_equal_questions_are_kept_apart(site: Flask, pupil: Pupil) -> None:
    do_everything(pupil)
    pupil.course = "first-aid"
    do_everything(pupil)
    with site.app_context():
        rows = db.session.execute(
            select(User.course, User.account_id).join(Answer, Answer.user_id == User.id)
        ).all()
    assert sorted(rows) == [("first-aid", 1), ("sql", 1)]


def test_who_signed_in_in_one_course_is_signed_in_everywhere(pupil: Pupil) -> None:
    for root in ("", "/sql", "/first-aid"):
        page = pupil.page(f"{root}/account")
        assert "You are signed in as ada" in " ".join(texts(page, "p")), root
    assert "Daily" not in pupil.page("/account")
    pupil.submit("/first-aid/account", "/first-aid/logout")
    assert pupil.get("/sql/account").status_code == 303


def test_account_is_changed_and_deleted_from_any_course(site: Flask, pupil: Pupil) -> None:
    do_everything(pupil)
    pupil.course = "first-aid"
    do_everything(pupil)
    form = {"name_new": "grace", "name_password": PASSWORD}
    changed = pupil.submit("/first-aid/account/security", "/first-aid/account/name", **form)
    assert changed.status_code == 303, texts(changed.text, ".field-error")
    assert "grace" in pupil.page("/sql/account")
    form = {"delete_password": PASSWORD, "delete_is_sure": "y"}
    gone = pupil.submit("/sql/account", "/sql/account/delete", **form)
    assert gone.status_code == 303, texts(gone.text, ".field-error")
    with site.app_context():
        assert db.session.execute(select(User.id)).all() == []
        assert db.session.execute(select(Answer.id)).all() == []


def test_root_has_no_page_of_a_course(site: Flask, pupil: Pupil) -> None:
    for path in ("/topics/first", "/practice", "/progress", "/search", "/tags", "/api/v1/topics"):
        assert pupil.get(path).status_code == 404, path
    assert pupil.get("/sql").location == "/sql/"
    assert pupil.get("/nope/").status_code == 404


def test_reader_sees_on_the_list_how_far_each_course_is(pupil: Pupil) -> None:
    do_everything(pupil)
    page = pupil.page("/")
    assert len(texts(page, ".card .mark")) == 2
    assert "Welcome, ada" in page


def test_an_answer_in_a_course_takes_as_many_statements_as_in_the_only_one(
    make_app: Callable[..., Flask], pupil: Pupil, site: Flask, tmp_path: Path
) -> None:
    alone = Pupil(make_app(NOTES_DATA_DIR=str(tmp_path / "alone")).test_client())
    alone.register("grace")
    counts = []
    for person in (alone, pupil):
        quiz = person.start_quiz("first")
        answer_rightly(person, quiz, 1)
        path = f"{quiz}/2"
        given, token = right_answer(person.page(path)), token_of(person.page(path))
        with statements(person.client.application) as sent:
            person.send(path, token, **given)
        counts.append(len(sent))
    assert counts[0] == counts[1]


def test_program_with_one_token_sees_each_course_by_itself(pupil: Pupil) -> None:
    quiz = do_everything(pupil)
    sent = {"username": "ada", "password": PASSWORD}
    got = pupil.client.post("/first-aid/api/v1/sign-in", json=sent)
    assert got.status_code == 200
    token = {"Authorization": f"Bearer {json.loads(got.data)['access_token']}"}
    saved = [pupil.get(f"/{one}/api/v1/marks", headers=token).text for one in SLUGS]
    assert [NOTE in one for one in saved] == [False, True]
    assert quiz.startswith("/sql/")
    assert json.loads(pupil.get("/first-aid/api/v1/openapi.json").data)["servers"] == [
        {"url": "/first-aid/api/v1"}
    ]


def bring(person: Pupil, file: bytes) -> str:
    """Bring a file in a person's course; return what the page says then."""
    at = person.here("/account/data")
    data = {"csrf_token": token_of(person.page(at)), "file": (io.BytesIO(file), "notes.json")}
    brought = person.client.post(f"{at}/import", data=data | {"takes_settings": "y"})
    assert brought.status_code == 303, texts(brought.text, ".field-error")
    return texts(person.page(at), ".notice")[0]


def test_file_from_the_only_course_of_before_is_taken_into_one_of_several(pupil: Pupil) -> None:
    do_everything(pupil)
    whole = json.loads(pupil.get("/sql/account/data/everything.json").data)
    assert [one.pop("course") for one in whole["quizzes"] + whole["marks"]] == ["sql"] * 2
    names = ("format", "version", "exported_at", "site", "reader", "quizzes", "marks")
    before = {name: whole[name] for name in names} | {"version": 1}
    pupil.course = "first-aid"
    assert bring(pupil, json.dumps(before).encode()).startswith("Added: 1 answer, 1 quiz and ")
    assert NOTE in pupil.page("/first-aid/saved")


def everything_of(person: Pupil) -> dict[str, object]:
    """Return what a person's file says of their courses."""
    found = json.loads(person.get(person.here("/account/data/everything.json")).text)
    own = {name: found["reader"].pop(name) for name in ("time_zone", "language")}
    left_out = {"exported_at", "site", "reader", "browsers", "events", "flags"}
    return {name: value for name, value in found.items() if name not in left_out} | own


@pytest.mark.promise("B17")
@pytest.mark.sqlite("of which each site here has one of its own")
def test_one_file_takes_all_courses_to_another_site_that_has_them(
    pupil: Pupil, make_school: Callable[..., Flask], tmp_path: Path
) -> None:
    """B17: with their cards and the days on which these come back; twice changes nothing."""
    do_everything(pupil)
    pupil.course = "first-aid"
    answer_rightly(pupil, pupil.start_quiz("second"), 1)
    file = pupil.get("/sql/account/data/everything.json").data
    published = json.loads(pupil.page("/sql/reader-data.schema.json"))
    fastjsonschema.compile(published)(json.loads(file))
    (tmp_path / "elsewhere").mkdir()
    elsewhere = make_school(NOTES_DATA_DIR=str(tmp_path / "elsewhere"))
    there = Pupil(elsewhere.test_client(), course="first-aid")
    there.register("countess")
    assert bring(there, file).startswith("Added: 2 answers, 2 quizzes, 1 saved question and ")
    once = everything_of(there)
    assert once == everything_of(pupil)
    assert [one["course"] for one in once["cards"]] == ["first-aid", "sql"]  # type: ignore[attr-defined]
    assert [one["daily_cap"] for one in once["courses"]] == [60, 17]  # type: ignore[attr-defined]
    assert bring(there, file).startswith("Nothing was new")
    assert everything_of(there) == once


@pytest.mark.sqlite("of which each site here has one of its own")
def test_courses_that_the_other_site_does_not_have_are_named_and_left_out(
    pupil: Pupil, make_app: Callable[..., Flask], school: Path, tmp_path: Path
) -> None:
    """One that stands alone there is known by its title."""
    do_everything(pupil)
    pupil.course = "first-aid"
    answer_rightly(pupil, pupil.start_quiz("second"), 1)
    file = pupil.get("/sql/account/data/everything.json").data
    (tmp_path / "elsewhere").mkdir()
    place = {"NOTES_DATA_DIR": str(tmp_path / "elsewhere")}
    alone = make_app(**place, NOTES_CONTENT_DIR=str(school / "first-aid"))
    there = Pupil(alone.test_client())
    there.register("countess")
    left_out = "Left out, as these courses aren't here: Notes on sql."
    assert bring(there, file) == f"Added: 1 answer and 1 quiz. {left_out}"
    assert bring(there, file) == left_out
    found = json.loads(there.get("/account/data/everything.json").text)
    assert (found["version"], len(found["quizzes"]), found["marks"]) == (1, 1, [])


def test_crawlers_are_led_to_each_course(make_school: Callable[..., Flask]) -> None:
    app = make_school(NOTES_SITE_URL="https://notes.example.org/learn")
    visitor = app.test_client()
    asked = {"base_url": "https://notes.example.org"}
    robots = visitor.get("/learn/robots.txt", **asked).text
    maps = re.findall(r"Sitemap: (\S+)", robots)
    assert maps[1:] == [f"https://notes.example.org/learn/{slug}/sitemap.xml" for slug in SLUGS]
    whole = visitor.get("/learn/sitemap.xml", **asked).text
    assert "topics" not in whole
    own = visitor.get("/learn/sql/sitemap.xml", **asked).text
    assert "https://notes.example.org/learn/sql/topics/first" in own
    assert "first-aid" not in own


@pytest.mark.parametrize(
    ("name", "said"),
    [("My Course", "is named like sql"), ("login", "can't be called login"), ("static", "static")],
)
def test_course_whose_name_cannot_stand_in_an_address_is_refused(
    make_school: Callable[..., Flask], school: Path, name: str, said: str
) -> None:
    (school / "sql").rename(school / name)
    with pytest.raises(ConfigError, match=said):
        make_school()


def test_mistake_at_the_root_costs_no_course(
    make_school: Callable[..., Flask], school: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (school / "site.toml").write_text("title = School\n", "utf-8")
    assert make_school().test_client().get("/sql/topics/first").status_code == 200
    assert "site.toml:1" in caplog.text


def test_figures_tell_the_courses_apart(make_school: Callable[..., Flask], clock: Clock) -> None:
    app = make_school(**METRICS)
    pupil = Pupil(app.test_client(), course="sql")
    pupil.register("ada")
    answer_rightly(pupil, pupil.start_quiz("first"), 1)
    clock.moment += timedelta(days=400)
    found = figures(app)
    assert [found["notes_topics", (("course", one),)] for one in SLUGS] == [2, 2]
    assert [found["notes_content_copy", (("course", one),)] for one in SLUGS] == [0, 0]
    assert [found["notes_due_questions", (("course", one),)] for one in SLUGS] == [0, 1]
    counted = [dict(labels) for name, labels in found if name == "notes_requests_total"]
    assert {one["course"] for one in counted if one["endpoint"] == "quiz.answer"} == {"sql"}
    for _ in range(2):
        Pupil(app.test_client()).page("/first-aid/topics/second")
    kept = (("course", "first-aid"), ("endpoint", "kept page"), ("method", "GET"))
    assert figures(app)["notes_requests_total", (*kept, ("status", "2xx"))] == 1


def test_announcement_of_a_course_comes_and_goes_there_with_its_day(
    make_school: Callable[..., Flask], school: Path, clock: Clock
) -> None:
    with (school / "sql/site.toml").open("a", encoding="utf-8") as file:
        file.write('[[announcement]]\ntext = "We move."\nfrom = 2026-12-01\nuntil = 2026-12-02\n')
    visitor = Pupil(make_school().test_client())
    for day, said in ((30, []), (31, ["We move."]), (33, [])):
        clock.moment = datetime(2026, 11, 1, tzinfo=UTC) + timedelta(days=day - 1)
        for path, shown in (
            ("/sql/topics/first", said),
            ("/first-aid/topics/first", []),
            ("/", []),
        ):
            assert texts(visitor.page(path), "aside.announced p") == shown, (path, day)


def test_author_of_several_courses_sees_each_edit_and_mistake_where_it_belongs(
    school: Path, environ: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    """On the pages of its course, and on the list of all."""
    site = create_app(environ | {"NOTES_CONTENT_DIR": str(school)}, debug=True)
    author, roots = site.test_client(), ("", *(f"/{slug}" for slug in SLUGS))

    def seen() -> list[str]:
        return [author.get(f"{root}/editing/seen").text for root in roots]

    before, topic = seen(), school / "sql/01-first/topic.md"
    for root, shown in zip(roots, before, strict=True):
        script = only(author.get(f"{root}/").text, "script#editing").attributes
        assert (script["data-address"], script["data-seen"]) == (f"{root}/editing/seen", shown)
    topic.write_text(topic.read_text().replace("Only here", "Newly written"))
    after = seen()
    assert [one == other for one, other in zip(before, after, strict=True)] == [False, True, False]
    assert "Newly written" in author.get("/sql/topics/first").text
    assert "Newly written" not in author.get("/first-aid/topics/first").text

    topic.write_text("broken")
    said = [texts(author.get(f"{root}/").text, "main > aside.notice code") for root in roots]
    assert said == [["sql/01-first/topic.md:1"], [], ["01-first/topic.md:1"]]
    assert "Newly written" in author.get("/sql/topics/first").text
    assert "sql/01-first/topic.md:1: no front matter" in caplog.text
    with site.app_context():
        close_all()
