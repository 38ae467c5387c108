"""Trend tests: statsmodels, certified fits, sufficiency and separation by brute force."""

from __future__ import annotations

import itertools
from fractions import Fraction

import numpy as np
import pytest
from flint import ctx
from statsmodels.genmod.families import Binomial
from statsmodels.genmod.generalized_linear_model import GLM
from statsmodels.tools.tools import add_constant

from recount.settings import Settings
from recount.significance import (
    TREND_TESTS,
    Trends,
    chi2_sf,
    threshold,
)
from recount.significance.trends import _certified
from tests.recount.significance.p_values import trend, trend_p, trend_slope, two_by_two_p

SETTINGS = Settings()


def random_pairs(seed: int, totals: np.ndarray, scores: np.ndarray, how_many: int) -> np.ndarray:
    """Return pairs (k, s) of random tables with the given row totals."""
    rng = np.random.default_rng(seed)
    share = rng.random((how_many, len(totals)))
    outcomes = rng.binomial(totals, share)
    return np.stack([outcomes.sum(axis=1), outcomes @ scores])


@pytest.mark.parametrize(
    ("outcomes", "totals", "scores"),
    [
        ([5, 12, 20, 31], [100, 120, 120, 121], [1, 2, 3, 4]),
        ([1, 0, 2], [9, 8, 7], [0, 1, 2]),
        ([40, 40, 20, 3, 1], [41, 60, 33, 21, 25], [0, 1, 2, 3, 4]),
        ([3, 8, 1], [300, 290, 310], [-4, 0, 11]),
    ],
)
def test_fit_agrees_with_statsmodels(
    outcomes: list[int], totals: list[int], scores: list[int]
) -> None:
    """Slope, standard error, Wald p and likelihood ratio p are those of statsmodels' GLM."""
    y, n, w = (np.array(v) for v in (outcomes, totals, scores))
    data = np.column_stack([y, n - y])
    model = GLM(data, add_constant(w), family=Binomial()).fit(tol=1e-14)
    flat = GLM(data, np.ones(len(w)), family=Binomial()).fit(tol=1e-14)
    k, s = y.sum(), (y * w).sum()
    slope, error = trend_slope(n, w, k, s)
    assert float(slope) == pytest.approx(model.params[1], rel=1e-9)
    assert float(error) == pytest.approx(model.bse[1], rel=1e-9)
    assert float(trend_p("logistic_wald", n, w, k, s)) == pytest.approx(model.pvalues[1], rel=1e-8)
    ratio = 2 * (model.llf - flat.llf)
    assert float(trend_p("logistic_lr", n, w, k, s)) == pytest.approx(chi2_sf(ratio, 1), rel=1e-8)


def test_score_test_is_n_times_squared_correlation() -> None:
    """The trend test is N r^2 over the single cases: N, not N - 1."""
    y, n, w = np.array([5, 12, 20]), np.array([40, 50, 45]), np.array([0, 1, 3])
    case_score = np.repeat(w, n)
    case_outcome = np.concatenate(
        [np.repeat([1, 0], [a, b - a]) for a, b in zip(y, n, strict=True)]
    )
    r = np.corrcoef(case_score, case_outcome)[0, 1]
    expected = chi2_sf(n.sum() * r**2, 1)
    assert float(trend_p("trend_score", n, w, y.sum(), (y * w).sum())) == pytest.approx(expected)


@pytest.mark.parametrize("test", TREND_TESTS)
def test_two_rows_are_the_two_by_two_tests(test: str) -> None:
    """With two rows the tests are Pearson's, Wald's and the likelihood ratio of the 2x2 table."""
    name = {"trend_score": "pearson", "logistic_wald": "wald", "logistic_lr": "likelihood_ratio"}
    a, c = np.meshgrid(np.arange(1, 30), np.arange(1, 40))
    ours = trend_p(test, [30, 40], [5, 3], a + c, 5 * a + 3 * c)
    np.testing.assert_allclose(
        ours, two_by_two_p(name[test], a, 30 - a, c, 40 - c), rtol=1e-9, atol=1e-14
    )


