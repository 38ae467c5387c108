"""Bounds on shares of cases that no printed cross-table gives, against one half."""

from __future__ import annotations

from dataclasses import dataclass

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
    write,
)
from recount.drawings.marks import MARKS, put_marks
from recount.drawings.palette import ACCENT, INK, QUIET
from recount.ledger import Ledger
from recount.phrases import listed
from recount.verdicts.overlap import Overlap, overlap_of

__all__ = ["alt_overlap", "draw_overlap"]

# Measures in inches.
LEFT = 1.95
RIGHT = 1.0
ROW = 0.42
TOP = 0.3
BELOW = 0.52
THICK = 0.15

SAMPLES = {
    "one_to_one": "One-to-one",
    "multiple": "Multiple relationships",
    "both": "Both samples together",
}


@dataclass(frozen=True, slots=True)
class _Row:
    name: str
    verdict: str
    bounds: Overlap


def _rows(ledger: Ledger, names: tuple[str, ...]) -> list[_Row]:
    claims = {claim.id: claim for claim in ledger.published.claims}
    rows = []
    for name in names:
        entry = ledger[name]
        claim = claims.get(name)
        if claim is None or claim.relation != "overlap_majority":
            raise ValueError(f"{name}: the entry is no claim that most cases share properties")
        bounds = overlap_of(ledger.published, claim, ledger.assumed)
        rows.append(_Row(SAMPLES[claim.sample], entry.verdict, bounds))
    return rows


@styled
def draw_overlap(ledger: Ledger, *names: str) -> Figure:
    """Return the share of cases that have all of a claim's properties, as bounds against one half.

    Each bar runs from Fréchet's lower to his upper bound: the share lies somewhere in it. A bar
    wholly to the right of one half proves the claim, one across it leaves the claim open.

    Raises:
        KeyError: If there is no such entry.
        ValueError: If an entry is no claim that most cases share properties, or none is named.
    """
    rows = _rows(ledger, names)
    if not rows:
        raise ValueError("no entry is named, so there is nothing to draw")
    height = TOP + ROW * len(rows) + BELOW
    figure = new_figure(height)
    wide = WIDTH - LEFT - RIGHT
    axes = panel(figure, LEFT, 0, wide, height)
    axes.set_xlim(0, 1)
    axes.set_ylim(0, height)
    inch = 1 / wide
    top = height - TOP
    guide(axes, [0.5, 0.5], [BELOW, top + 0.04], color=INK, linewidth=1.1, dashes=(3, 2))
    write(axes, 0.5, top + 0.15, "one half", align="center", size=SMALL, colour=QUIET)
    for rank, row in enumerate(rows):
        y = top - ROW * (rank + 0.5)
        bounds = row.bounds
        write(axes, -LEFT * inch, y + 0.08, row.name)
        whole = f"{bounds.base:,} cases"
        write(axes, -LEFT * inch, y - 0.085, whole, size=SMALL, colour=QUIET)
        low, high = bounds.low / bounds.base, bounds.high / bounds.base
        axes.add_patch(
            Rectangle(
                (low, y - THICK / 2), high - low, THICK, facecolor=ACCENT, linewidth=0, zorder=2
            )
        )
        words = f"{bounds.low:,} to {bounds.high:,}"
        write(axes, high + 0.07 * inch, y, words, size=SMALL, colour=ACCENT)
        put_marks(axes, row.verdict, [1 + 0.25 * inch], [y], 9.2)
        write(axes, 1 + 0.38 * inch, y, MARKS[row.verdict].word)
    ticks = [(step / 4, f"{25 * step}%") for step in range(5)]
    scale_line(axes, BELOW, ticks, "share of cases with all of it", drop=0.16)
    return figure


def alt_overlap(ledger: Ledger, *names: str) -> str:
    """Return what the drawing of bounds shows, in words.

    Raises:
        KeyError: If there is no such entry.
        ValueError: If an entry is no claim that most cases share properties.
    """
    parts = []
    for row in _rows(ledger, names):
        bounds = row.bounds
        side = {
            "holds": "wholly above one half",
            "fails": "wholly below one half",
        }.get(row.verdict, "on both sides of one half")
        parts.append(
            f"{row.name}: {bounds.low:,} to {bounds.high:,} of {bounds.base:,} cases, "
            f"{_percent(bounds.low, bounds.base)} to {_percent(bounds.high, bounds.base)}, {side}"
        )
    return f"Bars of the possible share of cases with all of it. {listed(parts, '. ', '. ')}."


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}%"
