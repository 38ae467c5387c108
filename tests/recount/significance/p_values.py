"""P of single tables, elementwise: the package itself asks for ranges of p only."""

from __future__ import annotations

import numpy as np

from recount.significance import chi2_sf, contingency, p_range, trends


def two_by_two_p(test: str, *cells: object) -> np.ndarray:
    """Return p of each 2x2 table, nan where the test is undefined."""
    arrays = np.broadcast_arrays(*cells)
    found = [p_range(test, *one) for one in zip(*(a.ravel() for a in arrays), strict=True)]
    return np.reshape([np.nan if p is None else p[0] for p in found], arrays[0].shape)


def r_by_c_p(test: str, tables: object) -> np.ndarray:
    """Return p of each table of the shape (n, r, c)."""
    array = np.array(tables)
    array = array[None] if array.ndim == 2 else array
    df = (array.shape[1] - 1) * (array.shape[2] - 1)
    statistic = contingency._statistic(test, array.transpose(1, 2, 0))
    return np.array([chi2_sf(float(value), df) for value in statistic])


def trend_p(test: str, totals: object, scores: object, k: object, s: object) -> np.ndarray:
    """Return p of a trend test for each (k, s)."""
    tables = trends._Tables(totals, scores, k, s)
    p = [chi2_sf(float(value), 1) for value in tables.statistic(test)]
    return np.reshape(p, tables.shape)
