"""One mark for each verdict: a colour, a shape and a sign, so that none rests on colour alone."""

from __future__ import annotations

from dataclasses import dataclass

from recount.drawings.palette import APART, OPEN, PAPER, QUIET, TOGETHER

__all__ = ["KINDS", "MARKS", "Mark", "mark", "tally"]

_SQUARE = "M-.5-.5h1v1h-1z"
_DIAMOND = "M0-.5.5 0 0 .5-.5 0z"


@dataclass(frozen=True, slots=True)
class Mark:
    """How a verdict is drawn.

    Attributes:
        glyph: Its sign in text.
        plural: What several entries with it do or are: "89 agree".
        colour: Colour of its field, or of its outline where the field is empty.
        outline: The field, within -0.5 to 0.5.
        sign: The lines of its sign, within the field.
        solid: Whether the field is filled, the sign standing out in white.
    """

    glyph: str
    plural: str
    colour: str
    outline: str
    sign: str
    solid: bool


_CHECK, _CROSS = "M-.24 0-.07.19.25-.2", "M-.2-.2.2.2M-.2.2.2-.2"

#: The mark of each verdict, from what goes together to what cannot be judged.
MARKS = {
    "agrees": Mark("✓", "agree", TOGETHER, _SQUARE, _CHECK, True),
    "holds": Mark("✓", "hold", TOGETHER, _SQUARE, _CHECK, True),
    "consistent": Mark(
        "≈",
        "consistent",
        TOGETHER,
        _SQUARE,
        "M-.26-.07-.12-.17.12-.05.26-.15M-.26.15-.12.05.12.17.26.07",
        True,
    ),
    "differs": Mark("≠", "differ", APART, _SQUARE, "M-.25-.1h.5M-.25.12h.5M-.12.29.12-.28", True),
    "fails": Mark("✗", "fail", APART, _SQUARE, _CROSS, True),
    "impossible": Mark("✗", "impossible", APART, _SQUARE, _CROSS, True),
    "depends": Mark("±", "depend", OPEN, _DIAMOND, "M-.13-.06h.26M0-.19v.26M-.13.17h.26", False),
    "open": Mark("◇", "open", OPEN, _DIAMOND, "", False),
    "no_counts": Mark(
        "∅",
        "without counts",
        QUIET,
        _SQUARE,
        "M.2 0A.2.2 0 1 1-.2 0 .2.2 0 0 1 .2 0M-.24.27.24-.27",
        False,
    ),
    "cited": Mark("❝", "cited", QUIET, _SQUARE, "M-.05-.2-.18-.02-.18.14M.23-.2.1-.02.1.14", False),
    "not_testable": Mark("–", "not testable", QUIET, _SQUARE, "M-.2 0h.4", False),
}
#: Verdicts that are verbs: "1 holds", but "1 is open".
VERBS = frozenset({"agrees", "holds", "differs", "fails", "depends"})
#: Kinds of verdicts, as the map's title counts them.
KINDS = {
    "together": ("agrees", "holds", "consistent"),
    "apart": ("differs", "fails", "impossible"),
    "open": ("depends", "open"),
    "other": ("no_counts", "cited", "not_testable"),
}


def mark(verdict: str, x: float, y: float, size: float) -> str:
    """Return the mark of a verdict, its middle at a point.

    Raises:
        KeyError: If there is no such verdict.
    """
    shape = MARKS[verdict]
    field, sign = (shape.colour, PAPER) if shape.solid else ("none", shape.colour)
    edge = "" if shape.solid else f' stroke="{shape.colour}" stroke-width=".08"'
    lines = f'<path d="{shape.sign}" fill="none" stroke="{sign}" stroke-width=".11"/>'
    return (
        f'<g transform="translate({x:.1f} {y:.1f}) scale({size:g})">'
        f'<path d="{shape.outline}" fill="{field}"{edge}/>{lines if shape.sign else ""}</g>'
    )


def tally(number: int, verdict: str) -> str:
    """Return how many entries have a verdict, as the end of a sentence.

    Example:
        >>> tally(1, "holds"), tally(12, "holds"), tally(1, "open"), tally(3, "no_counts")
        ('1 holds', '12 hold', '1 is open', '3 are without counts')
    """
    shown = MARKS[verdict]
    if verdict in VERBS:
        return f"{number:,} {verdict if number == 1 else shown.plural}"
    return f"{number:,} {'is' if number == 1 else 'are'} {shown.plural}"
