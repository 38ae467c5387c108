"""Words, lines and boxes of the drawings, for wide pages and for narrow ones.

matplotlib draws them (``recount.drawings.artists``), without its axes: the scales here are a few
strokes and words each, in the page's own type and colours.

Lengths are in pixels of the drawing, from the upper left corner; words stand on their baseline.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import count
from typing import Literal

from recount.drawings.artists import TEXT, Part, Shape, Words, as_svg
from recount.drawings.palette import INK, QUIET, RULE, in_print

__all__ = [
    "LEADING",
    "NARROW",
    "SMALL",
    "TEXT",
    "WIDE",
    "Drawing",
    "Part",
    "box",
    "disc",
    "line",
    "make_drawing",
    "number_line",
    "paragraph",
    "round_ticks",
    "text",
    "text_width",
    "wrapped",
]

#: Widths of a drawing beside a measure of text, and on a telephone.
WIDE, NARROW = 640, 340
#: Size of the smaller words beside labels, which are of the size ``TEXT``.
SMALL = 13.0
#: From one line of words to the next, in sizes of its letters.
LEADING = 1.25
#: Semibold letters are wider than regular ones by a thirtieth.
BOLD = 1.04

# Widths of Libertinus Serif's letters from the space to the tilde, in thousandths of their size.
_WIDTHS = (
    "250 288 336 465 465 637 705 190 298 298 369 550 220 338 220 323 465 465 465 465 465 465 "
    "465 465 465 465 236 236 550 550 550 435 895 695 588 646 701 557 485 685 730 297 322 637 "
    "528 839 699 702 541 702 587 485 597 661 652 951 660 575 604 356 287 356 518 486 392 457 "
    "493 428 506 447 310 500 538 271 272 512 264 790 542 504 519 503 372 390 316 531 497 747 "
    "490 515 424 277 205 277 449"
)
_ADVANCE = {chr(32 + place): int(width) for place, width in enumerate(_WIDTHS.split())} | {
    "’": 268,
    "\u00a0": 250,
}
#: Of a sign that is not listed: a dash, an accented letter.
_OTHER = 550


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture as the output of a cell: on the page in two widths, in print the wide one.

    Attributes:
        title: What it shows, as a sentence made from the numbers; it stands in the picture.
        alt: The values, in words.
        wide, narrow: Elements of each picture.
        heights: Of the wide and of the narrow one.
        page: What the website shows in their place; empty for the pictures.
    """

    title: str
    alt: str
    wide: str
    narrow: str
    heights: tuple[int, int]
    page: str = ""

    def __repr__(self) -> str:
        return f"drawing: {self.title}"

    @property
    def html(self) -> str:
        """Both pictures; the style sheet shows the one that the page has room for."""
        return self.page or (
            f'<div class="drawing">{self._svg("wide", self.wide, WIDE, self.heights[0])}'
            f"{self._svg('narrow', self.narrow, NARROW, self.heights[1])}</div>"
        )

    @property
    def typst(self) -> str:
        """The wide picture as Typst's code."""
        svg, alt = (
            words.replace("\\", "\\\\").replace('"', '\\"')
            for words in (
                in_print(self._svg("wide", self.wide, WIDE, self.heights[0])),
                f"{self.title}. {self.alt}",
            )
        )
        return f'#image(bytes("{svg}"), format: "svg", width: 100%, alt: "{alt}")'

    def _svg(self, kind: str, parts: str, width: int, height: int) -> str:
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="drawing-{kind}" role="img" '
            f'aria-label="{escape(f"{self.title}. {self.alt}")}" width="{width}" height="{height}" '
            f'viewBox="0 0 {width} {height}" font-family="Libertinus Serif" font-size="{TEXT:g}" '
            f'fill="{INK}" data-pagefind-ignore="all">{parts}</svg>'
        )

    def _repr_markdown_(self) -> str:
        return f"```{{=html}}\n{self.html}\n```\n\n```{{=typst}}\n{self.typst}\n```"


def make_drawing(
    title: str, alt: str, draw: Callable[[int], tuple[float, Sequence[Part]]]
) -> Drawing:
    """Return a drawing under its title, drawn for both widths.

    Args:
        title: What it shows, without a full stop.
        alt: The values, in words.
        draw: Takes a width and gives the height and the elements.

    Example:
        >>> made = make_drawing("A line", "It is flat.", lambda width: (9, [line(0, 4, width, 4)]))
        >>> made.heights, "#image(bytes(" in made.typst, made.html.count("<svg")
        ((34, 34), True, 2)
    """
    (wide, tall), (narrow, taller) = (
        _titled(title, width, *draw(width)) for width in (WIDE, NARROW)
    )
    return Drawing(title, alt, wide, narrow, (tall, taller))


def _titled(title: str, width: int, height: float, parts: Sequence[Part]) -> tuple[str, int]:
    head = wrapped(title, width - 4, TEXT, bold=True)
    top = len(head) * TEXT * LEADING + 6
    tall = round(top + height)
    return as_svg(width, tall, [(0, paragraph(0, TEXT, head, bold=True)), (top, parts)]), tall


