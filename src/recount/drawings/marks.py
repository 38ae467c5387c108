"""One mark for each verdict: a colour, a shape and a sign, so that none rests on colour alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D

from recount.drawings.canvas import Canvas, polygon
from recount.words import SIGNS

__all__ = ["KINDS", "MARKS", "Mark", "draw_marks", "tally"]


@dataclass(frozen=True, slots=True)
class Mark:
    """How a verdict is drawn: its sign stands in SIGNS.

    Attributes:
        plural: What several entries with it do or are: "89 agree".
        colour: Colour of its field; of its outline and sign where both is possible or unknown.
        verb: Whether it is a verb: "1 holds", but "1 is open".
    """

    plural: str
    colour: str
    verb: bool = False


#: The mark of each verdict, from what goes together to what cannot be judged.
MARKS = {
    "agrees": Mark("agree", "holds", verb=True),
    "holds": Mark("hold", "holds", verb=True),
    "consistent": Mark("consistent", "holds"),
    "differs": Mark("differ", "fails", verb=True),
    "fails": Mark("fail", "fails", verb=True),
    "impossible": Mark("impossible", "fails"),
    "depends": Mark("depend", "open", verb=True),
    "open": Mark("open", "open"),
    "no_counts": Mark("without counts", "quiet"),
    "cited": Mark("cited", "quiet"),
    "not_testable": Mark("not testable", "quiet"),
}
#: Kinds of verdicts, as the map's title counts them.
KINDS = {
    "together": ("agrees", "holds", "consistent"),
    "apart": ("differs", "fails", "impossible"),
    "open": ("open",),
    "depends": ("depends",),
    "other": ("no_counts", "cited", "not_testable"),
}


def draw_marks(on: Canvas, verdict: str, places: Sequence[tuple[float, float]]) -> None:
    """Draw the mark of a verdict, 13 pixels wide, its middle at each of some places."""
    colour, half = MARKS[verdict].colour, 6.5
    field = polygon([(-half, -half), (half, -half), (half, half), (-half, half)])
    if colour == "open":
        field = polygon([(0, -half), (half, 0), (0, half), (-half, 0)])
    # What is settled is filled, and its sign stands out in the colour of paper.
    solid = colour in ("holds", "fails")
    on.path(_repeated(field, places), *((colour, "none") if solid else ("none", colour)))
    if verdict != "open":
        on.path(_repeated(_sign(SIGNS[verdict]), places), "paper" if solid else colour)


def _repeated(path: Path, places: Sequence[tuple[float, float]]) -> Path:
    moved = [path.transformed(Affine2D().translate(x, y)) for x, y in places]
    return Path.make_compound_path(*moved)


@cache
def _sign(sign: str) -> Path:
    """Return a sign's outline, 7 pixels in its longer side, from the letters of matplotlib."""
    outline = TextPath((0, 0), sign, size=10, prop=FontProperties(family="DejaVu Sans"))
    box = outline.get_extents()
    scale = 7 / max(box.width, box.height)
    middle = ((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2)
    return outline.transformed(Affine2D().translate(-middle[0], -middle[1]).scale(scale, -scale))


def tally(number: int, verdict: str) -> str:
    """Return how many entries have a verdict, as the end of a sentence.

    Example:
        >>> tally(1, "holds"), tally(12, "holds"), tally(1, "open"), tally(3, "no_counts")
        ('1 holds', '12 hold', '1 is open', '3 are without counts')
    """
    shown = MARKS[verdict]
    if shown.verb:
        return f"{number:,} {verdict if number == 1 else shown.plural}"
    return f"{number:,} {'is' if number == 1 else 'are'} {shown.plural}"
