"""Advice on pictures: those that nobody sees, and a course's own as other programs show them."""

from collections.abc import Iterator

from notes_site.study.content.library import Library
from notes_site.study.text.blocks import Fold, Prose
from notes_site.study.text.pictures import ICON_SIDES
from notes_site.study.text.splitting import find_images

SHARE_SIZE = 1200, 630
"""Pixels that programs show beside a link; of another shape they cut off edges."""

Advice = tuple[str, int, str]


def find_unseen_pictures(library: Library) -> Iterator[Advice]:
    """Find pictures in headings and in the lines of folded parts, which show words alone."""
    for path, line, said in _find_lines_of_words(library):
        for _, text, file in find_images([Prose(said, line)]):
            yield path, line, f'{file} isn\'t shown here, only "{text}"; put it on a line below'


def _find_lines_of_words(library: Library) -> Iterator[Advice]:
    """Yield the file, the line and the words of each."""
    pages = [(page.path, page.sections) for page in library.own_pages]
    for topic in library.topics:
        pages += [(topic.path, topic.sections), *topic.beside]
        folds = (block for block in topic.blocks() if isinstance(block, Fold))
        yield from ((topic.path, fold.line, fold.text) for fold in folds)
    for path, sections in pages:
        yield from ((path, section.line, section.title) for section in sections)


def find_unfit_pictures(library: Library) -> Iterator[Advice]:
    """Find an icon that is enlarged or only a drawing, a share picture of another size."""
    own, (width, height) = library.own_pictures, SHARE_SIZE
    pixels, share = own.icon_in_pixels, own.share
    if own.icon and pixels is None:
        name = f"{own.icon.path.rpartition('.')[0]}.png"
        said = f"not every system shows an SVG; export it as {name} too, 512 by 512"
        yield own.icon.path, 1, said
    elif pixels and pixels.width < ICON_SIDES[-1]:
        yield pixels.path, 1, f"{pixels.width} pixels wide, and enlarged to 512; export it so"
    if share and (share.width, share.height) != SHARE_SIZE:
        said = f"{share.width} by {share.height}; best is {width} by {height}, as links show it"
        yield share.path, 1, said
    for drawing in filter(None, (own.logo, own.logo_dark, own.icon)):
        if drawing.reason:
            yield drawing.path, drawing.line, drawing.reason
