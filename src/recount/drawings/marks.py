"""One mark for each verdict: a colour, a shape and a sign, so that none rests on colour alone."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi, sin

from recount.drawings.artists import Part, Point, Shape
from recount.drawings.palette import APART, OPEN, PAPER, QUIET, TOGETHER

__all__ = ["KINDS", "MARKS", "Mark", "mark", "tally"]

Lines = tuple[tuple[Point, ...], ...]
"""Each through its points."""

_SQUARE = ((-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5))
_DIAMOND = ((0.0, -0.5), (0.5, 0.0), (0.0, 0.5), (-0.5, 0.0))


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
    outline: tuple[Point, ...]
    sign: Lines
    solid: bool


_CHECK = (((-0.24, 0.0), (-0.07, 0.19), (0.25, -0.2)),)
_CROSS = (((-0.2, -0.2), (0.2, 0.2)), ((-0.2, 0.2), (0.2, -0.2)))
_EQUAL_NOT = (
    ((-0.25, -0.1), (0.25, -0.1)),
    ((-0.25, 0.12), (0.25, 0.12)),
    ((-0.12, 0.29), (0.12, -0.28)),
)
_NEARLY = (
    ((-0.26, -0.07), (-0.12, -0.17), (0.12, -0.05), (0.26, -0.15)),
    ((-0.26, 0.15), (-0.12, 0.05), (0.12, 0.17), (0.26, 0.07)),
)
_EITHER = (
    ((-0.13, -0.06), (0.13, -0.06)),
    ((0.0, -0.19), (0.0, 0.07)),
    ((-0.13, 0.17), (0.13, 0.17)),
)
_RING = tuple((0.2 * cos(step * pi / 8), 0.2 * sin(step * pi / 8)) for step in range(17))
_EMPTY = (_RING, ((-0.24, 0.27), (0.24, -0.27)))
_QUOTED = (
    ((-0.05, -0.2), (-0.18, -0.02), (-0.18, 0.14)),
    ((0.23, -0.2), (0.1, -0.02), (0.1, 0.14)),
)
_DASH = (((-0.2, 0.0), (0.2, 0.0)),)

#: The mark of each verdict, from what goes together to what cannot be judged.
MARKS = {
    "agrees": Mark("✓", "agree", TOGETHER, _SQUARE, _CHECK, True),
    "holds": Mark("✓", "hold", TOGETHER, _SQUARE, _CHECK, True),
    "consistent": Mark("≈", "consistent", TOGETHER, _SQUARE, _NEARLY, True),
    "differs": Mark("≠", "differ", APART, _SQUARE, _EQUAL_NOT, True),
    "fails": Mark("✗", "fail", APART, _SQUARE, _CROSS, True),
    "impossible": Mark("✗", "impossible", APART, _SQUARE, _CROSS, True),
    "depends": Mark("±", "depend", OPEN, _DIAMOND, _EITHER, False),
    "open": Mark("◇", "open", OPEN, _DIAMOND, (), False),
    "no_counts": Mark("∅", "without counts", QUIET, _SQUARE, _EMPTY, False),
    "cited": Mark("❝", "cited", QUIET, _SQUARE, _QUOTED, False),
    "not_testable": Mark("–", "not testable", QUIET, _SQUARE, _DASH, False),
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


def mark(verdict: str, x: float, y: float, size: float) -> list[Part]:
    """Return the mark of a verdict, its middle at a point.

    Raises:
        KeyError: If there is no such verdict.
    """
    shape = MARKS[verdict]

    def placed(lines: Lines) -> Lines:
        return tuple(
            tuple((x + size * across, y + size * down) for across, down in own) for own in lines
        )

    field, edge = (shape.colour, "none") if shape.solid else ("none", shape.colour)
    parts: list[Part] = [Shape(placed((shape.outline,)), field, edge, 0.08 * size, closed=True)]
    if shape.sign:
        sign = PAPER if shape.solid else shape.colour
        parts.append(Shape(placed(shape.sign), stroke=sign, width=0.11 * size))
    return parts


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
