"""What drawings are made on: matplotlib's words and lines, written as SVG that a page can take in.

The scales here are a few strokes and words each, so matplotlib's axes are not used. It names its
elements, styles them inline and writes a file of its own around them; in a page several pictures
stand beside each other, inline styles are forbidden, colours are the page's and letters its type.
So of each element are kept its lines or its words, and its look as attributes. Words stay words:
they can be read aloud, searched and found in the dark theme.

matplotlib is imported when the first picture is drawn: the audit has no use for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from io import StringIO
from itertools import count
from typing import TYPE_CHECKING, Any, Literal
from xml.etree import ElementTree

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.path import Path

__all__ = [
    "LINE",
    "PALETTE",
    "SMALL",
    "TEXT",
    "WIDE",
    "Canvas",
    "Drawing",
    "make_drawing",
    "round_ticks",
    "text_width",
    "wrapped",
]

#: The page's colours in the light theme, by the names that its style sheet gives them. On the page
#: each is that property, so that a drawing is light or dark as the page is.
PALETTE = {
    "ink": "#1b2127",
    # Labels of axes, notes, verdicts that judge nothing.
    "quiet": "#555e66",
    # Lines that guide the eye; never words.
    "rule": "#d3d8d7",
    # Signs on filled marks.
    "paper": "#fcfcfb",
    # What the drawing is about.
    "accent": "#0b5a6e",
    "accent-soft": "#e3eef0",
    # Numbers that go together, numbers that do not, and both possible.
    "holds": "#1f6b45",
    "fails": "#a3262f",
    "open": "#3d55a5",
    "none": "none",
}
_PROPERTIES = {
    colour: f"var(--{name},{colour})" for name, colour in PALETTE.items() if name != "none"
}

#: Widths of a drawing beside a measure of text, and on a telephone.
WIDE, NARROW = 640, 340
#: Sizes of letters: of the title and of numbers that stand out, both semibold, and of all others.
TEXT, SMALL = 15.0, 13.0
#: From one line of words to the next: of the title, and of all others.
TITLE_LINE, LINE = 1.25 * TEXT, 1.25 * SMALL

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
#: Of a sign that is not listed, a dash or an accented letter; and how much wider semibold is.
_OTHER, _BOLD = 550, 1.04

#: The same bytes for the same picture, words as words, and those in the book's type where it is
#: installed: their places do not depend on it.
_SETTINGS: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "recount",
    "font.serif": ["Libertinus Serif", "DejaVu Serif"],
    "lines.scale_dashes": False,
}
_ALIGNED = {"start": "left", "middle": "center", "end": "right"}
_KEPT = ("fill", "stroke", "stroke-width", "stroke-dasharray")
Lines = Sequence[Sequence[tuple[float, float]]]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture as the output of a cell: on the page in two widths, in print the wide one.

    Attributes:
        title: What it shows, as a sentence made from the numbers; it stands in the picture.
        alt: The values, in words.
        wide, narrow: The pictures as SVG, in the light theme's colours.
        page: What the website shows in their place; empty for the pictures.
    """

    title: str
    alt: str
    wide: str
    narrow: str
    page: str = ""

    def __repr__(self) -> str:
        return f"drawing: {self.title}"

    @property
    def html(self) -> str:
        """Both pictures; the style sheet shows the one that the page has room for."""
        both = re.sub(
            r"#\w{6}\b", lambda found: _PROPERTIES.get(found[0], found[0]), self.wide + self.narrow
        )
        return self.page or f'<div class="drawing">{both}</div>'

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


def make_drawing(title: str, alt: str, draw: Callable[[Canvas], float], page: str = "") -> Drawing:
    """Return a drawing under its title, drawn for both widths.

    Args:
        title: What it shows, without a full stop.
        alt: The values, in words.
        draw: Draws on a canvas below the title, and gives the height that it took.
        page: What the website shows in place of the pictures, which are then for print only.

    Example:
        >>> made = make_drawing("A line", "It is flat.", lambda on: on.line(0, 4, on.width, 4) or 9)
        >>> "#image(bytes(" in made.typst, made.html.count("<svg")
        (True, 2)
    """

    def picture(width: int) -> str:
        canvas = Canvas(width)
        head = wrapped(title, width - 4, bold=True)
        canvas.paragraph(0, TEXT, head, bold=True)
        canvas.top = len(head) * TITLE_LINE + 6
        height = round(canvas.top + draw(canvas))
        return (
            '<svg xmlns="http://www.w3.org/2000/svg" role="img" '
            f'class="drawing-{"narrow" if canvas.narrow else "wide"}" '
            f'aria-label="{escape(f"{title}. {alt}")}" width="{width}" height="{height}" '
            f'viewBox="0 0 {width} {height}" font-family="Libertinus Serif" font-size="{SMALL:g}" '
            f'fill="{PALETTE["ink"]}" data-pagefind-ignore="all">{canvas.as_svg(height)}</svg>'
        )

    return Drawing(title, alt, picture(WIDE), "" if page else picture(NARROW), page)


