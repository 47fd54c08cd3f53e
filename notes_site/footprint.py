"""What keeps the process small: memory that was needed once is given back."""

import ctypes
import gc
import os
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress

from flask import Flask

from notes_site.config import Settings
from notes_site.store import database
from notes_site.study.content.library import Library

sys.modules.setdefault("flask_wtf.i18n", None)  # type: ignore[arg-type]
"""Flask-WTF's way to speak by Flask-Babel: it would load all of Babel at each start, for nothing.

As if Babel weren't there, Flask-WTF goes without; forms of ours speak by web.languages.forms.
"""
DRAWN_FIRST = ("/register", "/login")
M_MMAP_THRESHOLD = -3
"""The parameter's number in malloc.h (mallopt(3))."""
LARGE_BYTES = 1 << 20


def give_back_large_blocks() -> None:
    """Have every block from 1 MB on go back to the system as soon as it is freed.

    A password's hash takes 19 MB. By itself glibc keeps as much from the second one on, and for
    each thread: eight people who sign in at once left 156 MB behind, and leave none so. Other
    libraries of C have no such parameter, and give back by themselves.
    """
    if sys.platform == "linux":
        with suppress(AttributeError):
            ctypes.CDLL(None).mallopt(M_MMAP_THRESHOLD, LARGE_BYTES)


def do_aside(work: Callable[[], object]) -> None:
    """Do in a child of this process what leaves its result in files, and holes in memory.

    Whoever calls does it again, from those files, or without them where this failed. With other
    threads running nothing happens: a child would have their locks, and not them.
    """
    if not hasattr(os, "fork") or threading.active_count() > 1:
        return
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        return
    try:
        work()
    finally:  # without what Python does at its end; what was raised will be raised there again
        os._exit(0)


def draw_first(app: Flask, settings: Settings, courses: Mapping[str, Library]) -> None:
    """Draw what every worker would draw first, so that those copied from here have it in common.

    That is compiled templates, forms, statements, and the finished pages themselves.
    """
    visitor = app.test_client()
    first = (
        f"/{slug}/{page}" if slug else f"/{page}"
        for slug, library in courses.items()
        for page in ("", *(f"topics/{topic.slug}" for topic in library.topics[:1]))
    )
    for path in (*DRAWN_FIRST, *first):
        visitor.get(f"{settings.prefix}{path}", base_url=f"http://{settings.host or '127.0.0.1'}")
    with app.app_context():
        database.close_all()
    gc.unfreeze()
    gc.collect()
    gc.freeze()
