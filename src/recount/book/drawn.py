"""The drawings that a book offers its chapters; ``recount.drawings`` says what each shows."""

from __future__ import annotations

from collections.abc import Sequence

from recount import drawings
from recount.book.names import find
from recount.book.spans import LEDGER, Inline
from recount.drawings import NO_TABLE, Drawing, Turn, Verdicts
from recount.ledger import Ledger
from recount.verdicts import Rests, row_with_missing

__all__ = ["Drawings"]


class Drawings:
    """Drawings over one ledger.

    Attributes:
        ledger: The ledger.
    """

    ledger: Ledger

    def draw_map(self) -> Drawing:
        """Return every statement as a mark with the sign of its verdict, by section."""
        return drawings.draw_map(self.ledger, LEDGER)

    def draw_percentages(self) -> Drawing:
        """Return printed percentages against the exact shares of their counts."""
        return drawings.draw_percentages(self.ledger)

    def draw_range(self, name: str) -> Drawing:
        """Return the one number that a claim turns on."""
        return drawings.draw_range(self.ledger, name)

    def draw_ranges(self, *names: str) -> Drawing:
        """Return the numbers of several claims, as shares."""
        return drawings.draw_ranges(self.ledger, *names)

    def draw_tables(self, name: str) -> Drawing:
        """Return all tables that the printed numbers leave of a claim."""
        return drawings.draw_tables(self.ledger, name)

    def draw_timeline(
        self, periods: Sequence[str], parts: Sequence[str], days: tuple[str, str]
    ) -> Drawing:
        """Return counts of periods and the counts of another dataset on one line of time."""
        return drawings.draw_timeline(self.ledger, periods, parts, days)

    def draw_periods(self) -> Drawing:
        """Return cases per month of each period (ours)."""
        return drawings.draw_periods(self.ledger)

    def draw_samples(self) -> Drawing:
        """Return the samples compared (ours)."""
        return drawings.draw_samples(self.ledger)

    def slider(self, name: str, root: str = "..") -> Drawing:
        """Return the one number that decides a claim, to be dragged on the page."""
        return drawings.slider(self.ledger, name, root)

    def dial(self, *names: str, root: str = "..") -> Drawing:
        """Return where verdicts turn as more cases of a row are taken as missing data.

        Raises:
            UnknownNameError: If there is no such entry.
            ValueError: If no row may hold missing data, or an entry does not rest on it.
        """
        report = self.ledger.report
        row = row_with_missing(report)
        if row is None:
            raise ValueError("no row of the report may hold missing data")
        turns = [
            Turn(
                name,
                find(name, self.ledger.by_id, "entry").statement,
                "kept" if rests.model == "kept" else "left out",
                _runs(self.ledger[name].verdict, rests, row.value),
            )
            for name in names
            for rests in find(name, self.ledger.by_id, "entry").rests
            if rests.model
        ]
        cases = report.phrase(row.sample, row.variable, (row.category,)).cases
        return drawings.dial(turns, row.value, cases, LEDGER, root)

    def alt(self, drawing: Drawing) -> Inline:
        """Return what a drawing shows, as text for prose."""
        return Inline(drawing.alt)


def _runs(verdict: str, rests: Rests, most: int) -> Verdicts:
    """Return a verdict from no missing case to all, as runs."""
    last = most if rests.last is None else min(rests.last, most)
    turns = rests.turns
    if turns is None or turns > last:
        runs = [(0, last, verdict)]
    else:
        runs = [(0, turns - 1, verdict), (turns, last, "open")]
    if last < most:
        runs.append((last + 1, most, NO_TABLE))
    return tuple(runs)
