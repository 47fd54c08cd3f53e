"""Sound and film beside a topic: told by their first bytes, and linked as files."""

import re
from codecs import BOM_UTF8
from dataclasses import replace

from notes_site.study.content.files import Beside
from notes_site.study.text.blocks import Recording
from notes_site.study.text.problems import Report

MOST_BYTES = 200_000_000
FIRST_BYTES = 64
FORMATS = {"mp3": "MP3", "m4a": "M4A", "ogg": "Ogg", "opus": "Opus", "wav": "WAV"}
FORMATS |= {"mp4": "MP4", "webm": "WebM"}
SIGNATURES = {
    **dict.fromkeys(("m4a", "mp4"), re.compile(rb"....ftyp", re.DOTALL)),
    **dict.fromkeys(("ogg", "opus"), re.compile(rb"OggS")),
    "webm": re.compile(rb"\x1a\x45\xdf\xa3"),
    "mp3": re.compile(rb"ID3|\xff[\xe0-\xff]"),
    "wav": re.compile(rb"RIFF....WAVE", re.DOTALL),
}


def fill_recording(recording: Recording, beside: Beside, report: Report) -> Recording:
    """Return a recording with its size and its captions; report what is none by its content."""
    found = beside.begin(recording.file, MOST_BYTES, FIRST_BYTES)
    if found is None:
        return recording
    stem, _, ending = recording.file.rpartition(".")
    size, first = found
    if not SIGNATURES[ending].match(first):
        report(recording.line, f"{recording.file} is no {FORMATS[ending]} by its content; mend it")
    captions = f"{stem}.vtt" if beside.is_there(f"{stem}.vtt") else ""
    if captions:
        words = beside.begin(captions, MOST_BYTES, FIRST_BYTES)
        if words and not words[1].removeprefix(BOM_UTF8).startswith(b"WEBVTT"):
            report(recording.line, f"{captions} has no captions; begin it with WEBVTT")
    return replace(recording, format=FORMATS[ending], bytes=size, captions=captions)
