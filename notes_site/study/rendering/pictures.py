"""Pictures that are served as files: in figures, and in the sentences of questions."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from markupsafe import Markup

from notes_site.study.rendering.standing import put_back
from notes_site.study.text.blocks import Diagram
from notes_site.study.text.pictures import Picture
from notes_site.study.text.splitting import CODE_OR_PICTURE

TOKEN = re.compile("\ue004(?P<number>[0-9]{1,5})\ue005")
"""Stands for a picture while Markdown runs and the result is cleaned; no element, so it stays."""
SIGNS = str.maketrans("", "", "\ue004\ue005")
SIZES = "(max-width: 48rem) calc(100vw - 2rem), 42rem"
"""How wide the column of text is, for a browser that chooses among the files."""
NOTHING = Markup()


class Pictures:
    """Puts pictures into rendered text by the names of their files."""

    def __init__(self, pictures: Mapping[str, Picture], url: str) -> None:
        self._pictures = pictures
        self._url = url

    def hide(self, text: str) -> str:
        """Put a token in place of each picture, in order; code is left as it is."""
        if "![" not in text:
            return text
        count = iter(range(len(text)))
        return CODE_OR_PICTURE.sub(
            lambda found: f"\ue004{next(count)}\ue005" if found["file"] else found[0],
            text.translate(SIGNS),
        )

    def show(self, text: str, html: Markup) -> Markup:
        """Put what `hide` took out of a text into what was made of the rest."""
        if "![" not in text:
            return html
        shown = list(self._draw(text))
        return put_back(html, TOKEN, lambda number: self._at(shown, number))

    @staticmethod
    def as_words(text: str) -> str:
        """Put the words of each picture in its place, where no picture can stand."""
        if "![" not in text:
            return text
        return CODE_OR_PICTURE.sub(lambda found: found["text"] or found[0], text)

    def _draw(self, text: str) -> Iterator[Markup]:
        for found in CODE_OR_PICTURE.finditer(text):
            if found["file"]:
                picture = self._pictures.get(found["file"])
                yield (
                    render_images(picture, self._dark_of(found["file"]), found["text"], self._url)
                    if picture and self._url
                    else Markup("[{}]").format(found["text"])
                )

    def _dark_of(self, file: str) -> Picture | None:
        dark = file.replace(".light.", ".dark.")
        return self._pictures.get(dark) if dark != file else None

    @staticmethod
    def _at(shown: list[Markup], number: int) -> Markup:
        return shown[number] if number < len(shown) else NOTHING


@lru_cache(maxsize=1_000)
def render_picture(diagram: Diagram, url: str) -> Markup:
    """Render a figure with its picture, or with what that shows, where none is served."""
    caption = Markup("<figcaption>{}</figcaption>").format(diagram.caption)
    shown: Markup | str = f"[{diagram.text}]"
    if diagram.picture and url:
        is_early = diagram.is_early
        shown = render_images(diagram.picture, diagram.dark, diagram.text, url, is_early=is_early)
    return Markup('<figure class="diagram">{}{}</figure>\n').format(
        shown, caption if diagram.caption else ""
    )


def render_images(
    picture: Picture, dark: Picture | None, words: str, url: str, *, is_early: bool = False
) -> Markup:
    """Render a picture, or two of which each theme shows one; browsers load only that one."""
    if dark is None:
        return _render_image(picture, words, url, "plate", is_lazy=not is_early)
    return _render_image(picture, words, url, "light-only", is_lazy=True) + _render_image(
        dark, words, url, "dark-only", is_lazy=True
    )


def _render_image(picture: Picture, words: str, url: str, kind: str, *, is_lazy: bool) -> Markup:
    """Render an image that keeps its place free until it is there."""
    width, height = picture.size
    widths = picture.widths
    files = ", ".join(f"{url}{picture.name_at(one)} {one}w" for one in widths)
    choice = Markup(' srcset="{}" sizes="{}"').format(files, SIZES) if widths[1:] else NOTHING
    return Markup(
        '<img class="{}" src="{}"{} width="{}" height="{}" alt="{}"{} decoding="async">'
    ).format(
        kind,
        url + picture.name_at(widths[len(widths) // 2]),
        choice,
        width,
        height,
        words,
        Markup(' loading="lazy"') if is_lazy else NOTHING,
    )
