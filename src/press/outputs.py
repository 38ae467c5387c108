"""What a cell gave, as Markdown for Pandoc and files beside the page."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from press.chapter import Cell
from press.problems import Problem

__all__ = ["Output", "Rendered", "inline_markdown", "plain_text", "render_cell"]

Output = Mapping[str, Any]

_IMAGES = {"image/svg+xml": "svg", "image/png": "png", "image/jpeg": "jpeg"}
_ADDRESS = re.compile(r"<[^<>]* at 0x[0-9a-f]{6,}>")
# What matplotlib's calls return; Quarto, too, hides it beside a figure.
_MATPLOTLIB_REPR = re.compile(
    r"^\[?\(?\[?(<matplotlib|<Axes|<Figure|Text\(|<BarContainer|array\(\[<)"
)
_COLOURS = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Rendered:
    """A cell's part of the chapter.

    Attributes:
        markdown: Lines for Pandoc.
        files: Pictures, by path within the site.
        problems: What press refuses in the outputs.
    """

    markdown: tuple[str, ...]
    files: Mapping[str, bytes]
    problems: tuple[Problem, ...]


def plain_text(text: str) -> str:
    r"""Return text as a terminal leaves it: no colours, and of a line written over its end.

    Example:
        >>> plain_text("\x1b[31mred\x1b[0m\r\n50%\r100%\x07")
        'red\n100%'
    """
    bare = _COLOURS.sub("", text).replace("\r\n", "\n")
    lines = (line.rstrip("\r").rpartition("\r")[2] for line in bare.split("\n"))
    return _CONTROLS.sub("", "\n".join(lines))


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


def render_cell(cell: Cell, outputs: Sequence[Output], folder: str, number: int) -> Rendered:
    """Return a cell as Markdown: its code where it is shown, and what it gave.

    Args:
        cell: The cell.
        outputs: What the kernel returned; empty where it was not run.
        folder: Where the chapter's pictures go in the site.
        number: The cell's place in the chapter, which names the pictures of unlabelled cells.
    """
    options = cell.options
    if not options.get("include", True):
        return Rendered((), {}, ())
    writer = _Writer(cell, folder, number)
    bodies = writer.bodies(outputs) if options.get("output", True) is not False else []
    if options.get("output") == "asis":
        lines = [line for body in bodies for line in ("", *body)]
        return Rendered((*lines, ""), writer.files, tuple(writer.problems))
    lines = ["", "::: {.cell}", ""]
    if options.get("echo", True) and any(line.strip() for line in cell.code):
        fence = _fence_around("\n".join(cell.code))
        lines += [f"{fence} {{.python .cell-code}}", *_trimmed(cell.code), fence]
    if cell.float_kind or (bodies and cell.caption):
        lines += writer.float(bodies)
    else:
        lines += [line for body in bodies for line in ("", *body, "")]
    return Rendered((*lines, "", ":::", ""), writer.files, tuple(writer.problems))


def _trimmed(code: Sequence[str]) -> list[str]:
    full = [index for index, line in enumerate(code) if line.strip()]
    return list(code[full[0] : full[-1] + 1])


def _fence_around(text: str) -> str:
    return "`" * max(3, 1 + max((len(run) for run in re.findall(r"`+", text)), default=0))


class _Writer:
    """Collects the outputs of one cell."""

    def __init__(self, cell: Cell, folder: str, number: int) -> None:
        self.cell = cell
        self.files: dict[str, bytes] = {}
        self.problems: list[Problem] = []
        self._stem = f"{folder}/{cell.label or f'cell-{number}'}"

    def refuse(self, message: str) -> None:
        self.problems.append(Problem(self.cell.file, self.cell.line, message))

    def bodies(self, outputs: Sequence[Output]) -> list[list[str]]:
        pictured = any(kind in _IMAGES for output in outputs for kind in output.get("data") or {})
        found = (
            self._stream(output)
            if output["output_type"] == "stream"
            else self._data(output["data"], pictured)
            for output in outputs
        )
        return [body for body in found if body]

    def float(self, bodies: list[list[str]]) -> list[str]:
        label, kind = self.cell.label, self.cell.float_kind
        if not bodies:
            self.refuse(f"the cell `{label}` shows nothing to put a caption under")
        if kind == "fig" and len(self.files) > 1:
            self.refuse(f"the cell `{label}` shows more than one picture")
        name = f"#{label} " if kind else ""
        kind = kind or ("fig" if self.files else "tbl")
        lines = ["", f'::: {{{name}.press-float press-kind="{kind}"}}', ""]
        lines += [line for body in bodies for line in (*body, "")]
        return [*lines, self.cell.caption, "", ":::", ""]

    def _stream(self, output: Output) -> list[str]:
        if output["name"] == "stderr" and not self.cell.options.get("warning", True):
            return []
        text = plain_text(str(output["text"]))
        if self.cell.options.get("output") == "asis":
            return text.split("\n")
        return self._verbatim(text, f".cell-output-{output['name']}")

    def _data(self, data: Mapping[str, str], pictured: bool) -> list[str]:
        if "text/markdown" in data:
            return plain_text(data["text/markdown"]).split("\n")
        for kind, ending in _IMAGES.items():
            if kind in data:
                return self._image(data[kind], ending)
        plain = plain_text(data.get("text/plain", ""))
        others = sorted(set(data) - {"text/plain"})
        if "text/html" in data:
            self.refuse(
                "the cell shows HTML, for which Quarto loads scripts from other hosts; "
                "give Markdown instead (`_repr_markdown_`, with a raw HTML block if need be)"
            )
        elif others:
            self.refuse(f"press does not show outputs of the type {', '.join(others)}")
        elif pictured and _MATPLOTLIB_REPR.match(plain):
            pass
        elif _ADDRESS.search(plain):
            self.refuse(
                f"the cell shows {_ADDRESS.sub('<...>', plain)[:60]} with its address, which "
                "changes with every build; end the line with `;` or show something else"
            )
        else:
            return self._verbatim(plain, ".cell-output-display")
        return []

    def _verbatim(self, text: str, kind: str) -> list[str]:
        fence, body = _fence_around(text), text.rstrip("\n").split("\n")
        return [f"::: {{.cell-output {kind}}}", "", fence, *body, fence, "", ":::"]

    def _image(self, data: str, ending: str) -> list[str]:
        path = f"{self._stem}-{len(self.files) + 1}.{ending}"
        self.files[path] = data.encode() if ending == "svg" else base64.b64decode(data)
        alt = " ".join(str(self.cell.options.get("fig-alt") or self.cell.caption).split())
        quoted = alt.replace("\\", "\\\\").replace('"', '\\"')
        attributes = f' fig-alt="{quoted}"' if alt else ""
        return [f"![](/{path}){{.cell-figure{attributes}}}"]
