"""Colours of the drawings: the page's own, by the names that its style sheet gives them.

Each is a property of the page with its light value behind it, so that a drawing is light or dark as
the page is, and light in print. A test holds the values to ``theme/recount.css``. No meaning is
carried by colour alone: see ``recount.drawings.marks``.
"""

from __future__ import annotations

import re

__all__ = [
    "ACCENT",
    "ACCENT_SOFT",
    "APART",
    "INK",
    "OPEN",
    "PAPER",
    "QUIET",
    "RULE",
    "TOGETHER",
    "in_print",
    "on_page",
]

_PROPERTY = re.compile(r"var\(--[\w-]+,(#\w+)\)")

#: Text and the strongest lines.
INK = "var(--ink,#1b2127)"
#: Labels of axes, notes, verdicts that judge nothing.
QUIET = "var(--quiet,#555e66)"
#: Lines that guide the eye; never text.
RULE = "var(--rule,#d3d8d7)"
#: Signs on filled marks.
PAPER = "var(--paper,#fcfcfb)"
#: What the drawing is about.
ACCENT = "var(--accent,#0b5a6e)"
ACCENT_SOFT = "var(--accent-soft,#e3eef0)"
#: Numbers that go together: agrees, holds, consistent.
TOGETHER = "var(--holds,#1f6b45)"
#: Numbers that do not: differs, fails, impossible.
APART = "var(--fails,#a3262f)"
#: Both are possible.
OPEN = "var(--open,#3d55a5)"

_PROPERTIES = {
    value.partition(",")[2].rstrip(")"): value
    for value in (INK, QUIET, RULE, PAPER, ACCENT, ACCENT_SOFT, TOGETHER, APART, OPEN)
}


def in_print(svg: str) -> str:
    """Return a drawing with the light values alone.

    Example:
        >>> in_print(f'<path stroke="{ACCENT}"/>')
        '<path stroke="#0b5a6e"/>'
    """
    return _PROPERTY.sub(r"\1", svg)


def on_page(colour: str) -> str:
    """Return a light value as the property of the page whose it is; any other colour as it is.

    Example:
        >>> on_page("#0b5a6e") == ACCENT, on_page("none")
        (True, 'none')
    """
    return _PROPERTIES.get(colour, colour)