@pytest.mark.parametrize("test", TREND_TESTS)
def test_shifted_and_stretched_scores_change_nothing(test: str) -> None:
    """Only the spacing of the scores matters."""
    totals, w = np.array([20, 30, 25, 10]), np.array([0, 1, 2, 3])
    k, s = random_pairs(3, totals, w, 200)
    first = trend_p(test, totals, w, k, s)
    second = trend_p(test, totals, 7 - 3 * w, k, 7 * k - 3 * s)
    np.testing.assert_allclose(first, second, rtol=1e-9, equal_nan=True)


def separated(outcomes: tuple[int, ...], totals: list[int], scores: list[int]) -> bool:
    """Return whether a line through the scores splits the outcomes, by trying every line.

    The estimate does not exist if some line alpha + beta w, not zero on all cases, is nowhere
    negative on cases with the outcome and nowhere positive on cases without it.
    """
    lines = [(1, 0), (-1, 0)]
    lines += [(sign * -threshold, sign) for threshold in scores for sign in (1, -1)]
    for alpha, beta in lines:
        values = [alpha + beta * w for w in scores]
        with_outcome = [v for v, y in zip(values, outcomes, strict=True) if y]
        without = [v for v, y, n in zip(values, outcomes, totals, strict=True) if n - y]
        some = any(v for v, n in zip(values, totals, strict=True) if n)
        if some and all(v >= 0 for v in with_outcome) and all(v <= 0 for v in without):
            return True
    return sum(n > 0 for n in totals) < 2


@pytest.mark.parametrize(
    ("totals", "scores"),
    [
        ([2, 3, 1], [0, 1, 2]),
        ([2, 0, 3, 2], [0, 1, 2, 3]),
        ([1, 1, 1, 1, 1], [0, 1, 2, 3, 4]),
        ([3, 2, 2], [5, -1, 2]),
        ([0, 4, 0], [0, 1, 2]),
        ([2, 2, 3], [1, 1, 2]),
    ],
)
def test_undefined_exactly_at_separation(totals: list[int], scores: list[int]) -> None:
    """A fit is undefined exactly where a line splits the outcomes, on every table there is."""
    tables = list(itertools.product(*(range(n + 1) for n in totals)))
    k = np.array([sum(y) for y in tables])
    s = np.array([sum(a * b for a, b in zip(y, scores, strict=True)) for y in tables])
    expected = [separated(y, totals, scores) for y in tables]
    for test in ("logistic_wald", "logistic_lr"):
        undefined = trend(test, totals, scores, k, s, SETTINGS) == -1
        assert undefined.tolist() == expected
    slope, error = trend_slope(totals, scores, k, s)
    assert np.isnan(slope).tolist() == expected
    assert np.isnan(error).tolist() == expected
    flat = len({w for w, n in zip(scores, totals, strict=True) if n}) < 2
    undefined = trend("trend_score", totals, scores, k, s, SETTINGS) == -1
    assert undefined.tolist() == [flat or v in (0, sum(totals)) for v in k]


def test_attainable_sums_by_brute_force() -> None:
    """The ends of s for each k are those over all tables."""
    totals, scores = [2, 3, 1, 2], [4, 0, -1, 2]
    sums: dict[int, list[int]] = {}
    for y in itertools.product(*(range(n + 1) for n in totals)):
        sums.setdefault(sum(y), []).append(sum(a * b for a, b in zip(y, scores, strict=True)))
    k = np.array(sorted(sums))
    least, most = Trends(totals, scores, k, 0).ends
    assert least.tolist() == [min(sums[v]) for v in k]
    assert most.tolist() == [max(sums[v]) for v in k]


