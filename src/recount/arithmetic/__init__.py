"""Exact arithmetic on printed counts: shares, rounding rules, whole counts behind a percentage."""

from recount.arithmetic.rounding import (
    CONVENTIONS,
    DEFAULT_CONVENTION,
    RULES,
    ShareInterval,
    percent_of,
    printed_interval,
    round_percent,
    rounded_interval,
)
from recount.arithmetic.shares import (
    NearMiss,
    Share,
    agreement,
    near_misses,
    possible_rows,
    whole_counts,
)

__all__ = [
    "CONVENTIONS",
    "DEFAULT_CONVENTION",
    "RULES",
    "NearMiss",
    "Share",
    "ShareInterval",
    "agreement",
    "near_misses",
    "percent_of",
    "possible_rows",
    "printed_interval",
    "round_percent",
    "rounded_interval",
    "whole_counts",
]
