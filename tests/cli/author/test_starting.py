"""A course of one's own: begun with a command, gone on with by forms that are filled in."""

import json
import re
from pathlib import Path

import fastjsonschema
import pytest
import yaml

from notes_site.cli.check.summary import describe
from notes_site.config import ConfigError
from notes_site.study.authoring.schemas import schemas
from notes_site.study.content.loading import SITE_NAMES, load_library
from notes_site.study.content.parsing.host import LONGEST
from notes_site.study.content.parsing.look import LOOK_KEYS
from notes_site.study.content.parsing.topic import REQUIRED_TOPIC_KEYS, TOPIC_KEYS
from notes_site.study.content.site.announcements import KEYS as ANNOUNCEMENT_KEYS
from notes_site.study.content.site.home import KEYS as HOME_KEYS
from notes_site.study.questions import KINDS
from notes_site.study.text.places import PLACE
from tests.cli.author.authors import begin, run, said
from tests.course import CONTENT

FILLED = {
    "how hard it is, 1 to 3": "2",
    "the section that teaches it, such as first-steps#sections": "first-steps#sections",
    "a number such as 3, 9.81 +- 0.02 or [9.7, 9.9]": "3",
    "how long it takes to read, such as 10": "10",
}
"""What can't be any words."""


def fill_in(file: Path) -> None:
    """Fill every place of a file, as an author would."""
    text = file.read_text()
    file.write_text(PLACE.sub(lambda found: FILLED.get(found[1], f"Words: {found[1]}"), text))


def test_new_course_passes_the_check_without_advice(tmp_path: Path) -> None:
    course = begin(tmp_path / "sql-course")
    checked = run(course, "check", "--json")
    assert checked.exit_code == 0, checked.output
    found = json.loads(checked.output)
    assert (found["topics"], found["blocks_run"], found["problems"]) == (1, 1, [])
    assert len(found["by_type"]) >= 4
    told = describe(found)
    assert told.startswith("1 topic, 4 questions: ")
    assert "\n1 block run (100%), 0 skipped; " in told
    assert told.endswith("\n0 problems, 0 of them advice.")
    assert load_library(course).library.title == "Sql course"


def test_author_is_told_the_two_commands(tmp_path: Path) -> None:
    told = run(tmp_path / "c", "new", str(tmp_path / "c")).output
    readme = (tmp_path / "c/README.md").read_text()
    for words in ("content check", "serve --debug"):
        assert words in told
        assert words in readme


def test_new_course_writes_over_nothing(tmp_path: Path) -> None:
    course = tmp_path / "mine"
    course.mkdir()
    (course / "glossary.md").write_text("Mine.")
    result = run(course, "new", str(course))
    assert isinstance(result.exception, ConfigError)
    assert "glossary.md exists already" in str(result.exception)
    assert [one.name for one in course.iterdir()] == ["glossary.md"]
    assert (course / "glossary.md").read_text() == "Mine."


@pytest.mark.parametrize("kind", KINDS)
def test_form_of_a_question_is_named_until_it_is_filled(tmp_path: Path, kind: str) -> None:
    course = begin(tmp_path / "course")
    added = run(course, "add", "question", "--topic", "first-steps", "--type", kind)
    assert added.exit_code == 0, added.output
    bank = course / "01-first-steps/questions.md"
    places = PLACE.findall(bank.read_text())
    assert len(places) >= 3
    messages = [one.split(": ", 1)[1] for one in said(course)]
    assert sorted(messages) == sorted(f"fill in: {place}" for place in places)
    fill_in(bank)
    assert said(course) == []
    question = load_library(course).library.questions[f"first-steps-{kind}"]
    assert question.kind.name == kind


