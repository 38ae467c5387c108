"""Drawings of the ledger: each titled with what it shows, in two widths, light and dark."""

from recount.drawings.canvas import Drawing
from recount.drawings.explore import NO_TABLE, Turn, Verdicts, dial, slider
from recount.drawings.percentages import draw_percentages
from recount.drawings.periods import draw_periods
from recount.drawings.ranges import draw_range, draw_ranges
from recount.drawings.samples import draw_samples
from recount.drawings.tables import draw_tables
from recount.drawings.timeline import draw_timeline
from recount.drawings.verdict_map import draw_map, statements

__all__ = [
    "NO_TABLE",
    "Drawing",
    "Turn",
    "Verdicts",
    "dial",
    "draw_map",
    "draw_percentages",
    "draw_periods",
    "draw_range",
    "draw_ranges",
    "draw_samples",
    "draw_tables",
    "draw_timeline",
    "slider",
    "statements",
]
