"""A chapter run: prose with the values put in, cells with what they gave, ready for Pandoc."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from press.chapter import Cell, Line, Prose, Source, expression_of, inline_code, stray_close
from press.problems import Problem

__all__ = ["Composed", "Ran", "compose", "inline_markdown", "plain_text", "unrun"]

# What running a chapter gave: for each part the values of its inline code or a cell's outputs.
Ran = Sequence[Sequence[Mapping[str, Any]]]

_ADDRESS = re.compile(r"<[^<>]* at 0x[0-9a-f]{6,}>")
_COLOURS = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Composed:
    """A chapter as one Markdown text."""

    source: Source
    lines: tuple[Line, ...]
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
    lines: list[Line] = list(_title(source))
    problems: list[Problem] = []
    for part, found in zip(source.parts, ran, strict=True):
        if isinstance(part, Prose):
            lines += _filled(part, found, problems)
        elif part.options.get("include", True):
            texts = _shown(part, found, problems)
            lines += [Line(text, part.file, part.line) for text in texts]
    return Composed(source, tuple(lines), tuple(problems))


def unrun(source: Source) -> Composed:
    """Put a chapter together without running it, for checks of references and links."""
    nought = {"text/markdown": "0"}
    ran = [
        [nought] * len(part.expressions) if isinstance(part, Prose) else [{"data": nought}]
        for part in source.parts
    ]
    return compose(source, ran)


def plain_text(text: str) -> str:
    """Return text as a terminal leaves it: no colours, and of a line written over its end."""
    bare = _COLOURS.sub("", text).replace("\r\n", "\n")
    lines = (line.rstrip("\r").rpartition("\r")[2] for line in bare.split("\n"))
    return _CONTROLS.sub("", "\n".join(lines))


def inline_markdown(data: Mapping[str, str], expression: str) -> tuple[str, str]:
    """Return the Markdown of an inline expression, and what is wrong with it (or nothing)."""
    if "text/markdown" in data:
        return plain_text(data["text/markdown"]).strip(), ""
    plain = plain_text(data.get("text/plain", ""))
    if plain[:1] in "'\"" and plain:
        return "", (
            f"inline code `{expression}` gives the text {plain}, which Quarto prints with its "
            "quotes; wrap it in IPython.display.Markdown, or give its class `_repr_markdown_`"
        )
    if plain.startswith("<") or not plain:
        shown = _ADDRESS.sub("<...>", plain) or "nothing"
        return "", (
            f"inline code `{expression}` gives {shown}; Quarto shows an object only if its class "
            "has `_repr_markdown_`"
        )
    return plain, ""


def _shown(
    cell: Cell, outputs: Sequence[Mapping[str, Any]], problems: list[Problem]
) -> Iterator[str]:
    """Yield a cell's outputs, which are Markdown, or note why they are not shown."""
    bodies = []
    for output in outputs:
        wrong = _wrong(output)
        if wrong:
            problems.append(Problem(cell.file, cell.line, wrong))
        else:
            bodies.append(plain_text(output["data"]["text/markdown"]).split("\n"))
    yield from ("", "::: {.cell}", "")
    if cell.float_kind or (bodies and cell.caption):
        if not bodies:
            message = f"the cell `{cell.label}` shows nothing to put a caption under"
            problems.append(Problem(cell.file, cell.line, message))
        name = f"#{cell.label} " if cell.float_kind else ""
        yield f'::: {{{name}.press-float press-kind="{cell.float_kind or "tbl"}"}}'
        yield from (line for body in bodies for line in ("", *body))
        yield from ("", cell.caption, "", ":::")
    else:
        yield from (line for body in bodies for line in ("", *body, ""))
    yield from ("", ":::", "")


def _wrong(output: Mapping[str, Any]) -> str:
    """Return why an output is not shown; nothing where it is Markdown."""
    give = "give Markdown instead (`_repr_markdown_`, with a raw HTML block if need be)"
    if "printed" in output:
        text = " ".join(plain_text(output["text"]).split())[:60]
        said = "prints" if output["printed"] == "stdout" else "warns"
        return f"the cell {said} “{text}”, which press does not show; {give}"
    kinds = set(output["data"])
    if markdown := output["data"].get("text/markdown"):
        if "{{<" in markdown:
            return "the cell gives a shortcode, which press does not support"
        stray = stray_close(markdown.split("\n"))
        return "" if stray is None else "the cell gives a `:::` that closes nothing"
    if "text/html" in kinds:
        return f"the cell shows HTML, for which Quarto loads scripts from other hosts; {give}"
    if others := sorted(kinds - {"text/plain"}):
        return f"press does not show outputs of the type {', '.join(others)}; {give}"
    plain = _ADDRESS.sub("<...>", plain_text(output["data"].get("text/plain", "")))[:60]
    return f"the cell shows {plain}, which is no Markdown; {give}"


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
