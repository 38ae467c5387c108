"""What a cell gave, as Markdown for Pandoc and files beside the page."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from press.chapter import Cell
from press.kernel import Output
from press.problems import Problem

__all__ = ["Rendered", "inline_markdown", "render_cell"]

_IMAGES = {"image/svg+xml": "svg", "image/png": "png", "image/jpeg": "jpeg"}
_ADDRESS = re.compile(r"<[^<>]* at 0x[0-9a-f]{6,}>")
# What matplotlib's calls return; Quarto, too, hides it beside a figure.
_MATPLOTLIB_REPR = re.compile(
    r"^\[?\(?\[?(<matplotlib|<Axes|<Figure|Text\(|<BarContainer|array\(\[<)"
)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A cell's part of the chapter.

    Attributes:
        markdown: Lines for Pandoc.
        files: Pictures, by path relative to the chapter's directory.
        problems: What press refuses in the outputs.
    """

    markdown: tuple[str, ...]
    files: Mapping[str, bytes]
    problems: tuple[Problem, ...]


def render_cell(cell: Cell, outputs: Sequence[Output], stem: str, number: int) -> Rendered:
    """Return a cell as Markdown: its code where it is shown, and what it gave.

    Args:
        cell: The cell.
        outputs: What the kernel returned; empty where it was not run.
        stem: The chapter's file name without its ending, for the pictures' directory.
        number: The cell's place in the chapter, from 1.
    """
    options = cell.options
    if not options.include:
        return Rendered((), {}, ())
    writer = _Writer(cell, stem, number)
    bodies = writer.bodies(outputs) if options.output is not False else []
    if options.output == "asis":
        lines = [line for body in bodies for line in ("", *body)]
        return Rendered((*lines, ""), writer.files, tuple(writer.problems))
    lines = ["", f"::: {{{' '.join(['.cell', *('.' + c for c in options.classes)])}}}", ""]
    if options.echo and any(line.strip() for line in cell.code):
        lines += _code(cell)
    if options.float_kind or (writer.files and options.fig_cap) or (bodies and options.tbl_cap):
        lines += writer.float(bodies)
    else:
        for body in bodies:
            lines += ["", *body, ""]
    lines += ["", ":::", ""]
    return Rendered(tuple(lines), writer.files, tuple(writer.problems))


def inline_markdown(data: Mapping[str, str], expression: str) -> tuple[str, str]:
    """Return the Markdown of an inline expression, and what is wrong with it (or nothing).

    Quarto takes `text/markdown`, else the plain representation as it is. That of a text has its
    quotes, and that of most objects is an address, so both are refused.

    Example:
        >>> inline_markdown({"text/plain": "518"}, "total")
        ('518', '')
        >>> inline_markdown({"text/plain": "'a'"}, "name")[1][:33]
        'inline code `name` gives the text'
    """
    if "text/markdown" in data:
        return data["text/markdown"].strip(), ""
    plain = data.get("text/plain", "")
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


def _code(cell: Cell) -> list[str]:
    fence = _fence_around("\n".join(cell.code))
    fold = cell.options.code_fold
    attributes = ".python .cell-code"
    if fold:
        summary = _quoted(cell.options.code_summary)
        attributes += f' code-fold="{str(fold).lower()}" code-summary="{summary}"'
    return [f"{fence} {{{attributes}}}", *_trimmed(cell.code), fence]


def _trimmed(code: Sequence[str]) -> list[str]:
    lines = list(code)
    while lines and not lines[0].strip():
        lines.pop(0)
    while lines and not lines[-1].strip():
        lines.pop()
    return lines


def _fence_around(text: str) -> str:
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    return "`" * max(3, longest + 1)


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


class _Writer:
    """Collects the outputs of one cell."""

    def __init__(self, cell: Cell, stem: str, number: int) -> None:
        self.cell = cell
        self.files: dict[str, bytes] = {}
        self.problems: list[Problem] = []
        self._directory = f"{stem}_files/figure-html"
        self._name = cell.options.label or f"cell-{number + 1}"

    def refuse(self, message: str) -> None:
        self.problems.append(Problem(self.cell.file, self.cell.line, message))

    def bodies(self, outputs: Sequence[Output]) -> list[list[str]]:
        pictured = any(kind in _IMAGES for output in outputs for kind in (output.get("data") or {}))
        found: list[list[str]] = []
        for output in outputs:
            if output["output_type"] == "stream":
                body = self._stream(output)
            else:
                body = self._data(output, pictured)
            if body:
                found.append(body)
        return found

    def float(self, bodies: list[list[str]]) -> list[str]:
        options = self.cell.options
        caption = options.tbl_cap if options.float_kind == "tbl" else options.fig_cap
        caption = caption or options.tbl_cap
        if not bodies:
            self.refuse(f"the cell `{options.label}` shows nothing to put a caption under")
        if options.float_kind == "fig" and len(self.files) > 1:
            self.refuse(f"the cell `{options.label}` shows more than one picture")
        name = f"#{options.label} " if options.float_kind else ""
        widths = ",".join(f"{width:g}" for width in options.tbl_colwidths)
        extra = f' tbl-colwidths="{widths}"' if widths else ""
        kind = options.float_kind or ("fig" if self.files else "tbl")
        lines = ["", f'::: {{{name}.press-float press-kind="{kind}"{extra}}}', ""]
        for body in bodies:
            lines += [*body, ""]
        return [*lines, caption, "", ":::", ""]

    def _stream(self, output: Output) -> list[str]:
        text = str(output["text"])
        if output["name"] == "stderr" and not self.cell.options.warning:
            return []
        if self.cell.options.output == "asis":
            return text.splitlines()
        return self._verbatim(text, f".cell-output-{output['name']}")

    def _data(self, output: Output, pictured: bool) -> list[str]:
        data: Mapping[str, str] = output["data"]
        if "text/markdown" in data:
            return data["text/markdown"].splitlines()
        for kind, ending in _IMAGES.items():
            if kind in data:
                return self._image(data[kind], ending)
        plain = data.get("text/plain", "")
        if "text/html" in data:
            self.refuse(
                "the cell shows HTML, for which Quarto loads scripts from other hosts; "
                "give Markdown instead (`_repr_markdown_`, with a raw HTML block if need be)"
            )
            return []
        others = sorted(set(data) - {"text/plain"})
        if others:
            self.refuse(f"press does not show outputs of the type {', '.join(others)}")
            return []
        if pictured and _MATPLOTLIB_REPR.match(plain):
            return []
        if _ADDRESS.search(plain):
            self.refuse(
                f"the cell shows {_ADDRESS.sub('<...>', plain)[:60]} with its address, which "
                "changes with every build; end the line with `;` or show something else"
            )
            return []
        return self._verbatim(plain, ".cell-output-display")

    def _verbatim(self, text: str, kind: str) -> list[str]:
        fence = _fence_around(text)
        body = text.rstrip("\n").splitlines()
        return [f"::: {{.cell-output {kind}}}", "", fence, *body, fence, "", ":::"]

    def _image(self, data: str, ending: str) -> list[str]:
        content = data.encode() if ending == "svg" else base64.b64decode(data)
        path = f"{self._directory}/{self._name}-output-{len(self.files) + 1}.{ending}"
        self.files[path] = content
        alt = self.cell.options.fig_alt or self.cell.options.fig_cap
        attributes = f' fig-alt="{_quoted(alt)}"' if alt else ""
        return [f"![]({path}){{.cell-figure{attributes}}}"]
