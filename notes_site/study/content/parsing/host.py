"""The `[host]` of site.toml: who runs the site, how to reach them, what they say of privacy."""

from notes_site.study.content.library import Host
from notes_site.study.text.meant import join_or, say_meant
from notes_site.study.text.problems import Report

LONGEST = {"name": 200, "contact": 200, "privacy": 10_000}
"""Characters that each may have; all of them are Markdown, the first two of one line."""


def parse_host(given: object, report: Report) -> Host:
    """Read what the table holds; a mistake is reported, and nothing is taken."""
    if not isinstance(given, dict) or not all(isinstance(one, str) for one in given.values()):
        report(1, f"host is a table [host] with {', '.join(LONGEST)}, each as text in quotes")
        return Host()
    for key, text in given.items():
        if key not in LONGEST:
            meant = say_meant(key, LONGEST)
            report(1, f"host.{key}: {meant or f'write {join_or([*LONGEST])}'}; it stands in [host]")
            return Host()
        if len(text) > LONGEST[key]:
            report(1, f"host.{key}: over {LONGEST[key]:,} characters; say less")
            return Host()
        if key != "privacy" and "\n" in text.strip():
            report(1, f"host.{key}: write it on one line")
            return Host()
    return Host(**{key: text.strip() for key, text in given.items()})
