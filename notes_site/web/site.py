"""What every request shares: the settings, the library and what was derived from it."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from types import ModuleType

from notes_site.config import Settings
from notes_site.study.content.dates import date_topics
from notes_site.study.content.library import Library, Topic
from notes_site.study.content.loading import Loaded, fingerprint
from notes_site.study.content.pictures.kept import KeptPictures
from notes_site.study.rendering import Renderer
from notes_site.study.search import Found, SearchIndex
from notes_site.study.text.problems import Problem
from notes_site.web.editing.placing import bring_back
from notes_site.web.known import KeptKnown
from notes_site.web.languages.catalogues import load_tongue

logger = logging.getLogger(__name__)
MOST_SEARCHES = 500
"""Answers that are kept, about 5 kB each: many people look for the same, and pages link to some."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """One reading of the content: the library, its mistakes and a search that keeps what it found.

    `seen` names what was read; a copy, which stands in for content with mistakes, has `kept_at`.
    """

    library: Library
    problems: tuple[Problem, ...]
    find: Callable[[str, int, int], Found]
    seen: str
    kept_at: datetime | None
    folder: Path


class Site:
    """Holds the shelf of a course, or of what stands at the root of several.

    Where authors work (debug), an edited file makes it be read again.
    """

    def __init__(
        self,
        settings: Settings,
        renderer: Renderer,
        drawn: KeptPictures,
        load: Callable[[Path], Loaded],
        read_log: Callable[[Path], str],
        driver: ModuleType,
        *,
        is_watching: bool,
        course: str = "",
    ) -> None:
        self.settings = settings
        self.course = course
        self.cache = settings.cache_of(course)
        self.renderer = renderer
        self.drawn = drawn
        self.known = KeptKnown()
        self._load = load
        self._read_log = read_log
        self._driver = driver
        self._is_watching = is_watching
        self._lock = threading.Lock()
        self._fingerprint = fingerprint(settings.content_dir) if is_watching else frozenset()
        self._good: dict[str, Topic] = {}
        self._shelf = self._read()

    @property
    def shelf(self) -> Shelf:
        if self._is_watching:
            with self._lock:
                seen = fingerprint(self.settings.content_dir)
                if seen != self._fingerprint:
                    self._fingerprint, self._shelf = seen, self._read()
        return self._shelf

    def _read(self) -> Shelf:
        folder = self.settings.content_dir
        loaded = self._load(folder)
        library = date_topics(loaded.library, lambda: self._read_log(folder))
        if self._is_watching:
            self._good |= {topic.path: topic for topic in library.topics}
            library = bring_back(library, self._good, folder)
        self.renderer.show(library.pictures)
        self.renderer.speak(load_tongue(library.language, library.event))
        cache = self.cache
        search = SearchIndex(library, self._driver, cache)
        if not search.is_kept:
            logger.warning("No search index can be kept in %s; each start makes one.", cache)
        for problem in loaded.errors if self._is_watching else ():
            logger.warning("%s", problem.below(self.course))
        find = lru_cache(MOST_SEARCHES)(search.find)
        return Shelf(library, loaded.errors, find, loaded.seen, loaded.kept_at, loaded.folder)
