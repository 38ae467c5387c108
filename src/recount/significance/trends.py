"""Tests of a trend in an r x 2 table whose rows carry scores.

Row i has n_i cases and the score w_i; y_i of them have the outcome. The log-likelihood of the line
P(outcome) = 1 / (1 + exp(-alpha - beta w)) is, up to a constant,

    alpha k + beta s - sum of n_i log(1 + exp(alpha + beta w_i))

with k = sum of y_i and s = sum of w_i y_i. So with the row totals fixed all three tests depend on
the table through k and s alone: they are its sufficient statistics (Agresti 2013, section 5.5), and
the Cochran-Armitage test is the line's score test at slope 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt
from flint import arb, arb_mat, ctx

from recount.settings import Settings
from recount.significance.threshold import (
    Decisions,
    Floats,
    Ints,
    as_arb,
    decide_chi2,
    range_of_p,
    surplus,
    whole_numbers,
)

#: The first decides; the others stand beside it.
TREND_TESTS: Final = ("trend_score", "logistic_lr", "logistic_wald")
MOST_STEPS = 200
CONVERGED = 3e-6  # the error after a Newton step of this size is about its square
AT_ONCE = 16_384  # fits that are worked on together, for the sake of the processor's cache


def _attainable(totals: Ints, scores: Ints, k: Ints) -> tuple[Ints, Ints]:
    """The least and the greatest sum of scores of k cases with the outcome."""
    ends = []
    for order in (np.argsort(scores, kind="stable"), np.argsort(-scores, kind="stable")):
        before = np.cumsum(totals[order], axis=0) - totals[order]
        # Fill the rows in the order of their scores until k cases are placed.
        ends.append(scores[order] @ np.clip(k - before, 0, totals[order]))
    return ends[0], ends[1]


class _Tables:
    """Tables given by row totals (r, 1 or m), scores (r,), k and s (m,), and the ends of s."""

    def __init__(
        self, row_totals: npt.ArrayLike, scores: npt.ArrayLike, k: npt.ArrayLike, s: npt.ArrayLike
    ) -> None:
        totals = np.ascontiguousarray(np.atleast_2d(whole_numbers("row totals", row_totals)).T)
        w = whole_numbers("scores", scores)
        cases, sums = np.broadcast_arrays(whole_numbers("k", k), whole_numbers("s", s))
        self.totals, self.scores, self.shape = totals, w, cases.shape
        self.k, self.s = cases.ravel(), sums.ravel()
        if w.ndim != 1 or len(totals) != len(w) or totals.shape[1] not in (1, cases.size):
            raise ValueError(f"{totals.T.shape} row totals do not go with {w.shape} scores")
        if totals.size and int(totals.min()) < 0:
            raise ValueError("a row total cannot be negative")
        self.n = totals.sum(axis=0)
        if totals.size and (int(self.n.max()) * max(1, int(np.abs(w).max()))) ** 2 >= 2**62:
            raise ValueError("row totals or scores are too large for exact 64-bit sums")
        if cases.size and (int(cases.min()) < 0 or bool((self.k > self.n).any())):
            raise ValueError("k must lie between 0 and the number of cases")
        self.sum, self.squares = w @ totals, w**2 @ totals
        self.least, self.most = _attainable(totals, w, self.k)
        for i in np.flatnonzero((self.s < self.least) | (self.s > self.most))[:1]:
            raise ValueError(
                f"no table has s={self.s[i]} for k={self.k[i]}: "
                f"s runs from {self.least[i]} to {self.most[i]}"
            )

    def row(self, i: int) -> list[int]:
        """The row totals of one table."""
        return [int(n) for n in self.totals[:, 0 if self.totals.shape[1] == 1 else i]]

    def statistic(self, test: str) -> Floats:
        """The statistic of each table, nan where it is undefined."""
        if test not in TREND_TESTS:
            raise ValueError(f"no trend test named {test!r}; there are {', '.join(TREND_TESTS)}")
        if test == "trend_score":
            # Undefined without variation in the outcome or the scores.
            excess = (self.n * self.s - self.k * self.sum).astype(np.float64)
            outcome, score = self.k * (self.n - self.k), self.n * self.squares - self.sum**2
            undefined = (outcome == 0) | (score == 0)
            outcome, score = np.where(undefined, 1, outcome), np.where(undefined, 1, score)
            return np.where(undefined, np.nan, (excess / outcome) * (excess / score) * self.n)
        _, slope, variance, gain = self.fit
        return np.asarray(gain if test == "logistic_lr" else slope**2 / variance)

    @cached_property
    def fit(self) -> Floats:
        """Of each table's fit alpha at the mean score, beta, its variance and the likelihood ratio.

        All are nan where there is no estimate. It exists exactly if (k, s) lies inside the convex
        hull of all its possible values (Barndorff-Nielsen 1978; Albert & Anderson 1984): s at one
        of its ends means complete or quasi-complete separation. At the maximum, fitted and observed
        k and s agree, so that the likelihood ratio is a sum of Kullback-Leibler divergences.
        """
        result = np.full((4, len(self.k)), np.nan)
        inside = (self.k > 0) & (self.k < self.n) & (self.s > self.least) & (self.s < self.most)
        every = np.flatnonzero(inside)
        for start in range(0, len(every), AT_ONCE):
            here = every[start : start + AT_ONCE]
            totals, n, weighted = (
                v if v.shape[-1] == 1 else v[..., here] for v in (self.totals, self.n, self.sum)
            )
            k, s = self.k[here], self.s[here]
            # The rarer of outcome and no outcome is fitted: its shares keep all their digits.
            flip = 2 * k > n
            k, s = np.where(flip, n - k, k), np.where(flip, weighted - s, s)
            m = totals.astype(np.float64)
            x: Floats = (n * self.scores[:, None] - weighted) / n
            overall = k / n
            a, b = _newton(m, x, np.log(overall / (1 - overall)), k, (n * s - k * weighted) / n)
            fitted, _, _, information = _profile(m, x, a, b)
            up, down = (fitted - overall) / overall, (overall - fitted) / (1 - overall)
            divergence = overall * surplus(up) + (1 - overall) * surplus(down)
            sign, gain = np.where(flip, -1, 1), 2 * (m * divergence).sum(axis=0)
            result[:, here] = sign * a, sign * b, 1 / information, gain
        return result


def _profile(m: Floats, x: Floats, a: Floats, b: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Shares, the information for a, the weighted mean score, the information for b alone."""
    odds_against = np.exp(-(a + b * x))
    p = 1 / (1 + odds_against)
    information = m * p * (p * odds_against)
    total = information.sum(axis=0)
    centre = (information * x).sum(axis=0) / total
    return p, total, centre, (information * (x - centre) ** 2).sum(axis=0)


