"""A chapter's source: front matter, prose and cells, each line with the place it came from."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from press.located_yaml import Located, load_yaml
from press.options import Options, read_options
from press.paths import outside
from press.problems import PressError, Problem
from press.project import Book, Entry
from press.rules import refusals
from press.scan import inline_code, line_refusals, without_code
from press.schema import FRONT_MATTER

__all__ = ["Cell", "Line", "Prose", "Source", "read_chapter"]

_FENCE = re.compile(r"^(\s*(?:[-*+>]\s+|\d+[.)]\s+)*)(`{3,}|~{3,})(.*)$")
_EXECUTABLE = re.compile(r"^\{(\w[\w-]*)\s*([^}]*)\}\s*$")
_INCLUDE = re.compile(r"^\{\{<\s*include\s+(\S+)\s*>\}\}$")
_RAW_BLOCK = re.compile(r"^\{=([\w-]+)\}$")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of Markdown and the place it came from."""

    text: str
    file: str
    number: int


@dataclass(frozen=True, slots=True)
class Prose:
    """Lines of Markdown between two cells.

    Attributes:
        lines: The lines.
        expressions: What inline code asks for, in order, each with its line.
    """

    lines: tuple[Line, ...]
    expressions: tuple[tuple[str, Line], ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A Python cell.

    Attributes:
        code: Its lines without the options.
        options: How it is run and shown.
        file: The file it stands in.
        line: Line of its opening fence.
        code_line: Line of the first line of ``code``.
    """

    code: tuple[str, ...]
    options: Options
    file: str
    line: int
    code_line: int


@dataclass(frozen=True, slots=True)
class Source:
    """A chapter as written.

    Attributes:
        entry: Its place in the book.
        meta: The front matter.
        parts: Prose and cells, in order.
        text: The file, whole.
    """

    entry: Entry
    meta: Located
    parts: tuple[Prose | Cell, ...]
    text: str

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The cells, in order."""
        return tuple(part for part in self.parts if isinstance(part, Cell))

    @property
    def runs(self) -> bool:
        """Whether anything in the chapter is run."""
        return any(isinstance(part, Cell) or part.expressions for part in self.parts)


def read_chapter(book: Book, entry: Entry) -> Source:
    """Read one chapter.

    Raises:
        PressError: With everything in it that press does not support.
    """
    path = book.root / entry.path
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise PressError(Problem(entry.path, 0, f"is not UTF-8: {error.reason}")) from error
    problems: list[Problem] = []
    lines = text.splitlines()
    meta, body_start = _front_matter(lines, entry.path, problems)
    defaults = _defaults(book, meta)
    expanded = list(
        _expand(lines[body_start:], entry.path, body_start + 1, path, book.root, problems)
    )
    parts = _split(expanded, defaults, problems)
    if problems:
        raise PressError(problems)
    return Source(entry, meta, tuple(parts), text)


def _front_matter(lines: list[str], file: str, problems: list[Problem]) -> tuple[Located, int]:
    if not lines or lines[0].strip() != "---":
        return Located({}, file), 0
    for end in range(1, len(lines)):
        if lines[end].strip() in ("---", "..."):
            break
    else:
        raise PressError(Problem(file, 1, "the front matter is not closed by `---`"))
    meta = load_yaml("\n".join(lines[1:end]), file, 2)
    problems += refusals(meta, FRONT_MATTER, " in the front matter")
    for key, value in meta.value.items():
        if isinstance(value, str) and "`{python}" in value:
            problems.append(
                meta.problem(f"inline code is not run in the front matter's `{key}`", key)
            )
    return meta, end + 1


def _defaults(book: Book, meta: Located) -> dict[str, Any]:
    own = {key: meta.value[key] for key in ("code-fold", "code-summary") if key in meta.value}
    shared = {key: book.html[key] for key in ("code-fold", "code-summary") if key in book.html}
    return {**shared, **book.execute, **own, **(meta.value.get("execute") or {})}


def _expand(
    lines: list[str],
    file: str,
    first: int,
    path: Path,
    root: Path,
    problems: list[Problem],
    seen: tuple[str, ...] = (),
) -> Iterator[Line]:
    """Yield the lines, with the lines of included files in place of each `include`."""
    fence = ""
    for number, text in enumerate(lines, first):
        line = Line(text, file, number)
        match = _FENCE.match(text)
        if match and (not fence or (match[2].startswith(fence) and not match[3].strip())):
            fence = "" if fence else match[2]
        include = None if fence else _INCLUDE.match(text.strip())
        if include is None:
            yield line
            continue
        # Quarto reads a path from the root when it begins with a slash, else from the file.
        target = root / include[1][1:] if include[1].startswith("/") else path.parent / include[1]
        name = os.path.relpath(target, root).replace(os.sep, "/")
        if wrong := outside(root, name):
            problems.append(Problem(file, number, f"the file {include[1]} {wrong}"))
        elif not target.is_file():
            problems.append(Problem(file, number, f"there is no file {include[1]} to include"))
        elif name in (*seen, file):
            problems.append(Problem(file, number, f"{include[1]} includes itself"))
        else:
            inner = target.read_text(encoding="utf-8").splitlines()
            yield from _expand(inner, name, 1, target, root, problems, (*seen, file))


def _split(
    lines: list[Line], defaults: dict[str, Any], problems: list[Problem]
) -> list[Prose | Cell]:
    parts: list[Prose | Cell] = []
    prose: list[Line] = []
    expressions: list[tuple[str, Line]] = []

    def close_prose() -> None:
        if prose:
            parts.append(Prose(tuple(prose), tuple(expressions)))
            prose.clear()
            expressions.clear()

    at = 0
    while at < len(lines):
        line = lines[at]
        match = _FENCE.match(line.text)
        if match is None or (match[2].startswith("`") and "`" in match[3]):
            problems += [Problem(line.file, line.number, what) for what in line_refusals(line.text)]
            expressions += [
                (span.expression, line) for span in inline_code(line.text) if span.expression
            ]
            prose.append(line)
            at += 1
            continue
        end = _fence_end(lines, at, match[2])
        executable = _EXECUTABLE.match(match[3].strip())
        if executable and not match[3].strip().startswith(("{.", "{#", "{=")):
            problem = _cell_problem(match[1], executable, line)
            if problem:
                problems.append(problem)
            elif end == len(lines):
                problems.append(Problem(line.file, line.number, "this cell is never closed"))
            else:
                close_prose()
                cell = _cell(lines[at : end + 1], defaults, problems)
                if cell is not None:
                    parts.append(cell)
        else:
            problems += _block_problems(match[3].strip(), line)
            prose += lines[at : end + 1]
        at = end + 1
    close_prose()
    return parts


def _fence_end(lines: list[Line], start: int, fence: str) -> int:
    closing = re.compile(rf"^[\s>]*{re.escape(fence[0])}{{{len(fence)},}}\s*$")
    for index in range(start + 1, len(lines)):
        if closing.match(lines[index].text):
            return index
    return len(lines)


def _cell_problem(indent: str, match: re.Match[str], line: Line) -> Problem | None:
    if match[1] != "python":
        return Problem(line.file, line.number, f"press runs Python only, not `{match[1]}`")
    if match[2].strip():
        return Problem(line.file, line.number, "a cell's options are written as `#|` lines")
    if indent.strip() or len(indent) > 3:
        return Problem(line.file, line.number, "press runs cells at the margin, not within lists")
    return None


def _block_problems(info: str, line: Line) -> list[Problem]:
    raw = _RAW_BLOCK.match(info)
    if raw:
        known = raw[1] in ("html", "typst")
        text = f"press does not support raw `{raw[1]}`, only html and typst"
        return [] if known else [Problem(line.file, line.number, text)]
    return [Problem(line.file, line.number, what) for what in line_refusals(without_code(info))]


def _cell(lines: list[Line], defaults: dict[str, Any], problems: list[Problem]) -> Cell | None:
    fence, inner = lines[0], lines[1:-1]
    code = [line.text for line in inner]
    try:
        options, taken = read_options(code, fence.file, fence.number + 1, defaults)
    except PressError as error:
        problems += error.problems
        return None
    start = fence.number + 1 + taken
    return Cell(tuple(code[taken:]), options, fence.file, fence.number, start)
