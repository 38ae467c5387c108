"""Whole vectors in boxes, against listing them."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from recount.tables.boxes import box_counts, runs_of, within_boxes
from recount.tables.vectors import count_vectors


@pytest.mark.parametrize("seed", range(20))
def test_counts_are_those_of_a_list(seed):
    """Empty boxes and totals out of reach among them."""
    rng = np.random.default_rng(seed)
    k = int(rng.integers(1, 4))
    low = rng.integers(0, 4, (6, k))
    high = low + rng.integers(-1, 5, (6, k))
    totals = rng.integers(0, 14, 6)
    listed = [
        sum(sum(vector) == total for vector in product(*map(range, a.tolist(), (b + 1).tolist())))
        for total, a, b in zip(totals, low, high, strict=True)
    ]
    assert box_counts(totals, low, high).tolist() == listed


def test_counts_past_64_bits_are_exact():
    """Six rows of a million cases."""
    low, high = np.zeros((1, 6), dtype=np.int64), np.full((1, 6), 10**6)
    expected = count_vectors(3 * 10**6, [0] * 6, [10**6] * 6)
    assert expected > 2**64
    assert box_counts(np.array([3 * 10**6]), low, high).tolist() == [expected]


@pytest.mark.parametrize("seed", range(20))
def test_ranges_are_attained_and_not_exceeded(seed):
    """Two parts whose numbers come in runs, and one that is free within its limits."""
    rng = np.random.default_rng(seed)
    masks = [rng.random((4, 7)) < 0.5 for _ in range(2)]
    totals = rng.integers(0, 18, 4)
    free = np.full((4, 1), 1), np.full((4, 1), 5)
    low, high = within_boxes(totals, [runs_of(masks[0]), runs_of(masks[1]), free])
    for line, total in enumerate(totals):
        vectors = [
            (a, b, int(total) - a - b)
            for a in np.flatnonzero(masks[0][line]).tolist()
            for b in np.flatnonzero(masks[1][line]).tolist()
            if 1 <= total - a - b <= 5
        ]
        if not vectors:
            assert (low[line] > high[line]).all()
            continue
        columns = list(zip(*vectors, strict=True))
        assert low[line].tolist() == [min(column) for column in columns]
        assert high[line].tolist() == [max(column) for column in columns]
