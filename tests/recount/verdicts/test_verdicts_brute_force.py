"""Whole verdicts on small random margins, against every table judged one by one."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import expit
from scipy.stats import chi2

from recount.report import Percentage
from recount.settings import Settings
from recount.significance import r_by_c
from recount.verdicts import Judgement, Known, judge
from tests.recount.reports import MISSING, claim_row, percentage, report
from tests.recount.significance.p_values import trend
from tests.recount.verdicts.brute_force import (
    Table,
    consistent,
    contrast,
    numbers_of,
    p_value,
    random_margin,
    together,
    true_in_some,
    undefined_in_all,
    verdict,
)

SETTINGS = Settings()


@dataclass(frozen=True)
class Study:
    """Margins of two variables, and printed percentages."""

    margins: dict[str, dict[str, int]]
    percentages: tuple[Percentage, ...] = ()


DIRECTIONS = {"higher": 1, "lower": -1, "highest": 1, "lowest": -1, "no_difference": 0}


def judged(study: Study, relation: str, **values: str) -> Judgement:
    """The verdict on one claim about a study of given margins."""
    made = report(study.margins, [claim_row(relation, **values)], study.percentages)
    return judge(Known(made), made.claims[0])


def joint(members: str) -> dict[str, str]:
    """A row that asks several claims of one table."""
    plain = {"characteristic": "", "outcome": "", "outcome_level": ""}
    return claim_row("jointly", id="both", members=members, **plain)


def margins_of(margins: dict[str, dict[str, int]], name: str) -> list[int]:
    values = margins[name]
    return [*(v for k, v in values.items() if k != MISSING), values.get(MISSING, 0)]


def cells(witness_rows: tuple[tuple[int, ...], ...], rows: int) -> Table:
    """A witness as a table of the first rows."""
    return witness_rows[:rows]


@pytest.mark.parametrize("seed", range(60))
def test_contrasts_of_two_outcomes(seed):
    """Counts, values, p, witnesses and verdicts under all four tests."""
    rng = random.Random(seed)
    names = ["small", "medium", "large"][: rng.choice([2, 3, 3])]
    n = rng.randint(8, 34)
    margins = {
        "size": random_margin(rng, names, n, missing=seed % 2 == 0, least=1),
        "fate": random_margin(rng, ["lost", "kept"], n, missing=False, least=1),
    }
    relation = rng.choice(list(DIRECTIONS))
    level = rng.choice(names)
    rest = [name for name in names if name != level]
    against = rng.choice([" | ".join(rest), " + ".join(rest), rest[0]])
    if relation in ("highest", "lowest"):
        against = " | ".join(rest)  # what an empty cell stands for
    named = "" if relation in ("highest", "lowest") else against
    found = judged(Study(margins), relation, level=level, against=named)
    pivot = [names.index(level)]
    others = [[names.index(x) for x in group.split(" + ")] for group in against.split(" | ")]
    everything = consistent(margins_of(margins, "size"), margins_of(margins, "fate")[:2])
    direction = DIRECTIONS[relation]
    numbers = {table[pivot[0]][0] for table in everything}
    free = next(item for item in found.implied if item.test is None)
    assert (free.low, free.high) == (min(numbers), max(numbers))
    for result in found.tests:
        decisions = [
            together([contrast(result.test, t, pivot, o, direction) for o in others])
            for t in everything
        ]
        assert result.decision == verdict(decisions)
        check_ranges(found, result.test, everything, decisions, pivot)
        p = [
            p_value(result.test, *(sum(t[i][j] for i in g) for g in (pivot, o) for j in (0, 1)))
            for t in everything
            for o in others
        ]
        known = [value for value in p if value is not None]
        if known:
            assert result.p_low == pytest.approx(min(known), rel=1e-6, abs=1e-12)
            assert result.p_high == pytest.approx(max(known), rel=1e-6)
        assert (result.holding, result.undecided) == (decisions.count(1), decisions.count(-1))
        if result.test == "pearson":
            tables = found.tables
            assert (tables.count, tables.holding, tables.undecided) == (
                len(everything),
                decisions.count(1),
                decisions.count(-1),
            )
            assert found.verdict == result.decision
            check_witnesses(found, everything, decisions, pivot, others, direction)


def check_ranges(found, test, everything, decisions, pivot):
    """Numbers with which some table makes the claim true; those undefined in all stand apart."""
    given = [i for i in found.implied if i.test == test]
    for undefined, expected in (
        (False, numbers_of(everything, decisions, pivot, true_in_some)),
        (True, numbers_of(everything, decisions, pivot, undefined_in_all)),
    ):
        assert [(i.low, i.high) for i in given if i.undefined == undefined] == expected


def check_witnesses(found, everything, decisions, pivot, others, direction):
    """A witness is a consistent table that is what it says, every comparison being defined."""
    clear = {
        t: d
        for t, d in zip(everything, decisions, strict=True)
        if -1 not in [contrast("pearson", t, pivot, o, direction) for o in others]
    }
    for witness, wanted in ((found.witness_for, 1), (found.witness_against, 0)):
        assert (witness is not None) == (wanted in clear.values())
        if witness is not None:
            shown = witness.counts
            if len(shown) < len(everything[0]):
                shown = (*shown, (0, 0))
            assert clear[shown] == wanted
    if found.verdict == "open":
        both = found.witness_for is not None and found.witness_against is not None
        assert found.proof == ("witnesses" if both else "one_witness")


@pytest.mark.parametrize("seed", range(30))
def test_contrasts_cut_by_a_printed_percentage(seed):
    """Only tables that round to the percentage count, whichever way round it is stated."""
    rng = random.Random(1000 + seed)
    names, n = ["small", "medium", "large"], rng.randint(10, 30)
    margins = {
        "size": random_margin(rng, names, n, missing=False, least=2),
        "fate": random_margin(rng, ["lost", "kept"], n, missing=False, least=1),
    }
    whole = margins["size"]["large"]
    printed = round(100 * rng.randint(0, whole) / whole + 1e-9)
    stated = percentage("fate", "size", "lost", "large", f"{printed}%")
    found = judged(Study(margins, (stated,)), "higher", level="small", against="large")

    def rounds(table: Table) -> bool:
        return int(100 * table[2][0] / whole + 0.5 + 1e-12) == printed

    everything = consistent(margins_of(margins, "size"), margins_of(margins, "fate")[:2], rounds)
    if not everything:
        assert (found.verdict, found.basis) == ("not_testable", "none")
        return
    decisions = [contrast("pearson", table, [0], [2], 1) for table in everything]
    assert found.tables.count == len(everything)
    assert found.tables.holding == decisions.count(1)
    assert found.verdict == verdict(decisions)


@pytest.mark.parametrize("seed", range(30))
def test_trends_and_single_steps(seed):
    rng = random.Random(2000 + seed)
    names, n = ["small", "medium", "large"], rng.randint(8, 30)
    margins = {
        "size": random_margin(rng, names, n, missing=seed % 2 == 0, least=1),
        "fate": random_margin(rng, ["lost", "kept"], n, missing=False, least=1),
    }
    sizes = np.array(margins_of(margins, "size"))
    everything = consistent(sizes.tolist(), margins_of(margins, "fate")[:2])
    study = Study(margins)
    relation, direction = rng.choice([("rises", 1), ("falls", -1), ("no_trend", 0)])
    found = judged(study, relation)
    k = np.array([sum(row[0] for row in table[:3]) for table in everything])
    s = np.array([sum(i * row[0] for i, row in enumerate(table[:3], 1)) for table in everything])
    excess = s * sum(sizes[:3]) - k * sum(i * size for i, size in enumerate(sizes[:3], 1))
    for result in found.tests:
        significant = trend(result.test, sizes[:3], [1, 2, 3], k, s, SETTINGS)
        true = significant == 0 if direction == 0 else (significant == 1) & (excess * direction > 0)
        decisions = np.where(significant == -1, -1, true).tolist()
        assert result.decision == verdict(decisions)
        assert (result.holding, result.undecided) == (decisions.count(1), decisions.count(-1))
        check_slopes(found, result.test, k, s, sizes[:3], np.array(decisions) == 1)
        if result.test == "trend_score":
            n, marks = sum(sizes[:3]), np.arange(1, 4)
            spread = n * (sizes[:3] @ marks**2) - (sizes[:3] @ marks) ** 2
            some = (spread > 0) & (k > 0) & (k < n)
            z = excess[some] * np.sqrt(n / (k * (n - k) * spread)[some].astype(float))
            if some.any():
                p = chi2.sf(z**2, 1)
                assert (result.p_low, result.p_high) == pytest.approx((p.min(), p.max()), rel=1e-6)
            tables = found.tables
            assert (tables.count, tables.holding, tables.undecided) == (
                len(everything),
                decisions.count(1),
                decisions.count(-1),
            )
    check_slopes(found, None, k, s, sizes[:3], np.ones(len(k), dtype=bool))
    steps = judged(study, "rises_each_step")
    for result in steps.tests:
        decisions = [
            together([contrast(result.test, t, [b], [a], 1) for a, b in pairwise(range(3))])
            for t in everything
        ]
        assert result.decision == verdict(decisions)
        assert (result.holding, result.undecided) == (decisions.count(1), decisions.count(-1))
        check_ranges(steps, result.test, everything, decisions, [2])
        if result.test == "pearson":
            assert steps.tables.holding == decisions.count(1)
            assert steps.tables.undecided == decisions.count(-1)
            assert (steps.witness_for is not None) == (1 in decisions)


def check_slopes(found, test, k, s, sizes, true):
    """The least and the greatest odds ratio, and average score, of the tables with a true claim."""
    ranges = {i.quantity.kind: (i.low, i.high) for i in found.implied if i.test == test}
    if test is not None and not true.any():
        assert ranges == {}
        return
    average = [score / cases for cases, score in zip(k[true], s[true], strict=True) if cases]
    if average:
        assert ranges["mean"] == pytest.approx((min(average), max(average)))
    else:
        assert ranges["mean"] == (None, None)
    # The more the cases score, the greater it is.
    each = {int(cases): s[true & (k == cases)] for cases in k[true]}
    pairs = {(cases, int(score)) for cases, own in each.items() for score in (own.min(), own.max())}
    ratios = [x for x in (odds_ratio(sizes, *pair) for pair in pairs) if x is not None]
    if ratios:
        low, high = ranges["ratio"]
        high = np.inf if high is None else high  # no bound
        assert (low, high) == pytest.approx((min(ratios), max(ratios)), rel=1e-5)
    else:
        assert ranges["ratio"] == (None, None)


@cache
def fitted(sizes: tuple[int, ...], cases: int, score: int) -> float:
    """The odds ratio for one point more that a logistic curve has: the likelihood is concave."""
    n, marks = np.array(sizes), np.arange(1, len(sizes) + 1)

    def loss(at):
        line = at[0] + at[1] * (marks - 2)
        return n @ np.logaddexp(0, line) - cases * at[0] - (score - 2 * cases) * at[1]

    def slope(at):
        excess = n * expit(at[0] + at[1] * (marks - 2))
        return [excess.sum() - cases, excess @ (marks - 2) - (score - 2 * cases)]

    return float(np.exp(minimize(loss, (0, 0), jac=slope, tol=1e-12).x[1]))


def odds_ratio(sizes, cases: int, score: int) -> float | None:
    """None where no curve has a slope: all or none are cases, or all have one score."""
    held = [mark for mark, n in enumerate(sizes, 1) for _ in range(n)]
    if not 0 < cases < len(held) or len(set(held)) < 2:
        return None
    if score in (sum(held[:cases]), sum(held[len(held) - cases :])):
        return 0.0 if score == sum(held[:cases]) else np.inf
    return fitted(tuple(int(n) for n in sizes), cases, score)


@pytest.mark.parametrize("seed", range(24))
def test_columns_left_out(seed):
    """Blocks of a larger table: small ones are searched to the end, so that verdicts are exact."""
    rng = random.Random(3000 + seed)
    names, n = ["small", "medium", "large"], rng.randint(8, 13)
    margins = {
        "size": random_margin(rng, names, n, missing=seed % 3 == 0, least=1),
        "fate": random_margin(rng, ["lost", "kept", "sold"], n, missing=seed % 2 == 0, least=1),
    }
    everything = consistent(margins_of(margins, "size"), margins_of(margins, "fate"))
    relation = rng.choice(["higher", "lower", "no_difference"])
    values = {"level": "small", "against": rng.choice(["large", "medium + large"])}
    found = judged(Study(margins), relation, outcome_against="kept", **values)
    other = [names.index(name) for name in values["against"].split(" + ")]
    for result in found.tests:
        decisions = [
            contrast(result.test, table, [0], other, DIRECTIONS[relation]) for table in everything
        ]
        assert result.decision == verdict(decisions)
        if any(item.test == result.test for item in found.implied):
            check_ranges(found, result.test, everything, decisions, [0])
    numbers = {table[0][0] for table in everything}
    assert (found.implied[0].low, found.implied[0].high) == (min(numbers), max(numbers))


@pytest.mark.parametrize("seed", range(16))
def test_no_association_in_a_table_of_any_size(seed):
    rng = random.Random(4000 + seed)
    names, n = ["small", "medium", "large"], rng.randint(7, 11)
    margins = {
        "size": random_margin(rng, names, n, missing=seed % 2 == 0, least=1),
        "fate": random_margin(rng, ["lost", "kept", "sold"], n, missing=False, least=1),
    }
    everything = consistent(margins_of(margins, "size"), margins_of(margins, "fate")[:3])
    found = judged(Study(margins), "no_association", outcome_level="")
    blocks = np.array([table[:3] for table in everything])
    for result in found.tests:
        significant = r_by_c(result.test, blocks, SETTINGS)
        decisions = np.where(significant == -1, -1, significant == 0).tolist()
        assert result.decision == verdict(decisions)


@pytest.mark.parametrize("seed", range(24))
def test_majorities_within_some_rows(seed):
    rng = random.Random(5000 + seed)
    names, n = ["small", "medium", "large"], rng.randint(8, 16)
    margins = {
        "size": random_margin(rng, names, n, missing=seed % 2 == 0, least=1),
        "fate": random_margin(rng, ["lost", "kept"], n, missing=True, least=1),
    }
    level = rng.choice(["small", "small + large"])
    found = judged(Study(margins), "majority_within", level=level)
    rows = [names.index(name) for name in level.split(" + ")]
    everything = consistent(margins_of(margins, "size"), margins_of(margins, "fate"))
    excess = [sum(table[i][0] - table[i][1] for i in rows) for table in everything]
    cases = [sum(table[i][0] for i in rows) for table in everything]
    assert (found.implied[0].low, found.implied[0].high) == (min(cases), max(cases))
    assert found.implied[0].quantity.whole == sum(margins_of(margins, "size")[i] for i in rows)
    assert (found.implied[1].low, found.implied[1].high) == (min(excess), max(excess))
    assert found.verdict == verdict([int(value > 0) for value in excess])
    if found.verdict == "open":
        shown = [
            sum(witness.counts[i][0] - witness.counts[i][1] for i in rows)
            for witness in (found.witness_for, found.witness_against)
        ]
        assert (found.proof, [value > 0 for value in shown]) == ("witnesses", [True, False])
        return
    # Each case recoded takes two off the excess, or adds two.
    change = -2 if found.verdict == "holds" else 2
    fewest = 1
    while not any((x + change * fewest > 0) == (change > 0) for x in excess):
        fewest += 1
    assert (found.proof, found.turn.kind, found.turn.cases) == ("bound", "recoded", fewest)


@pytest.mark.parametrize("seed", range(30))
def test_joint_claims(seed):
    """Claims about one table, some from the other side of it, asked together."""
    rng = random.Random(6000 + seed)
    names, n = ["small", "medium", "large"], rng.randint(8, 12 if seed % 3 else 30)
    two = seed % 3 == 0
    fates = ["lost", "kept"] if two else ["lost", "kept", "sold"]
    margins = {
        "size": random_margin(rng, names, n, missing=False, least=1),
        "fate": random_margin(rng, fates, n, missing=False, least=1),
    }
    first = claim_row("higher", id="first", level="small", against="large")
    second = claim_row("higher", id="second", level="medium", against="large")
    transposed = claim_row(
        "higher",
        id="second",
        characteristic="fate",
        level="lost",
        against="kept",
        outcome="size",
        outcome_level="small",
    )
    other = second if two else transposed
    made = report(margins, [first, other, joint("first; second")])
    found = judge(Known(made), made.claims[-1])
    everything = consistent(margins_of(margins, "size")[:3], margins_of(margins, "fate")[:-1])
    decisions = []
    for table in everything:
        one = contrast("pearson", tuple((r[0], sum(r[1:])) for r in table), [0], [2], 1)
        if two:
            two_of = contrast("pearson", table, [1], [2], 1)
        else:
            turned = tuple(zip(*table, strict=True))
            two_of = contrast("pearson", tuple((r[0], sum(r[1:])) for r in turned), [0], [1], 1)
        decisions.append(together([one, two_of]))
    if two:
        check_rows(found, names, everything, decisions)
        assert found.tables.count == len(everything)
        assert found.tables.holding == decisions.count(1)
        assert found.verdict == verdict(decisions)
    else:
        assert (found.witness_for is not None) == (1 in decisions)
        assert found.verdict == ("fails" if set(decisions) in ({0}, {0, -1}) else "open")


def check_rows(found, names, everything, decisions):
    """The cases that each row can have, in all tables and in those with all parts true."""
    for i, name in enumerate(names):
        own = [x for x in found.implied if x.quantity.of[1][1] == (name,)]
        cases = [table[i][0] for table in everything]
        assert [(x.low, x.high) for x in own if x.test is None] == [(min(cases), max(cases))]
        true = [n for n, decision in zip(cases, decisions, strict=True) if decision == 1]
        given = {(x.low, x.high) for x in own if x.test == "pearson"}
        assert given == ({(min(true), max(true))} if true else set())


def test_opposite_claims_exclude_each_other_whatever_the_margins():
    margins = {"size": {"small": 50, "large": 70}, "fate": {"lost": 40, "kept": 80}}
    for one, other, verdict_expected in (
        ("higher", "no_difference", "fails"),
        ("higher", "lower", "fails"),
        ("higher", "higher", "open"),
    ):
        members = [claim_row(one, id="a", level="small"), claim_row(other, id="b", level="small")]
        made = report(margins, [*members, joint("a; b")])
        assert judge(Known(made), made.claims[-1]).verdict == verdict_expected
