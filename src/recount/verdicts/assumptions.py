"""What verdicts rest on besides printed numbers, and the counts under it: see assumptions.csv."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from recount.report import Count, Levels, Report
from recount.tables import Margin


@dataclass(frozen=True, slots=True)
class Assumed:
    """The assumptions that a judgement is made under.

    Attributes:
        missing: How many cases of the row that holds missing data, too, are missing.
        left_out: Whether these are taken out of the row and of every denominator; else they stay
            in both, and are only not known to be what the row says.
        convention: How printed percentages limit the counts behind them.
        rows_read: Whether rows whose meaning is a reading are read at all.
        unshown_not_significant: Whether an odds ratio that a figure does not show was not
            significant.
    """

    missing: int = 0
    left_out: bool = True
    convention: str = "half_up"
    rows_read: bool = True
    unshown_not_significant: bool = True

    @classmethod
    def from_data(cls, report: Report) -> Assumed:
        """Return the assumptions of assumptions.csv.

        Example:
            >>> from recount.report import load_report
            >>> Assumed.from_data(load_report(assume={"unknown-complete": "230"})).missing
            230
        """
        values = {row.kind: row.value for row in report.assumptions}
        return cls(
            int(values.get("missing_within", "0")),
            values.get("missing_model") != "kept",
            values.get("rounding", "half_up"),
            values.get("reading") != "not read",
            values.get("not_shown") != "unknown",
        )


def row_with_missing(report: Report) -> Count | None:
    """Return the printed row of which some cases may be missing data, None where there is none.

    Example:
        >>> from recount.report import load_report
        >>> row_with_missing(load_report()).value
        723
    """
    row = report.assumption("missing_within")
    return None if row is None else report.counts[row.binds]


class NoMarginError(ValueError):
    """No margin of a variable is printed for a sample, so that nothing bounds its cross-tables."""


def known_counts(
    report: Report, sample: str, variable: str, assumed: Assumed
) -> tuple[dict[str, int], int]:
    """Return the cases of each level and the missing cases.

    Where cases of one row are assumed to be missing and left out, they are taken from the row.
    """
    levels = {count.category: count.value for count in report.of(sample, variable)}
    if not levels:
        raise NoMarginError(f"no counts of {variable} are printed for {sample}")
    missing = sum(count.value for count in report.of(sample, variable, "missing"))
    row = row_with_missing(report)
    if assumed.left_out and row is not None and (row.sample, row.variable) == (sample, variable):
        levels[row.category] -= assumed.missing
        missing += assumed.missing
    return levels, missing


def kept_missing(
    report: Report, sample: str, variable: str, assumed: Assumed
) -> tuple[str, int] | None:
    """Return the level that holds missing cases which stay in it, and how many; None for none."""
    row = row_with_missing(report)
    if row is None or assumed.left_out or (row.sample, row.variable) != (sample, variable):
        return None
    return row.category, assumed.missing


def margin_of(
    report: Report, sample: str, variable: str, groups: Sequence[Levels], assumed: Assumed
) -> Margin:
    """Return the printed margin of a variable in groups; all other cases are left out."""
    values, missing = known_counts(report, sample, variable, assumed)
    totals = tuple(sum(values[level] for level in group) for group in groups)
    labels = tuple(report.group_label(sample, variable, group) for group in groups)
    return Margin(labels, totals, missing + sum(values.values()) - sum(totals))
