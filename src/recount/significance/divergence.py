"""One function under every likelihood ratio here, computed without cancellation."""

from __future__ import annotations

import numpy as np

from recount.significance.decisions import Floats

__all__ = ["bregman"]


def bregman(t: Floats) -> Floats:
    """Return (1 + t) log(1 + t) - t, elementwise, to about 1e-14 relative; 1 at t = -1.

    A likelihood ratio statistic is 2 times the sum over cells of O log(O / E). As observed and
    expected counts have the same sum, that is 2 times the sum of E times this function at
    t = (O - E) / E. Its terms are never negative, so that nothing cancels however large the counts
    are, while the terms O log(O / E) do.

    Example:
        >>> bregman(np.array([-1.0, 0.0, 1.0])).round(6).tolist()
        [1.0, 0.0, 0.386294]
    """
    t = np.asarray(t, dtype=np.float64)
    small = np.abs(t) < 0.1
    near = np.where(small, t, 0.0)
    # t^2/2 - t^3/6 + t^4/12 - ...: sixteen terms reach the last bit for |t| < 0.1.
    series = np.zeros_like(near)
    for k in range(17, 1, -1):
        series = series * -near + 1 / (k * (k - 1))
    one_plus = np.where(small, 1.0, 1.0 + t)
    direct = one_plus * np.log(np.where(one_plus > 0, one_plus, 1.0)) - t
    return np.asarray(np.where(small, series * near * near, direct), dtype=np.float64)
