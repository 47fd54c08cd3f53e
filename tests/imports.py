"""What a module imports."""

import ast
from collections.abc import Iterator


def imports(tree: ast.AST) -> Iterator[str]:
    """Yield what a module imports, at its top or late, as it is written."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
