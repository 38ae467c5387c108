"""What verdicts rest on besides printed numbers, as data binds it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from recount.arithmetic import CONVENTIONS
from recount.published import Assumption, Count, Published

__all__ = ["RULES", "Assumed", "bound_assumption", "reading_bound", "row_with_missing"]

#: How a printed percentage may limit the counts behind it.
RULES = (*CONVENTIONS, "within_a_point")

READ, NOT_READ = "as read", "not read"
NOT_SIGNIFICANT, UNKNOWN = "not_significant", "unknown"


@dataclass(frozen=True, slots=True)
class Assumed:
    """The assumptions that a judgement is made under.

    Attributes:
        unknown_missing: How many cases of the row that holds missing data, too, are missing.
        convention: How printed percentages limit the counts behind them.
        multiple_rows_read: Whether rows whose meaning is a reading are read at all.
        unshown_not_significant: Whether an odds ratio that a figure does not show was not
            significant.
        names: Kind and id of each assumption in assumptions.csv.
    """

    unknown_missing: int = 0
    convention: str = "half_up"
    multiple_rows_read: bool = True
    unshown_not_significant: bool = True
    names: tuple[tuple[str, str], ...] = field(default=(), compare=False)

    @classmethod
    def from_data(cls, published: Published, changes: Mapping[str, str] | None = None) -> Assumed:
        """Return the assumptions of assumptions.csv, some of them changed.

        Raises:
            ValueError: If there is no such assumption, or it cannot take the value.

        Example:
            >>> from recount.published import load_published
            >>> Assumed.from_data(load_published(), {"unknown-complete": "230"}).unknown_missing
            230
        """
        known = {row.id: row for row in published.assumptions}
        for name in changes or {}:
            if name not in known:
                expected = ", ".join(known) or "none, as the data has no assumption"
                raise ValueError(f"assumption: found {name!r}, expected one of {expected}")
        taken = cls(names=tuple((row.kind, row.id) for row in known.values()))
        values = {row.kind: (changes or {}).get(row.id, row.value) for row in known.values()}
        missing, rule = 0, taken.convention
        row = row_with_missing(published)
        if row is not None:
            missing = _whole(_name(published, "missing_within"), values["missing_within"], row)
        if "rounding" in values:
            rule = _one_of(_name(published, "rounding"), values["rounding"], RULES)
        read = values.get("reading", READ)
        if "reading" in values:
            # The data says after "as read" what is read.
            read = _one_of(_name(published, "reading"), read, (READ, NOT_READ))
        shown = values.get("not_shown", NOT_SIGNIFICANT)
        if "not_shown" in values:
            shown = _one_of(_name(published, "not_shown"), shown, (NOT_SIGNIFICANT, UNKNOWN))
        return cls(missing, rule, read == READ, shown == NOT_SIGNIFICANT, taken.names)

    def values(self) -> dict[str, str | int]:
        """Return the assumptions by their ids in assumptions.csv."""
        found: dict[str, str | int] = {
            "missing_within": self.unknown_missing,
            "reading": READ if self.multiple_rows_read else NOT_READ,
            "rounding": self.convention,
            "not_shown": NOT_SIGNIFICANT if self.unshown_not_significant else UNKNOWN,
        }
        return {name: found[kind] for kind, name in self.names}


def bound_assumption(published: Published, kind: str) -> Assumption | None:
    """Return the assumption of a kind, None where the data has none."""
    return next((row for row in published.assumptions if row.kind == kind), None)


def row_with_missing(published: Published) -> Count | None:
    """Return the printed row of which some cases may be missing data, None where there is none.

    Example:
        >>> from recount.published import load_published
        >>> row_with_missing(load_published()).value
        723
    """
    row = bound_assumption(published, "missing_within")
    return None if row is None else published.counts[row.binds]


def reading_bound(published: Published) -> tuple[str, str] | None:
    """Return the sample and variable whose rows are read, None where nothing is a reading."""
    row = bound_assumption(published, "reading")
    if row is None:
        return None
    sample, variable = row.binds.split(":")
    return sample, variable


def _name(published: Published, kind: str) -> str:
    row = bound_assumption(published, kind)
    return kind if row is None else row.id


def _whole(name: str, text: str, row: Count) -> int:
    if not text.isdecimal() or int(text) > row.value:
        raise ValueError(f"{name}: found {text!r}, expected a number from 0 to {row.value}")
    return int(text)


def _one_of(name: str, text: str, allowed: tuple[str, ...]) -> str:
    if text not in allowed:
        raise ValueError(f"{name}: found {text!r}, expected one of {', '.join(allowed)}")
    return text
