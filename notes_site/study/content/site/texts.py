"""Markdown that stands in a value of site.toml."""

from collections.abc import Iterator

from notes_site.study.content.parsing.sentences import report_faults
from notes_site.study.text.blocks import Prose
from notes_site.study.text.splitting import find_images

NO_PICTURE = "pictures stand beside topics; show it in one"


def find_faults_of(text: str) -> Iterator[str]:
    """Yield what would be shown as it is written, or not at all."""
    prose, said = Prose(text, 1), list[str]()
    report_faults(prose, lambda _, message: said.append(message))
    yield from said
    for _, _, file in find_images([prose]):
        yield f"{file}: {NO_PICTURE}"
