"""What each open claim of a contrast implies: a share of its group, with and without the claim."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

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
    text_inches,
    wrapped,
    write,
)
from recount.drawings.count_range import CountRange, Span, count_range, in_words
from recount.drawings.palette import ACCENT, INK, QUIET
from recount.ledger import Entry, Ledger
from recount.phrases import listed

__all__ = ["alt_implied", "draw_implied"]

# Measures in inches.
LEFT = 3.3
RIGHT = 1.18
LINE = 0.155
ROW = 0.13
TOP = 0.34
BELOW = 0.5
THICK = 0.1


@dataclass(frozen=True, slots=True)
class _Row:
    entry: Entry
    found: CountRange
    spans: tuple[Span, ...]


def _rows(ledger: Ledger, sample: str) -> list[_Row]:
    """Return the open claims that bound a count under their wording's test, by figure."""
    rows = sorted(
        _all_rows(ledger, sample), key=lambda row: (row.entry.figure or 0, row.entry.page)
    )
    if not rows:
        raise ValueError(f"no open claim of the sample {sample!r} bounds a count")
    return rows


def _all_rows(ledger: Ledger, sample: str) -> Iterator[_Row]:
    seen: set[tuple[object, ...]] = set()
    for entry in ledger.entries:
        if entry.sample != sample or entry.verdict != "open" or entry.repeats:
            continue
        try:
            found = count_range(ledger, entry.id)
        except ValueError:
            continue
        if not found.given:
            continue
        test, spans = next(iter(found.given.items()))
        spans = tuple(
            span for span in spans if span[0] != span[1] or (test, span[0]) not in found.undefined
        )
        key = (entry.figure, found.quantity, spans)
        if key in seen:
            continue
        seen.add(key)
        yield _Row(entry, found, spans)


@styled
def draw_implied(ledger: Ledger, sample: str) -> Figure:
    """Return, for each open contrast, the counts it allows as shares of the group it is about.

    The thin line is the range without the claim, the bar the range if it is true by the test that
    its wording implies, the upright stroke the share of all cases. The counts stand beside the bar.

    Args:
        ledger: The ledger.
        sample: ``one_to_one`` or ``multiple``.

    Raises:
        ValueError: If no open claim of the sample bounds a count.
    """
    rows = _rows(ledger, sample)
    texts = [wrapped(row.entry.statement, LEFT - 0.55, SMALL) for row in rows]
    heights = [LINE * len(text) + ROW for text in texts]
    height = TOP + sum(heights) + BELOW
    figure = new_figure(height)
    wide = WIDTH - LEFT - RIGHT
    axes = panel(figure, LEFT, 0, wide, height)
    axes.set_xlim(0, 1)
    axes.set_ylim(0, height)
    inch = 1 / wide
    top = height - TOP
    write(axes, -LEFT * inch, top + 0.14, "Figure", size=SMALL, colour=QUIET)
    write(axes, 1 + 0.12 * inch, top + 0.14, "if it is true", size=SMALL, colour=QUIET)
    for row, text, room in zip(rows, texts, heights, strict=True):
        guide(axes, [-LEFT * inch, 1 + RIGHT * inch], [top, top], linewidth=0.5)
        y = top - room / 2
        number = "" if row.entry.figure is None else f"{row.entry.figure}"
        write(axes, (-LEFT + 0.16) * inch, y, number, align="right", size=SMALL, colour=QUIET)
        for line, words in enumerate(text):
            rise = (len(text) - 1) * LINE / 2 - LINE * line
            write(axes, (-LEFT + 0.3) * inch, y + rise, words, size=SMALL)
        _draw_row(axes, row, y, inch)
        top -= room
    ticks = [(step / 4, f"{25 * step}%") for step in range(5)]
    scale_line(axes, BELOW - 0.06, ticks, "share of the group’s cases", drop=0.15)
    return figure


def _draw_row(axes: Axes, row: _Row, y: float, inch: float) -> None:
    pivot = row.found.pivot
    low, high = (end / pivot for end in row.found.free)
    guide(axes, [low, high], [y, y], color=INK, linewidth=1.1, zorder=2)
    for first, last in row.spans:
        half = max((last - first) / pivot / 2, 0.02 * inch)
        middle = (first + last) / pivot / 2
        axes.add_patch(
            Rectangle(
                (middle - half, y - THICK / 2),
                2 * half,
                THICK,
                facecolor=ACCENT,
                linewidth=0,
                zorder=3,
            )
        )
    equal = float(row.found.equal) / pivot
    guide(axes, [equal, equal], [y - 0.1, y + 0.1], color=INK, linewidth=1.4, zorder=4)
    runs = listed([in_words(span).replace(" to ", "–") for span in row.spans], ", ", ", ")
    write(axes, 1 + 0.12 * inch, y, runs, size=SMALL, colour=ACCENT)
    room = 0.12 + text_inches(runs, SMALL) + 0.05
    write(axes, 1 + room * inch, y, f"of {pivot:,}", size=SMALL - 0.25, colour=QUIET)


def alt_implied(ledger: Ledger, sample: str) -> str:
    """Return what the overview of implied ranges shows, in words.

    Raises:
        ValueError: If no open claim of the sample bounds a count.
    """
    parts = [
        f"{row.entry.statement}: {listed([in_words(span) for span in row.spans], ', ', ' or ')} of "
        f"{row.found.pivot:,}, without the claim {in_words(row.found.free)}"
        for row in _rows(ledger, sample)
    ]
    return (
        f"Counts that {len(parts)} open claims allow if true, as shares of the group that each is "
        f"about. {'. '.join(parts)}."
    )
