"""What the drawings are made of, and how matplotlib draws it: as SVG that a page can take in.

matplotlib names its elements, styles them inline and writes a file of its own around them. In a
page several pictures stand beside each other, inline styles are forbidden, colours are the page's
and letters its type; so of each element are kept its lines or its words, and its look as
attributes. Words stay words: they can be read aloud, searched and found in the dark theme.

Lengths are in pixels of the drawing, from the upper left corner; words stand on their baseline.
matplotlib is imported when the first picture is drawn: the audit has no use for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from io import StringIO
from typing import TYPE_CHECKING, Any, Literal
from xml.etree import ElementTree

from recount.drawings.palette import INK, in_print, on_page

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.transforms import Transform

__all__ = ["TEXT", "Part", "Point", "Shape", "Words", "as_svg"]

#: Size of letters where none is said.
TEXT = 15.0
#: The same bytes for the same picture, words as words, and those measured in the book's type
#: where it is installed: their places do not depend on it.
_SETTINGS: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "recount",
    "font.serif": ["Libertinus Serif", "DejaVu Serif"],
    "lines.scale_dashes": False,
}
_ALIGNED: dict[str, Literal["left", "center", "right"]] = {
    "start": "left",
    "middle": "center",
    "end": "right",
}
_KEPT = ("fill", "stroke", "stroke-width", "stroke-dasharray")

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Words:
    """Words on a baseline; ``x`` is their start, middle or end."""

    x: float
    y: float
    words: str
    anchor: Literal["start", "middle", "end"] = "start"
    size: float = TEXT
    colour: str = INK
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """Lines through points, each apart from the others.

    Attributes:
        lines: Points of each.
        fill, stroke: Colours; "none" for neither.
        width: Of the stroke.
        dash: Lengths of dashes and of what is between them, in turn: "4 3".
        closed: Whether each line ends where it begins.
        curved: Whether the points after a line's first are those of cubic curves, three each.
        hook: Attributes by which a script finds the box that the shape is.
    """

    lines: tuple[tuple[Point, ...], ...]
    fill: str = "none"
    stroke: str = "none"
    width: float = 1
    dash: str = ""
    closed: bool = False
    curved: bool = False
    hook: str = ""


Part = Words | Shape


def as_svg(width: float, height: float, layers: Sequence[tuple[float, Sequence[Part]]]) -> str:
    """Return the elements of a picture.

    Args:
        width: Of the picture.
        height: Of the picture.
        layers: Its parts, from back to front, with how far down they are moved.

    Example:
        >>> as_svg(40, 20, [(5, [Words(0, 10, "a < b", size=13, colour="#000000")])])
        '<text x="0" y="15" font-size="13" fill="#000000">a &lt; b</text>'
    """
    import matplotlib
    from matplotlib.figure import Figure
    from matplotlib.transforms import Affine2D

    written = StringIO()
    with matplotlib.rc_context(_SETTINGS):
        figure = Figure(figsize=(width / 72, height / 72), dpi=72, frameon=False)
        order = 0
        for down, parts in layers:
            place = Affine2D().translate(0, down).scale(1, -1).translate(0, height)
            for part in parts:
                if isinstance(part, Shape) and part.fill == part.stroke == "none":
                    continue
                artist = _artist(part, place)
                artist.set_zorder(order)
                figure.add_artist(artist)
                order += 1
        figure.savefig(written, format="svg", metadata={"Date": None})
    return "".join((*_elements(written.getvalue()), *_hooks(layers)))


def _artist(part: Part, place: Transform) -> Artist:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path
    from matplotlib.text import Text

    if isinstance(part, Words):
        return Text(
            part.x,
            part.y,
            part.words.replace("'", "’"),
            horizontalalignment=_ALIGNED[part.anchor],
            color=in_print(part.colour),
            fontfamily="serif",
            fontsize=part.size,
            fontweight="bold" if part.bold else "normal",
            parse_math=False,
            transform=place,
        )
    points: list[Point] = []
    codes = []
    for line in part.lines:
        points += line
        codes += [Path.MOVETO, *[Path.CURVE4 if part.curved else Path.LINETO] * (len(line) - 1)]
        if part.closed:
            points.append(line[0])
            codes.append(Path.CLOSEPOLY)
    dash = (0, tuple(float(length) for length in part.dash.split())) if part.dash else "-"
    return PathPatch(
        Path(points, codes),
        facecolor=in_print(part.fill),
        edgecolor=in_print(part.stroke),
        linewidth=0 if part.stroke == "none" else part.width,
        linestyle=dash,
        transform=place,
    )


def _elements(svg: str) -> Iterator[str]:
    """Yield matplotlib's lines and words without its names, styles and file around them."""
    for node in ElementTree.fromstring(svg).iter():
        style = node.get("style", "")
        look = dict(re.findall(r"([\w-]+): ([^;]+)", style))
        kept = {name: on_page(look[name]) for name in _KEPT if name in look}
        if node.tag.endswith("}path"):
            lines = re.sub(r"\s*([A-Za-z])\s*", r"\1", _short(node.get("d", ""))).strip()
            # Of what has no fill, matplotlib draws the way back and then says it.
            lines = re.sub(r"^M([^A-Z]+)(L.+)L\1z$", r"M\1\2z", lines)
            yield f'<path d="{lines}"{_attributes(kept)}/>'
        elif node.tag.endswith("}text"):
            kept = {} if kept.get("fill") == INK else {"fill": kept.get("fill", "#000000")}
            size = look["font-size"].removesuffix("px")
            own = {
                "x": _short(node.get("x", "")),
                "y": _short(node.get("y", "")),
                "text-anchor": look.get("text-anchor", "start"),
                "font-size": "" if float(size) == TEXT else size,
                # matplotlib is told bold; the book's type has semibold letters.
                "font-weight": "600" if "font-weight" in look else "",
            }
            if own["text-anchor"] == "start":
                del own["text-anchor"]
            shown = escape(node.text or "", quote=False)
            yield f"<text{_attributes(own | kept)}>{shown}</text>"


def _attributes(values: dict[str, str]) -> str:
    return "".join(f' {name}="{value}"' for name, value in values.items() if value)


def _short(numbers: str) -> str:
    """Return numbers, or a path's, as short as a tenth of a pixel allows.

    Example:
        >>> _short("M -0.01 2.04 L 10 2.96 z")
        'M 0 2 L 10 3 z'
    """

    def shortened(found: re.Match[str]) -> str:
        return f"{round(float(found[0]), 1) + 0:g}"

    return re.sub(r"-?\d+(\.\d+)?(e-?\d+)?", shortened, numbers)


def _hooks(layers: Sequence[tuple[float, Sequence[Part]]]) -> Iterator[str]:
    """Yield the boxes that scripts measure, over the picture: they are seen by no one."""
    for down, parts in layers:
        for part in parts:
            if isinstance(part, Shape) and part.hook:
                (left, top), _, (right, bottom), *_ = part.lines[0]
                yield (
                    f'<g transform="translate(0 {down:g})"><rect x="{left:g}" y="{top:g}" '
                    f'width="{right - left:g}" height="{bottom - top:g}" fill="none"'
                    f"{part.hook}/></g>"
                )
