"""One mark for each verdict: a colour, a shape and a sign, so that none rests on colour alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from matplotlib.axes import Axes
from matplotlib.markers import MarkerStyle
from matplotlib.path import Path

from recount.drawings.palette import APART, OPEN, OPEN_SOFT, PAPER, QUIET, TOGETHER

__all__ = ["MARKS", "ORDER", "Mark", "put_marks"]

Point = tuple[float, float]
Line = tuple[Point, ...]

_CHECK: tuple[Line, ...] = (((-0.24, 0.0), (-0.07, -0.19), (0.25, 0.20)),)
_CROSS: tuple[Line, ...] = (((-0.2, -0.2), (0.2, 0.2)), ((-0.2, 0.2), (0.2, -0.2)))
_UNEQUAL: tuple[Line, ...] = (
    ((-0.25, 0.10), (0.25, 0.10)),
    ((-0.25, -0.12), (0.25, -0.12)),
    ((-0.12, -0.29), (0.12, 0.28)),
)
_NEARLY: tuple[Line, ...] = tuple(
    ((-0.26, y - 0.04), (-0.12, y + 0.06), (0.12, y - 0.06), (0.26, y + 0.04))
    for y in (0.11, -0.11)
)
_EMPTY: tuple[Line, ...] = (
    tuple((0.21 * cos(step * pi / 6), 0.21 * sin(step * pi / 6)) for step in range(13)),
    ((-0.24, -0.27), (0.24, 0.27)),
)
_QUOTE: tuple[Line, ...] = (
    ((-0.05, 0.20), (-0.18, 0.02), (-0.18, -0.14)),
    ((0.23, 0.20), (0.10, 0.02), (0.10, -0.14)),
)
_DASH: tuple[Line, ...] = (((-0.2, 0.0), (0.2, 0.0)),)

_SQUARE: Line = ((-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5))
_DIAMOND: Line = ((0.0, -0.5), (0.5, 0.0), (0.0, 0.5), (-0.5, 0.0))


@dataclass(frozen=True, slots=True)
class Mark:
    """How a verdict is drawn.

    Attributes:
        word: The verdict as readers see it.
        plural: What several entries with it do or are: "89 agree".
        colour: Colour of its field, or of its outline where the field is pale.
        outline: The field's corners, within -0.5 to 0.5.
        sign: The lines of its sign, within the field.
        field: Colour of the field.
        stroke: Colour of sign and outline.
    """

    word: str
    plural: str
    colour: str
    outline: Line
    sign: tuple[Line, ...]
    field: str
    stroke: str

    @property
    def path(self) -> Path:
        """Outline and sign as one path."""
        vertices: list[Point] = [*self.outline, self.outline[0]]
        codes = [
            int(Path.MOVETO),
            *[int(Path.LINETO)] * (len(self.outline) - 1),
            int(Path.CLOSEPOLY),
        ]
        for line in self.sign:
            vertices += line
            codes += [int(Path.MOVETO), *[int(Path.LINETO)] * (len(line) - 1)]
        return Path(vertices, codes)


def _solid(word: str, plural: str, colour: str, sign: tuple[Line, ...]) -> Mark:
    return Mark(word, plural, colour, _SQUARE, sign, colour, PAPER)


def _pale(word: str, sign: tuple[Line, ...]) -> Mark:
    return Mark(word, word, QUIET, _SQUARE, sign, "#f1efea", QUIET)


#: The mark of each verdict.
MARKS: dict[str, Mark] = {
    "agrees": _solid("agrees", "agree", TOGETHER, _CHECK),
    "holds": _solid("holds", "hold", TOGETHER, _CHECK),
    "consistent": _solid("consistent", "consistent", TOGETHER, _NEARLY),
    "open": Mark("open", "open", OPEN, _DIAMOND, (), OPEN_SOFT, OPEN),
    "differs": _solid("differs", "differ", APART, _UNEQUAL),
    "fails": _solid("fails", "fail", APART, _CROSS),
    "impossible": _solid("impossible", "impossible", APART, _CROSS),
    "no_counts": _pale("no counts", _EMPTY),
    "cited": _pale("cited", _QUOTE),
    "not_testable": _pale("not testable", _DASH),
}
#: Verdicts from what goes together to what cannot be judged.
ORDER = tuple(MARKS)


def put_marks(
    axes: Axes, verdict: str, xs: Sequence[float], ys: Sequence[float], size: float
) -> None:
    """Put the mark of a verdict at points of the axes' data.

    Args:
        axes: Where.
        verdict: A verdict word.
        xs: Places along.
        ys: Places up.
        size: Height of a mark, in points.

    Raises:
        KeyError: If there is no such verdict.
    """
    mark = MARKS[verdict]
    solid = mark.stroke == PAPER
    axes.plot(
        xs,
        ys,
        linestyle="none",
        marker=MarkerStyle(mark.path, joinstyle="round", capstyle="round"),
        # A pale field's outline adds to its size; a white one around a solid field takes from it.
        markersize=size if solid else size - (0.7 if mark.outline == _DIAMOND else 1.6),
        markerfacecolor=mark.field,
        markeredgecolor=mark.stroke,
        markeredgewidth=size * 0.115 if solid else size * 0.1,
        clip_on=False,
        zorder=3,
    )
