"""The published margins and two tests of significance, written out apart from the package."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.stats import chi2

PUBLISHED = Path(__file__).parents[3] / "data" / "published"
CRITICAL = float(chi2.isf(0.05, 1))
ONE, MULTIPLE = "one_to_one", "multiple"
Ints = npt.NDArray[np.int64]


@cache
def printed(name: str) -> list[dict[str, str]]:
    with (PUBLISHED / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def margin(sample: str, variable: str) -> dict[str, int]:
    """The printed counts of a variable; missing cases under ``missing`` or ``unclear``."""
    return {
        row["category"]: int(row["printed"].replace(",", ""))
        for row in printed("counts")
        if (row["sample"], row["variable"]) == (sample, variable) and row["role"] != "total"
    }


def per_cent(name: str) -> int:
    return next(int(row["printed"][:-1]) for row in printed("percentages") if row["id"] == name)


def side(a: npt.ArrayLike, n1: int, c: npt.ArrayLike, n2: int) -> Ints:
    """1 where the first share is significantly higher, -1 where lower, 0 where neither."""
    first, second = np.asarray(a, dtype=np.int64), np.asarray(c, dtype=np.int64)
    total = first + second
    cross = first * n2 - second * n1
    spread = total * (n1 + n2 - total) * float(n1 * n2)
    with np.errstate(divide="ignore", invalid="ignore"):
        chi = cross.astype(float) ** 2 * (n1 + n2) / spread
    return np.where((spread > 0) & (chi > CRITICAL), np.sign(cross), 0)


def slope(cases: Sequence[npt.ArrayLike], sizes: Sequence[int]) -> Ints:
    """1 for a significant rise over scores 1, 2, ..., -1 for a fall (Cochran and Armitage)."""
    parts = [np.asarray(each, dtype=np.int64) for each in cases]
    weights = range(1, len(sizes) + 1)
    n, k = sum(sizes), sum(parts)
    first = sum(w * size for w, size in zip(weights, sizes, strict=True))
    square = sum(w * w * size for w, size in zip(weights, sizes, strict=True))
    excess = n * sum(w * part for w, part in zip(weights, parts, strict=True)) - k * first
    spread = k * (n - k) * float(n * square - first**2)
    with np.errstate(divide="ignore", invalid="ignore"):
        chi = excess.astype(float) ** 2 * n / spread
    return np.where((spread > 0) & (chi > CRITICAL), np.sign(excess), 0)
