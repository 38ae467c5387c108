"""Holm's correction for many tests."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from recount.significance.decisions import Floats

__all__ = ["holm"]


def holm(p_values: npt.ArrayLike) -> Floats:
    """Return p-values adjusted for their number by Holm's step-down method (Holm 1979).

    The i-th smallest of m is multiplied by m - i + 1, no adjusted value falls below that of a
    smaller p, and none exceeds 1. nan (a test that is undefined) stays nan and is not counted.

    Raises:
        ValueError: A p outside 0..1, or more than one dimension.

    Example:
        >>> holm([0.01, 0.04, 0.03, float("nan")]).round(6).tolist()
        [0.03, 0.06, 0.06, nan]
    """
    p = np.asarray(p_values, dtype=np.float64)
    if p.ndim != 1:
        raise ValueError(f"p-values must form a list, found {p.ndim} dimensions")
    adjusted = np.full(len(p), np.nan)
    counted = np.flatnonzero(~np.isnan(p))
    if not counted.size:
        return adjusted
    if p[counted].min() < 0 or p[counted].max() > 1:
        raise ValueError("a p-value must lie between 0 and 1")
    order = counted[np.argsort(p[counted], kind="stable")]
    factors = np.arange(len(order), 0, -1)
    adjusted[order] = np.minimum(np.maximum.accumulate(p[order] * factors), 1.0)
    return adjusted
