"""What a claim says about the one number it turns on, taken from its ledger entry for drawing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from recount.ledger import Entry, Ledger
from recount.report import Contrast, Overlap
from recount.verdicts import Implied, cross
from recount.words import listed, quantity_in_words

__all__ = ["Margins", "OneNumber", "Run", "one_number", "run_in_words", "runs_in_words"]

#: The test that decides; a claim that has none of its own is judged by counting.
DECIDES = "pearson"

Run = tuple[int, int]
"""A run of counts: the first and the last."""


@dataclass(frozen=True, slots=True)
class Margins:
    """The table of two rows and two columns that one number fills.

    Attributes:
        rows, columns: Their names, those of the number first.
        row_totals, column_totals: Their totals.
    """

    rows: tuple[str, str]
    columns: tuple[str, str]
    row_totals: tuple[int, int]
    column_totals: tuple[int, int]


@dataclass(frozen=True, slots=True)
class OneNumber:
    """The number that a claim turns on: where it can lie, and where the claim is true.

    Attributes:
        entry: The claim's entry.
        quantity: What is counted, in words.
        free: Fewest and most that the printed numbers leave possible.
        true: The runs with which the claim is true in some table.
        whole: Cases of the group that is counted: what a share is a share of.
        group: Their name: "cases with a male victim".
        turn: The number that says nothing either way, and its name: equal shares, or one half.
        margins: The table that the number fills, where it decides the claim alone; else None.
    """

    entry: Entry
    quantity: str
    free: Run
    true: tuple[Run, ...]
    whole: int
    group: str
    turn: Fraction
    turn_name: str
    margins: Margins | None

    @property
    def decides(self) -> bool:
        """Whether the number alone decides the claim."""
        settled = self.true in ((self.free,), ())
        return self.margins is not None or self.turn_name == "one half" or settled

    @property
    def finding(self) -> str:
        """What follows for the number, as a sentence without its full stop."""
        possible = f"{run_in_words(self.free)} {self.quantity}"
        if not self.true:
            return f"False throughout: the printed numbers leave {possible}"
        if self.true == (self.free,):
            return f"True throughout: the printed numbers leave {possible}"
        verb = "True" if self.decides else "Can be true"
        return f"{verb} only with {runs_in_words(self)} {self.quantity}"


def one_number(ledger: Ledger, name: str) -> OneNumber:
    """Return the number that a claim turns on.

    Raises:
        KeyError: If there is no such entry.
        ValueError: If the claim turns on no single number.

    Example:
        >>> from recount.ledger import open_ledger
        >>> found = one_number(open_ledger(), "f04-no-difference")
        >>> found.free, found.true, round(float(found.turn), 1), found.margins.row_totals
        ((0, 143), ((26, 44),), 34.9, (479, 1486))
        >>> found.finding
        'True only with 26 to 44 traded cases that had a male victim'
    """
    entry = ledger[name]
    claim = next((row for row in ledger.report.claims if row.id == name), None)
    free = _runs(item for item in entry.implied if item.test is None and not item.given_claim)
    reading = None if claim is None else claim.reading
    if not isinstance(reading, Contrast | Overlap) or len(free) != 1:
        raise ValueError(f"{name}: the claim turns on no single number, so nothing is drawn")
    quantity = quantity_in_words(ledger.report, replace(entry.implied[0].quantity, whole=None))
    if isinstance(reading, Overlap):
        base = entry.judgement.fact("base")
        assert isinstance(base, int)
        true = _cut(free[0], base // 2 + 1, base)
        half = Fraction(base, 2)
        return OneNumber(entry, quantity, free[0], true, base, "cases", half, "one half", None)
    given = _runs(
        item
        for item in entry.implied
        if item.given_claim and item.test == DECIDES and not item.undefined
    )
    if entry.verdict == "open" and not given:
        raise ValueError(f"{name}: no range of the number is known if it is true")
    space = cross(ledger.report, reading, ledger.assumed)
    pivot = space.indices(reading.pivot)
    rows, columns = space.space.rows, space.space.columns
    whole = sum(rows.totals[row] for row in pivot)
    rest = {row for group in reading.against for row in space.indices(group)}
    alone = (
        len(reading.against) == 1
        and len(rest) + len(pivot) == len(rows.totals)
        and not rows.missing + columns.missing
        and len(columns.totals) == 2
    )
    return OneNumber(
        entry,
        quantity,
        free[0],
        given,
        whole,
        ledger.report.phrase(reading.sample, reading.characteristic, reading.pivot).cases,
        Fraction(whole * columns.totals[0], rows.n),
        "no difference",
        _margins(ledger, reading, whole, columns.totals) if alone else None,
    )


def _margins(ledger: Ledger, reading: Contrast, whole: int, outcome: tuple[int, ...]) -> Margins:
    def named(variable: str, levels: tuple[str, ...]) -> str:
        return ledger.report.group_label(reading.sample, variable, levels)

    return Margins(
        (
            named(reading.characteristic, reading.pivot),
            named(reading.characteristic, reading.against[0]),
        ),
        (named(reading.outcome, reading.yes), named(reading.outcome, reading.no)),
        (whole, sum(outcome) - whole),
        (outcome[0], outcome[1]),
    )


def _runs(items: Iterable[Implied]) -> tuple[Run, ...]:
    return tuple(
        (item.low, item.high)
        for item in items
        if isinstance(item.low, int) and isinstance(item.high, int)
    )


def _cut(run: Run, low: int, high: int) -> tuple[Run, ...]:
    low, high = max(run[0], low), min(run[1], high)
    return ((low, high),) if low <= high else ()


def run_in_words(run: Run) -> str:
    """Return a run of counts in words.

    Example:
        >>> run_in_words((26, 44)), run_in_words((143, 143))
        ('26 to 44', '143')
    """
    return f"{run[0]:,}" if run[0] == run[1] else f"{run[0]:,} to {run[1]:,}"


def runs_in_words(found: OneNumber) -> str:
    """Return where a claim is true; an end that the printed numbers set anyway is not said.

    Example:
        >>> from recount.ledger import open_ledger
        >>> ledger = open_ledger()
        >>> for name in ("f04-no-difference", "f10-female-familial"):
        ...     print(runs_in_words(one_number(ledger, name)))
        26 to 44
        at least 406
    """
    if len(found.true) == 1 and found.true[0][0] != found.true[0][1]:
        low, high = found.true[0]
        if high == found.free[1] and low > found.free[0]:
            return f"at least {low:,}"
        if low == found.free[0] and high < found.free[1]:
            return f"at most {high:,}"
    return listed([run_in_words(run) for run in found.true], ", ", " or ")
