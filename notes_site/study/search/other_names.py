"""What else a thing is called: by the library's glossary, and by everybody who writes programs."""

from collections.abc import Mapping, Sequence

from notes_site.study.content.library import Library
from notes_site.study.search.words import Words, find_words

USUAL = """
app, application
arg, argument
async, asynchronous
auth, authentication, authorization
config, configuration, settings
container, docker, dockerfile
db, database
dep, dependency
dev, development
dir, directory, folder
docs, documentation
env, environment
err, error
func, function
i18n, internationalization, translation
js, javascript
k8s, kubernetes
lib, library
login, log in, sign in
logout, log out, sign out
msg, message
orm, object relational mapper
param, parameter
perf, performance
pkg, package
postgres, postgresql
prod, production
regex, regular expression
repo, repository
req, request
resp, response
tls, ssl, https
var, variable
venv, virtualenv, virtual environment
"""
"""One thing a line; people write the short name where a text has the long one, and back."""

OtherNames = Mapping[Words, tuple[Words, ...]]
"""A name, as the words of it, to the other names of the same thing."""
MOST_WORDS = 4


def read_other_names(library: Library) -> OtherNames:
    """Join the glossary's names with the usual ones."""
    named = [line.split(",") for line in USUAL.strip().splitlines()]
    named += [[term.name, *term.also] for term in library.glossary]
    found: dict[Words, dict[Words, None]] = {}
    for names in named:
        things = [words for name in names if 0 < len(words := find_words(name)) <= MOST_WORDS]
        for one in things:
            found.setdefault(one, {}).update(dict.fromkeys(things))
    return {one: tuple(other for other in all_ if other != one) for one, all_ in found.items()}


def find_other_names(words: Sequence[str], names: OtherNames) -> list[list[Words]]:
    """Return for each word the names that may stand in its place, or in that of a run it is in."""
    found: list[list[Words]] = [[] for _ in words]
    for first in range(len(words)):
        for last in range(first + 1, min(first + MOST_WORDS, len(words)) + 1):
            others = _look_up(tuple(words[first:last]), names)
            for at in range(first, last):
                found[at] += others
    return found


def _look_up(run: Words, names: OtherNames) -> Sequence[Words]:
    """Names stand in the singular, and people write `vars` too."""
    return names.get(run) or names.get((*run[:-1], run[-1].removesuffix("s")), ())
