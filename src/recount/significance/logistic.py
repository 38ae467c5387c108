"""Logistic regression of an outcome on a score, fitted for many outcomes at once.

Rows i = 1..r of a table have n_i cases each and the score w_i; y_i of them have the outcome. The
log-likelihood of P(outcome) = 1 / (1 + exp(-alpha - beta w)) is, up to a constant,

    alpha k + beta s - sum of n_i log(1 + exp(alpha + beta w_i))

with k = sum of y_i and s = sum of w_i y_i,
so with the row totals fixed the fit depends on the table through k and s alone: they are its
sufficient statistics (Agresti 2013, section 5.5).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recount.significance.decisions import Floats, Ints
from recount.significance.divergence import bregman

__all__ = ["Fit", "attainable", "fit"]

MOST_STEPS = 200
CONVERGED = 1e-8  # the error after a Newton step of this size is about its square


@dataclass(frozen=True, slots=True)
class Fit:
    """Maximum likelihood fits, one element a pair (k, s).

    Attributes:
        slope: beta, per unit of score.
        variance: Its variance: the inverse of the information for beta with alpha profiled out.
        likelihood_ratio: Twice the gain in log-likelihood over a line without slope.
    """

    slope: Floats
    variance: Floats
    likelihood_ratio: Floats


def attainable(row_totals: Ints, scores: Ints, k: Ints) -> tuple[Ints, Ints]:
    """Return the least and the greatest sum of scores of k cases with the outcome.

    Args:
        row_totals: (r,) or (m, r).
        scores: (r,), whole numbers.
        k: (m,), each from 0 to the number of cases.

    Example:
        >>> least, most = attainable(np.array([2, 3]), np.array([0, 1]), np.array([1, 2, 4]))
        >>> least.tolist(), most.tolist()
        ([0, 0, 2], [1, 2, 3])
    """
    ends = []
    for order in (np.argsort(scores, kind="stable"), np.argsort(-scores, kind="stable")):
        totals = np.atleast_2d(row_totals)[:, order]
        before = np.cumsum(totals, axis=1) - totals
        # Fill the rows in the order of their scores until k cases are placed.
        filled = np.clip(k[:, None] - before, 0, totals)
        ends.append(filled @ scores[order])
    return ends[0], ends[1]


def fit(row_totals: Ints, scores: Ints, k: Ints, s: Ints) -> Fit:
    """Return the fits for pairs (k, s) for which the maximum likelihood estimate exists.

    Newton's method from the line without slope. A step that would change some row's log odds by
    more than 1 is shortened to 1; such steps always raise the log-likelihood (self-concordance:
    Bach 2010, proposition 1), so that the method cannot diverge.

    Args:
        row_totals: (r,) or (m, r).
        scores: (r,).
        k: (m,), the number of cases with the outcome, strictly between 0 and the number of cases.
        s: (m,), the sum of their scores, strictly between its attainable ends.

    Raises:
        ArithmeticError: Newton's method did not settle.

    Example:
        >>> result = fit(np.array([50, 50]), np.array([0, 1]), np.array([30]), np.array([20]))
        >>> round(float(result.slope[0]), 6), round(float(result.variance[0]), 6)
        (0.980829, 0.208333)
    """
    totals = np.atleast_2d(row_totals).astype(np.int64)
    n = totals.sum(axis=1)
    weighted = totals @ scores
    # The rarer of outcome and no outcome is fitted: its shares keep all their digits.
    flip = 2 * k > n
    cases = np.where(flip, n - k, k)
    score_sum = np.where(flip, weighted - s, s)
    share = cases / n
    w = scores[None, :] - (weighted / n)[:, None]
    excess = (n * score_sum - cases * weighted) / n
    several = totals.shape[0] > 1
    m, x = totals.astype(np.float64), w if several else w[:1]
    a, b = _newton(m, x, np.log(share / (1 - share)), cases.astype(np.float64), excess)
    p, _, _, information = _profile(m, x, a, b)
    slope = np.where(flip, -b, b)
    return Fit(slope, 1 / information, _likelihood_ratio(totals, p, share))


def _profile(m: Floats, x: Floats, a: Floats, b: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Return shares, the information for a, the weighted mean score, the information for b.

    The last is that for b with a profiled out: a weighted sum of squares about the weighted mean,
    which cannot cancel as a determinant can.
    """
    odds_against = np.exp(-(a[:, None] + b[:, None] * x))
    p = 1 / (1 + odds_against)
    information = m * p * (p * odds_against)
    total = information.sum(axis=1)
    centre = (information * x).sum(axis=1) / total
    centred = x - centre[:, None]
    return p, total, centre, (information * centred * centred).sum(axis=1)


def _newton(
    m: Floats, x: Floats, start: Floats, cases: Floats, excess: Floats
) -> tuple[Floats, Floats]:
    """Return intercepts and slopes from Newton's method, started at slope 0."""
    intercept, slope = np.empty(len(start)), np.empty(len(start))
    active = np.arange(len(start))
    a, b, y, e = start, np.zeros(len(start)), cases, excess
    several = len(m) > 1
    span = np.max(np.abs(np.where(m > 0, x, 0.0)), axis=1)
    for _ in range(MOST_STEPS):
        p, total, centre, information = _profile(m, x, a, b)
        expected = m * p
        gradient = y - expected.sum(axis=1)
        step_b = (e - (expected * x).sum(axis=1) - centre * gradient) / information
        step_a = gradient / total - centre * step_b
        size = np.abs(step_a) + np.abs(step_b) * span
        shorter = 1 / np.maximum(size, 1.0)
        a = a + step_a * shorter
        b = b + step_b * shorter
        done = size < CONVERGED
        if done.any():
            intercept[active[done]], slope[active[done]] = a[done], b[done]
            rest = ~done
            active = active[rest]
            if not active.size:
                return intercept, slope
            a, b, y, e = a[rest], b[rest], y[rest], e[rest]
            if several:
                m, x, span = m[rest], x[rest], span[rest]
    raise ArithmeticError(
        f"{active.size} of {len(start)} logistic fits did not settle in {MOST_STEPS} steps"
    )


def _likelihood_ratio(totals: Ints, shares: Floats, share: Floats) -> Floats:
    """Return the likelihood ratio from fitted shares.

    At the maximum, fitted and observed k and s agree, so that the gain in log-likelihood is the sum
    over rows of n_i times the Kullback-Leibler divergence of the fitted from the overall share.
    """
    overall = share[:, None]
    difference = shares - overall
    divergence = overall * bregman(difference / overall) + (1 - overall) * bregman(
        -difference / (1 - overall)
    )
    result: Floats = 2 * (totals * divergence).sum(axis=1)
    return result
