"""What all drawings share: their width, their type, their panels."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any, ParamSpec, TypeVar

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from recount.drawings.palette import HAIR, INK, QUIET

__all__ = [
    "SMALL",
    "TEXT",
    "WIDTH",
    "guide",
    "new_figure",
    "panel",
    "scale_line",
    "styled",
    "text_inches",
    "wrapped",
    "write",
]

#: Width of every drawing, in inches: the width of the text in print.
WIDTH = 6.5
#: Size of labels, and of the smaller words beside them, in points at that width.
TEXT = 9.0
SMALL = 8.25

# Typed loosely: matplotlib's own type lists every setting by name.
STYLE: Any = {
    "font.family": "DejaVu Sans",
    "font.size": TEXT,
    "text.color": INK,
    "axes.unicode_minus": True,
    "hatch.linewidth": 0.6,
    "lines.solid_capstyle": "butt",
}

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def styled(draw: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Run a drawing function under the drawings' own settings, whatever matplotlib's are."""

    @functools.wraps(draw)
    def run(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        with rc_context(STYLE):
            return draw(*args, **kwargs)

    return run


def new_figure(height: float) -> Figure:
    """Return an empty, transparent drawing of the common width.

    Args:
        height: In inches.
    """
    figure = Figure(figsize=(WIDTH, height))
    figure.patch.set_alpha(0)
    return figure


def panel(figure: Figure, left: float, bottom: float, width: float, height: float) -> Axes:
    """Return axes without frame or ticks at a place given in inches from the lower left corner."""
    across, up = figure.get_size_inches()
    axes = figure.add_axes((left / across, bottom / up, width / across, height / up))
    axes.set_axis_off()
    return axes


def write(
    axes: Axes,
    x: float,
    y: float,
    words: str,
    *,
    align: str = "left",
    rise: str = "center_baseline",
    size: float = TEXT,
    colour: str = INK,
    bold: bool = False,
    **more: Any,
) -> None:
    """Write words at a point of the axes' data, clipped by nothing."""
    axes.text(
        x,
        y,
        words.replace("'", "’"),
        ha=align,
        va=rise,
        fontsize=size,
        color=colour,
        fontweight="bold" if bold else "normal",
        clip_on=False,
        **more,
    )


def guide(axes: Axes, xs: Sequence[float], ys: Sequence[float], **more: Any) -> None:
    """Draw a thin line that guides the eye; its look can be changed by matplotlib's keywords."""
    look: dict[str, Any] = {"color": HAIR, "linewidth": 0.8, "clip_on": False, "zorder": 1}
    axes.plot(xs, ys, **{**look, **more})


def scale_line(
    axes: Axes,
    y: float,
    ticks: Sequence[tuple[float, str]],
    title: str = "",
    *,
    drop: float,
    low: float | None = None,
    high: float | None = None,
) -> None:
    """Draw a horizontal scale: a thin line with labelled ticks below it.

    Args:
        axes: Where.
        y: Height of the line, in the axes' data.
        ticks: Places with their labels.
        title: What the scale shows, below the labels.
        drop: Height of a line of small text, in the axes' data.
        low: Left end of the line; the axes' own when None.
        high: Right end.
    """
    ends = axes.get_xlim()
    left, right = (ends[0] if low is None else low), (ends[1] if high is None else high)
    guide(axes, [left, right], [y, y], color=QUIET, linewidth=0.7)
    for place, label in ticks:
        guide(axes, [place, place], [y, y - drop * 0.22], color=QUIET, linewidth=0.7)
        write(axes, place, y - drop * 0.95, label, align="center", size=SMALL, colour=QUIET)
    if title:
        write(axes, left, y - drop * 2.15, title, size=SMALL, colour=QUIET)


@functools.lru_cache(maxsize=2048)
def text_inches(words: str, size: float = TEXT, bold: bool = False) -> float:
    """Return how wide words are, in inches: matplotlib's own advance width, without outlines.

    Example:
        >>> text_inches("wider") > text_inches("wide") > 0
        True
    """
    font = FontProperties(family="DejaVu Sans", weight="bold" if bold else "normal", size=size)
    return float(text_to_path.get_text_width_height_descent(words, font, ismath=False)[0]) / 72


def wrapped(words: str, width: float, size: float = TEXT) -> list[str]:
    """Return words on as many lines as a width in inches asks for.

    Example:
        >>> wrapped("as short as can be", 0.9)
        ['as short as', 'can be']
    """
    lines = [""]
    # A no-break space keeps words together.
    for word in words.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and text_inches(longer, size) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
