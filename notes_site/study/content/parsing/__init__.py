"""The content format: the only place, with `questions/`, that knows how it is written."""

from notes_site.study.content.parsing.cheat_sheet import parse_cheat_sheet
from notes_site.study.content.parsing.glossary import parse_glossary
from notes_site.study.content.parsing.host import parse_host
from notes_site.study.content.parsing.look import parse_look
from notes_site.study.content.parsing.own_page import parse_own_page
from notes_site.study.content.parsing.question import parse_questions
from notes_site.study.content.parsing.sentences import find_faults, find_sentences
from notes_site.study.content.parsing.topic import parse_topic
from notes_site.study.text.splitting import find_links, slugify

__all__ = [
    "find_faults",
    "find_links",
    "find_sentences",
    "parse_cheat_sheet",
    "parse_glossary",
    "parse_host",
    "parse_look",
    "parse_own_page",
    "parse_questions",
    "parse_topic",
    "slugify",
]
