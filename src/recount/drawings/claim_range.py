"""Where, on the axis of possible counts, a claim holds: under each test, and without it."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from recount.drawings.canvas import (
    SMALL,
    TEXT,
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
from recount.drawings.palette import ACCENT, ACCENT_SOFT, INK, PAPER, QUIET
from recount.drawings.ticks import round_ticks
from recount.ledger import Ledger
from recount.phrases import counted, listed

__all__ = ["alt_range", "draw_range"]

#: Names of the tests for readers, after "by".
TESTS = {
    "wald": "Wald’s test",
    "pearson": "Pearson’s test",
    "fisher": "Fisher’s test",
    "likelihood_ratio": "likelihood ratio",
}

# Measures in inches.
LEFT = 1.95
RIGHT = 0.36
ROW = 0.27
TOP = 0.42
BELOW = 0.36
LINE = 0.16
THICK = 0.125


@styled
def draw_range(ledger: Ledger, name: str) -> Figure:
    """Return the axis of possible counts with the runs on which a claim holds under each test.

    The thin line is what the printed numbers allow without the claim; the bars are what remains if
    it is true, solid where the count alone decides; the dashed line is the count that would give
    the group the same share as all cases. Where no run is known given the claim, one table in which
    it is true and one in which it is false are marked.

    Raises:
        KeyError: If there is no such entry.
        ValueError: If the entry bounds no count.
    """
    found = count_range(ledger, name)
    title = wrapped(_axis_title(found), WIDTH - 0.1, SMALL)
    below = BELOW + LINE * len(title)
    rows = 1 + (len(found.given) or len(found.witnesses))
    height = TOP + ROW * rows + below
    figure = new_figure(height)
    wide = WIDTH - LEFT - RIGHT
    axes = panel(figure, LEFT, 0, wide, height)
    low, high = found.axis
    axes.set_xlim(low, high)
    axes.set_ylim(0, height)
    inch = (high - low) / wide
    edge = low - LEFT * inch
    y = height - TOP - ROW / 2
    write(axes, edge, y, "Without the claim")
    guide(axes, list(found.free), [y, y], color=INK, linewidth=1.4, zorder=2)
    for end in found.free:
        guide(axes, [end, end], [y - 0.05, y + 0.05], color=INK, linewidth=1.4, zorder=2)
    gaps: list[float] = []
    if low < found.free[0] or found.free[1] < high:
        gaps += _numbers(axes, found, [found.free], y, inch, INK)
    for rank, (test, spans) in enumerate(found.given.items()):
        y -= ROW
        _name_test(axes, edge, y, test, inch, first=rank == 0)
        for span in spans:
            _bar(axes, span, y, inch, ACCENT if found.exact else ACCENT_SOFT)
            for count in {*span}:
                if (test, count) in found.undefined:
                    _bar(axes, (count, count), y, inch, PAPER)
        numbered = [s for s in spans if s[0] != s[1] or (test, s[0]) not in found.undefined]
        gaps += _numbers(axes, found, numbered, y, inch, ACCENT)
    if not found.given:
        for words, value in found.witnesses:
            y -= ROW
            write(axes, edge, y, words)
            true = words.startswith("True")
            axes.plot(
                [value],
                [y],
                "o" if true else "X",
                color=ACCENT if true else QUIET,
                markersize=6,
                markeredgewidth=0,
                clip_on=False,
            )
            write(axes, value + 0.08 * inch, y, f"{value:,}", size=SMALL, colour=QUIET)
    else:
        _key(axes, found, edge, height, inch)
    _same_share(axes, found, (below, height - TOP + 0.1), gaps, inch)
    ticks = [(tick, f"{tick:,.0f}") for tick in round_ticks(low, high)]
    scale_line(axes, below, ticks, drop=LINE)
    for line, words in enumerate(title):
        write(axes, edge, below - BELOW - LINE * (line + 0.4), words, size=SMALL, colour=QUIET)
    return figure


def _same_share(
    axes: Axes, found: CountRange, ends: tuple[float, float], gaps: Sequence[float], inch: float
) -> None:
    """Draw the dashed line of no difference, with gaps for numbers that stand on it."""
    equal = float(found.equal)
    foot, top = ends
    for gap in (*sorted(gaps), None):
        end = top if gap is None else gap - 0.08
        guide(axes, [equal, equal], [foot, end], color=QUIET, dashes=(3, 2), linewidth=0.9)
        foot = end + 0.16
    words = f"same share as all cases: {equal:,.1f}"
    room = found.axis[1] + (RIGHT - 0.06 - text_inches(words, SMALL)) * inch
    write(axes, min(equal, room), top + 0.1, words, size=SMALL, colour=QUIET)


def _name_test(axes: Axes, edge: float, y: float, test: str, inch: float, *, first: bool) -> None:
    lead = "If true, "
    if first:
        write(axes, edge, y, lead)
    colour = INK if first else QUIET
    indent = text_inches(lead.replace(" ", "n"), TEXT) - 0.03
    write(axes, edge + indent * inch, y, f"by {TESTS.get(test, test)}", colour=colour)


def _key(axes: Axes, found: CountRange, edge: float, height: float, inch: float) -> None:
    """Say what a bar means: whether the count alone decides."""
    y = height - TOP + 0.2
    field = ACCENT if found.exact else ACCENT_SOFT
    _bar(axes, (edge, edge + 0.2 * inch), y, inch, field)
    words = "the claim holds" if found.exact else "the claim can hold"
    write(axes, edge + 0.27 * inch, y, words, size=SMALL, colour=QUIET)


def _axis_title(found: CountRange) -> str:
    words = f"{found.quantity}; the group has {counted(found.pivot, 'case')}"
    if found.undefined:
        words += "; hollow: Wald’s test is undefined there"
    return words


def _bar(axes: Axes, span: tuple[float, float], y: float, inch: float, field: str) -> None:
    """Draw a run of counts; a single count is made wide enough to be seen."""
    middle = (span[0] + span[1]) / 2
    half = max((span[1] - span[0]) / 2, 0.025 * inch)
    axes.add_patch(
        Rectangle(
            (middle - half, y - THICK / 2),
            2 * half,
            THICK,
            facecolor=field,
            edgecolor=ACCENT,
            linewidth=0.9,
            clip_on=False,
            zorder=2,
        )
    )


def _numbers(
    axes: Axes, found: CountRange, spans: Sequence[Span], y: float, inch: float, colour: str
) -> list[float]:
    """Write the first and last count beside each run; return ``y`` if one is on the dashed line."""
    equal = float(found.equal)
    crossed = []
    for low, high in spans:
        for count, side in ((low, -1), (high, 1)):
            if low == high and side < 0:
                continue
            words = f"{count:,}"
            near, far = (
                count + side * (0.06 + room) * inch for room in (0, text_inches(words, SMALL))
            )
            align = "right" if side < 0 else "left"
            write(axes, near, y, words, align=align, size=SMALL, colour=colour)
            if min(near, far) - 0.03 * inch < equal < max(near, far) + 0.03 * inch:
                crossed.append(y)
    return crossed[:1]


def alt_range(ledger: Ledger, name: str) -> str:
    """Return what the drawing of a claim's range shows, in words.

    Raises:
        KeyError: If there is no such entry.
        ValueError: If the entry bounds no count.
    """
    found = count_range(ledger, name)
    words = (
        f"Axis of {found.quantity}, out of {found.pivot:,}: the printed numbers allow "
        f"{in_words(found.free)}; the same share as in all cases would be "
        f"{float(found.equal):,.1f}."
    )
    parts = []
    for test, spans in found.given.items():
        runs = listed([in_words(span) for span in spans], ", ", " or ")
        parts.append(f"{runs} by {TESTS.get(test, test)}")
    if parts:
        words += f" If the claim is true, the count is {'; '.join(parts)}."
        if not found.exact:
            words += " Such a count alone does not make it true."
    else:
        shown = listed(
            [f"{name.lower()}: {value:,}" for name, value in found.witnesses], "; ", "; "
        )
        words += f" Marked are two tables, {shown}."
    if found.undefined:
        counts = listed([f"{count:,}" for _, count in sorted(found.undefined)])
        words += f" At {counts}, hollow, Wald’s test is undefined and excludes nothing."
    return words
