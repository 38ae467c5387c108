"""What Quarto would act on in a line of Markdown, and the part of it that press refuses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["InlineCode", "inline_code", "line_refusals", "without_code"]

_SHORTCODE = re.compile(r"\{\{<\s*(/?\S+)[^>]*>\}\}|\{\{<")
_ATTRIBUTES = re.compile(r"\{([^{}]*)\}")
_ATTRIBUTE = re.compile(r"([.#])([^\s.#=\"'{}]+)|([\w-]+)\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s}]+)")
_RAW = re.compile(r"`\{=([\w-]+)\}")
_KNITR = re.compile(r"`r [^`]+`")
_REFERENCE = re.compile(r"(?<![\w@/.])@([A-Za-z]{2,3})-[\w-]+")

# Quarto's own meanings of classes. A project's own classes pass through untouched.
_CLASSES = {
    *("panel-tabset", "panel-input", "panel-fill", "panel-center", "panel-sidebar"),
    *("columns", "column", "hidden", "aside", "proof", "remark", "solution", "lightbox"),
    *("incremental", "nonincremental", "fragment", "notes", "grid", "card", "mermaid", "dot"),
    *("line-block", "landscape", "theorem", "cell-annotation", "code-annotation", "embed"),
    *("column-screen", "column-screen-inset", "column-page-left", "column-page-right"),
    *("column-body-outset-left", "column-body-outset-right", "column-screen-left"),
    *("column-screen-right", "column-page-inset-left", "column-page-inset-right"),
    *("column-page-inset", "column-screen-inset-shaded"),
}
_KEYS = {
    *("layout", "layout-ncol", "layout-nrow", "layout-valign", "layout-align"),
    *("when-profile", "unless-profile", "when-meta", "unless-meta", "filename"),
    *("code-line-numbers", "code-annotations", "group", "lightbox", "fig-env", "fig-pos"),
    *("fig-cap-location", "tbl-cap-location", "ref-parent", "kbd", "shortcut"),
}
_FORMATS = {"html", "typst"}
_UNSUPPORTED_PREFIXES = {
    *("thm", "lem", "cor", "prp", "cnj", "def", "exm", "exr", "sol", "rem", "alg", "lst"),
    *("nte", "tip", "wrn", "imp", "cau", "vid", "dia"),
}


@dataclass(frozen=True, slots=True)
class InlineCode:
    """A stretch of code in a line of prose.

    Attributes:
        start: Where it begins, its back ticks included.
        end: Where it ends.
        text: What stands between the back ticks.
        ticks: How many back ticks enclose it.
    """

    start: int
    end: int
    text: str
    ticks: int

    @property
    def expression(self) -> str | None:
        """The Python expression to evaluate, or None for code that is only shown."""
        if self.ticks != 1:
            return None
        match = re.fullmatch(r"\{python\}[ \t]+(.+)", self.text)
        return match[1].strip() if match else None


def inline_code(line: str) -> Iterator[InlineCode]:
    """Yield the code spans of one line.

    Example:
        >>> [span.expression for span in inline_code("a `{python} n` b `` `{python} m` ``")]
        ['n', None]
    """
    at = 0
    while match := re.compile(r"\\.|`+").search(line, at):
        if match[0].startswith("\\"):
            at = match.end()
            continue
        ticks = len(match[0])
        close = re.compile(rf"(?<!`)`{{{ticks}}}(?!`)").search(line, match.end())
        if close is None:
            at = match.end()
            continue
        yield InlineCode(match.start(), close.end(), line[match.end() : close.start()], ticks)
        at = close.end()


def without_code(line: str) -> str:
    """Return the line with its code spans blanked out, every other place kept."""
    for span in inline_code(line):
        line = line[: span.start] + " " * (span.end - span.start) + line[span.end :]
    return line


def line_refusals(line: str) -> list[str]:
    """Return a message for each thing in a line of prose that press does not support.

    Args:
        line: One line outside code blocks.

    Example:
        >>> line_refusals("::: {.panel-tabset}")
        ['press does not support the class `panel-tabset`']
        >>> line_refusals("See @thm-one and @fig-one.")
        ['press does not support the cross-reference `@thm-one`']
    """
    found = []
    for raw in _RAW.findall(line):
        if raw not in _FORMATS:
            found.append(f"press does not support raw `{raw}`, only html and typst")
    for span in inline_code(line):
        if span.ticks == 1 and re.match(r"\{(?!python\}|=)[a-z]+\}\s", span.text):
            found.append(f"press runs Python only, not `{span.text}`")
        elif span.ticks == 1 and span.text.startswith("{python}") and span.expression is None:
            found.append("inline code wants a space and an expression after `{python}`")
    prose = without_code(line)
    if _KNITR.search(line) and "`r " not in prose:
        found.append("press runs Python only, not R")
    for match in _SHORTCODE.finditer(prose):
        name = match[1]
        if name not in ("pagebreak", "include"):
            found.append(f"press does not support the shortcode `{name or match[0]}`")
        elif name == "include" and prose.strip() != match[0]:
            found.append("the shortcode `include` stands on a line of its own")
    for block in _ATTRIBUTES.findall(prose):
        found += _attribute_refusals(block)
    bare = re.match(r"\s*:{3,}\s*([\w-]+)\s*$", prose)
    if bare:
        found += _attribute_refusals("." + bare[1])
    for match in _REFERENCE.finditer(prose):
        if match[1].lower() in _UNSUPPORTED_PREFIXES:
            found.append(f"press does not support the cross-reference `{match[0]}`")
    return found


def _attribute_refusals(block: str) -> list[str]:
    found = []
    for sign, name, key, value in _ATTRIBUTE.findall(block):
        if sign == "." and name in _CLASSES:
            found.append(f"press does not support the class `{name}`")
        elif sign == "#" and name.split("-")[0] in _UNSUPPORTED_PREFIXES and "-" in name:
            found.append(f"press does not support the identifier `#{name}`")
        elif key in _KEYS:
            found.append(f"press does not support the attribute `{key}`")
        elif key in ("when-format", "unless-format") and value.strip("\"'") not in _FORMATS:
            found.append(f"`{key}` knows html and typst, not {value}")
    return found
