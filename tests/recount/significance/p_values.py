"""P, trends and slopes of single tables, elementwise: the package asks for ranges of p only."""

from __future__ import annotations

import numpy as np

from recount.settings import Settings
from recount.significance import Trends, chi2_sf, contingency, p_range


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
    values = contingency.statistic(test, array.transpose(1, 2, 0))
    return np.array([chi2_sf(float(value), df) for value in values])


def trend(
    test: str, totals: object, scores: object, k: object, s: object, settings: Settings
) -> np.ndarray:
    """Return the decision of a trend test for each (k, s)."""
    return Trends(totals, scores, k, s).decisions(test, settings)


def trend_p(test: str, totals: object, scores: object, k: object, s: object) -> np.ndarray:
    """Return p of a trend test for each (k, s)."""
    tables = Trends(totals, scores, k, s)
    p = [chi2_sf(float(value), 1) for value in tables.statistic(test)]
    return np.reshape(p, tables.shape)


def trend_slope(
    totals: object, scores: object, k: object, s: object
) -> tuple[np.ndarray, np.ndarray]:
    """Return slope and standard error of the logistic line, nan where there is no estimate."""
    tables = Trends(totals, scores, k, s)
    _, slope, variance, _ = tables.fit
    return slope.reshape(tables.shape), np.sqrt(variance).reshape(tables.shape)
