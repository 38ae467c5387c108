"""Fisher's exact test on many 2x2 tables at once.

With all margins fixed, the first cell x has the hypergeometric distribution, and w(x) =
C(n1, x) C(n2, t - x) is its weight. The two-sided p is the weight of all tables that are no more
probable than the observed one over the weight of all (Fisher 1935; Agresti 2013, section 3.5). w
rises strictly up to its mode and falls strictly after it, so that the first cells with p of alpha
and more are a range. p is 1 where a row or a column is empty, as only one table has those margins.

Weights relative to the mode are running products of the ratios of neighbouring weights, so that a
float weight 300,000 steps from the mode is good to 1e-9. Floats cannot tell whether two weights
that nearly agree are a tie, which counts, nor on which side of alpha a p near it lies, and a level
can be too small for the windows of weights. There enclosures and whole numbers decide.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
from flint import arb, ctx, fmpq, fmpz

from recount.arrays import Bools, Decisions, Floats, Ints
from recount.significance import threshold
from recount.significance.threshold import below_alpha

#: Weights nearer to each other than this, relative, may be a tie.
TIED = 1e-8
#: How far a window reaches: so many standard deviations and cells. It must end where weights are
#: below this share of the mode's. With at most 2^31 cells beyond it, what is left out is a 1e15th
#: of all, and matters for a level below LEAST_LEVEL only.
DEVIATIONS, CELLS, NEGLIGIBLE = 8.5, 25, 1e-14
LEAST_LEVEL = 1e-5
#: Margins times steps of the windows that are worked on at once: less than 2 MB an array.
BLOCK = 200_000
#: Widest support whose weights are all summed up where p is shown.
WIDEST = 20_000


def support(n1: int, n2: int, t: int) -> tuple[int, int]:
    """The least and the greatest first cell for row totals n1, n2 and column total t."""
    return max(0, t - n2), min(n1, t)


def mode_of(n1: int, n2: int, t: int) -> int:
    """The most probable first cell (the greater one where two are equally probable)."""
    return (n1 + 1) * (t + 1) // (n1 + n2 + 2)


def _windows(n1: Ints, n2: Ints, t: Ints) -> Iterator[tuple[Ints, Ints, Floats, Bools]]:
    """Which margins, and their windows: first cell, weights relative to the mode's, wide enough."""
    n = (n1 + n2).astype(np.float64)
    variance = (n1 / n) * (n2 / n) * t * (n - t) / np.maximum(n - 1, 1)
    mode = (n1 + 1) * (t + 1) // (n1 + n2 + 2)
    farthest = np.maximum(np.minimum(n1, t) - mode, mode - np.maximum(0, t - n2))
    reach = np.minimum(farthest, (DEVIATIONS * np.sqrt(variance) + CELLS).astype(np.int64))
    order = np.argsort(reach, kind="stable")
    while order.size:
        # Margins of similar width share a block, so that little of it is padding.
        sizes = (2 * reach[order] + 1) * np.arange(1, len(order) + 1)
        rows, order = np.split(order, [max(1, int(np.searchsorted(sizes, BLOCK, side="right")))])
        steps = int(reach[rows[-1]])
        m1, m2, k, x = (v[rows, None].astype(np.float64) for v in (n1, n2, t, mode))
        up, down = x + np.arange(steps), x - np.arange(steps)
        # Past the end of the support a ratio is 0 once, and so is every weight after it.
        right = np.maximum((m1 - up) * (k - up) / ((up + 1) * (m2 - k + up + 1)), 0.0)
        left = np.maximum(down * (m2 - k + down) / ((m1 - down + 1) * (k - down + 1)), 0.0)
        one = np.ones((len(rows), 1))
        sides = [np.cumprod(left, axis=1)[:, ::-1], one, np.cumprod(right, axis=1)]
        weights = np.concatenate(sides, axis=1)
        enough = (steps >= farthest[rows]) | (weights[:, [0, -1]].max(axis=1) < NEGLIGIBLE)
        yield rows, mode[rows] - steps, weights, enough