class Canvas:
    """A picture of one width that is drawn on.

    Lengths are in pixels, from the left edge and from ``top`` down; words stand on their baseline.
    """

    def __init__(self, width: int) -> None:
        from matplotlib.transforms import Affine2D

        self.width = width
        self.top = 0.0
        self._artists: list[Artist] = []
        self._hooks: list[str] = []
        self._upwards = Affine2D()

    @property
    def narrow(self) -> bool:
        """Whether it is for a telephone."""
        return self.width == NARROW

    def text(
        self,
        x: float,
        y: float,
        words: str,
        anchor: Literal["start", "middle", "end"] = "start",
        colour: str = "ink",
        bold: bool = False,
    ) -> None:
        """Write words; ``x`` is their start, middle or end. Bold ones are larger."""
        from matplotlib.text import Text

        look: Any = {"horizontalalignment": _ALIGNED[anchor], "fontfamily": "serif"}
        look |= {"fontsize": TEXT, "fontweight": "bold"} if bold else {"fontsize": SMALL}
        words = words.replace("'", "’")
        self._add(Text(x, y + self.top, words, color=PALETTE[colour], parse_math=False, **look))

    def paragraph(
        self, x: float, y: float, rows: Sequence[str], colour: str = "ink", bold: bool = False
    ) -> float:
        """Write lines below each other, the first on the baseline ``y``; return the last."""
        below = TITLE_LINE if bold else LINE
        for place, row in enumerate(rows):
            self.text(x, y + place * below, row, colour=colour, bold=bold)
        return y + (len(rows) - 1) * below

    def note(self, x: float, y: float, words: str) -> float:
        """Write a note below a drawing, as wide as there is room; return the drawing's height."""
        return self.paragraph(x, y, wrapped(words, self.width - x), "quiet") + 6

    def line(
        self,
        x1: float,
        y1: float,
        x2: float,
        y2: float,
        *,
        colour: str = "rule",
        width: float = 1,
        dash: str = "",
    ) -> None:
        """Draw a straight line; ``dash`` is the lengths of dashes and gaps in turn: "4 3"."""
        self.shape([[(x1, y1), (x2, y2)]], stroke=colour, width=width, dash=dash)

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        fill: str,
        *,
        stroke: str = "none",
        dash: str = "",
    ) -> None:
        """Draw a rectangle; one too narrow to be seen is made two pixels wide."""
        if width < 2:
            x, width = x + width / 2 - 1, 2
        right, foot = x + width, y + height
        corners = [(x, y), (right, y), (right, foot), (x, foot)]
        self.shape([corners], fill, stroke, dash=dash, closed=True)

    def hook(self, x: float, y: float, width: float, height: float, low: int, high: int) -> None:
        """Leave an unseen box by which a script finds the scale from ``low`` to ``high``."""
        self._hooks.append(
            f'<g transform="translate(0 {self.top:g})"><rect x="{x:g}" y="{y:g}" '
            f'width="{width:g}" height="{height:g}" fill="none" data-low="{low}" '
            f'data-high="{high}"/></g>'
        )

    def disc(self, x: float, y: float, radius: float, fill: str) -> None:
        """Draw a filled circle: four curves, whose points beside it lie 0.5523 radii off."""
        from matplotlib.path import Path

        far = 0.5523
        half = [(0, -1), (far, -1), (1, -far), (1, 0), (1, far), (far, 1), (0, 1)]
        turn = [*half, *((-across, -up) for across, up in half[1:]), (0, -1)]
        points = [(x + radius * across, y + radius * up) for across, up in turn]
        codes = [Path.MOVETO, *[Path.CURVE4] * 12, Path.CLOSEPOLY]
        self.path(Path(points, codes), fill)

    def shape(
        self,
        lines: Lines,
        fill: str = "none",
        stroke: str = "none",
        *,
        width: float = 1,
        dash: str = "",
        closed: bool = False,
    ) -> None:
        """Draw lines through points; closed ones end where they begin and can be filled."""
        from matplotlib.path import Path

        paths = [Path([*line, line[0]] if closed else list(line), closed=closed) for line in lines]
        self.path(Path.make_compound_path(*paths), fill, stroke, width, dash)

    def path(
        self,
        path: Path,
        fill: str = "none",
        stroke: str = "none",
        width: float = 1,
        dash: str = "",
    ) -> None:
        """Draw a path of matplotlib's."""
        from matplotlib.patches import PathPatch
        from matplotlib.transforms import Affine2D

        look: Any = {"facecolor": PALETTE[fill], "edgecolor": PALETTE[stroke]}
        look["linewidth"] = 0 if stroke == "none" else width
        if dash:
            look["linestyle"] = (0, tuple(float(length) for length in dash.split()))
        self._add(PathPatch(path.transformed(Affine2D().translate(0, self.top)), **look))

    def number_line(
        self, y: float, ticks: Sequence[tuple[float, str]], left: float, right: float
    ) -> None:
        """Draw a horizontal scale with its labels below, the ends always, others where is room."""
        self.line(left, y, right, y, colour="quiet")
        taken: list[tuple[float, float]] = []
        for place, label in [ticks[0], ticks[-1], *ticks[1:-1]]:
            half = text_width(label) / 2 + 5
            if not any(place - half < end and place + half > start for start, end in taken):
                taken.append((place - half, place + half))
                self.line(place, y, place, y + 4, colour="quiet")
                self.text(place, y + 4 + SMALL, label, "middle", "quiet")

    def as_svg(self, height: float) -> str:
        """Return what was drawn as the elements of a picture of a height."""
        import matplotlib
        from matplotlib.figure import Figure

        # matplotlib's places are from the lower left corner.
        self._upwards.clear().scale(1, -1).translate(0, height)
        written = StringIO()
        with matplotlib.rc_context(_SETTINGS):
            figure = Figure(figsize=(self.width / 72, height / 72), dpi=72, frameon=False)
            for artist in self._artists:
                figure.add_artist(artist)
            figure.savefig(written, format="svg", metadata={"Date": None})
        return "".join((*_elements(written.getvalue()), *self._hooks))

    def _add(self, artist: Artist) -> None:
        artist.set_transform(self._upwards)
        artist.set_zorder(1)
        self._artists.append(artist)


