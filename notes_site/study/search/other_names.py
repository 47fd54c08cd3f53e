"""What else a thing is called: by the library's glossary, and by everybody who writes programs."""

import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus

from notes_site.study.content.library import Library
from notes_site.study.search.words import Words, find_words

USUAL = """
address, addr
admin, administrator
app, application
arg, argument
async, asynchronous
attr, attribute
auth, authentication
auth, authorization
big, large, huge
bool, boolean
cli, command line
cmd, command
config, configuration, settings
container, docker, dockerfile
cron, scheduler
db, database
delete, remove
dep, dependency
dev, development
dict, dictionary
dir, directory, folder
docs, documentation
email, mail
env, environment
err, error
expiry, expiration, lifetime, ttl
fk, foreign key
func, function
health check, liveness, readiness, probe
hot reload, auto reload, live reload, reloader
i18n, internationalization, translation, multi language
img, image
int, integer
javascript, js
job, task
k8s, kubernetes
lb, load balancer
lib, library
login, log in, sign in
logout, log out, sign out
max, maximum
metrics, monitoring, observability
min, minimum
mock, stub, fake
msg, message
num, number
obj, object
openapi, swagger
orm, object relational mapper
paging, pagination
param, parameter
parse, read
payload, body
perf, performance, speed
pk, primary key
pkg, package
postgres, postgresql
prod, production
regex, regular expression
repo, repository
req, request
resp, response
rollback, roll back, undo, revert
rps, requests per second, throughput
semver, semantic versioning
shutdown, shut down, stop
signup, sign up, register, registration
spec, specification
sse, server sent events
stacktrace, stack trace, traceback
str, string
sync, synchronous
tls, ssl, https
transaction, tx
upgrade, update
uri, url
var, variable
venv, virtualenv, virtual environment
whitespace, white space, blank line, empty line
ws, websocket, web socket
"""
"""One thing a line; people write the short name where a text has the long one, and back."""

OtherNames = Mapping[Words, tuple[Words, ...]]
"""A name, as the words of it, to the other names of the same thing."""
MOST_WORDS = 4


STATUSES = [[str(one.value), one.phrase] for one in HTTPStatus if one >= HTTPStatus.BAD_REQUEST]
ENDING = re.compile(r"(?:ing|ed|e)$")
SPELLINGS = [
    (re.compile("iz(?=[eai])"), "is"),
    (re.compile("is(?=[eai])"), "iz"),
    (re.compile("or"), "our"),
    (re.compile("our"), "or"),
]
"""How the same word is written on either side of an ocean."""


def read_other_names(library: Library) -> OtherNames:
    """Join the glossary's names with the usual ones."""
    named = [line.split(",") for line in USUAL.strip().splitlines()]
    named += [*STATUSES, *([term.name, *term.also] for term in library.glossary)]
    found: dict[Words, dict[Words, None]] = {}
    for names in named:
        things = [words for name in names if 0 < len(words := find_words(name)) <= MOST_WORDS]
        for one in things:
            found.setdefault(_bare(one), {}).update(dict.fromkeys(things))
    return {one: tuple(others) for one, others in found.items()}


def find_other_names(words: Sequence[str], names: OtherNames) -> list[list[Words]]:
    """Return for each word the names that may stand in its place, or in that of a run it is in."""
    found: list[list[Words]] = [[(one,) for one in _spell(word)] for word in words]
    for first in range(len(words)):
        for last in range(first + 1, min(first + MOST_WORDS, len(words)) + 1):
            run = tuple(words[first:last])
            others = [one for one in names.get(_bare(run), ()) if one != run]
            for at in range(first, last):
                found[at] += others
    return found


def _bare(run: Words) -> Words:
    """Return a name without its endings: people write `vars` and `logged out` too."""
    return tuple(_without_ending(word) for word in run)


def _without_ending(word: str) -> str:
    one = word.removesuffix("s")
    rest = ENDING.sub("", one) if len(one) > 4 else one
    is_doubled = rest[-1:] == rest[-2:-1] != "l"  # `logged`, but `rolled`
    return rest[:-1] if is_doubled else rest


def _spell(word: str) -> list[str]:
    return [other for one, put in SPELLINGS if (other := one.sub(put, word)) != word]
