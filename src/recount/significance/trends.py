"""Tests of a trend in an r x 2 table whose rows carry scores.

With the row totals fixed, all three tests depend on the table only through k, the number of cases
with the outcome, and s, the sum of their scores: they are the sufficient statistics of a logistic
line (see ``logistic.py``), and the score test is that line's score test at slope 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np
import numpy.typing as npt

from recount.settings import Settings
from recount.significance.chi_squared import as_arb, chi2_sf_array, decide, p_below_alpha
from recount.significance.decisions import Bools, Decisions, Floats, Ints, check_settings
from recount.significance.logistic import Fit, attainable, fit
from recount.significance.logistic_certified import certified_statistic

__all__ = ["TREND_TESTS", "Trends", "all_trends", "trend", "trend_p", "trend_slope"]

TREND_TESTS: Final = ("trend_score", "logistic_wald", "logistic_lr")

# A fit ends with errors of about 1e-13 relative, but close to separation a sum over a long row is
# left with few digits: its margin is wider than that of the closed forms.
FIT_TOLERANCE = 1e-8


def _whole(name: str, values: npt.ArrayLike) -> Ints:
    array = np.asarray(values)
    if array.dtype.kind not in "iu":
        raise TypeError(f"{name} must be whole numbers, found {array.dtype}")
    return array.astype(np.int64)


def _arguments(
    test: str,
    row_totals: npt.ArrayLike,
    scores: npt.ArrayLike,
    k: npt.ArrayLike,
    s: npt.ArrayLike,
) -> tuple[Ints, Ints, Ints, Ints, tuple[int, ...]]:
    """Return totals (1 or m, r), scores (r,), k and s (m,), and the shape of k and s."""
    if test not in TREND_TESTS:
        raise ValueError(f"no trend test named {test!r}; there are {', '.join(TREND_TESTS)}")
    totals, w = np.atleast_2d(_whole("row totals", row_totals)), _whole("scores", scores)
    cases, sums = np.broadcast_arrays(_whole("k", k), _whole("s", s))
    shape = cases.shape
    cases, sums = cases.ravel(), sums.ravel()
    if w.ndim != 1 or totals.ndim != 2 or totals.shape[1] != len(w):
        raise ValueError(f"{totals.shape} row totals do not go with {w.shape} scores")
    if totals.shape[0] not in (1, len(cases)):
        raise ValueError(f"{totals.shape[0]} sets of row totals do not go with {len(cases)} tables")
    if totals.size and int(totals.min()) < 0:
        raise ValueError("a row total cannot be negative")
    n = int(totals.sum(axis=1).max())
    if n * n * max(1, int(np.abs(w).max())) ** 2 >= 2**62:
        raise ValueError("row totals or scores are too large for exact 64-bit sums")
    if cases.size and (int(cases.min()) < 0 or bool((cases > totals.sum(axis=1)).any())):
        raise ValueError("k must lie between 0 and the number of cases")
    least, most = attainable(totals, w, cases)
    outside = np.flatnonzero((sums < least) | (sums > most))
    if outside.size:
        i = outside[0]
        raise ValueError(
            f"no table has s={sums[i]} for k={cases[i]}: s runs from {least[i]} to {most[i]}"
        )
    return totals, w, cases, sums, shape


def _undefined(test: str, totals: Ints, w: Ints, k: Ints, s: Ints) -> Bools:
    """Return where the test is undefined.

    The score test needs variation in the outcome and in the scores. A fit needs more: the maximum
    likelihood estimate exists exactly if (k, s) lies inside the convex hull of all its possible
    values, not on the boundary (Barndorff-Nielsen 1978; Albert & Anderson 1984). Each case adds
    (0, 0) or (1, w), so the hull is a sum of segments whose cut at k runs from the sum of the k
    smallest scores to that of the k greatest. s at one of the ends means that all cases with the
    outcome lie on one side of some score: complete or quasi-complete separation.
    """
    n = totals.sum(axis=1)
    if test == "trend_score":
        flat = n * (totals @ (w * w)) == (totals @ w) ** 2
        return np.asarray((k == 0) | (k == n) | flat, dtype=np.bool_)
    least, most = attainable(totals, w, k)
    return np.asarray((k == 0) | (k == n) | (s <= least) | (s >= most), dtype=np.bool_)


def _fit(totals: Ints, w: Ints, k: Ints, s: Ints) -> tuple[Bools, Fit | None]:
    """Return where the maximum likelihood estimate exists, and the fits there."""
    defined = ~_undefined("logistic_wald", totals, w, k, s)
    if not defined.any():
        return defined, None
    part = totals if totals.shape[0] == 1 else totals[defined]
    return defined, fit(part, w, k[defined], s[defined])


def _of_fit(test: str, size: int, defined: Bools, result: Fit | None) -> Floats:
    statistic = np.full(size, np.nan)
    if result is not None:
        wald = test == "logistic_wald"
        statistic[defined] = result.slope**2 / result.variance if wald else result.likelihood_ratio
    return statistic


def _score_statistic(totals: Ints, w: Ints, k: Ints, s: Ints) -> Floats:
    statistic = np.full(len(k), np.nan)
    defined = ~_undefined("trend_score", totals, w, k, s)
    part = totals if totals.shape[0] == 1 else totals[defined]
    k, s = k[defined], s[defined]
    n, first, second = part.sum(axis=1), part @ w, part @ (w * w)
    excess = (n * s - k * first).astype(np.float64)
    statistic[defined] = (excess / (k * (n - k))) * (excess / (n * second - first**2)) * n
    return statistic


def _statistic(test: str, totals: Ints, w: Ints, k: Ints, s: Ints) -> Floats:
    if test == "trend_score":
        return _score_statistic(totals, w, k, s)
    return _of_fit(test, len(k), *_fit(totals, w, k, s))


def _decide(
    test: str, statistic: Floats, totals: Ints, w: Ints, k: Ints, s: Ints, settings: Settings
) -> Decisions:
    def certain(i: int) -> bool:
        row = [int(v) for v in totals[0 if totals.shape[0] == 1 else i]]
        values, one, its_sum = [int(v) for v in w], int(k[i]), int(s[i])
        if test == "trend_score":
            n = sum(row)
            first = sum(m * v for m, v in zip(row, values, strict=True))
            second = sum(m * v * v for m, v in zip(row, values, strict=True))
            exact = Fraction(
                n * (n * its_sum - one * first) ** 2,
                one * (n - one) * (n * second - first**2),
            )
            return p_below_alpha(lambda: as_arb(exact), 1, settings.alpha)
        return p_below_alpha(
            lambda: certified_statistic(test, row, values, one, its_sum), 1, settings.alpha
        )

    if test == "trend_score":
        return decide(statistic, 1, settings, certain)
    return decide(statistic, 1, settings, certain, FIT_TOLERANCE)


@dataclass(frozen=True, slots=True)
class Trends:
    """All trend tests on the same tables, from one fit.

    Attributes:
        decisions: By test, 1 significant, 0 not, -1 undefined, one a table.
        p_range: By test, the smallest and the largest p, None where it is undefined everywhere;
            for display.
        slope: Slope of the logistic line, one a table; minus or plus infinity where the estimate
            does not exist as all cases with the outcome lie at one end of the scores, nan where
            nothing is estimable.
    """

    decisions: Mapping[str, Decisions]
    p_range: Mapping[str, tuple[float, float] | None]
    slope: Floats


def all_trends(
    row_totals: npt.ArrayLike,
    scores: npt.ArrayLike,
    k: npt.ArrayLike,
    s: npt.ArrayLike,
    settings: Settings,
) -> Trends:
    """Return what each trend test says of tables given by k and s, in one dimension.

    Arguments and errors are those of ``trend``.

    Example:
        >>> found = all_trends([10, 10, 10], [0, 1, 2], [9, 9, 9], [9, 14, 18], Settings())
        >>> found.decisions["logistic_wald"].tolist(), found.slope.round(2).tolist()
        ([0, 1, -1], [0.0, 1.41, inf])
    """
    check_settings(settings)
    totals, w, cases, sums, _ = _arguments("logistic_wald", row_totals, scores, k, s)
    defined, result = _fit(totals, w, cases, sums)
    decisions: dict[str, Decisions] = {}
    p_range: dict[str, tuple[float, float] | None] = {}
    for test in TREND_TESTS:
        if test == "trend_score":
            statistic = _score_statistic(totals, w, cases, sums)
        else:
            statistic = _of_fit(test, len(cases), defined, result)
        decisions[test] = _decide(test, statistic, totals, w, cases, sums, settings)
        known = statistic[~np.isnan(statistic)]
        if known.size:
            low, high = chi2_sf_array(np.array([known.max(), known.min()]), 1)
            p_range[test] = (float(low), float(high))
        else:
            p_range[test] = None
    least, most = attainable(totals, w, cases)
    slope = np.full(len(cases), np.nan)
    slope[(sums == least) & (least < most)] = -np.inf
    slope[(sums == most) & (least < most)] = np.inf
    if result is not None:
        slope[defined] = result.slope
    return Trends(decisions, p_range, slope)


def trend(
    test: str,
    row_totals: npt.ArrayLike,
    scores: npt.ArrayLike,
    k: npt.ArrayLike,
    s: npt.ArrayLike,
    settings: Settings,
) -> Decisions:
    """Return the decision of a trend test for each (k, s): 1 significant, 0 not, -1 undefined.

    ``trend_score`` is the test of Cochran (1954) and Armitage (1955) without continuity correction:
    N r^2, with r the correlation of score and outcome over the N cases, that is
    N (N s - k W1)^2 / (k (N - k) (N W2 - W1^2)) with W1, W2 the sums of scores and of their squares
    (N, not N - 1, in the variance; Agresti 2013, section 5.3.5). ``logistic_wald`` is
    (beta / SE)^2 and ``logistic_lr`` the likelihood ratio of a logistic line's slope. All are
    compared with chi-squared on one degree of freedom.

    Undefined: k = 0 or k = N, scores without variation, and, for the two fits, separation (the
    maximum likelihood estimate does not exist).

    Args:
        test: ``"trend_score"``, ``"logistic_wald"`` or ``"logistic_lr"``.
        row_totals: (r,) for all tables, or (m, r) with one set for each of m tables.
        scores: (r,), whole numbers. Only their spacing matters.
        k: Cases with the outcome; broadcasts with ``s``.
        s: The sum of their scores.
        settings: Gives alpha.

    Raises:
        TypeError: Something is not a whole number.
        ValueError: An unknown test, shapes that do not fit, or a (k, s) that no table has.

    Example:
        >>> k, s = [9, 9, 0], [9, 14, 0]
        >>> trend("trend_score", [10, 10, 10], [0, 1, 2], k, s, Settings()).tolist()
        [0, 1, -1]
    """
    check_settings(settings)
    totals, w, cases, sums, shape = _arguments(test, row_totals, scores, k, s)

    statistic = _statistic(test, totals, w, cases, sums)
    return _decide(test, statistic, totals, w, cases, sums, settings).reshape(shape)


def trend_p(
    test: str,
    row_totals: npt.ArrayLike,
    scores: npt.ArrayLike,
    k: npt.ArrayLike,
    s: npt.ArrayLike,
) -> Floats:
    """Return the two-sided p of a trend test for each (k, s), nan where undefined; for display.

    Arguments and errors are those of ``trend``.

    Example:
        >>> trend_p("trend_score", [10, 10, 10], [0, 1, 2], [9], [14]).round(6).tolist()
        [0.014697]
    """
    totals, w, cases, sums, shape = _arguments(test, row_totals, scores, k, s)
    return chi2_sf_array(_statistic(test, totals, w, cases, sums), 1).reshape(shape)


def trend_slope(
    row_totals: npt.ArrayLike, scores: npt.ArrayLike, k: npt.ArrayLike, s: npt.ArrayLike
) -> tuple[Floats, Floats]:
    """Return slope and standard error of the logistic line for each (k, s), nan where undefined.

    The slope is the log odds ratio per unit of score. Arguments and errors are those of ``trend``.

    Example:
        >>> slope, error = trend_slope([50, 50], [0, 1], [30, 0], [20, 0])
        >>> slope.round(4).tolist(), error.round(4).tolist()
        ([0.9808, nan], [0.4564, nan])
    """
    totals, w, cases, sums, shape = _arguments("logistic_wald", row_totals, scores, k, s)
    slope, error = np.full(len(cases), np.nan), np.full(len(cases), np.nan)
    defined = ~_undefined("logistic_wald", totals, w, cases, sums)
    if defined.any():
        part = totals if totals.shape[0] == 1 else totals[defined]
        result = fit(part, w, cases[defined], sums[defined])
        slope[defined], error[defined] = result.slope, np.sqrt(result.variance)
    return slope.reshape(shape), error.reshape(shape)
