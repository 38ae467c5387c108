"""Drawings of the ledger: each titled with what it shows, in two widths, light and dark.

Each is given the ledger and the ids of what it draws. A KeyError tells that there is no such entry,
count or period, a ValueError that it has nothing that could be drawn so.
"""

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
