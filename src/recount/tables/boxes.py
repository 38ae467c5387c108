"""Whole vectors with a given sum inside boxes, many boxes at once.

A row's accepted numbers are mostly one run, or two where a test is undefined at an end. A choice of
one run for each row is a box, and the vectors with a given sum in a box are counted by inclusion
and exclusion over its upper limits, in closed form.
"""

from __future__ import annotations

from itertools import product

import numpy as np
import numpy.typing as npt

from recount.tables.space import LARGEST, IntArray
from recount.tables.vectors import count_vectors

__all__ = ["Runs", "box_counts", "runs_of", "within_boxes"]

Runs = tuple[IntArray, IntArray]
"""First and last number of each run, shapes (lines, runs); where there is none, last < first."""


def runs_of(mask: npt.NDArray[np.bool_]) -> Runs:
    """The runs of true places in each line of a matrix.

    Example:
        >>> first, last = runs_of(np.array([[1, 1, 0, 1], [0, 0, 0, 0]], dtype=bool))
        >>> first.tolist(), last.tolist()
        ([[0, 3], [0, 0]], [[1, 3], [-1, -1]])
    """
    lines, width = mask.shape
    edges = np.zeros((lines, width + 2), dtype=np.int8)
    edges[:, 1:-1] = mask
    steps = np.diff(edges, axis=1)
    line, start = np.nonzero(steps == 1)
    _, end = np.nonzero(steps == -1)
    number = np.bincount(line, minlength=lines)
    most = int(number.max(initial=0))
    first = np.zeros((lines, most), dtype=np.int64)
    last = np.full((lines, most), -1, dtype=np.int64)
    place = np.arange(len(line)) - np.repeat(np.cumsum(number) - number, number)
    first[line, place], last[line, place] = start, end - 1
    return first, last


def box_counts(
    totals: IntArray, low: IntArray, high: IntArray
) -> npt.NDArray[np.object_] | IntArray:
    """Numbers of whole vectors ``low <= x <= high`` with each total; exact.

    Args:
        totals: Shape (m,).
        low: Smallest values, shape (m, k) with k > 0.
        high: Largest values, shape (m, k).

    Returns:
        64-bit integers where the numbers fit, else Python integers.

    Example:
        >>> low, high = np.array([[0, 0], [1, 0]]), np.array([[2, 5], [2, 5]])
        >>> box_counts(np.array([3, 0]), low, high).tolist()
        [3, 0]
    """
    k = low.shape[1]
    left = totals - low.sum(axis=1)
    largest = int(left.max(initial=0)) + k
    if largest ** (k - 1) * 2**k >= LARGEST:
        found = [
            count_vectors(int(total), a.tolist(), b.tolist())
            for total, a, b in zip(totals, low, high, strict=True)
        ]
        return np.array(found, dtype=object)
    # After each row: what is left once some rows are pushed beyond their upper limit, and its sign.
    beyond = high - low + 1
    rest, signs = left[:, None], np.ones(1, dtype=np.int64)
    for i in range(k):
        rest = np.concatenate([rest, rest - beyond[:, i : i + 1]], axis=1)
        signs = np.concatenate([signs, -signs])
    ways = np.ones_like(rest)
    divisor = 1
    for step in range(1, k):
        ways *= rest + step
        divisor *= step
    counts = np.where(rest >= 0, ways // divisor, 0) @ signs
    return np.where((beyond > 0).all(axis=1), counts, 0)


def within_boxes(totals: IntArray, parts: list[Runs]) -> tuple[IntArray, IntArray]:
    """Fewest and most of each part over all vectors with each total, one run chosen for each part.

    Args:
        totals: Shape (m,).
        parts: Runs of each part, shapes (m, runs).

    Returns:
        Two arrays of shape (m, parts); the first is above the second where there is no vector.
    """
    m, k = len(totals), len(parts)
    found_low = np.full((m, k), np.iinfo(np.int64).max)
    found_high = np.full((m, k), -1, dtype=np.int64)
    for choice in product(*(range(first.shape[1]) for first, _ in parts)):
        first = np.stack([part[0][:, run] for part, run in zip(parts, choice, strict=True)], axis=1)
        last = np.stack([part[1][:, run] for part, run in zip(parts, choice, strict=True)], axis=1)
        # What a part has at least, the others having their most, and the other way round.
        low = np.maximum(first, (totals - last.sum(axis=1))[:, None] + last)
        high = np.minimum(last, (totals - first.sum(axis=1))[:, None] + first)
        some = (first <= last).all(axis=1) & (low <= high).all(axis=1)
        found_low = np.where(some[:, None], np.minimum(found_low, low), found_low)
        found_high = np.where(some[:, None], np.maximum(found_high, high), found_high)
    return found_low, found_high
