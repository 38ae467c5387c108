"""One number of a larger table given a claim: against every small table, and on the report."""

from __future__ import annotations

import itertools
import random
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import chi2

from recount.ledger import Ledger
from recount.report import Association, Slope, load_report
from recount.settings import Settings
from recount.tables import Accept, Margin, Space
from recount.verdicts import Assumed, Implied, Known, Quantity, judge
from recount.verdicts.crossings import Crossing
from recount.verdicts.decisions import Asked
from recount.verdicts.larger import range_if_true
from tests.recount.verdicts.brute_force import random_margin, tables
from tests.recount.verdicts.independent import CRITICAL, MULTIPLE, Ints, margin, side, slope
from tests.recount.verdicts.test_independent_bounds import ends

SETTINGS = Settings()
NAMES = ["1", "2", "3"]


def space_of(seed: int, n: int, columns: int) -> tuple[Space, Ints]:
    """Margins of three rows and three columns, and every table; a third column may be left out."""
    rng = random.Random(seed)
    sides = []
    for wide in (3, columns):
        found = random_margin(rng, NAMES, n, missing=seed % 2 == 0, least=2)
        known = [found[name] for name in NAMES]
        sides.append([*known[:wide], sum(known[wide:]) + found.get("", 0)])
    first, second = (Margin(tuple(NAMES[: len(s) - 1]), tuple(s[:-1]), s[-1]) for s in sides)
    return Space(first, second), np.array(list(tables(*sides)))


def given_claim(asked: Asked, free: tuple[int, int], accept: Accept) -> tuple[int, int] | None:
    """The range of a number given a claim, None where none is known."""
    found = range_if_true(asked, Implied(Quantity("cases"), None, *free), accept)
    return (found[0].low, found[0].high) if found else None


