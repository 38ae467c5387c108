"""Colours of the drawings, by what they mean.

Made for a light page: every colour that carries text or a sign has a contrast of at least 4.5 : 1
with white (WCAG 2.2, success criterion 1.4.3). On a dark page the style sheet inverts the pictures
and turns their hue back, which keeps the contrasts. No meaning is carried by colour alone: see
``recount.drawings.marks``.
"""

from __future__ import annotations

__all__ = [
    "ACCENT",
    "ACCENT_SOFT",
    "APART",
    "HAIR",
    "INK",
    "OPEN",
    "OPEN_SOFT",
    "PAPER",
    "QUIET",
    "SECOND",
    "TOGETHER",
    "contrast",
]

#: Text and the strongest lines.
INK = "#1d2126"
#: Labels of axes, notes, verdicts that judge nothing.
QUIET = "#565d66"
#: Lines that guide the eye; never text.
HAIR = "#d3cfc5"
#: Signs on filled marks.
PAPER = "#ffffff"

#: What a claim says about numbers that are not printed.
ACCENT = "#0b5a6e"
ACCENT_SOFT = "#bfd9e0"
#: The second of two series.
SECOND = "#8a4b00"

#: Numbers that go together: agrees, holds, consistent.
TOGETHER = "#1f6b45"
#: Numbers that do not: differs, fails, impossible.
APART = "#a3262f"
#: Both are possible.
OPEN = "#3d55a5"
OPEN_SOFT = "#d5dcf3"


def contrast(colour: str, ground: str = PAPER) -> float:
    """Return the contrast of two colours, from 1 to 21 (WCAG 2.2, relative luminance).

    Args:
        colour: ``#rrggbb``.
        ground: The colour behind it.

    Example:
        >>> round(contrast("#000000"), 1), contrast(QUIET) >= 4.5
        (21.0, True)
    """
    bright, dark = sorted((_luminance(colour), _luminance(ground)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
