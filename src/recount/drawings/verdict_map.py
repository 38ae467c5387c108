"""A map of all verdicts: one mark an entry, one row a section of the report."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from recount.drawings.canvas import (
    SMALL,
    WIDTH,
    guide,
    new_figure,
    panel,
    styled,
    text_inches,
    write,
)
from recount.drawings.marks import MARKS, ORDER, put_marks
from recount.drawings.palette import QUIET
from recount.drawings.sections import SectionTally, by_section
from recount.ledger import Ledger
from recount.phrases import counted, listed

__all__ = ["alt_verdict_map", "draw_verdict_map"]

# Measures in inches.
LEFT = 2.2
RIGHT = 0.34
PITCH = 0.152
BETWEEN = 0.1
LEGEND = 0.62
SIZE = 9.2


@styled
def draw_verdict_map(ledger: Ledger) -> Figure:
    """Return every entry of the ledger as a mark with the sign of its verdict, by section.

    Within a section the marks are sorted from what goes together to what cannot be judged, so that
    the length of each colour shows its share.
    """
    tallies = by_section(ledger.entries)
    across = int((WIDTH - LEFT - RIGHT) / PITCH)
    lines = [-(-tally.entries // across) for tally in tallies]
    height = sum(lines) * PITCH + len(lines) * BETWEEN + LEGEND
    figure = new_figure(height)
    axes = panel(figure, 0, 0, WIDTH, height)
    axes.set_xlim(0, WIDTH)
    axes.set_ylim(0, height)
    _legend(axes, ledger, height)
    top = height - LEGEND
    places: dict[str, tuple[list[float], list[float]]] = {word: ([], []) for word in ORDER}
    for tally, used in zip(tallies, lines, strict=True):
        guide(axes, [0, WIDTH], [top, top], linewidth=0.6)
        top -= BETWEEN / 2
        middle = top - PITCH / 2
        write(axes, 0, middle, tally.section.name)
        write(
            axes, LEFT - 0.12, middle, tally.section.pages, align="right", size=SMALL, colour=QUIET
        )
        write(axes, WIDTH, middle, str(tally.entries), align="right", size=SMALL, colour=QUIET)
        for index, verdict in enumerate(_sorted(tally)):
            row, column = divmod(index, across)
            places[verdict][0].append(LEFT + (column + 0.5) * PITCH)
            places[verdict][1].append(middle - row * PITCH)
        top -= used * PITCH + BETWEEN / 2
    for verdict, (xs, ys) in places.items():
        if xs:
            put_marks(axes, verdict, xs, ys, SIZE)
    return figure


def _sorted(tally: SectionTally) -> list[str]:
    return [word for word in ORDER for _ in range(tally.verdicts[word])]


def _legend(axes: Axes, ledger: Ledger, height: float) -> None:
    """Name each mark with the number of its entries, on two lines."""
    summary = ledger.summary
    groups = (
        ("agrees", "holds", "consistent", "open"),
        ("differs", "fails", "impossible", "no_counts", "cited", "not_testable"),
    )
    for line, words in enumerate(groups):
        y = height - 0.13 - line * 0.235
        x = 0.0
        for word in words:
            if not summary[word]:
                continue
            put_marks(axes, word, [x + 0.07], [y], SIZE)
            words_shown = f"{summary[word]:,} {MARKS[word].plural}"
            write(axes, x + 0.2, y, words_shown)
            x += 0.2 + text_inches(words_shown) + 0.24


def alt_verdict_map(ledger: Ledger) -> str:
    """Return what the map shows, in words."""
    summary = ledger.summary
    total = listed([f"{summary[word]:,} {MARKS[word].plural}" for word in ORDER if summary[word]])
    rows = [
        f"{tally.section.name}: "
        + listed(
            [
                f"{tally.verdicts[word]} {MARKS[word].plural}"
                for word in ORDER
                if tally.verdicts[word]
            ]
        )
        for tally in by_section(ledger.entries)
    ]
    return (
        f"{counted(len(ledger.entries), 'entry', 'entries')} as one mark each: {total}. "
        f"By section: {'; '.join(rows)}."
    )
