"""Exact arithmetic on printed counts: shares, rounding rules, whole counts behind a percentage."""

from recount.arithmetic.conventions import Agreement, ColumnSum, agreement, column_sum
from recount.arithmetic.rounding import (
    CONVENTIONS,
    DEFAULT_CONVENTION,
    RULES,
    ShareInterval,
    decimals_of,
    percent_of,
    printed_interval,
    round_percent,
    rounded_interval,
)
from recount.arithmetic.rows import given_by, possible_rows, rows_given
from recount.arithmetic.shares import NearMiss, Share, near_misses, whole_counts

__all__ = [
    "CONVENTIONS",
    "DEFAULT_CONVENTION",
    "RULES",
    "Agreement",
    "ColumnSum",
    "NearMiss",
    "Share",
    "ShareInterval",
    "agreement",
    "column_sum",
    "decimals_of",
    "given_by",
    "near_misses",
    "percent_of",
    "possible_rows",
    "printed_interval",
    "round_percent",
    "rounded_interval",
    "rows_given",
    "whole_counts",
]
