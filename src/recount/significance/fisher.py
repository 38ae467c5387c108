"""Fisher's test on many 2x2 tables at once, and which first cells it accepts.

Weights relative to the mode are running products of the ratios of neighbouring weights, so a float
weight 10,000 steps from the mode is good to 1e-11. Three things could go wrong with floats, and
each goes to whole numbers: another table whose weight lies within 1e-9 of the observed one's (a
tie?), a p within 1e-9 of alpha, and a p too small for the window of weights. Ties that follow from
symmetry (equal rows, or equal columns) are known without computing.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from flint import arb, ctx

from recount.significance.decisions import (
    NOT_SIGNIFICANT,
    SIGNIFICANT,
    UNDEFINED,
    Bools,
    Decisions,
    Floats,
    Ints,
)
from recount.significance.fisher_exact import (
    fisher_p_exact,
    hypergeometric_mode,
    support,
    tail_ends,
)

__all__ = ["accepted_ends", "fisher_accepted", "fisher_decisions", "fisher_p"]

NEAR = 1e-9
# A window ends where weights are below this share of the mode's: with at most 2^31 cells beyond it,
# what is left out is below 1e-20.
NEGLIGIBLE = 1e-30
# Below this level the part left out could matter, and everything is decided in whole numbers.
LEAST_ALPHA = 1e-9
# Above this p, neighbours next to the mode may differ by less than NEAR without being ties.
FLAT_TOP = 0.9
# Windows wider than this are looked at one by one: near the mode of a wide one, neighbours come
# within NEAR of each other without being ties.
WIDEST = 5_000
# Tables times steps of the blocks that are worked on at once: about 4 MB an array.
BLOCK = 500_000


def _reach(n1: Ints, n2: Ints, t: Ints) -> Ints:
    """Return how many steps from the mode the weights are computed, for each set of margins."""
    n = (n1 + n2).astype(np.float64)
    variance = (n1 / n) * (n2 / n) * t * (n - t) / np.maximum(n - 1, 1)
    mode = (n1 + 1) * (t + 1) // (n1 + n2 + 2)
    low, high = np.maximum(0, t - n2), np.minimum(n1, t)
    farthest = np.maximum(high - mode, mode - low)
    reach: Ints = np.minimum(farthest, (12 * np.sqrt(variance) + 40).astype(np.int64))
    return reach


def _weights(margins: Floats, start: Floats, steps: int, side: int) -> Floats:
    """Return w(start + side), w(start + 2 side), ... relative to w(start), one row a table.

    ``margins`` holds n1, n2 and t, one column a table. Past the end of the support the ratio is
    zero once, and so is every weight after it.
    """
    n1, n2, t = margins[:, :, None]
    j = np.arange(steps, dtype=np.float64)[None, :]
    x = start[:, None] + side * j
    if side > 0:
        ratio = (n1 - x) * (t - x) / ((x + 1) * (n2 - t + x + 1))
    else:
        ratio = x * (n2 - t + x) / ((n1 - x + 1) * (t - x + 1))
    weights: Floats = np.cumprod(np.maximum(ratio, 0.0), axis=1)
    return weights


def _bounds(n1: Ints, n2: Ints, t: Ints, x: Ints) -> tuple[Floats, Floats, Bools]:
    """Return p without near ties, p with them, and whether these can be trusted, for each table."""
    reach = _reach(n1, n2, t)
    order = np.argsort(reach, kind="stable")
    without, with_ties = np.empty(len(x)), np.empty(len(x))
    trusted = np.zeros(len(x), dtype=np.bool_)
    first = 0
    while first < len(x):
        # Tables of similar width share a block, so that little of it is padding.
        sizes = reach[order[first:]] * np.arange(1, len(x) - first + 1)
        end = first + max(1, int(np.searchsorted(sizes, BLOCK, side="right")))
        rows = order[first:end]
        first = end
        steps = max(1, int(reach[rows[-1]]))
        mode = (n1[rows] + 1) * (t[rows] + 1) // (n1[rows] + n2[rows] + 2)
        margins = np.stack([n1[rows], n2[rows], t[rows]]).astype(np.float64)
        left = _weights(margins, mode.astype(np.float64), steps, -1)
        right = _weights(margins, mode.astype(np.float64), steps, +1)
        weight = np.concatenate([left[:, ::-1], np.ones((len(rows), 1)), right], axis=1)
        offset = x[rows] - mode
        inside = np.abs(offset) <= steps
        column = np.clip(offset, -steps, steps) + steps
        observed = weight[np.arange(len(rows)), column]
        total = weight.sum(axis=1)
        smaller = np.where(weight < (observed * (1 - NEAR))[:, None], weight, 0.0).sum(axis=1)
        no_larger = np.where(weight <= (observed * (1 + NEAR))[:, None], weight, 0.0).sum(axis=1)
        without[rows] = (smaller + observed) / total
        with_ties[rows] = no_larger / total
        trusted[rows] = inside & (weight[:, 0] < NEGLIGIBLE) & (weight[:, -1] < NEGLIGIBLE)
    # Away from the flat top, the mirrored table is the one near tie, and a true one.
    mirrored = ((n1 == n2) | (2 * t == n1 + n2)) & (with_ties < FLAT_TOP)
    return np.where(mirrored, with_ties, without), with_ties, trusted


def _tail(n1: int, n2: int, t: int, x: int, side: int) -> float:
    """Return the weight of x and of all beyond it on one side, relative to the weight of x."""
    margins = np.array([[n1], [n2], [t]], dtype=np.int64)
    steps = int(_reach(*margins)[0]) + 1
    total = 1.0
    last, factor = x, 1.0
    while factor > 1e-18 * total:
        start = np.array([float(last)])
        weights = factor * _weights(margins.astype(np.float64), start, steps, side)[0]
        total += float(weights.sum())
        last, factor = last + side * steps, float(weights[-1])
    return total


def _p_one(n1: int, n2: int, t: int, x: int) -> float:
    """Return p of one table to about 1e-11 relative, ties decided exactly."""
    left, right = tail_ends(n1, n2, t, x)
    if right == left + 1:
        return 1.0
    low, high = support(n1, n2, t)
    with ctx.workprec(128):
        p = arb(0)
        for end, side in ((left, -1), (right, +1)):
            if low <= end <= high:
                weight = arb.bin_uiui(n1, end) * arb.bin_uiui(n2, t - end)
                p += weight / arb.bin_uiui(n1 + n2, t) * arb(_tail(n1, n2, t, end, side))
        return min(1.0, float(p))


def _is_significant(n1: int, n2: int, t: int, x: int, alpha: Fraction) -> bool:
    """Decide one table: by a float where it is clear, in whole numbers where it is not."""
    p = _p_one(n1, n2, t, x)
    level = float(alpha)
    if abs(p - level) > NEAR * level:
        return p < level
    return fisher_p_exact(x, n1 - x, t - x, n2 - t + x) < alpha


def _open(without: Floats, with_ties: Floats, alpha: Fraction) -> tuple[Decisions, Bools]:
    """Return decisions, and which of them the floats leave open."""
    level = float(alpha)
    decision = np.where(with_ties < level, SIGNIFICANT, NOT_SIGNIFICANT).astype(np.int8)
    clear = (with_ties < level * (1 - NEAR)) | (without > level * (1 + NEAR))
    return decision, np.asarray(~clear, dtype=np.bool_)


def fisher_accepted(n1: int, n2: int, t: int, alpha: Fraction) -> tuple[int, int]:
    """Return the least and the greatest first cell that Fisher's test calls not significant.

    p is a rising function of the weight, and the weight has one peak, so that the accepted cells
    are all those between two ends; the mode (p = 1) is always one of them.

    Example:
        >>> fisher_accepted(479, 1486, 143, Fraction(1, 20))
        (25, 44)
    """
    low, high = support(n1, n2, t)
    mode = hypergeometric_mode(n1, n2, t)
    if float(alpha) < LEAST_ALPHA:
        return _accepted_by_bisection(n1, n2, t, alpha, low, mode, high)
    whole = np.array([[n1], [n2], [t]], dtype=np.int64)
    steps = int(_reach(*whole)[0])
    margins, start = whole.astype(np.float64), np.array([float(mode)])
    left = _weights(margins, start, min(steps, mode - low), -1)[0]
    right = _weights(margins, start, min(steps, high - mode), +1)[0]
    for side, all_steps in ((left, mode - low), (right, high - mode)):
        if len(side) < all_steps and side[-1] >= NEGLIGIBLE:
            return _accepted_by_bisection(n1, n2, t, alpha, low, mode, high)
    ends = []
    for near, far, side in ((left, right, -1), (right, left, +1)):
        steps_out = _steps_accepted(near, far, n1 == n2 or 2 * t == n1 + n2, alpha)
        count = steps_out[0]
        # Between the two counts only whole numbers know; the first rejection ends the search.
        while count < steps_out[1] and not _is_significant(
            n1, n2, t, mode + side * (count + 1), alpha
        ):
            count += 1
        ends.append(mode + side * count)
    return ends[0], ends[1]


def accepted_ends(n1: Ints, n2: Ints, t: Ints, alpha: Fraction) -> Ints:
    """Return `fisher_accepted` for many margins at once, shape (margins, 2).

    Example:
        >>> margins = np.array([479, 479]), np.array([1486, 1486]), np.array([143, 20])
        >>> accepted_ends(*margins, Fraction(1, 20)).tolist()
        [[25, 44], [1, 8]]
    """
    ends = np.empty((len(t), 2), dtype=np.int64)
    reach = _reach(n1, n2, t)
    single = reach > WIDEST if float(alpha) >= LEAST_ALPHA else np.ones(len(t), dtype=np.bool_)
    order = np.argsort(reach, kind="stable")
    order = order[~single[order]]
    while order.size:
        sizes = reach[order] * np.arange(1, len(order) + 1)
        end = max(1, int(np.searchsorted(sizes, BLOCK, side="right")))
        rows, order = order[:end], order[end:]
        ends[rows], sure = _ends_at_once(n1[rows], n2[rows], t[rows], int(reach[rows[-1]]), alpha)
        single[rows[~sure]] = True
    for i in np.flatnonzero(single):
        ends[i] = fisher_accepted(int(n1[i]), int(n2[i]), int(t[i]), alpha)
    return ends


def _ends_at_once(n1: Ints, n2: Ints, t: Ints, reach: int, alpha: Fraction) -> tuple[Ints, Bools]:
    """Return the ends of what is accepted for each set of margins, and whether they are sure.

    The weights of a row are put in order; the p of each is their running sum. Two weights within
    NEAR of each other may be a tie, so that each p lies between a sum without and one with those
    near it.
    """
    steps = max(1, reach)
    mode = (n1 + 1) * (t + 1) // (n1 + n2 + 2)
    margins, start = np.stack([n1, n2, t]).astype(np.float64), mode.astype(np.float64)
    left, right = _weights(margins, start, steps, -1), _weights(margins, start, steps, +1)
    weight = np.concatenate([left[:, ::-1], np.ones((len(t), 1)), right], axis=1)
    order = np.argsort(weight, axis=1, kind="stable")
    ordered = np.take_along_axis(weight, order, axis=1)
    up_to = np.cumsum(ordered, axis=1)
    total = up_to[:, -1:]
    near = ordered[:, 1:] <= ordered[:, :-1] * (1 + NEAR)
    place = np.broadcast_to(np.arange(weight.shape[1]), weight.shape)
    # The first and the last place of the run of near ties that each place belongs to.
    first = place.copy()
    first[:, 1:][near] = 0
    first = np.maximum.accumulate(first, axis=1)
    last = place.copy()
    last[:, :-1][near] = weight.shape[1]
    last = np.minimum.accumulate(last[:, ::-1], axis=1)[:, ::-1]
    below = np.take_along_axis(up_to - ordered, first, axis=1)
    without = (below + ordered) / total
    with_ties = np.take_along_axis(up_to, last, axis=1) / total
    mirrored = ((n1 == n2) | (2 * t == n1 + n2))[:, None] & (with_ties < FLAT_TOP)
    decision, unclear = _open(np.where(mirrored, with_ties, without), with_ties, alpha)
    accepted = np.zeros(weight.shape, dtype=np.bool_)
    np.put_along_axis(accepted, order, decision == NOT_SIGNIFICANT, axis=1)
    low = mode + accepted.argmax(axis=1) - steps
    high = mode + weight.shape[1] - 1 - accepted[:, ::-1].argmax(axis=1) - steps
    sure = ~unclear.any(axis=1)
    sure &= (weight[:, 0] < NEGLIGIBLE) & (weight[:, -1] < NEGLIGIBLE)
    return np.stack([low, high], axis=1), sure


def _steps_accepted(near: Floats, far: Floats, mirrored: bool, alpha: Fraction) -> tuple[int, int]:
    """Return how many steps from the mode are surely accepted, and how many may be.

    ``near`` holds the weights on the side looked at, ``far`` those on the other side, both outward
    from the mode, whose weight is 1.
    """
    near_tail = np.cumsum(near[::-1])[::-1]
    far_tail = np.append(np.cumsum(np.append(1.0, far)[::-1])[::-1], 0.0)
    total = 1.0 + float(near.sum()) + float(far.sum())
    rising = -np.append(1.0, far)
    strictly = np.searchsorted(rising, -near * (1 - NEAR), side="right")
    loosely = np.searchsorted(rising, -near * (1 + NEAR), side="left")
    with_ties = (near_tail + far_tail[loosely]) / total
    without = (near_tail + far_tail[strictly]) / total
    if mirrored:
        without = np.where(with_ties < FLAT_TOP, with_ties, without)
    decision, unclear = _open(without, with_ties, alpha)
    sure = int(np.sum((decision == NOT_SIGNIFICANT) & ~unclear))
    return sure, sure + int(np.sum(unclear))


def _accepted_by_bisection(
    n1: int, n2: int, t: int, alpha: Fraction, low: int, mode: int, high: int
) -> tuple[int, int]:
    ends = []
    for side, most in ((-1, mode - low), (+1, high - mode)):
        first, last = 0, most
        while first < last:
            middle = (first + last + 1) // 2
            if _is_significant(n1, n2, t, mode + side * middle, alpha):
                last = middle - 1
            else:
                first = middle
        ends.append(mode + side * first)
    return ends[0], ends[1]


def _margin_groups(n1: Ints, n2: Ints, t: Ints) -> tuple[Ints, Ints]:
    """Return the first table of each set of margins, and the group of every table."""
    key = np.stack([n1, n2, t], axis=1)
    most = [int(v) + 1 for v in key.max(axis=0)]
    if most[0] * most[1] * most[2] < 2**62:
        flat = (n1 * most[1] + n2) * most[2] + t
        _, first, group = np.unique(flat, return_index=True, return_inverse=True)
    else:
        _, first, group = np.unique(key, axis=0, return_index=True, return_inverse=True)
    return first.astype(np.int64), group.ravel().astype(np.int64)


def fisher_decisions(a: Ints, b: Ints, c: Ints, d: Ints, alpha: Fraction) -> Decisions:
    """Return the decision on each table: 1 significant, 0 not, -1 for an empty row or column.

    Args:
        a: First cells, one dimension; ``b``, ``c`` and ``d`` are the other three.
        b: See ``a``.
        c: See ``a``.
        d: See ``a``.
        alpha: The level.

    Example:
        >>> cells = [np.array([v]) for v in (25, 454, 118, 1368)]
        >>> fisher_decisions(*cells, Fraction(1, 20)).tolist()
        [0]
    """
    n1, n2, t = a + b, c + d, a + c
    decision = np.full(a.shape, UNDEFINED, dtype=np.int8)
    defined = np.flatnonzero((n1 > 0) & (n2 > 0) & (t > 0) & (b + d > 0))
    if not defined.size:
        return decision
    n1, n2, t, x = n1[defined], n2[defined], t[defined], a[defined]
    first, group = _margin_groups(n1, n2, t)
    if len(x) >= 4 * len(first):
        ends = accepted_ends(n1[first], n2[first], t[first], alpha)
        inside = (x >= ends[group, 0]) & (x <= ends[group, 1])
        decision[defined] = np.where(inside, NOT_SIGNIFICANT, SIGNIFICANT)
        return decision
    without, with_ties, trusted = _bounds(n1, n2, t, x)
    answer, unclear = _open(without, with_ties, alpha)
    if float(alpha) < LEAST_ALPHA:
        trusted[:] = False
    for i in np.flatnonzero(unclear | ~trusted):
        significant = _is_significant(int(n1[i]), int(n2[i]), int(t[i]), int(x[i]), alpha)
        answer[i] = SIGNIFICANT if significant else NOT_SIGNIFICANT
    decision[defined] = answer
    return decision


def fisher_p(a: Ints, b: Ints, c: Ints, d: Ints) -> Floats:
    """Return the two-sided p of each table as a float, nan for an empty row or column.

    Example:
        >>> fisher_p(*[np.array([v]) for v in (3, 0, 0, 3)]).tolist()
        [0.1]
    """
    n1, n2, t = a + b, c + d, a + c
    p = np.full(a.shape, np.nan)
    defined = np.flatnonzero((n1 > 0) & (n2 > 0) & (t > 0) & (b + d > 0))
    if not defined.size:
        return p
    n1, n2, t, x = n1[defined], n2[defined], t[defined], a[defined]
    without, with_ties, trusted = _bounds(n1, n2, t, x)
    value = np.minimum(with_ties, 1.0)
    # The part left out of the window must stay below 1e-10 of p, too.
    for i in np.flatnonzero(~trusted | (with_ties > without) | (with_ties < LEAST_ALPHA)):
        value[i] = _p_one(int(n1[i]), int(n2[i]), int(t[i]), int(x[i]))
    p[defined] = value
    return p
