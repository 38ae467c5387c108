"""Tests of a trend in an r x 2 table whose rows carry scores.

Row i has n_i cases and the score w_i; y_i of them have the outcome. The log-likelihood of the line
P(outcome) = 1 / (1 + exp(-alpha - beta w)) is, up to a constant,

    alpha k + beta s - sum of n_i log(1 + exp(alpha + beta w_i))

with k = sum of y_i and s = sum of w_i y_i. So with the row totals fixed all three tests depend on
the table through k and s alone: they are its sufficient statistics (Agresti 2013, section 5.5), and
the Cochran-Armitage test is the line's score test at slope 0.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt
from flint import arb, arb_mat, ctx

from recount.arrays import Decisions, Floats, Ints
from recount.settings import Settings
from recount.significance.threshold import as_arb, decide_chi2, range_of_p, surplus

#: The first decides; the others stand beside it.
TREND_TESTS: Final = ("trend_score", "logistic_lr", "logistic_wald")
MOST_STEPS = 200
CONVERGED = 3e-6  # the error after a Newton step of this size is about its square
AT_ONCE = 16_384  # fits that are worked on together, for the sake of the processor's cache


class Trends:
    """The trend tests of tables given by k cases with the outcome and s, the sum of their scores.

    ``trend_score`` is the test of Cochran (1954) and Armitage (1955) without continuity correction:
    N r^2, with r the correlation of score and outcome over the N cases, that is
    N (N s - k W1)^2 / (k (N - k) (N W2 - W1^2)) with W1, W2 the sums of scores and of their squares
    (N, not N - 1, in the variance; Agresti 2013, section 5.3.5). ``logistic_lr`` is the likelihood
    ratio of a logistic line's slope and ``logistic_wald`` is (beta / SE)^2. All are compared with
    chi-squared on one degree of freedom.

    Undefined: k = 0 or k = N, scores without variation, and, for the two fits, separation (the
    maximum likelihood estimate does not exist).

    Row totals are (r,) for all tables, or (m, r) with one set for each of m tables. Of the r scores
    only the spacing matters.

    Raises:
        ValueError: Row totals or scores are too large for exact 64-bit sums.

    Example:
        >>> tables = Trends([10, 10, 10], [0, 1, 2], [9, 9, 9], [9, 14, 18])
        >>> tables.decisions("trend_score", Settings()).tolist(), tables.slope.round(2).tolist()
        ([0, 1, 1], [0.0, 1.41, inf])
    """

    def __init__(
        self, row_totals: npt.ArrayLike, scores: npt.ArrayLike, k: npt.ArrayLike, s: npt.ArrayLike
    ) -> None:
        self.totals = np.ascontiguousarray(np.atleast_2d(np.asarray(row_totals)).T)
        self.scores = np.asarray(scores)
        cases, sums = np.broadcast_arrays(k, s)
        self.k, self.s, self.shape = cases.ravel(), sums.ravel(), cases.shape
        self.n = self.totals.sum(axis=0)
        if (int(self.n.max(initial=0)) * max(1, int(np.abs(self.scores).max()))) ** 2 >= 2**62:
            raise ValueError("row totals or scores are too large for exact 64-bit sums")
        self.sum, self.squares = self.scores @ self.totals, self.scores**2 @ self.totals

    @cached_property
    def ends(self) -> tuple[Ints, Ints]:
        """The least and the greatest sum of scores of k cases with the outcome."""
        ends = []
        for order in (np.argsort(self.scores), np.argsort(-self.scores)):
            totals = self.totals[order]
            # Fill the rows in the order of their scores until k cases are placed.
            placed = np.clip(self.k - (np.cumsum(totals, axis=0) - totals), 0, totals)
            ends.append(self.scores[order] @ placed)
        return ends[0], ends[1]

    def statistic(self, test: str) -> Floats:
        """The statistic of each table, nan where it is undefined."""
        if test == "trend_score":
            excess = (self.n * self.s - self.k * self.sum).astype(np.float64)
            outcome, score = self.k * (self.n - self.k), self.n * self.squares - self.sum**2
            # Without variation in the outcome or the scores 0 / 0: nan.
            with np.errstate(invalid="ignore"):
                return np.asarray((excess / outcome) * (excess / score) * self.n)
        _, slope, variance, gain = self.fit
        return np.asarray({"logistic_lr": gain, "logistic_wald": slope**2 / variance}[test])

    def decisions(self, test: str, settings: Settings) -> Decisions:
        """The decision of a test on each table: 1 significant, 0 not, -1 undefined."""

        def enclosure(i: int) -> arb:
            if test != "trend_score":
                return _certified(test, self, i)
            sums = np.broadcast_arrays(self.n, self.k, self.s, self.sum, self.squares)
            n, k, s, first, second = (int(each[i]) for each in sums)
            spread = n * second - first**2
            return as_arb(Fraction(n * (n * s - k * first) ** 2, k * (n - k) * spread))

        return decide_chi2(self.statistic(test), 1, settings, enclosure).reshape(self.shape)

    def p_range(self, test: str) -> tuple[float, float] | None:
        """The smallest and the largest p, None if all are undefined; for display."""
        return range_of_p(self.statistic(test))

    @property
    def slope(self) -> Floats:
        """The slope of each logistic line, infinite where all cases with the outcome lie at an end.

        nan where nothing is estimable.
        """
        slope: Floats = self.fit[1].copy()
        least, most = self.ends
        slope[(least < most) & (self.s == least)] = -np.inf
        slope[(least < most) & (self.s == most)] = np.inf
        return slope

    @cached_property
    def fit(self) -> Floats:
        """Of each table's fit alpha at the mean score, beta, its variance and the likelihood ratio.

        All are nan where there is no estimate. It exists exactly if (k, s) lies inside the convex
        hull of all its possible values (Barndorff-Nielsen 1978; Albert & Anderson 1984): s at one
        of its ends means complete or quasi-complete separation. At the maximum, fitted and observed
        k and s agree, so that the likelihood ratio is a sum of Kullback-Leibler divergences.
        """
        result = np.full((4, len(self.k)), np.nan)
        least, most = self.ends
        inside = (self.k > 0) & (self.k < self.n) & (self.s > least) & (self.s < most)
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


def _certified(test: str, tables: Trends, i: int) -> arb:
    """An enclosure of a fit's statistic at the working precision, nan where it proves none.

    The interval form of Newton's method proves that a small box holds the one maximum (Moore,
    Kearfott & Cloud 2009, section 8.1); the statistic is evaluated over what is left of the box.
    """
    totals = [int(n) for n in tables.totals[:, i % tables.totals.shape[1]]]
    scores, k = [int(w) for w in tables.scores], int(tables.k[i])
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
