"""What a claim comes to over all tables of a space, and decisions with three values.

Decisions come from outside as numbers: 1 the claim is true of a table, 0 false, -1 its test is
undefined. Kleene's strong logic joins them (Kleene 1952, section 64): a conjunction is false as
soon as one part is, and undefined only where the undefined parts could still tip it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from recount.arrays import Bools, Decisions, Ints

Run = tuple[int, int]
"""First and last of whole numbers that follow on each other."""

Decide = Callable[[Ints, Ints], Decisions]
"""Decides on pairs: cases with the outcome in the pivot and in the group, arrays of one shape."""

Accept = Callable[[Ints], Decisions]
"""Decides on tables of shape (n, r + 1, c + 1), one decision each; a line of them for each test."""

Method = Literal["sweep", "walk", "list", "search", "corner"]


@dataclass(frozen=True, slots=True)
class Found:
    """In how many tables of a space a claim is true, and with which numbers.

    Attributes:
        total: All tables. None here and below: not countable within the limits.
        holding: Tables in which the claim is true.
        undecided: Tables on which its test is undefined.
        values: Numbers with which some table makes the claim true: of the pivot's cases with the
            outcome, or of another form. Given where they are exact.
        undefined: Numbers with which every table leaves the test undefined.
        decided: Tables whose number alone settles the claim.
        witness_for: A table in which the claim is true.
        witness_against: One in which it is false, every part of the claim being defined.
        exhausted: A proof: every table was looked at, or bounded. What was not found is not there.
        method: How it was found.
    """

    total: int | None = None
    holding: int | None = None
    undecided: int | None = None
    values: tuple[Run, ...] = ()
    undefined: tuple[Run, ...] = ()
    decided: int | None = None
    witness_for: Ints | None = None
    witness_against: Ints | None = None
    exhausted: bool = False
    method: Method = "search"

    @property
    def failing(self) -> int | None:
        """Tables in which the claim is false."""
        if self.total is None or self.holding is None or self.undecided is None:
            return None
        return self.total - self.holding - self.undecided

    @property
    def verdict(self) -> Literal["holds", "fails", "open"]:
        """``holds`` in every table that decides, ``fails`` in every one, else ``open``."""
        if self.failing is not None and self.holding is not None:
            some_true, some_false = self.holding > 0, self.failing > 0
        else:
            some_true, some_false = self.witness_for is not None, self.witness_against is not None
        if self.exhausted and some_true != some_false:
            return "holds" if some_true else "fails"
        return "open"

    @property
    def witnesses(self) -> list[Ints]:
        """The tables that were found, for and against."""
        return [t for t in (self.witness_for, self.witness_against) if t is not None]


def runs(values: Iterable[int]) -> tuple[Run, ...]:
    """Return whole numbers in increasing order as runs (first, last).

    Example:
        >>> runs([0, 26, 27, 28, 143])
        ((0, 0), (26, 28), (143, 143))
    """
    numbers = np.array(values if isinstance(values, np.ndarray) else list(values), dtype=np.int64)
    if not len(numbers):
        return ()
    breaks = np.flatnonzero(np.diff(numbers) != 1)
    first = numbers[np.concatenate([[0], breaks + 1])]
    last = numbers[np.concatenate([breaks, [len(numbers) - 1]])]
    return tuple(zip(first.tolist(), last.tolist(), strict=True))


def bisected(look: Callable[[Ints], Ints], first: Ints) -> tuple[Ints, Ints]:
    """Numbers and the code of each: the first ones, and all those between at which it changes."""
    x, code = first, np.asarray(look(first))
    while len(gaps := np.flatnonzero((np.diff(code) != 0) & (np.diff(x) > 1))):
        between = (x[gaps] + x[gaps + 1]) // 2
        order = np.argsort(np.concatenate([x, between]), kind="stable")
        code = np.concatenate([code, look(between)])[order]
        x = np.concatenate([x, between])[order]
    return x, code


def spans(x: Ints, chosen: Bools) -> tuple[Run, ...]:
    """Runs of numbers, given some in order: what lies between two chosen neighbours is, too."""
    return tuple((int(x[first]), int(x[last])) for first, last in runs(np.flatnonzero(chosen)))


def summed(
    numbers: Ints,
    tables: Sequence[npt.NDArray[Any]],
    witnesses: Sequence[Ints | None],
    method: Method,
) -> Found:
    """The answer where for each number all tables, the true and the false ones were counted."""
    total, holding, failing = (int(each.sum()) for each in tables)
    some, none = tables[1] != 0, tables[2] != 0
    return Found(
        total=total,
        holding=holding,
        undecided=total - holding - failing,
        values=runs(numbers[some]),
        undefined=runs(numbers[(tables[0] != 0) & ~some & ~none]),
        decided=int(tables[0][some != none].sum()),
        witness_for=witnesses[0],
        witness_against=witnesses[1],
        exhausted=True,
        method=method,
    )


def middle(d: Decisions, wanted: int) -> int | None:
    """The place in the middle of those with a decision; None where there is none."""
    places = np.flatnonzero(d == wanted)
    return int(places[len(places) // 2]) if len(places) else None


def always(x: Ints, _: Ints) -> Decisions:
    """Decide for every pair: no claim is made."""
    return np.ones(x.shape, dtype=np.int8)


def all_of(*decisions: npt.ArrayLike) -> Decisions:
    """Return where every part is accepted.

    Example:
        >>> all_of([1, 1, 1, -1], [1, 0, -1, 0]).tolist()
        [1, 0, -1, 0]
    """
    found = np.asarray(decisions[0], dtype=np.int8)
    for each in decisions[1:]:
        part = np.asarray(each, dtype=np.int8)
        found = np.minimum(found, part) * ((found != 0) & (part != 0))
    return found
