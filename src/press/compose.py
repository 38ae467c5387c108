"""A chapter run: prose with the values put in, cells with what they gave, ready for Pandoc."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from press.chapter import Line, Prose, Source, expression_of, inline_code
from press.outputs import inline_markdown, render_cell
from press.problems import Problem

__all__ = ["Composed", "Ran", "compose", "unrun"]

# What running a chapter gave: for each part the values of its inline code or a cell's outputs.
Ran = Sequence[Sequence[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Composed:
    """A chapter as one Markdown text.

    Attributes:
        source: What it was made from.
        lines: The text, each line with the place it came from.
        files: Pictures, by path within the site.
        problems: Outputs that are refused.
    """

    source: Source
    lines: tuple[Line, ...]
    files: Mapping[str, bytes]
    problems: tuple[Problem, ...]

    @property
    def markdown(self) -> str:
        """The text for Pandoc."""
        return "\n".join(line.text for line in self.lines) + "\n"

    def find(self, *texts: str, nth: int = 1) -> Line | None:
        """Return the nth line that holds the first of the texts that stands anywhere, or None."""
        for text in filter(None, texts):
            found = [line for line in self.lines if text in line.text]
            if len(found) >= nth:
                return found[nth - 1]
        return None

    def problem(self, message: str, *texts: str) -> Problem:
        """Return a problem at the line that holds one of the texts."""
        line = self.find(*texts)
        return line.problem(message) if line else Problem(self.source.entry.path, 1, message)


def compose(source: Source, ran: Ran) -> Composed:
    """Put a chapter together from what running it gave."""
    path = PurePosixPath(source.entry.path)
    folder = path.with_name(path.stem + "_files").as_posix()
    lines: list[Line] = list(_title(source))
    files: dict[str, bytes] = {}
    problems: list[Problem] = []
    for number, (part, found) in enumerate(zip(source.parts, ran, strict=True), 1):
        if isinstance(part, Prose):
            lines += _filled(part, found, problems)
            continue
        rendered = render_cell(part, found, folder, number)
        lines += [Line(text, part.file, part.line) for text in rendered.markdown]
        files.update(rendered.files)
        problems += rendered.problems
    return Composed(source, tuple(lines), files, tuple(problems))


def unrun(source: Source) -> Composed:
    """Put a chapter together without running it, for checks of references and links.

    A labelled cell leaves an empty float, so that references to it are known; inline code leaves
    a nought.
    """
    lines: list[Line] = list(_title(source))
    for part in source.parts:
        if isinstance(part, Prose):
            lines += _filled(part, [{"text/plain": "0"}] * len(part.expressions), [])
        elif part.float_kind:
            opening = f'::: {{#{part.label} .press-float press-kind="{part.float_kind}"}}'
            texts = ("", opening, "", "(not run)", "", part.caption, "", ":::", "")
            lines += [Line(text, part.file, part.line) for text in texts]
    return Composed(source, tuple(lines), {}, ())


def _title(source: Source) -> Iterator[Line]:
    """Yield the front matter's title as a heading."""
    title = source.meta.get("title")
    if title is not None:
        number = source.meta.line("title")
        for text in (f"# {' '.join(str(title).split())}", ""):
            yield Line(text, source.meta.file, number)


def _filled(
    part: Prose, values: Sequence[Mapping[str, Any]], problems: list[Problem]
) -> Iterator[Line]:
    """Yield the lines of a prose part with the values in place of inline code."""
    remaining = iter(values)
    asking = {id(line) for _, line in part.expressions}
    for line in part.lines:
        if id(line) not in asking:
            yield line
            continue
        text, at = "", 0
        for start, end, code in inline_code(line.text):
            expression = expression_of(code)
            if not expression:
                continue
            value, wrong = inline_markdown(next(remaining), expression)
            if wrong:
                problems.append(line.problem(wrong))
            # Alone on its line, a value may be a table or a list; within a sentence it is words.
            alone = line.text.strip() == line.text[start:end]
            text += line.text[at:start] + (value if alone else re.sub(r"\n", " ", value))
            at = end
        for piece in (text + line.text[at:]).split("\n"):
            yield Line(piece, line.file, line.number)
