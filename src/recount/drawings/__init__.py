"""Drawings of the ledger."""

from recount.drawings.bounds import alt_overlap, draw_overlap
from recount.drawings.claim_range import alt_range, draw_range
from recount.drawings.conventions import alt_conventions, draw_conventions
from recount.drawings.count_range import CountRange, count_range
from recount.drawings.implied import alt_implied, draw_implied
from recount.drawings.percentages import alt_percentages, draw_percentages
from recount.drawings.periods import alt_periods, draw_periods
from recount.drawings.relationship_sweep import (
    alt_relationship_sweep,
    draw_relationship_sweep,
)
from recount.drawings.samples import alt_samples, draw_samples
from recount.drawings.seven_tables import alt_seven, draw_seven
from recount.drawings.shares import alt_shares, draw_shares
from recount.drawings.slope import alt_slope, draw_slope
from recount.drawings.svg import to_svg
from recount.drawings.verdict_map import alt_verdict_map, draw_verdict_map

__all__ = [
    "CountRange",
    "alt_conventions",
    "alt_implied",
    "alt_overlap",
    "alt_percentages",
    "alt_periods",
    "alt_range",
    "alt_relationship_sweep",
    "alt_samples",
    "alt_seven",
    "alt_shares",
    "alt_slope",
    "alt_verdict_map",
    "count_range",
    "draw_conventions",
    "draw_implied",
    "draw_overlap",
    "draw_percentages",
    "draw_periods",
    "draw_range",
    "draw_relationship_sweep",
    "draw_samples",
    "draw_seven",
    "draw_shares",
    "draw_slope",
    "draw_verdict_map",
    "to_svg",
]
