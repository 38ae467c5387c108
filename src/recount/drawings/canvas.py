"""What drawings are made on: matplotlib draws, on a renderer that writes SVG for a page.

The scales here are a few strokes and words each, so matplotlib's axes are not used, nor its own
writer of SVG: it names its elements, styles them inline and writes a file around them. In a page
several pictures stand beside each other, inline styles are forbidden, colours are the page's and
letters its type. So a shape is written as a path, its look as attributes, and words stay words:
they can be read aloud, searched and found in the dark theme.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import count
from typing import Any

from matplotlib.backend_bases import RendererBase
from matplotlib.colors import to_hex
from matplotlib.patches import Circle, PathPatch
from matplotlib.path import Path
from matplotlib.transforms import Transform

#: The page's colours in the light theme, by the names that its style sheet gives them. On the page
#: each is that property, so that a drawing is light or dark as the page is.
PALETTE = {
    "ink": "#1b2127",
    "quiet": "#555e66",  # labels of axes, notes, verdicts that judge nothing
    "rule": "#d3d8d7",  # lines that guide the eye; never words
    "paper": "#fcfcfb",  # signs on filled marks
    "accent": "#0b5a6e",  # what the drawing is about
    "accent-soft": "#e3eef0",
    "holds": "#1f6b45",  # numbers that go together
    "fails": "#a3262f",  # numbers that do not
    "open": "#3d55a5",  # both possible
    "none": "none",
}

#: Widths of a drawing beside a measure of text, and on a telephone.
WIDE, NARROW = 640, 340
#: Sizes of letters: of the title and of numbers that stand out, both semibold, and of all others.
TEXT, SMALL = 15.0, 13.0
#: From one line of words to the next: of the title, and of all others.
TITLE_LINE, LINE = 1.25 * TEXT, 1.25 * SMALL
#: How tall a bar is.
THICK = 18

# Widths of Libertinus Serif's letters from the space to the tilde, in thousandths of their size.
_WIDTHS = (
    "250 288 336 465 465 637 705 190 298 298 369 550 220 338 220 323 465 465 465 465 465 465 "
    "465 465 465 465 236 236 550 550 550 435 895 695 588 646 701 557 485 685 730 297 322 637 "
    "528 839 699 702 541 702 587 485 597 661 652 951 660 575 604 356 287 356 518 486 392 457 "
    "493 428 506 447 310 500 538 271 272 512 264 790 542 504 519 503 372 390 316 531 497 747 "
    "490 515 424 277 205 277 449"
)
_ADVANCE = {chr(32 + place): int(width) for place, width in enumerate(_WIDTHS.split())}
_ADVANCE |= {"’": 268, "\u00a0": 250}
#: Of a sign that is not listed, a dash or an accented letter; and how much wider semibold is.
_OTHER, _BOLD = 550, 1.04

#: SVG's letters for the steps of matplotlib's paths.
_STEPS = {Path.MOVETO: "M", Path.LINETO: "L", Path.CURVE3: "Q", Path.CURVE4: "C"}


@dataclass(frozen=True, slots=True, repr=False)
class Drawing:
    """A picture as the output of a cell: on the page in two widths, in print the wide one."""

    title: str  # what it shows; it stands in the picture
    alt: str  # its values
    wide: str  # SVG in the light theme's colours
    narrow: str
    html: str  # what the website shows

    @property
    def typst(self) -> str:
        """The wide picture as Typst's code."""
        svg, alt = (
            words.replace("\\", "\\\\").replace('"', '\\"')
            for words in (self.wide, f"{self.title}. {self.alt}")
        )
        return f'#image(bytes("{svg}"), format: "svg", width: 100%, alt: "{alt}")'

    def _repr_markdown_(self) -> str:
        return f"```{{=html}}\n{self.html}\n```\n\n```{{=typst}}\n{self.typst}\n```"


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis that shows low to high from left to right."""

    low: float
    high: float
    left: float
    right: float

    def __call__(self, value: float) -> float:
        """Return where a value lies."""
        along = (value - self.low) / (self.high - self.low or 1)
        return self.left + along * (self.right - self.left)


def make_drawing(title: str, alt: str, draw: Callable[[Canvas], float], page: str = "") -> Drawing:
    """Return a drawing under its title; ``draw`` draws below that and gives the height it took."""

    def picture(width: int) -> str:
        on = Canvas(width)
        top = on.paragraph(0, TEXT, title, width - 4, bold=True) + 6
        on.elements.append(f'<g transform="translate(0 {_short(top)})">')
        height = round(top + draw(on))
        return (
            '<svg xmlns="http://www.w3.org/2000/svg" role="img" '
            f'class="drawing-{"narrow" if on.narrow else "wide"}" '
            f'aria-label="{escape(f"{title}. {alt}")}" width="{width}" height="{height}" '
            f'viewBox="0 0 {width} {height}" font-family="Libertinus Serif" font-size="{SMALL:g}" '
            f'fill="{PALETTE["ink"]}" data-pagefind-ignore="all">{"".join(on.elements)}</g></svg>'
        )

    wide, narrow = picture(WIDE), "" if page else picture(NARROW)
    properties = {colour: f"var(--{name},{colour})" for name, colour in PALETTE.items()}
    # The style sheet shows the one that the page has room for.
    both = re.sub(r"#\w{6}\b", lambda found: properties[found[0]], wide + narrow)
    return Drawing(title, alt, wide, narrow, page or f'<div class="drawing">{both}</div>')


class Canvas(RendererBase):
    """A picture of one width, drawn on in pixels from the left edge and from below the title."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.width = width
        self.narrow = width == NARROW
        self.elements: list[str] = []

    def _write(self, name: str, look: Mapping[str, str], inside: str = "") -> None:
        shown = "".join(f' {key}="{value}"' for key, value in look.items() if value)
        end = f">{inside}</{name}>" if inside else "/>"
        self.elements.append(f"<{name}{shown}{end}")

    def draw_path(self, gc: Any, path: Path, transform: Transform, rgbFace: Any = None) -> None:  # noqa: N803
        """Write what a patch of matplotlib's draws."""
        (x, y), (right, _) = transform.transform([(0, 0), (1, 0)])
        steps = (
            _STEPS[step] + " ".join(map(_short, points.tolist())) if step in _STEPS else "z"
            for points, step in path.iter_segments(transform, simplify=False)
        )
        shape, look = "path", {"d": "".join(steps)}
        if path is Path.unit_circle():
            shape, look = "circle", {"cx": _short(x), "cy": _short(y), "r": _short(right - x)}
        look["fill"] = "none" if rgbFace is None else to_hex(rgbFace)
        if width := gc.get_linewidth():
            look["stroke"] = to_hex(gc.get_rgb())
            look["stroke-width"] = "" if width == 1 else f"{width:g}"
            look["stroke-dasharray"] = " ".join(f"{dash:g}" for dash in gc.get_dashes()[1] or ())
        self._write(shape, look)

    def text(
        self, x: float, y: float, said: str, at: str = "", colour: str = "ink", bold: bool = False
    ) -> None:
        """Write words on a baseline from, or with "middle" or "end" at, x. Bold ones are larger."""
        look = {"x": _short(x), "y": _short(y), "text-anchor": at}
        look |= {"font-size": f"{TEXT:g}", "font-weight": "600"} if bold else {}
        look["fill"] = "" if colour == "ink" else PALETTE[colour]
        self._write("text", look, escape(said.replace("'", "’"), quote=False))

    def paragraph(
        self, x: float, y: float, words: str, width: float, colour: str = "ink", bold: bool = False
    ) -> float:
        """Write words on as many lines as they need, the first on ``y``; return their height."""
        rows, below = wrapped(words, width, bold), TITLE_LINE if bold else LINE
        for place, row in enumerate(rows):
            self.text(x, y + place * below, row, colour=colour, bold=bold)
        return len(rows) * below

    def note(self, x: float, y: float, words: str) -> float:
        """Write a note below a drawing, as wide as there is room; return the drawing's height."""
        return y + self.paragraph(x, y, words, self.width - x, "quiet") - LINE + 6

    def line(
        self, x1: float, y1: float, x2: float, y2: float, colour: str = "rule", **look: Any
    ) -> None:
        """Draw a straight line."""
        self.path(Path([(x1, y1), (x2, y2)]), "none", colour, **look)

    def box(self, x: float, y: float, width: float, height: float, fill: str, **look: Any) -> None:
        """Draw a rectangle; one too narrow to be seen is made two pixels wide."""
        if width < 2:
            x, width = x + width / 2 - 1, 2
        right, foot = x + width, y + height
        self.path(polygon([(x, y), (right, y), (right, foot), (x, foot)]), fill, **look)

    def disc(self, x: float, y: float, radius: float, fill: str) -> None:
        """Draw a filled circle."""
        Circle((x, y), radius, facecolor=PALETTE[fill], linewidth=0).draw(self)

    def path(
        self, path: Path, fill: str, stroke: str = "none", *, width: float = 1, dash: str = ""
    ) -> None:
        """Draw a path; ``dash`` is its dashes and gaps in turn, in widths of the line: "4 3"."""
        look: Any = {"facecolor": PALETTE[fill], "edgecolor": PALETTE[stroke], "linewidth": width}
        if dash:
            look["linestyle"] = (0, tuple(float(length) for length in dash.split()))
        PathPatch(path, **look).draw(self)

    def hook(self, place: Scale, y: float, low: int, high: int) -> None:
        """Leave an unseen bar by which a script finds the scale from ``low`` to ``high``."""
        look = {"x": place(low), "y": y, "width": place(high) - place(low), "height": THICK}
        shown = {name: f"{length:g}" for name, length in look.items()}
        self._write("rect", {**shown, "fill": "none", "data-low": f"{low}", "data-high": f"{high}"})

    def number_line(self, place: Scale, y: float, ticks: Mapping[float, str] | int) -> None:
        """Draw a scale with labels, or so many round numbers at most, where they have room."""
        if isinstance(ticks, int):
            numbers = round_ticks(int(place.low), int(place.high), ticks)
            ticks = {number: f"{number:,}" for number in numbers}
        self.line(place.left, y, place.right, y, colour="quiet")
        taken: list[tuple[float, float]] = []
        order = list(ticks)
        for tick in dict.fromkeys([order[0], order[-1], *order]):
            x, half = place(tick), text_width(ticks[tick]) / 2 + 5
            if not any(x - half < end and x + half > start for start, end in taken):
                taken.append((x - half, x + half))
                self.line(x, y, x, y + 4, colour="quiet")
                self.text(x, y + 4 + SMALL, ticks[tick], "middle", "quiet")


