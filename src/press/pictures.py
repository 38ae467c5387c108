"""Pictures that chapters show: those that cells drew and those that stand in the project."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from press.links import is_external, resolve
from press.nodes import walk
from press.numbering import Page
from press.paths import outside
from press.problems import Problem

__all__ = ["collect_pictures", "picture_sizes"]


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
            if wrong := outside(root, path):
                problems.append(page.composed.problem(f"the picture {target} {wrong}", target))
                continue
            if not file.is_file():
                problems.append(page.composed.problem(f"there is no picture {path}", target))
                continue
            found[path] = file.read_bytes()
    return found, problems


def picture_sizes(files: Mapping[str, bytes]) -> dict[str, tuple[float, float]]:
    """Return width and height of SVG pictures in CSS pixels.

    Example:
        >>> picture_sizes({"a.svg": b'<svg width="72pt" height="36pt" viewBox="0 0 72 36">'})
        {'a.svg': (96.0, 48.0)}
    """
    sizes = {}
    for path, content in files.items():
        head = content[:2000].decode("utf-8", "replace")
        match = re.search(r'<svg\b[^>]*?\bwidth="([\d.]+)(pt|px|)"[^>]*?\bheight="([\d.]+)', head)
        other = re.search(r'<svg\b[^>]*?\bheight="([\d.]+)(pt|px|)"[^>]*?\bwidth="([\d.]+)', head)
        if match:
            factor = 96 / 72 if match[2] == "pt" else 1.0
            sizes[path] = (float(match[1]) * factor, float(match[3]) * factor)
        elif other:
            factor = 96 / 72 if other[2] == "pt" else 1.0
            sizes[path] = (float(other[3]) * factor, float(other[1]) * factor)
    return sizes
