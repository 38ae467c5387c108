"""What the page computes agrees with the package to nine digits, on random tables."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
from figure_page_helpers import call, judged, many, same
from statsmodels.stats.contingency_tables import Table2x2
from statsmodels.stats.multitest import multipletests
from tests.recount.significance.p_values import r_by_c_p, trend_p, trend_slope, two_by_two_p

from recount.book.figure_page import page_data
from recount.settings import Settings
from recount.significance import (
    TREND_TESTS,
    TWO_BY_TWO_TESTS,
    Trends,
    chi2_sf,
    normal_critical,
)
from recount.significance.contingency import statistic
from recount.tables import Margin

#: Made-up counts of Figure 11 that have page 30's percentages.
FIGURE_11 = [[30, 16, 40, 26], [200, 167, 160, 117], [498, 540, 105, 66]]


def random_pairs(count, seed):
    rng = random.Random(seed)
    for _ in range(count):
        top = rng.choice((4, 30, 300, 1800))
        yield tuple(rng.randint(0, top) for _ in range(4))


def test_tests_of_2_x_2_tables_agree_with_the_package_to_nine_digits(calculator):
    tables = [*random_pairs(300, 1), (26, 453, 117, 1369), (500, 500, 500, 501), (3, 0, 0, 3)]
    cells = [np.array(column) for column in zip(*tables, strict=True)]
    for test in TWO_BY_TWO_TESTS:
        found = many(calculator, "twoByTwo", [[test, *table] for table in tables])
        expected = two_by_two_p(test, *cells)
        for table, one, p in zip(tables, found, expected, strict=True):
            assert same(one["p"], p), (test, table)
        if test != "fisher":
            values = statistic(test, np.stack(cells).reshape(2, 2, -1))
            for table, one, value in zip(tables, found, values, strict=True):
                assert same(one["statistic"], value), (test, table)


def test_odds_ratios_and_intervals_agree_to_nine_digits(calculator):
    z = normal_critical(Settings())
    tables = list(random_pairs(300, 2))
    found = many(calculator, "oddsRatio", [[*table, z] for table in tables])
    for table, one in zip(tables, found, strict=True):
        a, b, c, d = table
        low, high = None, None
        if all(table):
            low, high = Table2x2(np.reshape(table, (2, 2))).oddsratio_confint()
        assert same(one["ratio"], a * d / (b * c) if b * c else None), table
        assert same(one["low"], low), table
        assert same(one["high"], high), table


def test_trends_agree_to_nine_digits(calculator):
    rng = random.Random(3)
    tables = []
    for _ in range(300):
        top = rng.choice((5, 60, 700))
        rows = [[rng.randint(0, top), rng.randint(0, top)] for _ in range(rng.choice((3, 4, 6)))]
        if all(map(sum, rows)):
            tables.append(rows)
    found = many(calculator, "trend", [[rows, list(range(1, len(rows) + 1))] for rows in tables])
    undefined = 0
    for rows, one in zip(tables, found, strict=True):
        totals, scores = np.array(rows).sum(axis=1), np.arange(1, len(rows) + 1)
        k = np.array([sum(yes for yes, _ in rows)])
        s = np.array([sum(yes * score for (yes, _), score in zip(rows, scores, strict=True))])
        slope, error = (float(value[0]) for value in trend_slope(totals, scores, k, s))
        undefined += math.isnan(slope)
        assert same(one["error"], error), rows
        # A slope near zero has few digits of its own: its error sets the scale.
        if not math.isnan(slope):
            assert one["slope"] == pytest.approx(slope, rel=1e-9, abs=1e-9 * error)
        for test in TREND_TESTS:
            value = float(Trends(totals, scores, k, s).statistic(test)[0])
            assert same(one["tests"][test]["p"], float(trend_p(test, totals, scores, k, s)[0])), (
                rows
            )
            if value > 1e-6 or math.isnan(value):
                assert same(one["tests"][test]["statistic"], value), (test, rows)
    assert undefined < len(tables) / 4


def test_tests_of_larger_tables_agree_to_nine_digits(calculator):
    rng = random.Random(4)
    for shape in ((3, 3), (4, 3), (2, 3), (4, 4)):
        top = rng.choice((6, 80, 400))
        tables = [
            [[rng.randint(0, top) for _ in range(shape[1])] for _ in range(shape[0])]
            for _ in range(75)
        ]
        for test in ("pearson", "likelihood_ratio"):
            found = many(calculator, "wholeTable", [[test, table] for table in tables])
            p = r_by_c_p(test, tables)
            values = statistic(test, np.array(tables).transpose(1, 2, 0))
            for table, one, value, tail in zip(tables, found, values, p, strict=True):
                assert same(one["statistic"], value), (test, table)
                assert same(one["p"], tail), (test, table)


def test_the_tail_of_chi_squared_keeps_its_digits_far_out(calculator):
    calls = [[x, df] for x in (1e-8, 0.5, 3.84, 30, 200, 900) for df in (1, 2, 3, 4, 6, 9)]
    for (x, df), found in zip(calls, many(calculator, "chiSquaredTail", calls), strict=True):
        assert same(found, chi2_sf(x, df)), (x, df)


def test_holms_correction_is_the_same(calculator):
    rng = random.Random(5)
    for _ in range(20):
        values = [rng.random() ** 3 for _ in range(rng.randint(1, 9))]
        theirs = list(multipletests(values, method="holm")[1])
        assert call(calculator, "holm", values) == pytest.approx(theirs, rel=1e-12)


@pytest.mark.parametrize("number", range(4, 25))
def test_verdicts_on_made_up_tables_are_those_of_the_package(ledger, calculator, number, tmp_path):
    """Made-up counts with the printed margins, judged by the page and by the package."""
    report = ledger.report
    shown = report.figure(number)
    names = (shown.characteristic, shown.outcome)
    rows, columns = (report.levels_of(shown.sample, name) for name in names)
    data = page_data(ledger)
    figure = next(each for each in data["figures"] if each["number"] == number)
    margins = [
        Margin(tuple(side["levels"]), tuple(side["totals"]), side["missing"])
        for side in (figure["rows"], figure["columns"])
    ]
    counts = np.array(FIGURE_11)
    if number != 11:
        counts = random_table(margins, number)[:-1, :-1]
    path = tmp_path / "made-up.csv"
    lines = [
        f"count,{row},{column},{counts[i, j]},"
        for i, row in enumerate(rows)
        for j, column in enumerate(columns)
    ]
    path.write_text("quantity,row,column,printed,note\n" + "\n".join(lines), encoding="utf-8")
    expected = judged(number, path, [claim["id"] for claim in figure["claims"]])
    for claim in figure["claims"]:
        found = call(calculator, "verdict", claim, [counts.tolist()], data["settings"])
        now = expected[claim["id"]]
        assert found["word"] == now.verdict, claim["id"]
        assert {name: each["word"] for name, each in found["byTest"].items()} == {
            row.test: row.decision for row in now.tests
        } or not now.tests
        for question in claim["questions"]:
            for one in call(calculator, "comparisons", question, counts.tolist(), data["settings"]):
                if len(one.get("cells") or ()) == 4:
                    for test in TWO_BY_TWO_TESTS:
                        p = float(two_by_two_p(test, *one["cells"]))
                        assert same(one["tests"][test]["p"], p), (claim["id"], test)


def random_table(margins, seed):
    """A table with these margins, dealt case by case."""
    rng = np.random.default_rng(seed)
    rows, columns = (np.repeat(np.arange(len(m.with_missing)), m.with_missing) for m in margins)
    rng.shuffle(columns)
    table = np.zeros([len(m.with_missing) for m in margins], dtype=int)
    np.add.at(table, (rows, columns), 1)
    return table
