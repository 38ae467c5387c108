"""What the printed numbers imply, worked out a second time without the package.

Margins come from the published files, the arithmetic is written out here: integer programming over
the joint table of all margins of a sample, every table of a figure one by one, sums of intervals.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

import numpy as np
import numpy.typing as npt
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.stats import chi2

from tests.recount.verdicts.independent import MULTIPLE, ONE, Ints, margin, per_cent, side, slope

UNRELATED, RELATED = ("closer", "unknown"), ("extended", "nuclear")
YOUNGER = ("infant", "prepubescent")
Case = Mapping[str, str]


# Several variables of one sample at once

VARIABLES = ("offender-gender", "relationship", "victim-gender", "age")
Limit = tuple[Callable[[Case], bool], int, int]


def ends(
    margins: Mapping[str, Mapping[str, int]],
    form: Callable[[Case], int],
    limits: Sequence[Limit] = (),
) -> tuple[int, int]:
    """The least and the greatest value of a sum over cells of the joint table of all margins."""
    cases = [
        dict(zip(margins, levels, strict=True)) for levels in itertools.product(*margins.values())
    ]
    rows, low, high = [], [], []
    for variable, levels in margins.items():
        for level, total in levels.items():
            rows.append([float(case[variable] == level) for case in cases])
            low.append(total)
            high.append(total)
    for chosen, least, most in limits:
        rows.append([float(chosen(case)) for case in cases])
        low.append(least)
        high.append(most)
    weights = np.array([float(form(case)) for case in cases])
    found = []
    for sign in (1, -1):
        result = milp(
            sign * weights,
            constraints=LinearConstraint(np.array(rows), low, high),
            integrality=np.ones(len(cases)),
            bounds=Bounds(0, np.inf),
        )
        table = np.rint(result.x)
        assert ((np.array(rows) @ table >= low) & (np.array(rows) @ table <= high)).all()
        found.append(round(float(weights @ table)))
    return found[0], found[1]


def joint(sample: str, missing: int = 0) -> dict[str, dict[str, int]]:
    """The margins of a sample, so many of the unknown relationships taken to be missing data."""
    margins = {variable: margin(sample, variable) for variable in VARIABLES}
    if missing:
        margins["relationship"]["unknown"] -= missing
        margins["relationship"]["missing"] = missing
    return margins


def has(variable: str, *levels: str) -> Callable[[Case], bool]:
    return lambda case: case[variable] in levels


MALE, ANY_MALE = has("offender-gender", "male"), has("offender-gender", "male", "mixed")
OUTSIDE, FAMILY = has("relationship", *UNRELATED), has("relationship", *RELATED)
GIRL, BOY = has("victim-gender", "female"), has("victim-gender", "male")
PUBESCENT, YOUNG = has("age", "pubescent"), has("age", *YOUNGER)
#: What Figure 11's percentages leave of the familial cases by age; see ``seven_tables``.
FIGURE_11: tuple[Limit, ...] = tuple(
    ((lambda case, age=age: FAMILY(case) and case["age"] == age), least, most)
    for age, least, most in (
        ("infant", 66, 66),
        ("prepubescent", 274, 280),
        ("pubescent", 168, 174),
    )
)


def number(*properties: Callable[[Case], bool]) -> Callable[[Case], int]:
    return lambda case: all(chosen(case) for chosen in properties)


def less(more: Callable[[Case], int], fewer: Callable[[Case], int]) -> Callable[[Case], int]:
    return lambda case: more(case) - fewer(case)


OVERLAPS = {
    "h04-male-unrelated-one": (ONE, number(MALE, OUTSIDE), (1212, 1451)),
    "h04-male-unrelated-multi": (MULTIPLE, number(MALE, OUTSIDE), (235, 374)),
    "h04-any-male-unrelated-multi": (MULTIPLE, number(ANY_MALE, OUTSIDE), (322, 374)),
    "c43-men-unrelated-girls": (ONE, number(MALE, OUTSIDE, GIRL), (733, 1451)),
    "c43-men-girls-boys": (
        ONE,
        less(number(MALE, OUTSIDE, GIRL), number(MALE, OUTSIDE, BOY)),
        (254, 1451),
    ),
    "c43-men-girls-boys in the multiple sample": (
        MULTIPLE,
        less(number(MALE, OUTSIDE, GIRL), number(MALE, OUTSIDE, BOY)),
        (-141, 374),
    ),
    "c43-men-girls-boys-multi": (
        MULTIPLE,
        less(number(ANY_MALE, OUTSIDE, GIRL), number(ANY_MALE, OUTSIDE, BOY)),
        (-59, 374),
    ),
    "c43-men-unrelated-related": (
        ONE,
        less(number(MALE, OUTSIDE, GIRL), number(MALE, FAMILY, GIRL)),
        (219, 1451),
    ),
    "c43-men-unrelated-related in the multiple sample": (
        MULTIPLE,
        less(number(MALE, OUTSIDE, GIRL), number(MALE, FAMILY, GIRL)),
        (-134, 374),
    ),
    "c43-men-unrelated-pubescent-girls": (
        ONE,
        number(MALE, OUTSIDE, GIRL, PUBESCENT),
        (317, 1041),
    ),
    "c43-men-pubescent-related": (
        ONE,
        less(number(MALE, OUTSIDE, GIRL, PUBESCENT), number(MALE, FAMILY, GIRL, PUBESCENT)),
        (143, 1041),
    ),
    "c43-men-pubescent-younger": (
        ONE,
        less(number(MALE, OUTSIDE, GIRL, PUBESCENT), number(MALE, OUTSIDE, GIRL, YOUNG)),
        (-99, 1041),
    ),
    "c43-pubescent-younger-girls": (
        ONE,
        less(number(OUTSIDE, GIRL, PUBESCENT), number(OUTSIDE, GIRL, YOUNG)),
        (140, 1041),
    ),
}


@pytest.mark.parametrize(("sample", "form", "expected"), OVERLAPS.values(), ids=OVERLAPS)
def test_overlaps_and_their_differences(
    sample: str, form: Callable[[Case], int], expected: tuple[int, int]
) -> None:
    assert ends(joint(sample), form, FIGURE_11 if sample == ONE else ()) == expected


def test_both_samples_together_add_up() -> None:
    """Nothing ties the two samples, so that ends of a sum are sums of ends."""
    low = {name: least for name, (_, _, (least, _)) in OVERLAPS.items()}
    half = (1965 + 633) / 2
    assert low["h04-male-unrelated-one"] + low["h04-male-unrelated-multi"] == 1447 > half
    assert low["h04-male-unrelated-one"] + low["h04-any-male-unrelated-multi"] == 1534 > half
    assert low["c43-men-girls-boys"] + low["c43-men-girls-boys in the multiple sample"] == 113
    both = low["c43-men-unrelated-related"]
    assert both + low["c43-men-unrelated-related in the multiple sample"] == 85


# Missing data among the offenders unknown to the child


OR_OUTSIDE = has("relationship", *UNRELATED, "missing")
OR_FAMILY = has("relationship", *RELATED, "missing")
#: The differences at their worst, whatever missing cases are: not in the first set, in the second.
AT_WORST = {
    "c43-men-girls-boys": (
        less(number(MALE, OUTSIDE, GIRL), number(MALE, OR_OUTSIDE, BOY)),
        254,
    ),
    "c43-men-unrelated-related": (
        less(number(MALE, OUTSIDE, GIRL), number(MALE, OR_FAMILY, GIRL)),
        110,
    ),
    "c43-men-pubescent-related": (
        less(number(MALE, OUTSIDE, GIRL, PUBESCENT), number(MALE, OR_FAMILY, GIRL, PUBESCENT)),
        72,
    ),
    "c43-pubescent-younger-girls": (
        less(number(OUTSIDE, GIRL, PUBESCENT), number(OR_OUTSIDE, GIRL, YOUNG)),
        140,
    ),
}


@pytest.mark.parametrize("name", AT_WORST)
def test_differences_bear_so_many_missing_cases(name: str) -> None:
    """Missing cases stay in all totals, and may be related or unrelated."""
    form, lost = AT_WORST[name]
    assert ends(joint(ONE, lost - 1), form, FIGURE_11)[0] > 0
    assert ends(joint(ONE, lost), form, FIGURE_11)[0] <= 0


#: The least number of such cases when none is missing, and the number of all cases.
MAJORITIES = {
    "w22-one-nonfamilial-majority": (1451, 1965),
    "h04-male-unrelated-one": (1212, 1965),
    "h04-male-unrelated-pooled": (1447, 2598),
    "h04-any-male-unrelated-pooled": (1534, 2598),
}


@pytest.mark.parametrize(
    ("name", "kept", "left_out"),
    [
        ("w22-one-nonfamilial-majority", 469, None),
        ("h04-male-unrelated-one", 230, 459),
        ("h04-male-unrelated-pooled", 148, 296),
        ("h04-any-male-unrelated-pooled", 235, 470),
    ],
)
def test_majorities_are_lost_at(name: str, kept: int, left_out: int | None) -> None:
    """*Kept*, a missing case stays in the whole; *left out*, it leaves part and whole."""
    part, whole = MAJORITIES[name]
    lost = [u for u in range(724) if 2 * (part - u) <= whole]
    assert lost[0] == kept
    lost = [u for u in range(724) if 2 * (part - u) <= whole - u]
    assert (lost[0] if lost else None) == left_out


def test_majority_of_men_unrelated_when_missing_cases_are_left_out() -> None:
    """The bound in closed form is the one of the joint table."""
    low, _ = ends(joint(ONE, 300), number(MALE, OUTSIDE))
    assert low == 1212 - 300


def rounds_to(part: int, whole: int, shown: int, rule: str = "half_up") -> bool:
    """Whether a share is shown so: twice the rest of 100 part / whole beside the whole decides."""
    floor, rest = divmod(100 * part, whole)
    up = {
        "half_up": 2 * rest >= whole,
        "half_even": 2 * rest > whole or (2 * rest == whole and floor % 2 == 1),
        "truncate": False,
        "ceiling": rest > 0,
    }[rule]
    return shown == floor + up


@pytest.mark.parametrize(
    ("name", "part", "unknown", "most"),
    [
        ("t3-one-relationship-closer", 728, False, 23),
        ("t3-one-relationship-unknown", 723, True, 9),
        ("t3-one-relationship-extended", 305, False, 116),
        ("t3-one-relationship-nuclear", 209, False, 147),
        ("p22-one-nonfamilial", 1451, True, 25),
    ],
)
def test_left_out_table_3_and_page_22_allow(name: str, part: int, unknown: bool, most: int) -> None:
    """Were missing cases left out of the percentages, so many could be missing at most."""
    shown = per_cent(name)
    fitting = [u for u in range(724) if rounds_to(part - unknown * u, 1965 - u, shown)]
    assert fitting == list(range(most + 1))


def test_left_out_page_30_allows_51() -> None:
    fits: list[list[tuple[int, int, int]]] = []
    for age, total in margin(ONE, "age").items():
        shown = per_cent(f"p30-{age}")
        fits.append([])
        for u in range(min(total, 130)):
            known = total - u
            near = known * shown // 100
            numbers = [k for k in range(near - 20, near + 20) if rounds_to(k, known, shown)]
            if numbers:
                fits[-1].append((u, numbers[0], numbers[-1]))
    first, second, third = (np.array(each) for each in fits)
    missing = first[:, None, None, 0] + second[None, :, None, 0] + third[None, None, :, 0]
    least = first[:, None, None, 1] + second[None, :, None, 1] + third[None, None, :, 1]
    most = first[:, None, None, 2] + second[None, :, None, 2] + third[None, None, :, 2]
    possible = np.unique(missing[(least <= 514) & (most >= 514)])
    assert possible.tolist() == list(range(52))


@pytest.mark.parametrize(
    ("sample", "row", "most"), [(ONE, "unknown", 393), (MULTIPLE, "closer", 126)]
)
def test_relationship_is_complete_enough(sample: str, row: str, most: int) -> None:
    """At least 80% complete exactly up to this number of missing cases in the row."""
    counts = margin(sample, "relationship")
    n = sum(counts.values())
    assert [u for u in range(counts[row] + 1) if 5 * (n - u) >= 4 * n] == list(range(most + 1))


# Figure 11: all tables


def seven_tables(rule: str = "half_up") -> list[tuple[int, int, int]]:
    """Familial cases by age that give page 30's percentages and add up to the familial cases."""
    ages = margin(ONE, "age")
    fits = []
    for age, n in ages.items():
        shown = per_cent(f"p30-{age}")
        fits.append([k for k in range(n + 1) if rounds_to(k, n, shown, rule)])
    familial = sum(margin(ONE, "relationship")[level] for level in RELATED)
    return [table for table in itertools.product(*fits) if sum(table) == familial]