def text(
    x: float,
    y: float,
    words: str,
    *,
    anchor: Literal["start", "middle", "end"] = "start",
    size: float = TEXT,
    colour: str = INK,
    bold: bool = False,
) -> Words:
    """Return words on a baseline."""
    return Words(x, y, words, anchor, size, colour, bold)


def paragraph(
    x: float,
    y: float,
    rows: Sequence[str],
    *,
    size: float = TEXT,
    colour: str = INK,
    bold: bool = False,
) -> list[Words]:
    """Return lines of words below each other, the first on the baseline ``y``."""
    return [
        text(x, y + place * size * LEADING, row, size=size, colour=colour, bold=bold)
        for place, row in enumerate(rows)
    ]


def line(
    x1: float,
    y1: float,
    x2: float,
    y2: float,
    *,
    colour: str = RULE,
    width: float = 1,
    dash: str = "",
) -> Shape:
    """Return a straight line."""
    return Shape((((x1, y1), (x2, y2)),), stroke=colour, width=width, dash=dash)


def box(
    x: float,
    y: float,
    width: float,
    height: float,
    fill: str,
    *,
    stroke: str = "none",
    dash: str = "",
    **data: str,
) -> Shape:
    """Return a rectangle; one too narrow to be seen is made two pixels wide."""
    if width < 2:
        x, width = x + width / 2 - 1, 2
    right, foot = x + width, y + height
    return Shape(
        (((x, y), (right, y), (right, foot), (x, foot)),),
        fill,
        stroke,
        dash=dash,
        closed=True,
        hook="".join(f' data-{name}="{value}"' for name, value in data.items()),
    )


def disc(x: float, y: float, radius: float, fill: str) -> Shape:
    """Return a filled circle: four curves, whose points beside the circle lie 0.5523 radii off."""
    far = 0.5523
    quarters = [(0, -1), (far, -1), (1, -far), (1, 0), (1, far), (far, 1), (0, 1)]
    turn = [*quarters, *((-across, -up) for across, up in quarters[1:])]
    points = tuple((x + radius * across, y + radius * up) for across, up in turn)
    return Shape((points,), fill, closed=True, curved=True)


def number_line(
    y: float, ticks: Sequence[tuple[float, str]], left: float, right: float
) -> list[Part]:
    """Return a horizontal scale with its labels below; a label that has no room is left out.

    Args:
        y: Height of the line.
        ticks: Places with their labels; the first and the last one are always said.
        left: Its left end; labels may reach beyond it by half their width.
        right: Its right end.
    """
    parts: list[Part] = [line(left, y, right, y, colour=QUIET)]
    taken: list[tuple[float, float]] = []
    for place, label in [ticks[0], ticks[-1], *ticks[1:-1]]:
        half = text_width(label, SMALL) / 2 + 5
        if any(place - half < end and place + half > start for start, end in taken):
            continue
        taken.append((place - half, place + half))
        parts.append(line(place, y, place, y + 4, colour=QUIET))
        parts.append(text(place, y + 4 + SMALL, label, anchor="middle", size=SMALL, colour=QUIET))
    return parts


def text_width(words: str, size: float = TEXT, *, bold: bool = False) -> float:
    """Return how wide words are in the book's type, without its kerning.

    Example:
        >>> round(text_width("1,965", 10), 1)
        20.8
    """
    total = sum(_ADVANCE.get(letter, _OTHER) for letter in words)
    return total * size / 1000 * (BOLD if bold else 1)


def wrapped(words: str, width: float, size: float = TEXT, *, bold: bool = False) -> list[str]:
    """Return words on as many lines as a width asks for; a no-break space keeps words together.

    Example:
        >>> wrapped("as short as can be", 80)
        ['as short as', 'can be']
    """
    rows = [""]
    for word in words.split(" "):
        longer = f"{rows[-1]} {word}".strip()
        if rows[-1] and text_width(longer, size, bold=bold) > width:
            rows.append(word)
        else:
            rows[-1] = longer
    return rows


def round_ticks(low: int, high: int, most: int = 7) -> list[int]:
    """Return both ends and round numbers between them that do not crowd the ends.

    Example:
        >>> round_ticks(0, 143), round_ticks(35, 514), round_ticks(0, 4)
        ([0, 25, 50, 75, 100, 125, 143], [35, 100, 200, 300, 400, 514], [0, 1, 2, 3, 4])
    """
    if high <= low:
        return [low]
    sizes = (size * 10**power for power in count() for size in (1, 2, 5))
    step = next(size for size in sizes if (high - low) <= size * most)
    if step in (20, 50) and (high - low) <= 25 * most:
        step = 25
    near = 0.55 * step
    between = [
        tick
        for tick in range(low - low % step, high, step)
        if tick - low > near and high - tick > near
    ]
    return [low, *between, high]
