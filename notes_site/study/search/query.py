"""What somebody typed, as terms; whatever they typed, it stays words."""

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

from notes_site.study.search.words import WORD, Words, fold

PART = re.compile(r'(?<!\S)"(?P<phrase>[^"]+)"(?!\S)|(?P<chunk>\S+)')
MOST_WORDS = 12
LONGEST_WORD = 40
GRAMMAR = {
    *("a", "an", "and", "are", "as", "at", "be", "by", "can", "do", "does", "for", "from", "how"),
    *("i", "in", "is", "it", "my", "of", "on", "or", "the", "to", "was", "what", "when", "where"),
    *("which", "who", "why", "with", "you", "get", "should", "use", "used", "using", "need"),
    *("between", "versus", "vs"),
}
"""Words that only hold a question together."""
ASKING = {
    *("best", "practice", "practices", "tutorial", "tutorials", "example", "examples", "guide"),
    *("difference", "explain", "interview", "interviews", "question", "questions"),
}
"""What somebody wants to be given: seldom what a place is about."""
FILLERS = GRAMMAR | ASKING
"""Left out where other words say enough."""

VAGUE = {
    *("about", "add", "adding", "again", "all", "allow", "always", "another", "any", "anything"),
    *("app", "avoid", "away", "back", "bad", "basic", "big", "build", "cannot", "cause", "change"),
    *("code", "common", "correct", "create", "creating", "custom", "different", "during", "each"),
    *("easy", "enable", "error", "errors", "every", "everything", "file", "files", "find", "fix"),
    *("fixed", "full", "function", "functions", "give", "go", "goes", "going", "good", "handle"),
    *("handling", "happen", "happens", "have", "help", "if", "into", "issue", "just", "keep"),
    *("keeping", "keeps", "kept", "know", "like", "list", "make", "making", "many", "mean"),
    *("meaning", "means", "more", "most", "much", "multiple", "never", "new", "no", "not"),
    *("nothing", "off", "one", "only", "other", "out", "own", "page", "pages", "pattern", "per"),
    *("possible", "problem", "project", "proper", "properly", "put", "right", "run", "running"),
    *("set", "setting", "setup", "several", "show", "simple", "some", "something", "sure", "take"),
    *("tell", "than", "that", "their", "them", "then", "there", "these", "they", "thing", "things"),
    *("this", "too", "two", "up", "value", "values", "want", "way", "ways", "we", "well", "while"),
    *("without", "work", "working", "works", "write", "writing", "wrong", "your"),
}
"""Words that stand beside any subject; they count, but little."""
SAY_LITTLE = FILLERS | VAGUE


@dataclass(frozen=True, slots=True)
class QueryTerm:
    """A word, a piece of code (`url_for`, several words) or a quoted phrase."""

    words: Words
    text: str = ""
    """What was typed, in small letters."""
    is_quoted: bool = False
    is_open: bool = False
    """Whether the last word may go on: it was being typed when the query was sent."""

    @property
    def is_vague(self) -> bool:
        return self.is_of(VAGUE)

    @property
    def is_code(self) -> bool:
        """Whether more than spaces and hyphens joins its words, as in `url_for`."""
        return len(self.words) > 1 and set(WORD.sub("", self.text).strip()) - set(" -") != set()

    def is_of(self, words: Set[str]) -> bool:
        """Whether it has only these words; what is quoted was meant as it stands."""
        return not self.is_quoted and words >= set(self.words)

    def with_words(self, words: Sequence[str]) -> "QueryTerm":
        """Return the term with other words in the places of its own."""
        others = iter(words)
        text = WORD.sub(lambda typed: next(others, typed[0]), self.text)
        return replace(self, words=tuple(WORD.findall(" ".join(words))), text=text)


QUOTES = str.maketrans("“”„«»", '"' * 5)
"""Phones and other languages write these where `PART` knows the straight one."""


def parse_query(text: str) -> tuple[QueryTerm, ...]:
    """Split a query into terms; "" and punctuation alone give none."""
    terms: list[QueryTerm] = []
    room = MOST_WORDS
    for part in PART.finditer(fold(text.translate(QUOTES))):
        words = tuple(word[:LONGEST_WORD] for word in WORD.findall(part[0]))[:room]
        if words:
            terms.append(QueryTerm(words, part[0], is_quoted=part["phrase"] is not None))
            room -= len(words)
    if terms and text[-1:].isalnum():
        terms[-1] = replace(terms[-1], is_open=True)
    return tuple(terms)
