"""The ranges that claims imply, and what several claims imply of one table, worked out by listing.

Where a claim has two outcomes the numbers that a group may have form an interval, so that the
pivot's range follows from sums; the tables of Figures 5, 8 and 14 are all looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pytest
from scipy.stats import chi2

from tests.recount.verdicts.independent import CRITICAL, MULTIPLE, ONE, Ints, margin, side, slope

# Two outcomes: the pivot's number with which some table makes a claim true


def contrast(
    sample: str, rows: str, pivot: str, against: str, outcome: tuple[str, str], direction: int
) -> tuple[int, int]:
    """The pivot's numbers with which the others can be filled so that every comparison is true.

    The numbers that a group may have form an interval, and so do the sums over groups.
    """
    sizes, columns = margin(sample, rows), margin(sample, outcome[0])
    k = sum(columns[level] for level in outcome[1].split())
    n1 = sum(sizes[level] for level in pivot.split())
    groups = [sum(sizes[level] for level in group.split()) for group in against.split("|")]
    rest = sum(sizes.values()) - n1 - sum(groups)
    good = []
    for x in range(min(n1, k) + 1):
        fits = [
            np.flatnonzero(side(x, n1, np.arange(min(n, k) + 1), n) == direction) for n in groups
        ]
        if not all(len(each) for each in fits):
            continue
        assert all(len(each) == each[-1] - each[0] + 1 for each in fits)
        if sum(each[0] for each in fits) <= k - x <= sum(each[-1] for each in fits) + rest:
            good.append(x)
    assert good == list(range(good[0], good[-1] + 1))
    return good[0], good[-1]


TRADED, FAMILIAL = ("traded", "yes"), ("relationship", "extended nuclear")
FAMILY_ANY = ("relationship", "extended mixed")
YOUNGER = "infant prepubescent"
#: Sample, rows, pivot, groups against it, outcome, direction, and the range of the pivot's number.
CONTRASTS = {
    "h04-prepubescent-traded": (
        *(ONE, "age", "prepubescent", "infant pubescent", TRADED, 1, (58, 143)),
    ),
    "h04-prepubescent-each": (
        *(ONE, "age", "prepubescent", "infant|pubescent", TRADED, 1, (59, 143)),
    ),
    "f04-no-difference": (ONE, "victim-gender", "male", "female", TRADED, 0, (26, 44)),
    "f06-no-difference": (ONE, "offender-gender", "female", "male", TRADED, 0, (0, 6)),
    "h04-level-4-traded": (ONE, "activity", "4", "1 2 3", TRADED, 1, (18, 143)),
    "c44-level-4-traded": (ONE, "activity", "4", "1|2|3", TRADED, 1, (19, 143)),
    "c44-level-4-traded-multi": (MULTIPLE, "activity", "4", "1|2|3", TRADED, 1, (19, 75)),
    "f08-familial": (
        *(ONE, "relationship", "extended nuclear", "closer unknown", TRADED, 1, (48, 143)),
    ),
    "f08-nuclear-highest": (
        *(ONE, "relationship", "nuclear", "closer|unknown|extended", TRADED, 1, (24, 143)),
    ),
    "f08-nuclear-pooled": (
        *(ONE, "relationship", "nuclear", "closer unknown extended", TRADED, 1, (23, 143)),
    ),
    "f08-unknown-lowest": (
        *(ONE, "relationship", "unknown", "closer|extended|nuclear", TRADED, -1, (0, 38)),
    ),
    "f08-unknown-pooled": (
        *(ONE, "relationship", "unknown", "closer extended nuclear", TRADED, -1, (0, 41)),
    ),
    "f09-female-familial": (ONE, "offender-gender", "female", "male", FAMILIAL, 1, (13, 41)),
    "f10-female-familial": (ONE, "victim-gender", "female", "male", FAMILIAL, 1, (406, 514)),
    "f12-level-4": (ONE, "activity", "4", "1|2|3", FAMILIAL, 1, (79, 271)),
    "f12-level-4-pooled": (ONE, "activity", "4", "1 2 3", FAMILIAL, 1, (77, 271)),
    "f13-mixed": (MULTIPLE, "victim-gender", "mixed", "female|male", TRADED, 1, (19, 75)),
    "f13-mixed-pooled": (MULTIPLE, "victim-gender", "mixed", "female male", TRADED, 1, (18, 75)),
    "f14-infant-highest": (
        *(MULTIPLE, "age", "infant", "prepubescent|pubescent|mixed", TRADED, 1, (6, 22)),
    ),
    "f14-infant-pooled": (
        *(MULTIPLE, "age", "infant", "prepubescent pubescent mixed", TRADED, 1, (6, 22)),
    ),
    "c42-prepubescent-each-multi": (
        *(MULTIPLE, "age", "prepubescent", "infant|pubescent|mixed", TRADED, 1, (34, 75)),
    ),
    "f16-mixed": (MULTIPLE, "offender-gender", "mixed", "female|male", TRADED, 1, (17, 75)),
    "f17-familial": (MULTIPLE, "relationship", "extended", "closer", TRADED, 1, (2, 75)),
    "f17-familial-or-mixed": (
        *(MULTIPLE, "relationship", "extended mixed", "closer", TRADED, 1, (39, 75)),
    ),
    "h04-younger-familial-multi": (
        *(MULTIPLE, "age", YOUNGER, "pubescent", FAMILY_ANY, 1, (58, 218)),
    ),
    "f20-pubescent-each": (
        *(MULTIPLE, "age", "pubescent", "infant|prepubescent|mixed"),
        *(("relationship", "closer"), 1, (172, 264)),
    ),
    "c43-female-related": (
        *(MULTIPLE, "offender-gender", "female mixed", "male", FAMILY_ANY, 1, (48, 104)),
    ),
    "c43-female-younger-one": (
        *(ONE, "offender-gender", "female", "male", ("age", YOUNGER), 1, (19, 41)),
    ),
    "c43-mixed-victims-each": (
        *(MULTIPLE, "offender-gender", "mixed", "female|male"),
        *(("victim-gender", "mixed"), 1, (17, 87)),
    ),
    "c44-younger-traded-each": (
        *(ONE, "age", "pubescent", "infant|prepubescent", TRADED, -1, (0, 74)),
    ),
    "c44-younger-traded-multi": (MULTIPLE, "age", YOUNGER, "pubescent", TRADED, 1, (4, 75)),
}


@pytest.mark.parametrize("case", CONTRASTS.values(), ids=CONTRASTS)
def test_the_pivots_range_under_pearson(
    case: tuple[str, str, str, str, tuple[str, str], int, tuple[int, int]],
) -> None:
    *claim, expected = case
    assert contrast(*claim) == expected


def possible(x: int, rows: Sequence[int], columns: Sequence[int]) -> bool:
    """Whether the pivot can have this number where a third outcome and further rows are left out.

    Args:
        x: Cases of the pivot with the claimed outcome.
        rows: Sizes of pivot, group and all other rows.
        columns: Totals of the claimed outcome, of the one against it and of all others.
    """
    n1, n2, _ = rows
    yes, no, rest = columns
    z = np.arange(min(n1 - x, no) + 1)[:, None, None]
    y = np.arange(min(n2, yes - x) + 1)[None, :, None]
    w = np.arange(min(n2, no) + 1)[None, None, :]
    fits = (z + w <= no) & (y + w <= n2) & ((n1 - x - z) + (n2 - y - w) <= rest)
    spread = (x + z) * (y + w) * ((x + y) * (z + w)).astype(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        chi = (x * w - z * y).astype(float) ** 2 * (x + y + z + w) / spread
    return bool((fits & (spread > 0) & (chi > CRITICAL) & (x * w > z * y)).any())


@pytest.mark.parametrize(
    ("rows", "columns", "expected"),
    [
        pytest.param((104, 494, 35), (134, 374, 125), (2, 104), id="c43-female-offenders-multi"),
        pytest.param((393, 141, 99), (134, 374, 125), (29, 134), id="c43-female-victims-multi"),
        pytest.param((264, 218, 151), (374, 134, 125), (96, 264), id="f20-pubescent-single-ages"),
        pytest.param((104, 494, 35), (218, 264, 151), (3, 104), id="c43-female-younger"),
        pytest.param((125, 485, 23), (134, 374, 125), (2, 125), id="c43-familial-level-4-multi"),
        pytest.param((218, 415, 0), (87, 511, 35), (35, 87), id="f22-young-both"),
        pytest.param((22, 415, 196), (87, 511, 35), (1, 22), id="f22-infant-both"),
    ],
)
def test_the_ends_of_the_range_with_outcomes_left_out(
    rows: tuple[int, int, int], columns: tuple[int, int, int], expected: tuple[int, int]
) -> None:
    low, high = expected
    assert possible(low, rows, columns)
    assert possible(high, rows, columns)
    assert not possible(low - 1, rows, columns)
    assert high == min(rows[0], columns[0])


# Several statements of one table


def two_outcome_tables(sizes: Sequence[int], k: int) -> Iterator[Ints]:
    """Every way to spread so many cases over all rows."""
    axes = np.meshgrid(*(np.arange(min(n, k) + 1) for n in sizes[:-1]), indexing="ij")
    last = k - sum(axes)
    fits = (last >= 0) & (last <= sizes[-1])
    yield from (axis[fits] for axis in (*axes, last))


def span(values: Ints) -> tuple[int, int]:
    return int(values.min()), int(values.max())


def test_figure_5_jointly() -> None:
    sizes = (112, 644, 1209)
    i, p, q = two_outcome_tables(sizes, 143)
    both = (side(p, 644, i, 112) == 1) & (side(p, 644, q, 1209) == 1)
    assert (len(i), int(both.sum())) == (9944, 755)
    assert [span(each[both]) for each in (i, p, q)] == [(0, 13), (59, 143), (0, 82)]
    falling = both & (slope((i, p, q), sizes) == -1)
    assert int(falling.sum()) == 691
    assert [span(each[falling]) for each in (i, p, q)] == [(0, 13), (67, 143), (0, 71)]


def test_figure_8_jointly() -> None:
    c, u, e, n = two_outcome_tables((728, 723, 305, 209), 143)
    familial = side(e + n, 514, c + u, 1451) == 1
    others = ((c, 728), (u, 723), (e, 305))
    nuclear = np.logical_and.reduce([side(n, 209, each, size) == 1 for each, size in others])
    others = ((c, 728), (e, 305), (n, 209))
    unknown = np.logical_and.reduce([side(u, 723, each, size) == -1 for each, size in others])
    every = familial & nuclear & unknown
    assert [int(each.sum()) for each in (familial, nuclear, unknown, every)] == [
        *(375584, 196539, 113068, 45984),
    ]
    assert [span(each[every]) for each in (e + n, n, u)] == [(48, 139), (27, 137), (0, 35)]
    assert int((nuclear & unknown & ~familial).sum()) == 96


def test_figure_14_jointly() -> None:
    i, p, q, m = two_outcome_tables((22, 196, 264, 151), 75)
    others = ((p, 196), (q, 264), (m, 151))
    infant = np.logical_and.reduce([side(i, 22, each, size) == 1 for each, size in others])
    both = infant & (side(p, 196, i + q + m, 437) == 1)
    assert (len(i), int(both.sum())) == (49841, 6150)
    assert [span(each[both]) for each in (i, p, q, m)] == [(8, 22), (31, 63), (0, 36), (0, 34)]


def test_no_trend_of_figure_23_bounds_the_cases_mixed_on_both_sides() -> None:
    """Joining rows and columns never adds to Pearson's statistic, so that two by two bounds it."""
    victims, offenders = margin(MULTIPLE, "victim-gender"), margin(MULTIPLE, "offender-gender")
    n1, known = offenders["mixed"], sum(offenders.values()) - offenders["missing"]
    possible = []
    for x in range(n1 + 1):
        # The missing cases take a part of the mixed victims.
        others = victims["mixed"] - x - np.arange(offenders["missing"] + 1)
        others = others[others >= 0]
        cross = x * (known - n1) - others * n1
        total = x + others
        spread = total * (known - total) * float(n1 * (known - n1))
        if (cross.astype(float) ** 2 * known <= chi2.isf(0.05, 4) * spread).any():
            possible.append(x)
    assert possible == list(range(2, 25))
    # Female, male and mixed offenders, missing ones; female, male and mixed victims.
    tables = {
        2: [[11, 4, 2], [319, 115, 60], [63, 22, 2], [0, 0, 35]],
        15: [[11, 4, 2], [327, 118, 49], [53, 19, 15], [2, 0, 33]],
        24: [[11, 4, 2], [308, 113, 73], [46, 17, 24], [28, 7, 0]],
    }
    for x, cells in tables.items():
        table = np.array(cells)
        assert table.sum(0).tolist() == [victims[level] for level in ("female", "male", "mixed")]
        assert table.sum(1).tolist() == list(offenders.values())
        judged = table[:3]
        even = judged.sum(1)[:, None] * judged.sum(0) / judged.sum()
        assert ((judged - even) ** 2 / even).sum() <= chi2.isf(0.05, 4)
        # Page 43's link is significant from 15 on, so that both can be true with 15 to 24.
        rest = judged[:2, 2].sum()
        assert (side(x, n1, rest, known - n1) == 1) == (x >= 15)


def test_level_4_can_be_more_familial_while_no_slope_of_page_38_is_significant() -> None:
    """Rows: levels 1 to 4, unclear; columns: familial only, non-familial only, mixed."""
    table = np.array([[28, 107, 38], [31, 75, 23], [32, 116, 35], [33, 67, 25], [10, 9, 4]])
    activity, kinds = margin(MULTIPLE, "activity"), margin(MULTIPLE, "relationship")
    assert table.sum(1).tolist() == list(activity.values())
    assert table.sum(0).tolist() == [kinds[level] for level in ("extended", "closer", "mixed")]
    for first, second in ((0, 1), (0, 2), (1, 2)):
        known = table[:4, [first, second]]
        assert slope(list(known[:, 0]), known.sum(1).tolist()) == 0
    lower, level_4 = table[:3].sum(0), table[3]
    assert side(level_4[0], int(level_4[:2].sum()), lower[0], int(lower[:2].sum())) == 1
