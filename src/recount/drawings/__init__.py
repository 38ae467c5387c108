"""Drawings of the ledger: each titled with what it shows, in two widths, light and dark."""

from recount.drawings.canvas import Drawing
from recount.drawings.counts import (
    draw_percentages,
    draw_periods,
    draw_samples,
    draw_tables,
    draw_timeline,
)
from recount.drawings.one_number import dial, draw_range, draw_ranges, slider
from recount.drawings.verdict_map import draw_map

# fmt: off
__all__ = [
    "Drawing", "dial", "draw_map", "draw_percentages", "draw_periods", "draw_range", "draw_ranges",
    "draw_samples", "draw_tables", "draw_timeline", "slider",
]
# fmt: on
