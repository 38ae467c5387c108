"""A chapter's source: front matter, prose and cells, each line with the place it came from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from press.paths import read_text
from press.problems import PressError, Problem
from press.project import Book, Entry
from press.schema import CELL, FRONT_MATTER, refusals
from press.yaml_lines import Located, load_yaml

__all__ = [
    *("Cell", "Line", "Prose", "Source"),
    *("expression_of", "inline_code", "read_chapters", "stray_close"),
]

_FENCE = re.compile(r"^(\s*(?:[-*+>]\s+|\d+[.)]\s+)*)(`{3,}|~{3,})(.*)$")
_EXECUTABLE = re.compile(r"^\{(\w[\w-]*)\s*([^}]*)\}\s*$")
_SHORTCODE = re.compile(r"\{\{<\s*(/?[\w-]*)")
_DIV = re.compile(r"^\s*:{3,}\s*(\S?)")
_OPTION = re.compile(r"^#\s*\| ?(.*)$")
_META = re.compile(r"^---\s*$")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of Markdown and the place it came from."""

    text: str
    file: str
    number: int

    def problem(self, message: str) -> Problem:
        """Return a problem at this line."""
        return Problem(self.file, self.number, message)


@dataclass(frozen=True, slots=True)
class Prose:
    """Lines of Markdown between two cells."""

    lines: tuple[Line, ...]
    expressions: tuple[tuple[str, Line], ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A Python cell."""

    code: tuple[str, ...]
    options: dict[str, Any]
    file: str
    line: int
    code_line: int

    @property
    def label(self) -> str:
        """Its label; `fig-` and `tbl-` make a numbered float, others only name it."""
        return str(self.options.get("label", ""))

    @property
    def float_kind(self) -> str:
        """``"fig"``, ``"tbl"`` or, for a cell that is no numbered float, nothing."""
        return self.label[:3] if self.label[:4] in ("fig-", "tbl-") else ""

    @property
    def caption(self) -> str:
        """Its caption on one line; nothing where it has none."""
        own = self.options.get("fig-cap") or self.options.get("tbl-cap") or ""
        return " ".join(str(own).split())


@dataclass(frozen=True, slots=True)
class Source:
    """A chapter as written."""

    entry: Entry
    meta: Located
    parts: tuple[Prose | Cell, ...]
    text: str

    @property
    def runs(self) -> bool:
        """Whether anything in the chapter is run."""
        return any(isinstance(part, Cell) or part.expressions for part in self.parts)


def read_chapters(book: Book) -> list[Source]:
    """Read all chapters."""
    sources: list[Source] = []
    problems: list[Problem] = []
    for entry in book.entries:
        try:
            sources.append(_read_chapter(book, entry))
        except PressError as error:
            problems += error.problems
    if problems:
        raise PressError(problems)
    return sources


def _read_chapter(book: Book, entry: Entry) -> Source:
    text = read_text(book.root, entry.path)
    lines = [Line(each, entry.path, n) for n, each in enumerate(text.split("\n"), 1)]
    problems: list[Problem] = []
    meta, body = _front_matter(lines, entry.path, problems)
    parts = _split(lines[body:], problems)
    # Quarto runs shortcodes in code, too.
    problems += [
        line.problem(f"press does not support the shortcode `{name}`")
        for part in parts
        if isinstance(part, Prose)
        for line in part.lines
        for name in _SHORTCODE.findall(line.text)
    ]
    if book.config.get("execute", "echo") is not False:
        message = "the cell would show its code: press wants `execute: echo: false` in _quarto.yml"
        problems += [
            Problem(part.file, part.line, message)
            for part in parts
            if isinstance(part, Cell) and part.options.get("include", True)
        ]
    if problems:
        raise PressError(problems)
    return Source(entry, meta, tuple(parts), text)


def _front_matter(lines: list[Line], file: str, problems: list[Problem]) -> tuple[Located, int]:
    if not _META.match(lines[0].text):
        return Located({}, file), 0
    for end in range(1, len(lines)):
        if lines[end].text.strip() in ("---", "..."):
            break
    else:
        raise PressError(Problem(file, 1, "the front matter is not closed by `---`"))
    meta = load_yaml("\n".join(line.text for line in lines[1:end]), file, 2)
    problems += refusals(meta, FRONT_MATTER, " in the front matter")
    if isinstance(meta.value, dict):
        for key, value in meta.value.items():
            if isinstance(value, str) and "`{python}" in value:
                message = f"inline code is not run in the front matter's `{key}`"
                problems.append(meta.problem(message, key))
    return meta, end + 1


def _split(lines: list[Line], problems: list[Problem]) -> list[Prose | Cell]:
    parts: list[Prose | Cell] = []
    prose: list[Line] = []
    expressions: list[tuple[str, Line]] = []
    outside: list[Line] = []  # of blocks of code

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
            if _META.match(line.text) and _is_metadata(lines, at):
                problems.append(line.problem("front matter stands at a chapter's beginning only"))
            problems += [line.problem(message) for message in _prose_refusals(line.text)]
            found = (expression_of(text) for _, _, text in inline_code(line.text))
            expressions += [(expression, line) for expression in found if expression]
            prose.append(line)
            outside.append(line)
            at += 1
            continue
        end = _fence_end(lines, at, match[2])
        executable = _EXECUTABLE.match(match[3].strip())
        if end == len(lines):
            problems.append(line.problem("this block of code is never closed"))
        if executable is None:
            prose += lines[at : end + 1]
        elif message := _cell_refusal(match[1], executable):
            problems.append(line.problem(message))
        else:
            close_prose()
            parts.append(_cell(lines[at:end], problems))
        at = end + 1
    close_prose()
    stray = stray_close([line.text for line in outside])
    if stray is not None:
        problems.append(outside[stray].problem("this `:::` closes nothing"))
    return parts


def stray_close(texts: Sequence[str]) -> int | None:
    """Return the index of the first `:::` that closes nothing: it would be shown as text."""
    depth = 0
    for index, text in enumerate(texts):
        if match := _DIV.match(text):
            depth += 1 if match[1] else -1
        if depth < 0:
            return index
    return None


def _is_metadata(lines: list[Line], at: int) -> bool:
    """Whether Pandoc takes the `---` at a place for the beginning of metadata."""
    before = at == 0 or not lines[at - 1].text.strip()
    return before and at + 1 < len(lines) and bool(lines[at + 1].text.strip())


def _fence_end(lines: list[Line], start: int, fence: str) -> int:
    closing = re.compile(rf"^[\s>]*{re.escape(fence[0])}{{{len(fence)},}}\s*$")
    later = range(start + 1, len(lines))
    return next((i for i in later if closing.match(lines[i].text)), len(lines))


def _cell_refusal(indent: str, match: re.Match[str]) -> str:
    if match[1] != "python":
        return f"press runs Python only, not `{match[1]}`"
    if match[2].strip():
        return "a cell's options are written as `#|` lines"
    within = indent.strip() or len(indent) > 3
    return "press runs cells at the margin, not within lists" if within else ""


def _cell(lines: list[Line], problems: list[Problem]) -> Cell:
    fence, code = lines[0], [line.text for line in lines[1:]]
    taken = 0
    while taken < len(code) and _OPTION.match(code[taken]):
        taken += 1
    given = [match[1] for text in code[:taken] if (match := _OPTION.match(text))]
    options, first = Located({}, fence.file), fence.number + 1
    try:
        try:
            options = load_yaml("\n".join(given), fence.file, first)
        except PressError:
            # Signs of several widths (`#|a`, `# |  b`) leave spaces that mean nothing.
            options = load_yaml("\n".join(text.lstrip() for text in given), fence.file, first)
        found = refusals(options, CELL, " of a cell")
    except PressError as error:
        found = list(error.problems)
    problems += found
    own = {} if found else options.value
    cell = Cell(tuple(code[taken:]), own, fence.file, fence.number, first + taken)
    problems += [options.problem(text, key) for key, text in _contradictions(cell)]
    return cell


def _contradictions(cell: Cell) -> Iterator[tuple[str, str]]:
    kind = cell.float_kind
    if kind and not cell.options.get(f"{kind}-cap"):
        yield "label", f"the float `{cell.label}` wants `{kind}-cap`"
    if not re.fullmatch(r"[\w.:-]*", cell.label):
        yield "label", f"the label `{cell.label}` wants letters, digits and hyphens"
    if cell.label.partition("-")[0] in ("eq", "sec", "lst", "thm") and "-" in cell.label:
        yield "label", f"a cell's label cannot begin with `{cell.label.partition('-')[0]}-`"
    for key in ("fig-cap", "tbl-cap"):
        if "`{python}" in str(cell.options.get(key, "")):
            yield key, f"`{key}` is plain Markdown: inline code is not run in it"


def inline_code(line: str) -> Iterator[tuple[int, int, str]]:
    """Yield the code spans of one line: where each begins and ends, and its text."""
    at = 0
    while match := re.compile(r"\\.|`+").search(line, at):
        at = match.end()
        if match[0].startswith("\\"):
            continue
        ticks = len(match[0])
        close = re.compile(rf"(?<!`)`{{{ticks}}}(?!`)").search(line, at)
        if close is not None:
            yield match.start(), close.end(), line[at : close.start()] if ticks == 1 else ""
            at = close.end()


def expression_of(text: str) -> str:
    """Return the Python expression that a code span asks for, or nothing."""
    match = re.fullmatch(r"\{python\}[ \t]+(.+)", text)
    return match[1].strip() if match else ""


def _prose_refusals(line: str) -> Iterator[str]:
    """Yield a message for each thing in a line outside code blocks that press does not support."""
    prose = line
    for start, end, text in inline_code(line):
        prose = prose[:start] + " " * (end - start) + prose[end:]
        if re.match(r"\{(?!python\}|=)[a-z]+\}\s|r ", text):
            yield f"press runs Python only, not `{text}`"
        elif text.startswith("{python}") and not expression_of(text):
            yield "inline code wants a space and an expression after `{python}`"
    if match := re.search(r"\$\$\s*\{(#eq-[\w-]*)", prose):
        yield f"press does not support the identifier `{match[1]}`"