def _newton(m: Floats, x: Floats, start: Floats, k: Ints, excess: Floats) -> tuple[Floats, Floats]:
    """Intercepts and slopes from the line without slope; those that have settled leave."""
    a, b = start.copy(), np.zeros(len(start))
    live = np.arange(len(start))
    span = np.abs(np.where(m > 0, x, 0.0)).max(axis=0)
    for _ in range(MOST_STEPS):
        rows, at, reach = (v if v.shape[-1] == 1 else v[..., live] for v in (m, x, span))
        p, total, centre, information = _profile(rows, at, a[live], b[live])
        expected = rows * p
        gradient = k[live] - expected.sum(axis=0)
        step_b = (excess[live] - (expected * at).sum(axis=0) - centre * gradient) / information
        step_a = gradient / total - centre * step_b
        size = np.abs(step_a) + np.abs(step_b) * reach
        # Steps of at most 1 in each log odds always raise the likelihood (self-concordance: Bach
        # 2010, proposition 1), so that the method cannot diverge.
        shorter = 1 / np.maximum(size, 1.0)
        a[live] += step_a * shorter
        b[live] += step_b * shorter
        live = live[size >= CONVERGED]
        if not live.size:
            return a, b
    raise ArithmeticError(f"{live.size} of {len(a)} logistic fits did not settle")


