"""Files to take along: a link to sound or film, or to a folder as one file, with what it is."""

from markupsafe import Markup

from notes_site.study.text.blocks import Download, Recording
from notes_site.words import _, ngettext, show_number

MEGABYTE = 1_000_000


def render_recording(recording: Recording, topics_url: str) -> Markup:
    """Render the link, its captions and what the author says of it."""
    folder_url = f"{topics_url}{recording.slug}/files"
    size = show_number(round(max(0.1, recording.bytes / MEGABYTE), 1))
    link = _link(folder_url, recording.file, recording.text)
    told = _("%(format)s, %(size)s MB", format=recording.format, size=size)
    parts = [Markup("{} ({})").format(link, told)]
    if recording.captions:
        parts.append(_link(folder_url, recording.captions, _("captions")))
    if recording.caption:
        parts.append(Markup("{}").format(recording.caption))
    return Markup("<p>{}</p>\n").format(Markup(" · ").join(parts))


def render_download(download: Download, topics_url: str) -> Markup:
    """Render the link to a folder as a file, and what the author says of it."""
    folder_url = f"{topics_url}{download.slug}/folders/{download.digest}"
    link = _link(folder_url, f"{download.folder}.zip", download.text)
    told = ngettext("ZIP, %(num)s file", "ZIP, %(num)s files", download.files)
    parts = [Markup("{} ({})").format(link, told)]
    if download.caption:
        parts.append(Markup("{}").format(download.caption))
    return Markup("<p>{}</p>\n").format(Markup(" · ").join(parts))


def _link(folder_url: str, file: str, words: str) -> Markup:
    return Markup('<a href="{}/{}">{}</a>').format(folder_url, file, words)