def test_figure_11_has_seven_tables() -> None:
    tables = seven_tables()
    assert [len(seven_tables(rule)) for rule in ("half_up", "truncate", "ceiling")] == [7, 1, 0]
    assert {table[0] for table in tables} == {66}
    assert sorted(table[2] for table in tables) == list(range(168, 175))


@pytest.mark.parametrize("rule", ["half_up", "half_even", "truncate"])
def test_figure_11_in_every_table(rule: str) -> None:
    i, p, q = np.array(seven_tables(rule)).T
    infant, prepubescent, pubescent = margin(ONE, "age").values()
    younger = infant + prepubescent
    assert (side(i + p, younger, q, pubescent) == 1).all(), "h04-younger-familial"
    assert (slope((i, p, q), (infant, prepubescent, pubescent)) == -1).all(), "slope"
    assert (side(i, infant, p, prepubescent) == 1).all(), "each step, very young highest"
    assert (side(p, prepubescent, q, pubescent) == 1).all(), "each step, f11-pubescent-lower"
    assert (side(i, infant, q, pubescent) == 1).all(), "very young highest, f11-pubescent-lower"
    assert (2 * i > infant).all(), "c44-very-young-family"


#: The first number of missing cases that loses a proof of Figure 11, whatever these cases are.
LOST_WITH_ANY = {"lower": 284, "younger": 316, "slope": 347, "steps": 35, "youngest": 35}