def polygon(points: Sequence[tuple[float, float]]) -> Path:
    """Return the closed path through some points."""
    return Path([*points, points[0]], closed=True)


def _short(number: float) -> str:
    """Return a number as short as a tenth of a pixel allows; -0.01 is 0."""
    return f"{round(number, 1) + 0:g}"


def text_width(words: str, bold: bool = False) -> float:
    """Return how wide words are in the book's type, without its kerning."""
    total = sum(_ADVANCE.get(letter, _OTHER) for letter in words)
    return total / 1000 * (TEXT * _BOLD if bold else SMALL)


def wrapped(words: str, width: float, bold: bool = False) -> list[str]:
    """Return words on as many lines as a width asks for; a no-break space keeps words together."""
    rows = [""]
    for word in words.split(" "):
        longer = f"{rows[-1]} {word}".strip()
        if rows[-1] and text_width(longer, bold) > width:
            rows.append(word)
        else:
            rows[-1] = longer
    return rows


def round_ticks(low: int, high: int, most: int) -> list[int]:
    """Return both ends and round numbers between them that do not crowd the ends."""
    sizes = (size * 10**power for power in count() for size in (1, 2, 5))
    step = next(size for size in sizes if (high - low) <= size * most)
    if step in (20, 50) and (high - low) <= 25 * most:
        step = 25
    near = 0.55 * step
    ticks = range(low - low % step, high, step)
    return [low, *(t for t in ticks if t - low > near and high - t > near), high]
