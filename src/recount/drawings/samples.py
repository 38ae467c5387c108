"""Two samples compared: odds ratios with intervals (ours)."""

from __future__ import annotations

from collections.abc import Sequence
from math import log10

from recount.drawings.canvas import (
    NARROW,
    SMALL,
    Drawing,
    Part,
    disc,
    line,
    make_drawing,
    number_line,
    text,
)
from recount.drawings.palette import ACCENT, INK, QUIET
from recount.ledger import Ledger
from recount.ours import SampleComparison, compare_samples
from recount.words import listed

__all__ = ["draw_samples"]

TICKS = (0.25, 0.5, 1.0, 2.0, 4.0)
ROW = 46


def draw_samples(ledger: Ledger) -> Drawing:
    """Return the odds ratio of each comparison of two categories, with its 95% interval."""
    rows = [
        row for row in compare_samples(ledger.report, ledger.settings) if row.odds_ratio is not None
    ]
    clear = [row for row in rows if row.p_holm < float(ledger.settings.alpha)]
    title = (
        f"Ours: {len(clear)} of {len(rows)} comparisons differ between the samples after Holm’s "
        "correction"
    )
    alt = listed([_in_words(row) for row in rows], ". ", ". ")
    return make_drawing(title, f"{alt}.", lambda width: _drawn(rows, width))


def _name(row: SampleComparison) -> str:
    """Return the first category, with what was done with the others."""
    kind = "" if row.treatment.startswith("categories") else f", {row.treatment}"
    variable = f"{row.variable.partition('-')[0]} " if row.variable.endswith("-gender") else ""
    return f"{variable}{row.categories[0]}{kind}".capitalize()


def _shares(row: SampleComparison) -> str:
    first, second = row.shares
    return f"{100 * second:.1f}% against {100 * first:.1f}%"


def _ratio(row: SampleComparison) -> str:
    return f"{row.odds_ratio:.2f} ({row.low:.2f} to {row.high:.2f})"


def _in_words(row: SampleComparison) -> str:
    return f"{_name(row)}: {_shares(row)}, odds ratio {_ratio(row)}"


def _drawn(rows: Sequence[SampleComparison], width: int) -> tuple[float, list[Part]]:
    narrow = width == NARROW
    left, right = (10, width - 10) if narrow else (250, width - 150)
    tall = ROW + 30 if narrow else ROW
    ends = [log10(end) for row in rows for end in (row.low or 1, row.high or 1)]
    ticks = [t for t in TICKS if min(ends) - 0.2 <= log10(t) <= max(ends) + 0.12]
    low, high = min(*ends, log10(ticks[0])), max(*ends, log10(ticks[-1]))

    def place(ratio: float) -> float:
        return left + (log10(ratio) - low) / (high - low) * (right - left)

    foot = 24 + tall * len(rows)
    parts: list[Part] = [
        text(place(1), 14, "same odds", anchor="middle", size=SMALL, colour=QUIET),
    ]
    for rank, row in enumerate(rows):
        assert row.odds_ratio is not None
        assert row.low is not None
        assert row.high is not None
        y = 24 + rank * tall
        parts.append(line(0, y, width, y))
        middle = y + (tall - 14 if narrow else tall / 2)
        top = middle - 14 if narrow else y
        parts.append(line(place(1), top, place(1), y + tall, colour=INK, width=1.2))
        parts.append(text(0, y + 17, _name(row), size=SMALL))
        parts.append(text(0, y + 34, _shares(row), size=SMALL, colour=QUIET))
        if narrow:
            parts.append(text(width, y + 34, _ratio(row), anchor="end", size=SMALL))
        else:
            parts.append(text(right + 14, middle + 5, _ratio(row), size=SMALL))
        parts.append(line(place(row.low), middle, place(row.high), middle, colour=ACCENT, width=2))
        parts.append(disc(place(row.odds_ratio), middle, 4.5, ACCENT))
    parts += number_line(foot + 2, [(place(t), f"{t:g}") for t in ticks], left, right)
    words = "odds ratio, second sample to first, 95% interval"
    parts.append(text(left, foot + 38, words, size=SMALL, colour=QUIET))
    return foot + 44, parts