@pytest.mark.parametrize("claim", LOST_WITH_ANY)
def test_figure_11_with_unknown_cases_that_may_be_familial(claim: str) -> None:
    """Every way to make some of the unknown cases familial: among infants, prepubescent, others."""
    sizes = np.array(list(margin(ONE, "age").values()))
    infants, prepubescent, pubescent = (int(size) for size in sizes)

    def proved(i: Ints, p: Ints, q: Ints) -> npt.NDArray[np.bool_]:
        if claim == "younger":
            return side(i + p, infants + prepubescent, q, pubescent) == 1
        if claim == "slope":
            return slope((i, p, q), (infants, prepubescent, pubescent)) == -1
        if claim == "youngest":
            over = [side(i, infants, *each) for each in ((p, prepubescent), (q, pubescent))]
            return np.logical_and(over[0] == 1, over[1] == 1)
        pair = (q, pubescent) if claim == "lower" else (p, prepubescent)
        return (side(p, prepubescent, q, pubescent) == 1) & (side(i, infants, *pair) == 1)

    def lost(missing: int) -> bool:
        for table in np.array(seven_tables()):
            room = sizes - table
            a, b = np.meshgrid(np.arange(missing + 1), np.arange(missing + 1), indexing="ij")
            c = missing - a - b
            inside = (c >= 0) & (a <= room[0]) & (b <= room[1]) & (c <= room[2])
            more = np.array([each[inside] for each in (a, b, c)])
            if not proved(*(table[:, None] + more)).all():
                return True
        return False

    unknown = margin(ONE, "relationship")["unknown"]
    first = LOST_WITH_ANY[claim]
    assert first < unknown
    assert not any(lost(number) for number in (*range(0, first, first // 10), first - 1))
    assert lost(first)


# Shares in print


def test_percentages_above_a_half_under_every_rounding() -> None:
    """The share behind a printed percentage lies within one point of it, whatever the rule."""
    for name in ("p22-one-white-victims", "p22-one-white-offenders"):
        assert per_cent(name) - 1 > 50
    assert per_cent("p42-cited-boys-2006") + 1 < per_cent("p42-cited-boys-2000") - 1
    girls = per_cent("p42-cited-girls")
    assert all(abs(Fraction(girls + off, 100) - Fraction(2, 3)) < Fraction(1, 6) for off in (-1, 1))


def test_female_offenders_more_often_have_a_male_one_than_the_reverse() -> None:
    offenders = margin(MULTIPLE, "offender-gender")
    both, female, male = (offenders[level] for level in ("mixed", "female", "male"))
    assert Fraction(both, both + female) == Fraction(87, 104) > Fraction(1, 2)
    assert Fraction(both, both + female) > Fraction(both, both + male) == Fraction(87, 581)


def test_most_cases_of_an_age_group_had_male_offenders() -> None:
    """The least number of cases of each age with a male offender, of the known ones."""
    offenders = margin(MULTIPLE, "offender-gender")
    missing = offenders["missing"]
    least = {}
    for age, n in margin(MULTIPLE, "age").items():
        # All known cases of the other kinds that the group can hold, then the missing ones.
        for name, others in (("male", offenders["female"] + offenders["mixed"]), ("any", 17)):
            most = min(n, others)
            least[age, name] = n - most - min(missing, n - most), 2 * (n - most) > n
            least[age, name] = (least[age, name][0], least[age, name][0] > most)
    assert least == {
        ("infant", "male"): (0, False),
        ("infant", "any"): (0, False),
        ("prepubescent", "male"): (57, False),
        ("prepubescent", "any"): (144, True),
        ("pubescent", "male"): (125, True),
        ("pubescent", "any"): (212, True),
        ("mixed", "male"): (12, False),
        ("mixed", "any"): (99, True),
    }


# The historic sample: at most so many known cases a period


def test_figures_1_to_3_are_open() -> None:
    """Cases of a period are at most Table 1's, its victims at most those and 415 more."""
    periods = list(margin("historic", "period").values())
    assert sum(periods) == 518
    further = 933 - 518
    rising, level = [7, 15, 24, 29, 55, 65], [n // 3 for n in periods]
    assert all(k <= n for k, n in zip(rising, periods, strict=True))
    assert slope(rising, periods) == 1
    assert slope(level, periods) == 0
    victims = [n + more for n, more in zip(periods, (60, 60, 65, 60, 85, 85), strict=True)]
    assert sum(victims) == 933 == sum(periods) + further
    male = [20, 45, 45, 40, 60, 20]
    total, k = sum(victims), sum(male)
    expected = [k * n / total for n in victims]
    spread = sum(
        (m - e) ** 2 / e + (m - e) ** 2 / (n - e)
        for m, e, n in zip(male, expected, victims, strict=True)
    )
    assert spread > chi2.isf(0.05, 5), "f03-variation can be true"
    assert slope(male, victims) == 0, "f03-no-trend can be true of the same table"
    assert side(male[1], victims[1], male[0], victims[0]) == 1, "f03-rise"
    assert side(male[5], victims[5], male[4], victims[4]) == -1, "f03-fall"
    flat = [n // 4 for n in victims]
    assert side(flat[1], victims[1], flat[0], victims[0]) == 0, "each can be false"
    assert side(flat[5], victims[5], flat[4], victims[4]) == 0