def trend_statistic(cells: Ints) -> np.typing.NDArray[np.float64]:
    """The Cochran-Armitage statistic of the first column against the second, nan if undefined."""
    yes, totals, w = cells[:, :3, 0], cells[:, :3, :2].sum(axis=2), np.array([1, 2, 3])
    n, k, s = totals.sum(axis=1), yes.sum(axis=1), yes @ w
    excess = n * s - k * (totals @ w)
    spread = k * (n - k) * (n * (totals @ w**2) - (totals @ w) ** 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(spread > 0, n * excess.astype(float) ** 2 / spread, np.nan)


def pearson_statistic(cells: Ints) -> np.typing.NDArray[np.float64]:
    """Pearson's statistic of three rows and columns, nan if undefined."""
    block = cells[:, :3, :3].astype(float)
    rows, columns = block.sum(axis=2), block.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        even = rows[:, :, None] * columns[:, None, :] / rows.sum(axis=1)[:, None, None]
        return ((block - even) ** 2 / even).sum(axis=(1, 2))


def test_absent_slopes_of_every_small_table() -> None:
    """A range is given only where both ends are proved, and then it is right: for nearly all."""
    given = 0
    for seed in range(16):
        space, every = space_of(seed, 14, columns=2)
        reading = Slope("no_trend", "study", "size", "fate", ("1",), ("2",), 0)

        def accept(cells: Ints) -> Ints:
            statistic = trend_statistic(cells)
            return np.where(np.isnan(statistic), -1, statistic <= CRITICAL).astype(np.int8)

        true = every[accept(every) == 1, 2, 0]
        free = int(every[:, 2, 0].min()), int(every[:, 2, 0].max())
        crossing = Crossing("study", "size", "fate", tuple(NAMES), (("1",), ("2",)), space)
        asked = Asked(reading, crossing, (1, 2, 3), SETTINGS)
        found = given_claim(asked, free, accept)
        assert found in (None, (true.min(), true.max()))
        given += found is not None
    assert given >= 12


def test_absent_associations_of_every_small_table() -> None:
    given = 0
    for seed in range(16):
        space, every = space_of(100 + seed, 11, columns=3)
        reading = Association("no_association", "study", "size", ("1", "2", "3"), "fate", (), False)

        def accept(cells: Ints) -> Ints:
            statistic = pearson_statistic(cells)
            return np.where(np.isnan(statistic), -1, statistic <= chi2.isf(0.05, 4)).astype(np.int8)

        true = every[accept(every) == 1, 2, 2]
        free = int(every[:, 2, 2].min()), int(every[:, 2, 2].max())
        columns = tuple((name,) for name in NAMES)
        crossing = Crossing("study", "size", "fate", tuple(NAMES), columns, space)
        asked = Asked(reading, crossing, (), SETTINGS)
        found = given_claim(asked, free, accept)
        assert found in (None, (true.min(), true.max()))
        given += found is not None
    assert given >= 8


#: Characteristic, outcome, its levels; the number at the last row: free, and given the claim.
LARGER = {
    "f21-familial-nonfamilial": ("activity", "relationship", ("extended",), (0, 125), (0, 86)),
    "f21-familial-mixed": ("activity", "relationship", ("extended",), (0, 125), (0, 107)),
    "f21-nonfamilial-mixed": ("activity", "relationship", ("closer",), (0, 125), (0, 125)),
    "f21-steps-familial-nonfamilial": ("activity", "relationship", ("extended",), (0, 125), None),
    "f21-steps-familial-mixed": ("activity", "relationship", ("extended",), (0, 125), None),
    "f21-steps-nonfamilial-mixed": ("activity", "relationship", ("closer",), (0, 125), None),
    "f24-slope-female": ("activity", "offender-gender", ("female", "mixed"), (0, 104), (0, 58)),
    "f24-slope-mixed": ("activity", "offender-gender", ("mixed",), (0, 87), (0, 49)),
    "f24-no-trend": ("activity", "offender-gender", ("mixed",), (0, 87), (1, 31)),
    "f23-no-trend": ("victim-gender", "offender-gender", ("mixed",), (0, 87), (2, 24)),
    "c43-familial-activity-multi": (
        *("activity", "relationship", ("extended",), (0, 125), (0, 125)),
    ),
    "c43-mixed-victims-jointly": (
        *("victim-gender", "offender-gender", ("mixed",), (0, 87), (15, 24)),
    ),
}


@pytest.mark.parametrize("name", LARGER)
def test_ranges_of_figures_21_23_and_24(ledger: Ledger, name: str) -> None:
    """The free range by integer programming; what the claim leaves of it as worked out below."""
    characteristic, outcome, levels, free, given = LARGER[name]
    both = {variable: margin(MULTIPLE, variable) for variable in (characteristic, outcome)}
    last = "4" if characteristic == "activity" else "mixed"
    assert ends(both, lambda x: x[characteristic] == last and x[outcome] in levels) == free
    found = ledger[name].implied
    assert (found[0].low, found[0].high) == free
    assert [(item.low, item.high) for item in found if item.given_claim] == [given] * bool(given)


#: Tables of the first and the last number with which page 38's or 41's slope is not significant.
ENDS = {
    "f21-familial-nonfamilial": (
        [[40, 133], [0, 129], [94, 0], [0, 112], [0, 0]],
        [[48, 1], [0, 129], [0, 183], [86, 39], [0, 22]],
    ),
    "f21-familial-mixed": (
        [[54, 75], [0, 0], [80, 0], [0, 50], [0, 0]],
        [[27, 0], [0, 0], [0, 93], [107, 18], [0, 14]],
    ),
    "f21-nonfamilial-mixed": (
        [[112, 61], [79, 26], [183, 0], [0, 38], [0, 0]],
        [[149, 24], [0, 26], [100, 75], [125, 0], [0, 0]],
    ),
    "f24-slope-female": (
        [[31, 142], [0, 129], [73, 98], [0, 125], [0, 0]],
        [[46, 103], [0, 129], [0, 183], [58, 67], [0, 12]],
    ),
    "f24-slope-mixed": (
        [[17, 156], [0, 129], [69, 114], [0, 112], [1, 0]],
        [[38, 113], [0, 129], [0, 183], [49, 76], [0, 10]],
    ),
}


@pytest.mark.parametrize("name", ENDS)
def test_both_ends_of_an_absent_slope_are_tables(name: str) -> None:
    levels = list(margin(MULTIPLE, "activity").values())
    for cells, number in zip(ENDS[name], LARGER[name][-1] or (), strict=True):
        known = np.array(cells)
        assert (known.sum(axis=1) <= levels).all()
        assert known[3, 0] == number
        assert slope(list(known[:4, 0]), known[:4].sum(axis=1).tolist()) == 0


#: Made-up percentages of Figure 22: male, female, and male and female offenders of each age group.
MADE_UP_22 = {
    "infant": (50, 10, 40),
    "prepubescent": (72, 3, 25),
    "pubescent": (92, 2, 6),
    "mixed": (86, 3, 11),
}


def test_percentages_of_every_row_settle_a_claim_about_the_columns(tmp_path: Path) -> None:
    """Listed here by rows; the engine, which has them as columns, must come to the same end."""
    kinds, ages = ("male", "female", "mixed"), margin(MULTIPLE, "age")
    lines = ["quantity,row,column,printed,note"]
    rows = []
    for age, shown in MADE_UP_22.items():
        pairs = zip(kinds, shown, strict=True)
        lines += [f"row_percent,{age},{kind},{percent}%," for kind, percent in pairs]
        fits = []
        for n in range(max(ages[age] - 35, 1), ages[age] + 1):
            parts = [
                [k for k in range(n + 1) if (2 * p - 1) * n <= 200 * k < (2 * p + 1) * n]
                for p in shown
            ]
            fits += [each for each in itertools.product(*parts) if sum(each) == n]
        rows.append(fits)
    totals = tuple(margin(MULTIPLE, "offender-gender")[kind] for kind in kinds)
    halves: dict[tuple[int, ...], list[tuple[tuple[int, ...], ...]]] = {}
    for pair in itertools.product(*rows[:2]):
        halves.setdefault(tuple(map(sum, zip(*pair, strict=True))), []).append(pair)
    tables = []
    for pair in itertools.product(*rows[2:]):
        rest = tuple(t - sum(c) for t, c in zip(totals, zip(*pair, strict=True), strict=True))
        tables += [(*first, *pair) for first in halves.get(rest, ())]
    cells = np.array(tables)
    female, young = cells[:, :, 1] + cells[:, :, 2], cells[:, :2].sum(axis=1)
    known = female[:, :3].sum(axis=1), cells[:, :3, 0].sum(axis=1)
    found = [
        side(a, int(n1), c, int(n2))
        for a, n1, c, n2 in zip(
            female[:, :2].sum(axis=1), known[0], young[:, 0], known[1], strict=True
        )
    ]
    path = tmp_path / "figure-22.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    report = load_report(typed_file=(22, path))
    claim = next(claim for claim in report.claims if claim.id == "c43-female-younger")
    judged = judge(Known(report, Assumed.from_data(report)), claim, rests=False)
    assert (len(tables), judged.tables.count) == (458, 458)
    assert [int(each) for each in found] == [1] * 458
    assert judged.verdict == "holds"
