#!/usr/bin/env python3
"""Refuses Python files over 400 lines and functions over 50; there is no list of exceptions."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

FILE_LINES = 400
FUNCTION_LINES = 50


def too_large(path: Path) -> list[str]:
    """Return a line for each thing in `path` that is over its limit."""
    text = path.read_text(encoding="utf-8")
    lines = text.count("\n")
    found = [f"{path}: {lines} lines, {FILE_LINES} wanted"] if lines > FILE_LINES else []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > FUNCTION_LINES:
                where = f"{path}:{node.lineno}: {node.name}"
                found.append(f"{where} has {length} lines, {FUNCTION_LINES} wanted")
    return found


def main() -> int:
    """Return 1 if anything is too large."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "*.py"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split("\0")
    paths = [Path(name) for name in listed if name and "/migrations/" not in name]
    found = [line for path in paths if path.exists() for line in too_large(path)]
    print("\n".join(found) or f"sizes: {len(paths)} files, all within limits")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
