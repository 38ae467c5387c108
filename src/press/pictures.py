"""Pictures that chapters show: those that cells drew and those that stand in the project."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from pathlib import Path

from press.links import is_external, resolve
from press.nodes import walk
from press.numbering import Page
from press.problems import Problem

__all__ = ["collect_pictures"]


def collect_pictures(root: Path, pages: Sequence[Page]) -> tuple[dict[str, bytes], list[Problem]]:
    """Return every picture by its path in the site, and a problem for each that is missing.

    Args:
        root: The project's directory.
        pages: The chapters.
    """
    found: dict[str, bytes] = {}
    problems: list[Problem] = []
    for page in pages:
        folder = posixpath.dirname(page.entry.path)
        drawn = {posixpath.join(folder, name): data for name, data in page.composed.files.items()}
        found |= drawn
        for node in walk(page.blocks):
            if node["t"] != "Image":
                continue
            target = node["c"][2][0]
            if target.startswith("data:"):
                continue
            if is_external(target):
                message = f"the picture {target} is on another host"
                problems.append(page.composed.problem(message, target))
                continue
            path, _ = resolve(page.entry.path, target)
            file = root / path
            if path in found:
                continue
            if not file.is_file():
                problems.append(page.composed.problem(f"there is no picture {path}", target))
                continue
            found[path] = file.read_bytes()
    return found, problems
