"""The catalogues of the interface's words are up to date, complete, and fit what they translate."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message

from release import words as words_command
from release.words import (
    EVENT,
    LOCALE,
    OTHER_EVENTS,
    TEMPLATE,
    as_template,
    find_missing,
    find_of_event,
    gather,
    read_catalogue,
    renew,
)

FEW_WORDS = Path(__file__).parents[1] / "locale"
PLACE = re.compile(r"%\(\w+\)[sd]|%%|%")
TAG = re.compile(r"</?[a-z][^>]*>")
BREAKS_HTML = re.compile(r'["<&]')
"""What the words of a page may have only where their source has it: they stand in attributes."""
ARABIC_ARTICLE = "\N{ARABIC LETTER ALEF}\N{ARABIC LETTER LAM}"
CATALOGUES = sorted(LOCALE.glob("*/LC_MESSAGES/messages.po"))
OF_EVENTS = [
    LOCALE / language / "LC_MESSAGES" / f"{event}.po"
    for language in sorted({path.parents[1].name for path in LOCALE.glob("*/LC_MESSAGES/*.po")})
    for event in OTHER_EVENTS
]


@cache
def gathered() -> Catalog:
    """Return what the interface says, looked for once."""
    return gather()


def complaints(catalog: Catalog) -> Iterator[str]:
    """Yield what is wrong with a language's words, a line each."""
    for message in catalog:
        if message.id:
            yield from mistakes(message, catalog.num_plurals)


def mistakes(message: Message, plurals: int) -> Iterator[str]:
    sources, words = as_strings(message.id), as_strings(message.string)
    if message.fuzzy:
        yield f"{sources[0]}: fuzzy"
    if len(words) != (plurals if len(sources) > 1 else 1):
        yield f"{sources[0]}: {len(words)} forms"
    for said in words:
        if not said:
            yield f"{sources[0]}: empty"
        elif not has_same_places(said, sources) or sorted(TAG.findall(said)) not in [
            sorted(TAG.findall(source)) for source in sources
        ]:
            yield f"{sources[0]}: other places or tags: {said}"
        if set(BREAKS_HTML.findall(said)) - set(BREAKS_HTML.findall(" ".join(sources))):
            yield f"{sources[0]}: would break a page: {said}"


def as_strings(texts: object) -> tuple[str, ...]:
    return tuple(map(str, texts)) if isinstance(texts, list | tuple) else (str(texts or ""),)


def has_same_places(said: str, sources: tuple[str, ...]) -> bool:
    """Tell whether a translation has the places of its source; a count may be in words."""
    wanted = [sorted(PLACE.findall(source)) for source in sources]
    found = sorted(PLACE.findall(said))
    counts = {place for source in sources for place in PLACE.findall(source)} - {"%%", "%"}
    return found in wanted or (
        len(sources) > 1 and any(sorted([*found, count]) in wanted for count in counts)
    )


def test_template_has_all_words_that_the_interface_says() -> None:
    """`python3 run.py words` writes it anew."""
    assert (LOCALE / TEMPLATE).read_bytes() == as_template(gathered())


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parents[1].name)
def test_catalogue_is_complete_and_fits(path: Path) -> None:
    catalog = read_catalogue(path)
    assert [*complaints(catalog)] == []
    assert ids(catalog) == ids(gathered())


def ids(catalog: Catalog) -> set[object]:
    return {message.id for message in catalog if message.id}


@pytest.mark.parametrize("path", OF_EVENTS, ids=lambda path: f"{path.parents[1].name}-{path.stem}")
def test_each_language_has_words_for_each_event(path: Path) -> None:
    """In the same messages, which are all that name it; `python3 run.py words` brings new ones."""
    catalog = read_catalogue(path)
    assert [*complaints(catalog)] == []
    assert ids(catalog) == ids(find_of_event(gathered()))
    for message in catalog:
        for said in as_strings(message.string) if message.id else ():
            assert EVENT not in PLACE.sub("", said).casefold()


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parents[1].name)
def test_language_names_the_interview_only_where_other_events_have_words(path: Path) -> None:
    """Elsewhere a course for an exam would speak of an interview, though its English does not."""
    catalog = read_catalogue(path)
    said = [
        (message.id, words)
        for message in catalog
        if message.id
        for words in as_strings(message.string)
    ]
    interview = dict(said)[EVENT].removeprefix(ARABIC_ARTICLE).casefold()
    of_event = ids(find_of_event(catalog))
    assert [
        words for id_, words in said if id_ not in of_event and interview in words.casefold()
    ] == []


def test_message_with_the_events_word_names_it() -> None:
    counted = ("One interview", "%(num)s interviews")
    words = Catalog()
    words.add(counted)
    for text in ("Before an Interview", "Before a quiz"):
        words.add(text)
    assert ids(find_of_event(words)) == {"Before an Interview", counted}


def test_command_renews_the_words_for_events_and_begins_them_with_a_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = Catalog()
    for text in ("Page not found", "The interview"):
        words.add(text)
    monkeypatch.setattr(words_command, "LOCALE", tmp_path)
    monkeypatch.setattr(words_command, "gather", lambda: words)
    words_command.main(["nl"])
    found = {str(path.relative_to(tmp_path)): path for path in tmp_path.glob("*/*/*.po")}
    of_event = {f"LC_MESSAGES/{event}.po" for event in OTHER_EVENTS}
    dutch = {f"nl/{name}" for name in ("LC_MESSAGES/messages.po", *of_event)}
    assert found.keys() == {f"en/{name}" for name in of_event} | dutch
    for name, path in found.items():
        whole = name.endswith("messages.po")
        assert ids(read_catalogue(path)) == (ids(words) if whole else {"The interview"})


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("Hello %(name)s", "Hallo %(nam)s"),
        ("Hello %(name)s", "Hallo"),
        ('<a href="%(page)s">Sign in</a>.', "Anmelden."),
        ("90%% suits", "90% passt"),
        ("Saved", ""),
        ("Saved", 'Im "Heft"'),
        (("%(num)s card", "%(num)s cards"), ("%(num)s Karte",)),
        (("%(num)s card", "%(num)s cards"), ("%(num)s Karte", "%(count)s Karten")),
    ],
)
def test_planted_mistake_of_a_translator_is_found(
    source: str | tuple[str, ...], said: str | tuple[str, ...]
) -> None:
    assert [*mistakes(Message(source, said), 2)]


def test_renewing_keeps_translations_and_marks_what_nearly_fits(tmp_path: Path) -> None:
    path = tmp_path / "de" / "LC_MESSAGES" / "messages.po"
    path.parent.mkdir(parents=True)
    path.write_bytes((FEW_WORDS / "de" / "LC_MESSAGES" / "messages.po").read_bytes())
    words = Catalog()
    for text in ("Page not found", "Enter the number from %(min)s to %(max)s.", "New here"):
        words.add(text)
    renewed = renew(path, words)
    again = read_catalogue(path)
    assert {one.id for one in again if one.id} == {one.id for one in words if one.id}
    assert again["Page not found"].string == "Seite nicht gefunden"
    assert again["Enter the number from %(min)s to %(max)s."].fuzzy
    assert find_missing(renewed) == find_missing(again) == 2


def test_new_language_begins_with_all_words_and_none_said(tmp_path: Path) -> None:
    path = tmp_path / "ar" / "LC_MESSAGES" / "messages.po"
    words = Catalog()
    words.add(("%(num)s card", "%(num)s cards"))
    renew(path, words)
    begun = read_catalogue(path)
    assert begun.num_plurals == 6
    assert [*complaints(begun)] == ["%(num)s card: empty"] * 6