def _elements(svg: str) -> Iterator[str]:
    """Yield matplotlib's lines and words without its names, styles and file around them."""
    for node in ElementTree.fromstring(svg).iter():
        look = dict(re.findall(r"([\w-]+): ([^;]+)", node.get("style", "")))
        kept = {name: look[name] for name in _KEPT if name in look}
        if node.tag.endswith("}path"):
            lines = re.sub(r"\s*([A-Za-z])\s*", r"\1", _short(node.get("d", ""))).strip()
            # Of what has no fill, matplotlib draws the way back and then says it.
            lines = re.sub(r"M([^A-Z]+)((?:L[^LMz]+)+)L\1z", r"M\1\2z", lines)
            yield f'<path d="{lines}"{_attributes(kept)}/>'
        elif node.tag.endswith("}text"):
            size, anchor = look["font-size"].removesuffix("px"), look.get("text-anchor", "start")
            kept = {name: value for name, value in kept.items() if value != PALETTE["ink"]}
            own = {
                "x": _short(node.get("x", "")),
                "y": _short(node.get("y", "")),
                "text-anchor": "" if anchor == "start" else anchor,
                "font-size": "" if float(size) == SMALL else size,
                # matplotlib is told bold; the book's type has semibold letters.
                "font-weight": "600" if "font-weight" in look else "",
            }
            yield f"<text{_attributes(own | kept)}>{escape(node.text or '', quote=False)}</text>"


def _attributes(values: dict[str, str]) -> str:
    return "".join(f' {name}="{value}"' for name, value in values.items() if value)


def _short(numbers: str) -> str:
    """Return numbers, or a path's, as short as a tenth of a pixel allows.

    Example:
        >>> _short("M -0.01 2.04 L 10 2.96 z")
        'M 0 2 L 10 3 z'
    """
    return re.sub(
        r"-?\d+(\.\d+)?(e-?\d+)?", lambda found: f"{round(float(found[0]), 1) + 0:g}", numbers
    )


def text_width(words: str, bold: bool = False) -> float:
    """Return how wide words are in the book's type, without its kerning.

    Example:
        >>> round(text_width("1,965"), 1)
        27.0
    """
    total = sum(_ADVANCE.get(letter, _OTHER) for letter in words)
    return total / 1000 * (TEXT * _BOLD if bold else SMALL)


def wrapped(words: str, width: float, bold: bool = False) -> list[str]:
    """Return words on as many lines as a width asks for; a no-break space keeps words together.

    Example:
        >>> wrapped("as short as can be", 70)
        ['as short as', 'can be']
    """
    rows = [""]
    for word in words.split(" "):
        longer = f"{rows[-1]} {word}".strip()
        if rows[-1] and text_width(longer, bold) > width:
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