@pytest.mark.parametrize("test", ["logistic_wald", "logistic_lr"])
@pytest.mark.parametrize("totals", [[12, 30, 25, 8], [400, 9, 120, 700]])
def test_floats_and_certified_fits_agree(test: str, totals: list[int]) -> None:
    """Certified enclosures of the statistics hold the floats' values, close to separation, too."""
    n, w = np.array(totals), np.array([0, 1, 2, 4])
    rng = np.random.default_rng(8)
    k = rng.integers(2, n.sum() - 1, size=40)
    least, most = Trends(n, w, k, 0).ends
    s = least + 1 + ((most - least - 2) * rng.random(40)).astype(int)
    s[:5], s[5:10] = least[:5] + 1, most[5:10] - 1
    p = trend_p(test, n, w, k, s)
    tables = Trends(n, w, k, s)
    with ctx.workprec(200):
        for i in range(40):
            enclosure = _certified(test, tables, i)
            assert float(enclosure.rad()) < 1e-20 * max(1.0, float(enclosure.mid()))
            assert p[i] == pytest.approx(chi2_sf(float(enclosure.mid()), 1), rel=1e-8)


def test_an_unproved_fit_is_nan_and_more_bits_prove_it() -> None:
    """Too few bits give no enclosure at all, rather than a wrong one."""
    tables = Trends([1_000_000, 1_000_000], [0, 1], 1_000_001, 2)
    with ctx.workprec(24):
        assert _certified("logistic_wald", tables, 0).is_nan()
    with ctx.workprec(256):
        assert _certified("logistic_wald", tables, 0).rel_accuracy_bits() > 60


@pytest.mark.parametrize("test", TREND_TESTS)
def test_deciding_everything_with_certainty_changes_nothing(
    test: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With every table decided by enclosures, decisions are those of the floats."""
    totals, w = np.array([14, 22, 9]), np.array([0, 1, 2])
    k, s = random_pairs(21, totals, w, 60)
    by_floats = trend(test, totals, w, k, s, SETTINGS)
    monkeypatch.setattr(threshold, "NEAR", 1e12)
    assert trend(test, totals, w, k, s, SETTINGS).tolist() == by_floats.tolist()
    assert set(by_floats.tolist()) >= {0, 1}


def test_score_test_at_the_threshold() -> None:
    """A level set to the p of a table, up or down by 1 in 10^18, decides it either way."""
    totals, w, k, s = [100, 120, 120], [0, 1, 2], 60, 75
    p = Fraction(float(trend_p("trend_score", totals, w, k, s)))
    for change, expected in ((Fraction(1, 10**12), 1), (Fraction(-1, 10**12), 0)):
        settings = Settings(alpha=p * (1 + change))
        assert int(trend("trend_score", totals, w, k, s, settings)) == expected


def test_row_totals_may_differ_from_table_to_table() -> None:
    """One set of row totals a table gives what the tables give alone."""
    rng = np.random.default_rng(4)
    totals, w = rng.integers(0, 30, size=(80, 4)), np.array([0, 1, 2, 3])
    outcomes = rng.binomial(totals, 0.3)
    k, s = outcomes.sum(axis=1), outcomes @ w
    for test in TREND_TESTS:
        together = trend_p(test, totals, w, k, s)
        alone = [float(trend_p(test, totals[i], w, k[i], s[i])) for i in range(80)]
        np.testing.assert_allclose(together, alone, rtol=1e-9, equal_nan=True)


def test_sums_beyond_64_bits_are_refused() -> None:
    """No sum wraps around unseen."""
    with pytest.raises(ValueError, match="too large"):
        Trends([2**30, 2**30], [0, 9], 2, 9)


@pytest.mark.parametrize("seed", range(6))
def test_ranges_of_p_and_slopes_without_an_estimate(seed: int) -> None:
    """P is that of single tables; no slope is finite where the estimate does not exist."""
    rng = np.random.default_rng(seed)
    totals, w = rng.integers(1, 30, 4), np.array([1, 2, 3, 4])
    k, s = random_pairs(seed, totals, w, 80)
    found = Trends(totals, w, k, s)
    for test in TREND_TESTS:
        p = trend_p(test, totals, w, k, s)
        expected = (float(np.nanmin(p)), float(np.nanmax(p)))
        assert found.p_range(test) == pytest.approx(expected, rel=1e-12)
    slope, _ = trend_slope(totals, w, k, s)
    known = ~np.isnan(slope)
    assert found.slope[known].tolist() == slope[known].tolist()
    assert not np.isfinite(found.slope[~known]).any()
