"""What a public page says to machines: schema.org's words for a course and what it teaches."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from notes_site.study.content.library import Library, Topic

Crumb = tuple[str, str]
"""A page on the way from the home page to this one: its name and its address."""


def describe(things: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Put several things into one JSON-LD document."""
    return {"@context": "https://schema.org", "@graph": [*things]}


def course(
    library: Library, title: str, home: str, address_of: Callable[[Topic], str]
) -> dict[str, Any]:
    """Describe the whole library with the address of each topic."""
    return {
        "@type": "Course",
        "name": title,
        "description": library.tagline or title,
        "url": home,
        "inLanguage": library.language,
        "isAccessibleForFree": True,
        "provider": {"@type": "Organization", "name": title, "url": home},
        "hasPart": [
            {"@type": "LearningResource", "name": topic.title, "url": address_of(topic)}
            for topic in library.topics
        ],
    }


def lesson(topic: Topic, kind: str, address: str, course: Crumb, language: str) -> dict[str, Any]:
    """Describe a page that teaches a topic, and the course it is part of."""
    changed = {"dateModified": topic.changed_on.isoformat()} if topic.changed_on else {}
    return changed | {
        "@type": "LearningResource",
        "name": topic.title,
        "description": topic.summary,
        "url": address,
        "learningResourceType": kind,
        "inLanguage": language,
        "isAccessibleForFree": True,
        "timeRequired": f"PT{topic.minutes}M",
        "isPartOf": {"@type": "Course", "name": course[0], "url": course[1]},
    }


def breadcrumbs(trail: Sequence[Crumb]) -> dict[str, Any]:
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": address}
            for position, (name, address) in enumerate(trail, 1)
        ],
    }