def test_form_of_a_topic_stands_behind_the_others_until_it_is_filled(tmp_path: Path) -> None:
    course = begin(tmp_path / "course")
    added = run(course, "add", "topic", 'Joins: "inner" & outer')
    assert added.exit_code == 0, added.output
    folder = course / "02-joins-inner-outer"
    assert all("fill in: " in one for one in said(course))
    assert [topic.slug for topic in load_library(course).library.topics] == ["first-steps"]
    for file in (folder / "topic.md", folder / "questions.md"):
        see = "joins-inner-outer#section"
        file.write_text(file.read_text().replace(f"such as {see}", "such as first-steps#sections"))
        fill_in(file)
    assert said(course) == []
    assert load_library(course).library.by_slug[folder.name[3:]].title == 'Joins: "inner" & outer'


def test_id_of_a_new_question_is_readable_and_taken_by_none(tmp_path: Path) -> None:
    course = begin(tmp_path / "course")
    bank = course / "01-first-steps/questions.md"
    bank.write_text(bank.read_text().replace("id: bold-stars", "id: bold-stars; was: what-is-it"))
    words = ("add", "question", "--topic", "first-steps", "--type", "single", "--title")
    for title in ("What is it?", "What is it?", "Bold stars", "¿…?"):
        assert run(course, *words, title).exit_code == 0
    ids = re.findall(r"id: ([\w-]+)", bank.read_text())
    assert ids[-4:] == ["what-is-it-2", "what-is-it-3", "bold-stars-2", "first-steps-single"]
    assert bank.read_text().count("\n### ¿…?\n<!-- id") == 1


def test_topic_that_is_not_there_is_asked_for(tmp_path: Path) -> None:
    course = begin(tmp_path / "course")
    result = run(course, "add", "question", "--topic", "first-step", "--type", "open")
    assert "There is no topic first-step; did you mean first-steps?" in result.output
    again = run(course, "add", "topic", "First steps")
    assert "01-first-steps has the slug first-steps already" in again.output


def keys(schema: dict[str, object]) -> set[str]:
    properties = schema["properties"]
    assert isinstance(properties, dict)
    assert all(one["description"] for one in properties.values())
    return set(properties)


def test_schemas_have_the_keys_that_the_parser_reads_and_no_other() -> None:
    """Whoever adds a key to the format says in study/authoring/schemas.py what it is for."""
    site, topic = schemas()["site.schema.json"], schemas()["topic.schema.json"]
    assert keys(site) == set(SITE_NAMES)
    assert keys(site["properties"]["host"]) == set(LONGEST)
    assert keys(site["properties"]["look"]) == set(LOOK_KEYS)
    assert keys(site["properties"]["home"]) == set(HOME_KEYS)
    assert keys(site["properties"]["announcement"]["items"]) == set(ANNOUNCEMENT_KEYS)
    assert keys(topic) == set(TOPIC_KEYS)
    assert topic["required"] == list(REQUIRED_TOPIC_KEYS)


def test_what_passes_the_check_fits_the_schema(tmp_path: Path) -> None:
    course = begin(tmp_path / "course")
    fits = fastjsonschema.compile(json.loads((course / ".schemas/topic.schema.json").read_text()))
    files = [*CONTENT.glob("*/topic.md"), course / "01-first-steps/topic.md"]
    assert len(files) > 10
    for file in files:
        front = yaml.safe_load(file.read_text().split("---\n")[1])
        fits({key: str(value) if key == "changed" else value for key, value in front.items()})
    with pytest.raises(fastjsonschema.JsonSchemaValueException):
        fits({"title": "A", "summary": "B", "group": "C", "minutes": 3, "tittle": "D"})


def test_editors_find_the_schema_by_what_the_new_course_says(tmp_path: Path) -> None:
    course = begin(tmp_path / "course")
    for file in ("site.toml", "01-first-steps/topic.md"):
        named = re.search(r"schema[ =](\S+\.json)", (course / file).read_text())
        assert named is not None
        assert ((course / file).parent / named[1]).is_file()


def test_schemas_are_written_anew_after_an_upgrade(tmp_path: Path) -> None:
    course = begin(tmp_path / "course")
    file = course / ".schemas/site.schema.json"
    written = file.read_text()
    file.write_text("{}")
    assert run(course, "schemas").exit_code == 0
    assert file.read_text() == written
