"""One margin of a cross-table: the counts of a variable's levels, and the cases left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

__all__ = ["Margin"]


@dataclass(frozen=True, slots=True)
class Margin:
    """The printed distribution of one variable.

    Attributes:
        labels: The levels that are judged.
        totals: Cases of each level, in the order of the labels.
        missing: Cases that belong to no judged level: missing, unclear or left out.

    Raises:
        ValueError: A label is repeated, a count is not a whole number of at least zero, or there
            are not as many labels as counts.

    Example:
        >>> gender = Margin(("female", "male"), (41, 1726), missing=198)
        >>> gender.n, gender.with_missing
        (1965, (41, 1726, 198))
    """

    labels: tuple[str, ...]
    totals: tuple[int, ...]
    missing: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "labels", tuple(self.labels))
        object.__setattr__(self, "totals", tuple(self.totals))
        if not self.labels:
            raise ValueError("a margin needs at least one level")
        if len(self.labels) != len(self.totals):
            raise ValueError(f"{len(self.labels)} labels for {len(self.totals)} counts")
        if len(set(self.labels)) != len(self.labels):
            raise ValueError(f"a label is repeated in {self.labels}")
        for label, count in zip((*self.labels, "missing"), self.with_missing, strict=True):
            if isinstance(count, bool) or int(count) != count or count < 0:
                raise ValueError(f"{label}: {count!r} is not a whole number of cases")
        object.__setattr__(self, "totals", tuple(int(total) for total in self.totals))
        object.__setattr__(self, "missing", int(self.missing))

    @property
    def n(self) -> int:
        """All cases, those left out included."""
        return sum(self.totals) + self.missing

    @property
    def with_missing(self) -> tuple[int, ...]:
        """The counts followed by the number of cases left out."""
        return (*self.totals, self.missing)

    def index(self, label: str) -> int:
        """Place of a level.

        Raises:
            KeyError: No level has this label.

        Example:
            >>> Margin(("female", "male"), (41, 1726)).index("male")
            1
        """
        try:
            return self.labels.index(label)
        except ValueError:
            raise KeyError(f"no level {label!r} among {', '.join(self.labels)}") from None

    def merge(self, groups: Mapping[str, Sequence[str]], *, leave_out: bool = False) -> Margin:
        """The margin of groups of levels.

        Args:
            groups: Name of each new level, and the labels that go into it.
            leave_out: Whether levels in no group are counted as missing. Otherwise they are an
                error, so that no case disappears by a slip.

        Raises:
            KeyError: A label is unknown.
            ValueError: A level is in two groups, or in none although ``leave_out`` is false.

        Example:
            >>> kin = Margin(("other", "extended", "nuclear"), (1451, 305, 209))
            >>> kin.merge({"family": ("extended", "nuclear"), "not family": ("other",)}).totals
            (514, 1451)
        """
        used = [self.index(label) for labels in groups.values() for label in labels]
        if len(set(used)) != len(used):
            raise ValueError(f"a level is in two groups: {dict(groups)}")
        dropped = [i for i in range(len(self.labels)) if i not in used]
        if dropped and not leave_out:
            names = ", ".join(self.labels[i] for i in dropped)
            raise ValueError(f"in no group: {names} (leave_out=True counts them as missing)")
        return Margin(
            labels=tuple(groups),
            totals=tuple(
                sum(self.totals[self.index(label)] for label in labels)
                for labels in groups.values()
            ),
            missing=self.missing + sum(self.totals[i] for i in dropped),
        )
