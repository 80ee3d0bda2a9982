"""Prints what the Python files of a folder are made of, as JSON: FOLDER. Paths and imports are relative to the folder above it."""

from __future__ import annotations

import ast
import json
import sys
from pathlib import Path
from typing import Any


def facts_of(path: str, text: str) -> dict[str, Any]:
    """The lines of one file, what it imports, at its top or later, and its functions with their lines of code."""
    tree = ast.parse(text)
    return {
        "path": path,
        "lines": len(text.splitlines()),
        "imports": sorted({module for node in ast.walk(tree) for module in _imported(node, path)}),
        "functions": [
            {"name": node.name, "lines": _lines_of(node, text)}
            for node in ast.walk(tree)
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        ],
    }


def _imported(node: ast.AST, path: str) -> list[str]:
    """Modules as paths without a suffix; a name that is imported from a package may be a module of it, or not."""
    if isinstance(node, ast.Import):
        return [alias.name.replace(".", "/") for alias in node.names]
    if not isinstance(node, ast.ImportFrom):
        return []
    above = path.split("/")[: -node.level] if node.level else []
    module = "/".join([*above, *(node.module or "").split(".")]).rstrip("/")
    return [module, *(f"{module}/{alias.name}" for alias in node.names)]


def _lines_of(node: ast.FunctionDef | ast.AsyncFunctionDef, text: str) -> int:
    body = text.splitlines()[node.body[0].lineno - 1 : node.end_lineno]
    return sum(1 for line in body if line.strip() and not line.strip().startswith("#"))


def main(folder: Path) -> None:
    """Every file of the folder, in order."""
    files = sorted(folder.rglob("*.py"))
    facts = [facts_of(file.relative_to(folder.parent).as_posix(), file.read_text()) for file in files]
    sys.stdout.write(json.dumps(facts))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