def fisher_accepted(n1: Ints, n2: Ints, t: Ints, alpha: Fraction) -> tuple[Ints, Ints]:
    """For each set of margins, the least and the greatest first cell whose p is not below alpha."""
    low, high = np.empty_like(t), np.empty_like(t)
    level = float(alpha)
    for rows, first, weights, enough in _windows(n1, n2, t):
        # In order of weight, running sums are the p of each cell. The first that reaches alpha is
        # accepted, with all cells that are no less probable.
        ordered, every = np.sort(weights, axis=1), np.arange(len(rows))
        p = np.cumsum(ordered, axis=1)
        p /= p[:, -1:]
        at = (p < level).sum(axis=1)
        own = ordered[every, at]
        kept = weights >= (own * (1 - TIED))[:, None]
        low[rows] = first + kept.argmax(axis=1)
        high[rows] = first + weights.shape[1] - 1 - kept[:, ::-1].argmax(axis=1)
        # Of equal rows or columns each cell is tied with its mirror.
        known = np.where((n1 == n2) | (2 * t == n1 + n2), 2, 1)[rows]
        tied = (at >= known) & (ordered[every, np.maximum(at - known, 0)] >= own * (1 - TIED))
        near = np.minimum(np.abs(p[every, at] - level), np.abs(p[every, at - 1] - level))
        unsure = ~enough | tied | (near <= threshold.NEAR * level) | (level < LEAST_LEVEL)
        for i in rows[unsure].tolist():
            m1, m2, k = int(n1[i]), int(n2[i]), int(t[i])
            low[i] = _first_accepted(m1, m2, k, int(low[i]), alpha)
            high[i] = k - _first_accepted(m2, m1, k, k - int(high[i]), alpha)
    return low, high


def _first_accepted(n1: int, n2: int, t: int, guess: int, alpha: Fraction) -> int:
    """The least first cell whose p is not below alpha, every look at a p being certain."""
    low, high = support(n1, n2, t)[0] - 1, mode_of(n1, n2, t)
    level = fmpq(alpha.numerator, alpha.denominator)

    def below(x: int) -> bool:
        return below_alpha(
            lambda: _enclosed(n1, n2, t, x),
            alpha,
            lambda: bool(fisher_p_exact(n1, n2, t, x) < level),
        )

    for x in (guess, guess - 1):
        if low < x < high:
            low, high = (x, high) if below(x) else (low, x)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if below(middle) else (low, middle)
    return high


def fisher_decisions(tables: Ints, alpha: Fraction) -> Decisions:
    """The decision on each table of the shape (2, 2, n): 1 significant, 0 not."""
    decision = np.zeros(tables.shape[2], dtype=np.int8)
    defined, n1, n2, t, x = _defined(tables)
    # A tail is at most exp(-t D), with D the Kullback-Leibler divergence of the first row's share
    # of the column from its share of all (Hoeffding 1963), and so is every cell no likelier than x.
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = (x * ((n1 + n2) / n1) / t, (t - x) * ((n1 + n2) / n2) / t)
        divergence = sum(
            np.where(cell > 0, cell * np.log(ratio), 0.0)
            for cell, ratio in zip((x, t - x), ratios, strict=True)
        )
    clear = np.log(np.minimum(n1, t) + 1.0) - divergence < float(np.log(float(alpha))) - 0.01
    decision[defined[clear]] = 1
    n1, n2, t, x = (v[~clear] for v in (n1, n2, t, x))
    low, high = fisher_accepted(n1, n2, t, alpha)
    decision[defined[~clear]] = (x < low) | (x > high)
    return decision


def _defined(tables: Ints) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    """Which tables have no empty margin, and their n1, n2, t and first cell."""
    (a, b), (c, d) = tables
    defined = np.flatnonzero((np.minimum(a + b, c + d) > 0) & (np.minimum(a + c, b + d) > 0))
    n1, n2, t, x = np.stack([a + b, c + d, a + c, a])[:, defined]
    return defined, n1, n2, t, x


