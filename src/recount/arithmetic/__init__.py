"""Exact arithmetic on printed counts: shares, rounding rules, whole counts behind a percentage."""

from recount.arithmetic.conventions import Agreement, ColumnSum, agreement, column_sum
from recount.arithmetic.rounding import (
    CONVENTIONS,
    DEFAULT_CONVENTION,
    ShareInterval,
    percent_of,
    printed_interval,
    round_percent,
)
from recount.arithmetic.shares import NearMiss, Share, near_misses, whole_counts

__all__ = [
    "CONVENTIONS",
    "DEFAULT_CONVENTION",
    "Agreement",
    "ColumnSum",
    "NearMiss",
    "Share",
    "ShareInterval",
    "agreement",
    "column_sum",
    "near_misses",
    "percent_of",
    "printed_interval",
    "round_percent",
    "whole_counts",
]