def _certified(test: str, tables: _Tables, i: int) -> arb:
    """An enclosure of a fit's statistic at the working precision, nan where it proves none.

    The interval form of Newton's method proves that a small box holds the one maximum (Moore,
    Kearfott & Cloud 2009, section 8.1); the statistic is evaluated over what is left of the box.
    """
    totals, scores, k = tables.row(i), [int(w) for w in tables.scores], int(tables.k[i])
    n = sum(totals)
    mean = Fraction(sum(m * w for m, w in zip(totals, scores, strict=True)), n)
    # Centred scores keep the two unknowns nearly uncorrelated.
    rows = [(m, as_arb(w - mean)) for m, w in zip(totals, scores, strict=True) if m]
    observed = arb_mat([[arb(k)], [as_arb(int(tables.s[i]) - k * mean)]])

    def derivatives(at: arb_mat) -> tuple[arb_mat, arb_mat]:
        """Return the gradient, and the information: minus the gradient's Jacobian."""
        gradient, i0, i1, i2 = observed, arb(0), arb(0), arb(0)
        for m, w in rows:
            p = 1 / (1 + (-(at[0, 0] + at[1, 0] * w)).exp())
            gradient -= arb_mat([[m * p], [m * p * w]])
            weight = m * p * (1 - p)
            i0, i1, i2 = i0 + weight, i1 + weight * w, i2 + weight * w * w
        return gradient, arb_mat([[i0, i1], [i1, i2]])

    at = arb_mat([[arb(float(tables.fit[0, i]))], [arb(float(tables.fit[1, i]))]])
    try:
        for _ in range(ctx.prec.bit_length()):
            gradient, information = derivatives(at)
            at = (at + information.solve(gradient)).mid()
        radius = arb(2) ** (-(ctx.prec // 2))
        box = arb_mat([[arb(v, radius * (1 + abs(v)))] for v in at.entries()])
        inside = at + derivatives(box)[1].solve(derivatives(at)[0])
    except ZeroDivisionError:  # too few bits to invert
        return arb.nan()
    pairs = zip(box.entries(), inside.entries(), strict=True)
    if not all(outer.contains_interior(inner) for outer, inner in pairs):
        return arb.nan()
    level, slope = inside.entries()
    if test == "logistic_wald":
        i0, i1, _, i2 = derivatives(inside)[1].entries()
        return slope * slope * (i2 - i1 * i1 / i0)
    gain = k * (level - as_arb(Fraction(k, n)).log()) + observed[1, 0] * slope
    gain -= (n - k) * as_arb(Fraction(n - k, n)).log()
    return 2 * (gain - sum((m * (1 + (level + slope * w).exp()).log() for m, w in rows), arb(0)))


def _decide(test: str, tables: _Tables, settings: Settings) -> Decisions:
    def enclosure(i: int) -> arb:
        if test != "trend_score":
            return _certified(test, tables, i)
        sums = np.broadcast_arrays(tables.n, tables.k, tables.s, tables.sum, tables.squares)
        n, k, s, first, second = (int(each[i]) for each in sums)
        spread = n * second - first**2
        return as_arb(Fraction(n * (n * s - k * first) ** 2, k * (n - k) * spread))

    return decide_chi2(tables.statistic(test), 1, settings, enclosure)


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
    (N, not N - 1, in the variance; Agresti 2013, section 5.3.5). ``logistic_lr`` is the likelihood
    ratio of a logistic line's slope and ``logistic_wald`` is (beta / SE)^2. All are compared with
    chi-squared on one degree of freedom.

    Undefined: k = 0 or k = N, scores without variation, and, for the two fits, separation (the
    maximum likelihood estimate does not exist).

    Row totals are (r,) for all tables, or (m, r) with one set for each of m tables. Of the r scores
    only the spacing matters. k are the cases with the outcome, s is the sum of their scores.

    Raises:
        TypeError: Something is not a whole number.
        ValueError: An unknown test, shapes that do not fit, or a (k, s) that no table has.

    Example:
        >>> k, s = [9, 9, 0], [9, 14, 0]
        >>> trend("trend_score", [10, 10, 10], [0, 1, 2], k, s, Settings()).tolist()
        [0, 1, -1]
    """
    tables = _Tables(row_totals, scores, k, s)
    return _decide(test, tables, settings).reshape(tables.shape)


@dataclass(frozen=True, slots=True)
class Trends:
    """All trend tests on the same tables, from one fit, as `trend` and ``p_range`` give them.

    The slope of the logistic line is minus or plus infinity where the estimate does not exist as
    all cases with the outcome lie at one end of the scores, nan where nothing is estimable.
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

    Example:
        >>> found = all_trends([10, 10, 10], [0, 1, 2], [9, 9, 9], [9, 14, 18], Settings())
        >>> found.decisions["logistic_wald"].tolist(), found.slope.round(2).tolist()
        ([0, 1, -1], [0.0, 1.41, inf])
    """
    tables = _Tables(row_totals, scores, k, s)
    ranges = {test: range_of_p(tables.statistic(test)) for test in TREND_TESTS}
    slope, vary = tables.fit[1].copy(), tables.least < tables.most
    slope[vary & (tables.s == tables.least)] = -np.inf
    slope[vary & (tables.s == tables.most)] = np.inf
    decisions = {test: _decide(test, tables, settings) for test in TREND_TESTS}
    return Trends(decisions, ranges, slope)


def trend_slope(
    row_totals: npt.ArrayLike, scores: npt.ArrayLike, k: npt.ArrayLike, s: npt.ArrayLike
) -> tuple[Floats, Floats]:
    """Return slope and standard error of the logistic line for each (k, s), nan where undefined.

    Example:
        >>> slope, error = trend_slope([50, 50], [0, 1], [30, 0], [20, 0])
        >>> slope.round(4).tolist(), error.round(4).tolist()
        ([0.9808, nan], [0.4564, nan])
    """
    tables = _Tables(row_totals, scores, k, s)
    _, slope, variance, _ = tables.fit
    return slope.reshape(tables.shape), np.sqrt(variance).reshape(tables.shape)
