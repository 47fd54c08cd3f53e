"""Questions as programs get them: before the answer nothing that tells it, and after it all."""

from collections.abc import Mapping
from typing import Any

from flask import url_for

from notes_site.study.content.library import Question, SectionRef, Topic
from notes_site.study.content.written import linker
from notes_site.study.questions.kind import Form, Kind, Response
from notes_site.study.text.blocks import as_markdown
from notes_site.web.context import library

Told = dict[str, Any]


def page_of_topic(topic: Topic) -> str:
    return url_for("topics.show", slug=topic.slug)


def words(text: str) -> str:
    """Return an author's Markdown with addresses of this site in its links."""
    return linker(library(), page_of_topic)(text)


def place(ref: SectionRef) -> Told | None:
    """Say where a section stands; None where it is gone."""
    found = library().find_section(ref)
    if found is None:
        return None
    topic, section = found
    page = url_for("topics.show", slug=topic.slug, _anchor=section.anchor)
    return {"topic": topic.slug, "anchor": section.anchor, "title": section.title, "page": page}


def ask(question: Question, order_seed: str) -> Told:
    """Say what is asked; what there is to choose from stands in the order of a page."""
    return {
        "id": question.id,
        "kind": question.kind.name,
        "topic": question.slug,
        "title": words(question.title),
        "text": words(as_markdown(question.stem)),
        "difficulty": question.difficulty,
        "level": question.level,
        "asked": question.asked,
        "tags": [*question.tags],
        "has_hint": bool(question.hint),
        "answer_with": sorted(answer_fields(question.kind)),
        **question.kind.ask_programs(order_seed, words),
    }


NAMES = {"choice": "choice", "text": "text", "place-": "order", "match-": "matches"}
"""What the fields of a page's form are called here."""


def answer_fields(kind: Kind) -> frozenset[str]:
    """Return the names under which an answer to this kind is sent."""
    return frozenset(NAMES[field] for field in kind.fields if field in NAMES)


def form_of(said: Mapping[str, Any]) -> Form:
    """Return what was sent as the fields of the form that a page has for it."""
    form: dict[str, list[str]] = {}
    if "choice" in said:
        form["choice"] = [*said["choice"]]
    if "text" in said:
        form["text"] = [said["text"]]
    for at, key in enumerate(said.get("order", ()), 1):
        form[f"place-{key}"] = [str(at)]
    for left, right in said.get("matches", {}).items():
        form[f"match-{left}"] = [right]
    return form


def said_in(form: Form) -> Told:
    """Return the fields of a form as they are sent: the way back."""
    said: Told = {}
    if "choice" in form:
        said["choice"] = [*form["choice"]]
    if "text" in form:
        said["text"] = "".join(form["text"][:1])
    if placed := _keyed_fields(form, "place-"):
        said["order"] = sorted(placed, key=lambda key: int(placed[key]))
    if matched := _keyed_fields(form, "match-"):
        said["matches"] = matched
    return said


def _keyed_fields(form: Form, head: str) -> dict[str, str]:
    own = (name for name in form if name.startswith(head) and form[name])
    return {name.removeprefix(head): form[name][0] for name in own}


def is_all_known(kind: Kind, said: Mapping[str, Any], response: Response) -> bool:
    """Tell whether each key that was sent is one of this question."""
    read, sent = kind.fill_form(response), form_of(said)
    names = (sent.keys() | read.keys()) - {"text"}
    return all({*read.get(one, ())} == {*sent.get(one, ())} for one in names)


def explain(question: Question) -> Told:
    """Say what is right and why: for those who have answered."""
    return {
        "why": words(question.why),
        "section": place(question.see),
        "right": question.kind.tell_programs(words),
    }