def fisher_p(tables: Ints) -> list[float]:
    """The two-sided p of each table of the shape (2, 2, n); for display, and few tables."""
    found = [1.0] * tables.shape[2]
    defined, *margins = _defined(tables)
    for i, n1, n2, t, x in np.stack([defined, *margins], axis=1).tolist():
        low, high = support(n1, n2, t)
        if high - low > WIDEST:
            with ctx.workprec(128):
                found[i] = float(_enclosed(n1, n2, t, x))
            continue
        y = np.arange(low, high, dtype=np.float64)
        steps = np.log((n1 - y) * (t - y) / ((y + 1) * (n2 - t + y + 1)))
        weight = np.append(0.0, np.cumsum(steps))
        weight -= weight[x - low]
        own, every = np.exp(weight[weight <= TIED]).sum(), weight.max()
        found[i] = min(1.0, float(own * np.exp(-every) / np.exp(weight - every).sum()))
    return found


def _no_likelier(n1: int, n2: int, t: int, y: int, x: int) -> bool:
    """Whether first cell y is no more probable than first cell x, ties included, exactly."""
    with ctx.workprec(128):
        difference = arb.bin_uiui(n1, y) * arb.bin_uiui(n2, t - y)
        difference -= arb.bin_uiui(n1, x) * arb.bin_uiui(n2, t - x)
        if not difference.contains(0):
            return bool(difference < 0)
    own, other = (fmpz.bin_uiui(n1, v) * fmpz.bin_uiui(n2, t - v) for v in (x, y))
    return bool(other <= own)


def _tail_ends(n1: int, n2: int, t: int, x: int) -> tuple[int, int]:
    """(left, right): the tables no more probable than x are those <= left and >= right."""
    mode = mode_of(n1, n2, t)
    if x > mode:
        # Rows exchanged, first cells run the other way.
        left, right = _tail_ends(n2, n1, t, t - x)
        return t - right, t - left
    first, last = max(mode, x + 1), min(n1, t) + 1
    while first < last:
        middle = (first + last) // 2
        if _no_likelier(n1, n2, t, middle, x):
            last = middle
        else:
            first = middle + 1
    return x, first


def _tail(n1: int, n2: int, t: int, end: int) -> arb:
    """The probability of ``end`` and all lesser first cells; a geometric series bounds the rest."""
    low, _ = support(n1, n2, t)
    if end < low:
        return arb(0)
    term = total = arb(1)
    for x in range(end, low, -1):
        above, below = x * (n2 - t + x), (n1 - x + 1) * (t - x + 1)
        term = term * above / below
        total += term
        rest = term * above / (below - above)
        if bool(rest < total * arb(2) ** (-ctx.prec)):
            total += arb(0, rest.upper())
            break
    return total * arb.bin_uiui(n1, end) * arb.bin_uiui(n2, t - end) / arb.bin_uiui(n1 + n2, t)


def _enclosed(n1: int, n2: int, t: int, x: int) -> arb:
    """P of one table, ties decided exactly, enclosed at the working precision."""
    left, right = _tail_ends(n1, n2, t, x)
    if right == left + 1:
        return arb(1)
    return _tail(n1, n2, t, left) + _tail(n2, n1, t, t - right)


def fisher_p_exact(n1: int, n2: int, t: int, x: int) -> fmpq:
    """The two-sided p of one table, with no empty margin, as an exact fraction."""
    left, right = _tail_ends(n1, n2, t, x)
    if right == left + 1:
        return fmpq(1)
    weight = fmpz(0)
    for m1, m2, end in ((n1, n2, left), (n2, n1, t - right)):
        low, _ = support(m1, m2, t)
        term = fmpz.bin_uiui(m1, end) * fmpz.bin_uiui(m2, t - end) if end >= low else fmpz(0)
        for y in range(end, low - 1, -1):
            weight += term
            term = term * (y * (m2 - t + y)) // ((m1 - y + 1) * (t - y + 1))
    return fmpq(weight, fmpz.bin_uiui(n1 + n2, t))
