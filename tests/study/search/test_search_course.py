"""What readers of the course type, and the place they want to land on first."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from notes_site.store.database import driver
from notes_site.study.search import Hit, SearchIndex
from tests.course import read_course

PHRASES = Path(__file__).with_name("phrases.toml")
FEWEST_RIGHT = 38
FEWEST_FIRST, FEWEST_AMONG_THREE = 330, 366
NOTHING = ""
TABLE = {
    # words in headings, singular and plural
    "blueprint": "blueprints blueprints#what-a-blueprint-is",
    "blueprints": "blueprints blueprints#what-a-blueprint-is",
    "trailing slash": "routing#trailing-slashes",
    "circular import": "blueprints#circular-imports",
    "autoescaping": "templates#autoescaping",
    "test client": "testing#what-the-test-client-does",
    "rate limit": "extensions#rate-limits-with-flask-limiter mechanisms#limiters",
    "file upload": "request-response#uploads-and-limits",
    "streaming response": "request-response#streaming",
    "migrations": "databases#migrations",
    "n+1": "databases#loading-and-the-n1-problem",
    "flask vs django": "interviews#explain-flask-vs-django "
    "what-is-flask#flask-django-fastapi-or-quart",
    # as people ask
    "what is wsgi": "core-concepts#wsgi interviews#what-is-wsgi-and-why-is-it-needed",
    "how do i rotate the secret key": "static-and-config#rotating-the-key",
    "working outside of application context": "core-concepts#working-outside-a-context",
    "app context": "core-concepts#two-contexts core-concepts#working-outside-a-context "
    "core-concepts#contexts-nest testing#contexts-without-a-client",
    # quoted phrases
    '"application factory"': "core-concepts#the-application-factory",
    '"server-sent events" streaming': "interviews#system-design-with-flask "
    "request-response#streaming",
    # prefixes, while typing
    "conv": "routing#converters routing#writing-your-own-converter",
    "gunic": "deployment#what-a-bare-gunicorn-appapp-gives-you deployment",
    "request.get_j": "request-response#reading-json",
    # code
    "url_for": "routing#building-urls blueprints#endpoint-names-and-url_for "
    "static-and-config#links-to-static-files",
    "@app.route": "routing#from-rule-to-endpoint-to-view core-concepts#routes-are-data "
    "routing#decorator-order",
    "request.get_json()": "request-response#reading-json",
    'app.config["X"]': "static-and-config#the-config-object "
    "static-and-config#loading-configuration",
    "SECRET_KEY": "static-and-config#secret_key static-and-config#rotating-the-key",
    "flask run --debug": "basic-app#debug-mode basic-app#starting-the-development-server",
    "before_request": "hooks-and-errors#the-order-of-hooks "
    "hooks-and-errors#stopping-a-request-early",
    "errorhandler(404)": "hooks-and-errors#error-handlers hooks-and-errors#which-handler-wins "
    "blueprints#the-404-that-a-blueprint-never-sees "
    "hooks-and-errors#the-catch-all-that-hides-404s",
    "render_template_string": "templates#template-injection templates#templates-in-plain-words",
    "ProxyFix": "hooks-and-errors#proxyfix-counts-hops deployment#behind-a-reverse-proxy",
    # slips of the keyboard
    "bluprint": "blueprints blueprints#what-a-blueprint-is",
    "sesion cokie": "static-and-config#session-cookie-settings request-response#the-session "
    "interviews#how-do-you-handle-user-sessions-or-cookies",
    "jinjja": "templates",
    "marsmallow schema": "apis#load-and-dump-with-marshmallow apis#nested-schemas apis",
    "deploymnet": "deployment",
    "enviroment varible": "static-and-config#environment-variables-are-parsed-as-json "
    "basic-app#environment-files static-and-config#env-files",
    # nonsense
    "xyzzyplugh": NOTHING,
    "qwrtz psdfg": NOTHING,
    "%%% *** ()": NOTHING,
}
"""A query to the places any of which may come first: a topic's slug, or slug#anchor."""


@pytest.fixture(scope="module")
def index() -> Iterator[SearchIndex]:
    found = SearchIndex(read_course(), driver)
    yield found
    found.close()


def places(index: SearchIndex, query: str) -> list[str]:
    """Return the places in the order in which the page lists them; NOTHING where there are none.

    Of an answer to a question of interviews, the section that this is about.
    """
    hits = [hit for page in index.find(query, 20).pages for hit in page.hits]
    return [_name(hit) for hit in hits] or [NOTHING]


def _name(hit: Hit) -> str:
    slug, dot, anchor = hit.about.rpartition(".")
    return f"{slug}#{anchor}" if dot else "#".join(filter(None, (hit.slug, anchor or hit.anchor)))


def test_readers_land_where_they_want(index: SearchIndex) -> None:
    assert len(TABLE) == 40
    found = {query: places(index, query)[0] for query in TABLE}
    wrong = {
        query: place
        for query, place in found.items()
        if place not in (TABLE[query].split() or [NOTHING])
    }
    assert len(TABLE) - len(wrong) >= FEWEST_RIGHT, wrong


def test_what_people_type_is_answered_among_the_first_three(index: SearchIndex) -> None:
    parts = tomllib.loads(PHRASES.read_text("utf-8"))
    del parts["not_taught"]
    right = {phrase: places for part in parts.values() for phrase, places in part.items()}
    found = {phrase: places(index, phrase)[:3] for phrase in right}
    missed = {one: found[one] for one in right if not set(right[one]).intersection(found[one])}
    first = [phrase for phrase in right if found[phrase][0] in right[phrase]]
    assert len(right) - len(missed) >= FEWEST_AMONG_THREE, missed
    assert len(first) >= FEWEST_FIRST


def test_every_right_answer_is_a_place_of_the_course() -> None:
    library = read_course()
    known = {f"{ref.slug}#{ref.anchor}" for ref in library.reading_order} | {*library.by_slug}
    parts = tomllib.loads(PHRASES.read_text("utf-8"))
    named = {place for part in parts.values() for right in part.values() for place in right}
    assert named <= known


@pytest.mark.parametrize("phrase", ["app factory", "rate limiting", "jinja filters"])
@pytest.mark.parametrize(
    "extra", ["pattern", "file", "example", "tutorial", "best practice", "zzyzx"]
)
def test_word_too_many_changes_nothing_of_what_comes_first(
    index: SearchIndex, phrase: str, extra: str
) -> None:
    assert places(index, f"{phrase} {extra}")[0] == places(index, phrase)[0]


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("csrf", "cross-site request forgery"),
        ("app context", "application context"),
        ("env vars", "environment variables"),
        ("db session", "database session"),
        ("cursor pagination", "keyset pagination"),
        ("ratelimit", "rate limit"),
        ("docker file", "dockerfile"),
    ],
)
def test_two_names_of_one_thing_lead_to_one_place(
    index: SearchIndex, short: str, long: str
) -> None:
    assert places(index, short)[0] == places(index, long)[0]
