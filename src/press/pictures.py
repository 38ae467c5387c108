"""Pictures that chapters show: those that cells drew and those that stand in the project."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

from press.compose import Composed
from press.links import is_external, resolve
from press.paths import outside
from press.problems import PressError, Problem

__all__ = ["collect_pictures", "picture_size"]

# How a picture of each kind begins and ends.
_SIGNS = {
    ".png": (b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"),
    ".jpg": (b"\xff\xd8", b"\xff\xd9"),
    ".jpeg": (b"\xff\xd8", b"\xff\xd9"),
    ".gif": (b"GIF8", b";"),
    ".webp": (b"RIFF", b""),
}


def collect_pictures(
    root: Path, chapters: Sequence[Composed], shown: Sequence[tuple[int, str]]
) -> dict[str, bytes]:
    """Return every picture by its path in the site.

    Args:
        root: The project's directory.
        chapters: The chapters.
        shown: The pictures that they show: the chapter's place and the path that it gives.

    Raises:
        PressError: With each picture that is missing, is none, or lies elsewhere.
    """
    found = {path: content for chapter in chapters for path, content in chapter.files.items()}
    problems: list[Problem] = []
    for index, target in sorted(set(shown)):
        chapter = chapters[index]
        path = resolve(chapter.source.entry.path, target)[0]
        wrong = ""
        if target.startswith("data:") or path in found:
            continue
        if is_external(target):
            wrong = f"the picture {target} is on another host"
        elif message := outside(root, path):
            wrong = f"the picture {target} {message}"
        elif not (root / path).is_file():
            wrong = f"there is no picture {path}"
        else:
            found[path] = (root / path).read_bytes()
            if fault := _fault(path, found[path]):
                wrong = f"the picture {path} {fault}"
        if wrong:
            problems.append(chapter.problem(wrong, target, path, posixpath.basename(path)))
    if problems:
        raise PressError(problems)
    return found


def _fault(path: str, content: bytes) -> str:
    ending = posixpath.splitext(path)[1].lower()
    if ending == ".svg":
        try:
            ElementTree.fromstring(content)
        except (ElementTree.ParseError, ValueError) as error:
            return f"is no drawing: {error}"
        return ""
    if ending not in _SIGNS:
        return f"is of a kind that press does not show ({', '.join(('.svg', *_SIGNS))})"
    begins, ends = _SIGNS[ending]
    if not content.startswith(begins):
        return f"is not what its ending {ending} says"
    return "" if content.rstrip(b"\0\r\n").endswith(ends) else "is cut short"


def picture_size(content: bytes) -> tuple[int, int] | None:
    """Return the width and height of a drawing in CSS pixels; None where it does not say.

    Example:
        >>> picture_size(b'<svg width="72pt" height="36pt" viewBox="0 0 72 36">')
        (96, 48)
    """
    head = re.search(r"<svg\b[^>]*>", content[:2000].decode("utf-8", "replace"))
    sides = []
    for side in ("width", "height"):
        match = re.search(rf'\s{side}="([\d.]+)(pt|px|)"', head[0]) if head else None
        if match is None:
            return None
        sides.append(round(float(match[1]) * (96 / 72 if match[2] == "pt" else 1)))
    return sides[0], sides[1]
