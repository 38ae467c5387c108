"""The `#|` options of a cell, with the chapter's and the book's defaults beneath them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from press.located_yaml import load_yaml
from press.problems import PressError, Problem
from press.rules import refusals
from press.schema import CELL

__all__ = ["Options", "read_options"]


@dataclass(frozen=True, slots=True)
class Options:
    """How a cell is run and shown.

    Attributes:
        label: `fig-` and `tbl-` labels make a numbered float; other labels only name the cell.
        output: True, False, or ``"asis"``.
        code_fold: True, False, or ``"show"`` (folded but open).
    """

    label: str = ""
    echo: bool = True
    output: bool | str = True
    include: bool = True
    eval: bool = True
    warning: bool = True
    fig_cap: str = ""
    fig_alt: str = ""
    tbl_cap: str = ""
    tbl_colwidths: tuple[float, ...] = ()
    code_fold: bool | str = False
    code_summary: str = "Code"
    classes: tuple[str, ...] = ()

    @property
    def float_kind(self) -> str:
        """``"fig"``, ``"tbl"`` or, for a cell that is no numbered float, nothing."""
        return self.label[:3] if self.label[:4] in ("fig-", "tbl-") else ""


def read_options(
    code: list[str], file: str, first_line: int, defaults: Mapping[str, Any]
) -> tuple[Options, int]:
    """Read the options at the head of a cell.

    Args:
        code: The cell's lines.
        file: Path of the chapter.
        first_line: Line of the chapter on which the cell's code begins.
        defaults: Options of the book and the chapter, by Quarto's names.

    Returns:
        The options, and how many lines of the cell they took.

    Raises:
        PressError: With every option that press does not support.

    Example:
        >>> options, taken = read_options(["#| echo: false", "x"], "a.qmd", 4, {"warning": False})
        >>> options.echo, options.warning, taken
        (False, False, 1)
    """
    taken = 0
    for line in code:
        if not line.startswith("#|"):
            break
        taken += 1
    text = "\n".join(line[2:].removeprefix(" ") for line in code[:taken])
    document = load_yaml(text, file, first_line)
    problems = refusals(document, CELL, " of a cell")
    if problems:
        raise PressError(problems)
    merged = {**{key: value for key, value in defaults.items() if key in CELL}, **document.value}
    widths = merged.get("tbl-colwidths")
    options = Options(
        label=str(merged.get("label", "")),
        echo=bool(merged.get("echo", True)),
        output=merged.get("output", True),
        include=bool(merged.get("include", True)),
        eval=bool(merged.get("eval", True)),
        warning=bool(merged.get("warning", True)),
        fig_cap=_one_line(merged.get("fig-cap", "")),
        fig_alt=_one_line(merged.get("fig-alt", "")),
        tbl_cap=_one_line(merged.get("tbl-cap", "")),
        tbl_colwidths=tuple(widths) if isinstance(widths, list) else (),
        code_fold=merged.get("code-fold", False),
        code_summary=str(merged.get("code-summary", "Code")),
        classes=tuple(_classes(merged.get("classes"))),
    )
    problems = [
        Problem(file, document.line(*path), text) for path, text in _contradictions(options)
    ]
    if problems:
        raise PressError(problems)
    return options, taken


def _one_line(value: object) -> str:
    return " ".join(str(value).split())


def _classes(value: object) -> list[str]:
    items = value if isinstance(value, list) else str(value or "").split()
    return [str(item).removeprefix(".") for item in items]


def _contradictions(options: Options) -> list[tuple[tuple[str, ...], str]]:
    found: list[tuple[tuple[str, ...], str]] = []
    if options.float_kind == "fig" and not options.fig_cap:
        found.append((("label",), f"the figure `{options.label}` wants `fig-cap`"))
    if options.float_kind == "tbl" and not options.tbl_cap:
        found.append((("label",), f"the table `{options.label}` wants `tbl-cap`"))
    if not re.fullmatch(r"[\w.:-]*", options.label):
        found.append((("label",), f"the label `{options.label}` wants letters, digits and hyphens"))
    prefix, sign, _ = options.label.partition("-")
    if sign and prefix in ("eq", "sec", "lst", "thm"):
        found.append((("label",), f"a cell's label cannot begin with `{prefix}-`"))
    for key, text in (("fig-cap", options.fig_cap), ("tbl-cap", options.tbl_cap)):
        if "`{python}" in text:
            found.append(((key,), f"`{key}` is plain Markdown: inline code is not run in it"))
    return found
