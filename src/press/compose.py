"""A chapter run: prose with the values put in, cells with what they gave, ready for Pandoc."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from press.chapter import Cell, Line, Prose, Source
from press.kernel import CellError, Kernel
from press.outputs import inline_markdown, render_cell
from press.problems import Problem
from press.scan import inline_code

__all__ = ["Composed", "compose", "compose_unrun"]

_LEVEL_ONE = re.compile(r"^# ")


@dataclass(frozen=True, slots=True)
class Composed:
    """A chapter as one Markdown text.

    Attributes:
        source: What it was made from.
        lines: The text, each line with the place it came from.
        files: Pictures, by path relative to the chapter's directory.
        problems: Cells that failed and outputs that are refused.
    """

    source: Source
    lines: tuple[Line, ...]
    files: Mapping[str, bytes]
    problems: tuple[Problem, ...]

    @property
    def markdown(self) -> str:
        """The text for Pandoc."""
        return "\n".join(line.text for line in self.lines) + "\n"

    def find(self, *texts: str) -> Problem | None:
        """Return an empty problem at the first line that holds one of the texts, or None."""
        for text in texts:
            for line in self.lines:
                if text in line.text:
                    return Problem(line.file, line.number, "")
        return None

    def problem(self, message: str, *texts: str) -> Problem:
        """Return a problem at the first line that holds one of the texts."""
        place = self.find(*texts)
        if place is None:
            return Problem(self.source.entry.path, 0, message)
        return Problem(place.file, place.line, message)


def compose(source: Source, kernel: Kernel | None) -> Composed:
    """Run a chapter and put it together.

    Args:
        source: The chapter.
        kernel: The kernel; None only where the chapter runs nothing.
    """
    if source.runs and kernel is not None:
        try:
            kernel.begin_chapter()
        except CellError as error:
            return Composed(source, (), {}, (Problem(source.entry.path, 0, str(error)),))
    stem = PurePosixPath(source.entry.path).stem
    lines: list[Line] = list(_title(source))
    files: dict[str, bytes] = {}
    problems: list[Problem] = []
    number = 0
    for part in source.parts:
        try:
            if isinstance(part, Prose):
                values = (
                    kernel.evaluate([text for text, _ in part.expressions])
                    if (part.expressions and kernel is not None)
                    else []
                )
                lines += _filled(part, values, problems)
                continue
            number += 1
            outputs = (
                kernel.run("\n".join(part.code))
                if (part.options.eval and kernel is not None)
                else []
            )
        except CellError as error:
            problems.append(_failure(part, error))
            break
        rendered = render_cell(part, outputs, stem, number)
        lines += [Line(text, part.file, part.line) for text in rendered.markdown]
        files.update(rendered.files)
        problems += rendered.problems
    return Composed(source, tuple(lines), files, tuple(problems))


def compose_unrun(source: Source) -> Composed:
    """Put a chapter together without running it: for checks of references and links.

    A labelled cell leaves an empty float with its label, so that references to it are known;
    inline code leaves a nought.
    """
    lines: list[Line] = list(_title(source))
    for part in source.parts:
        if isinstance(part, Prose):
            lines += _filled(part, [{"text/plain": "0"}] * len(part.expressions), [])
            continue
        options = part.options
        if options.float_kind:
            kind = options.float_kind
            texts = ["", f'::: {{#{options.label} .press-float press-kind="{kind}"}}', ""]
            texts += ["(not run)", "", options.fig_cap or options.tbl_cap, "", ":::", ""]
            lines += [Line(text, part.file, part.line) for text in texts]
    return Composed(source, tuple(lines), {}, ())


def _title(source: Source) -> Iterator[Line]:
    """Yield the front matter's title as a heading, where the text has none of its own."""
    title = source.meta.value.get("title")
    if title is None:
        return
    number = source.meta.line("title")
    yield Line(f"# {' '.join(str(title).split())}", source.meta.file, number)
    yield Line("", source.meta.file, number)


def _filled(
    part: Prose, values: list[Mapping[str, str]], problems: list[Problem]
) -> Iterator[Line]:
    """Yield the lines of a prose part with the values in place of inline code."""
    remaining = iter(values)
    asking = {(line.file, line.number) for _, line in part.expressions}
    for line in part.lines:
        if (line.file, line.number) not in asking:
            yield line
            continue
        text, at = "", 0
        for span in inline_code(line.text):
            if span.expression is None:
                continue
            value, wrong = inline_markdown(next(remaining), span.expression)
            if wrong:
                problems.append(Problem(line.file, line.number, wrong))
            # Alone on its line, a value may be a table or a list; within a sentence it is words.
            alone = line.text.strip() == line.text[span.start : span.end]
            text += line.text[at : span.start] + (value if alone else " ".join(value.split("\n")))
            at = span.end
        for piece in (text + line.text[at:]).split("\n"):
            yield Line(piece, line.file, line.number)


def _failure(part: Prose | Cell, error: CellError) -> Problem:
    if isinstance(part, Prose):
        expression, line = part.expressions[max(error.line - 1, 0)]
        return Problem(line.file, line.number, f"inline code `{expression}` failed: {error}")
    place = part.code_line + error.line - 1 if error.line else part.line
    label = f" `{part.options.label}`" if part.options.label else ""
    message = f"the cell{label} failed: {error}"
    if error.traceback:
        message += "\n" + "\n".join(f"    {text}" for text in error.traceback.splitlines())
    return Problem(part.file, place, message)
