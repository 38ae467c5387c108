"""The drawings that a book offers its chapters, as SVG that is the same in every build."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from recount.book.spans import Inline
from recount.ledger import Ledger

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["Drawing", "Drawings"]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture as the output of a cell.

    Attributes:
        svg: The picture.
        alt: What is seen in it, in words and numbers.
    """

    svg: str
    alt: str

    def __repr__(self) -> str:
        return f"drawing: {self.alt}"

    def _repr_svg_(self) -> str:
        return self.svg


def _drawing(figure: Figure, alt: str) -> Drawing:
    from recount.drawings import to_svg

    return Drawing(to_svg(figure), alt)


class Drawings:
    """Drawings over one ledger; ``book.alt`` says what one shows, as text for prose.

    Attributes:
        ledger: The ledger.
    """

    ledger: Ledger

    def draw_verdict_map(self) -> Drawing:
        """Return every entry as a mark with the sign of its verdict, by section."""
        from recount.drawings import alt_verdict_map, draw_verdict_map

        return _drawing(draw_verdict_map(self.ledger), alt_verdict_map(self.ledger))

    def draw_percentages(self) -> Drawing:
        """Return printed against recomputed percentages."""
        from recount.drawings import alt_percentages, draw_percentages

        return _drawing(draw_percentages(self.ledger), alt_percentages(self.ledger))

    def draw_conventions(self) -> Drawing:
        """Return how many printed percentages each rounding rule gives."""
        from recount.drawings import alt_conventions, draw_conventions

        return _drawing(draw_conventions(self.ledger), alt_conventions(self.ledger))

    def draw_range(self, name: str) -> Drawing:
        """Return where on the axis of possible counts a claim is true, under each test."""
        from recount.drawings import alt_range, draw_range

        return _drawing(draw_range(self.ledger, name), alt_range(self.ledger, name))

    def draw_slope(self, *names: str) -> Drawing:
        """Return the odds ratios that claims of trend leave possible."""
        from recount.drawings import alt_slope, draw_slope

        return _drawing(draw_slope(self.ledger, *names), alt_slope(self.ledger, *names))

    def draw_overlap(self, *names: str) -> Drawing:
        """Return bounds on cases with several properties, against one half."""
        from recount.drawings import alt_overlap, draw_overlap

        return _drawing(draw_overlap(self.ledger, *names), alt_overlap(self.ledger, *names))

    def draw_implied(self, sample: str) -> Drawing:
        """Return what each open claim of a sample implies about the number it turns on."""
        from recount.drawings import alt_implied, draw_implied

        return _drawing(draw_implied(self.ledger, sample), alt_implied(self.ledger, sample))

    def draw_seven(self) -> Drawing:
        """Return the consistent tables of Figure 11."""
        from recount.drawings import alt_seven, draw_seven

        return _drawing(draw_seven(self.ledger), alt_seven(self.ledger))

    def draw_periods(self) -> Drawing:
        """Return Table 1 per month (ours)."""
        from recount.drawings import alt_periods, draw_periods

        return _drawing(draw_periods(self.ledger), alt_periods(self.ledger))

    def draw_samples(self) -> Drawing:
        """Return the shares of both modern samples with intervals (ours)."""
        from recount.drawings import alt_samples, draw_samples

        return _drawing(draw_samples(self.ledger), alt_samples(self.ledger))

    def alt(self, drawing: Drawing) -> Inline:
        """Return what a drawing shows, as text for prose."""
        return Inline(drawing.alt)
