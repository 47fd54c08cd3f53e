"""Which installed packages the code of a topic uses, and in which versions."""

import ast
import platform
import sys
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from importlib.metadata import packages_distributions, version

from notes_site.study.content.library import Topic
from notes_site.study.text.blocks import Fence


def find_versions(topic: Topic) -> tuple[str, ...]:
    """Return names with versions, the package that most blocks use first, and Python last."""
    uses = Counter(name for source in _sources(topic) for name in _distributions(source))
    ranked = sorted(uses, key=lambda name: (-uses[name], name.casefold()))
    found = [f"{name} {version(name)}" for name in ranked]
    return (*found, f"Python {'.'.join(platform.python_version_tuple()[:2])}")


def _sources(topic: Topic) -> Iterator[str]:
    """Yield the Python that the check runs for a topic."""
    for block in topic.blocks():
        if isinstance(block, Fence) and block.language == "python":
            yield from [] if "skip" in block.attributes else [block.text]
    for question in topic.questions:
        yield from (check.text for check in question.checks)
        yield from (promise.code.text for promise in question.kind.promises)


def _distributions(source: str) -> set[str]:
    """Return what a piece of code imports from installed packages, by the packages' names."""
    try:
        nodes = list(ast.walk(ast.parse(source)))
    except SyntaxError:
        return set()
    modules = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    modules |= {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    heads = {module.partition(".")[0] for module in modules} - sys.stdlib_module_names
    return {_packages()[head][0] for head in heads if head in _packages()} - {"notes-site"}


@lru_cache(maxsize=1)
def _packages() -> dict[str, list[str]]:
    return {head: list(found) for head, found in packages_distributions().items()}
