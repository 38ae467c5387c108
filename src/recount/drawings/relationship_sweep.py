"""How many missing cases among those unknown to the child each proof bears."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from recount.drawings.canvas import (
    SMALL,
    WIDTH,
    guide,
    new_figure,
    panel,
    scale_line,
    styled,
    wrapped,
    write,
)
from recount.drawings.palette import OPEN, OPEN_SOFT, QUIET, TOGETHER
from recount.drawings.sweep_runs import NO_TABLE, Run, Sweep, relationship_sweep
from recount.drawings.ticks import round_ticks
from recount.ledger import Ledger
from recount.phrases import listed

__all__ = ["alt_relationship_sweep", "draw_relationship_sweep"]

# Measures in inches.
LEFT = 2.85
RIGHT = 0.2
LINE = 0.16
GAP = 0.2
TOP = 0.1
BELOW = 0.54
THICK = 0.14


@styled
def draw_relationship_sweep(ledger: Ledger) -> Figure:
    """Return, for each proof that rests on the relationship, the missing cases it bears.

    Solid: the claim holds. Outlined: it is open, the proof being lost. Dotted: no table has the
    printed percentages any more, so that so many cannot have been missing.
    """
    sweeps = relationship_sweep(ledger)
    texts = [
        wrapped(f"{sweep.statement} (p.\u00a0{sweep.page})", LEFT - 0.2, SMALL) for sweep in sweeps
    ]
    rooms = [max(LINE * len(text), 2 * LINE) + GAP for text in texts]
    height = TOP + sum(rooms) + BELOW
    figure = new_figure(height)
    wide = WIDTH - LEFT - RIGHT
    axes = panel(figure, LEFT, 0, wide, height)
    top = max(run.high for sweep in sweeps for run in sweep.runs)
    axes.set_xlim(0, top)
    axes.set_ylim(0, height)
    inch = top / wide
    head = height - TOP
    for sweep, text, room in zip(sweeps, texts, rooms, strict=True):
        y = head - room / 2
        for line, words in enumerate(text):
            rise = (len(text) - 1) * LINE / 2 - LINE * line
            write(axes, -LEFT * inch, y + rise, words, size=SMALL)
        for run in sweep.runs:
            _draw_run(axes, run, y - 0.06, inch)
        guide(axes, [-LEFT * inch, top], [head - room] * 2, linewidth=0.5)
        head -= room
    ticks = [(tick, f"{tick:,}") for tick in round_ticks(0, top)]
    title = "cases unknown to the child that are really missing data"
    scale_line(axes, BELOW - 0.06, ticks, title, drop=0.15)
    return figure


def _draw_run(axes: Axes, run: Run, y: float, inch: float) -> None:
    solid = run.verdict == "holds"
    if run.verdict == NO_TABLE:
        guide(
            axes, [run.low, run.high], [y, y], color=QUIET, linewidth=1.1, linestyle=(0, (1, 2.2))
        )
    else:
        axes.add_patch(
            Rectangle(
                (run.low, y - THICK / 2),
                run.high - run.low,
                THICK,
                facecolor=TOGETHER if solid else OPEN_SOFT,
                edgecolor=TOGETHER if solid else OPEN,
                linewidth=0.9,
                zorder=2,
            )
        )
    words = f"{run.verdict} up to {run.high:,}" if solid else f"{run.verdict} from {run.low:,}"
    place, align = (0.0, "left") if run.low == 0 else (run.low + 0.04 * inch, "left")
    if run.low and run.low < 0.9 * inch:
        place = 0.98 * inch
    write(axes, place, y + 0.165, words, align=align, size=SMALL, colour=QUIET)


def alt_relationship_sweep(ledger: Ledger) -> str:
    """Return what the sweep over missing cases shows, in words."""
    parts = [f"{sweep.statement}: {_runs(sweep)}" for sweep in relationship_sweep(ledger)]
    return (
        "Verdicts as cases unknown to the child are taken as missing data. "
        f"{listed(parts, '. ', '. ')}."
    )


def _runs(sweep: Sweep) -> str:
    return listed(
        [f"{run.verdict} from {run.low:,} to {run.high:,}" for run in sweep.runs], ", ", ", "
    )
