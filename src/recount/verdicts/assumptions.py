"""What verdicts rest on besides printed numbers, as assumptions.csv binds it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from recount.arithmetic import RULES
from recount.report import Assumption, Count, Report

__all__ = ["Assumed", "assumption_of", "row_with_missing"]

READ, NOT_READ = "as read", "not read"
NOT_SIGNIFICANT, UNKNOWN = "not_significant", "unknown"
KEPT, LEFT_OUT = "kept", "left out"


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
        names: Kind and id of each assumption in assumptions.csv.
    """

    missing: int = 0
    left_out: bool = True
    convention: str = "half_up"
    rows_read: bool = True
    unshown_not_significant: bool = True
    names: tuple[tuple[str, str], ...] = field(default=(), compare=False)

    @classmethod
    def from_data(cls, report: Report, changes: Mapping[str, str] | None = None) -> Assumed:
        """Return the assumptions of assumptions.csv, some of them changed.

        Raises:
            ValueError: If there is no such assumption, or it cannot take the value.

        Example:
            >>> from recount.report import load_report
            >>> Assumed.from_data(load_report(), {"unknown-complete": "230"}).missing
            230
        """
        known = {row.id: row for row in report.assumptions}
        for name in changes or {}:
            if name not in known:
                expected = ", ".join(known) or "none, as the data has no assumption"
                raise ValueError(f"assumption: found {name!r}, expected one of {expected}")
        values = {row.kind: (row, (changes or {}).get(row.id, row.value)) for row in known.values()}
        taken: dict[str, object] = {}
        for kind, (row, value) in values.items():
            if kind == "missing_within":
                taken["missing"] = _whole(row.id, value, report.counts[row.binds].value)
            elif kind == "missing_model":
                taken["left_out"] = _one_of(row.id, value, (KEPT, LEFT_OUT)) == LEFT_OUT
            elif kind == "rounding":
                taken["convention"] = _one_of(row.id, value, RULES)
            elif kind == "reading":
                # The data says after "as read" what is read.
                taken["rows_read"] = _one_of(row.id, value, (READ, NOT_READ)) == READ
            elif kind == "not_shown":
                taken["unshown_not_significant"] = (
                    _one_of(row.id, value, (NOT_SIGNIFICANT, UNKNOWN)) == NOT_SIGNIFICANT
                )
        names = tuple((row.kind, row.id) for row in known.values())
        return cls(**taken, names=names)  # type: ignore[arg-type]

    def values(self) -> dict[str, str | int]:
        """Return the assumptions by their ids in assumptions.csv."""
        found: dict[str, str | int] = {
            "missing_within": self.missing,
            "missing_model": LEFT_OUT if self.left_out else KEPT,
            "reading": READ if self.rows_read else NOT_READ,
            "rounding": self.convention,
            "not_shown": NOT_SIGNIFICANT if self.unshown_not_significant else UNKNOWN,
        }
        return {name: found[kind] for kind, name in self.names}


def assumption_of(report: Report, kind: str) -> Assumption | None:
    """Return the assumption of a kind, None where the data has none."""
    return next((row for row in report.assumptions if row.kind == kind), None)


def row_with_missing(report: Report) -> Count | None:
    """Return the printed row of which some cases may be missing data, None where there is none.

    Example:
        >>> from recount.report import load_report
        >>> row_with_missing(load_report()).value
        723
    """
    row = assumption_of(report, "missing_within")
    return None if row is None else report.counts[row.binds]


def _whole(name: str, text: str, most: int) -> int:
    if not (text.isdecimal() and text.isascii()) or int(text) > most:
        raise ValueError(f"{name}: found {text!r}, expected a number from 0 to {most}")
    return int(text)


def _one_of(name: str, text: str, allowed: tuple[str, ...]) -> str:
    if text not in allowed:
        raise ValueError(f"{name}: found {text!r}, expected one of {', '.join(allowed)}")
    return text
