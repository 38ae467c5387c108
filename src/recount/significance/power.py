"""The odds ratio that a study of a given size would find: for claims of absence."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from recount.settings import Settings
from recount.significance.chi_squared import chi2_critical_float
from recount.significance.decisions import SIGNIFICANT, Bools, Floats, Ints, check_settings
from recount.significance.two_by_two_table import two_by_two

__all__ = ["Detectable", "detectable_odds_ratio"]

# Steps from no difference to the largest possible one, among which the first that suffices is found
# before it is refined.
STEPS = 64
REFINEMENTS = 44


@dataclass(frozen=True, slots=True)
class Detectable:
    """The odds ratios (first group to second) that Pearson's test finds often enough.

    Attributes:
        up: The smallest odds ratio above 1 that is found with the power asked for; None if no odds
            ratio above 1 is.
        down: The largest below 1; None if none is.
        n1: Cases in the first group.
        n2: Cases in the second group.
        overall: The share with the outcome in both groups together, held fixed.
        power: The power asked for.
    """

    up: float | None
    down: float | None
    n1: int
    n2: int
    overall: Fraction
    power: Fraction
    _accepted: tuple[Ints, Ints] = field(repr=False, compare=False)

    def shares_at(self, odds_ratio: float) -> tuple[float, float]:
        """Return both groups' shares with the outcome at an odds ratio, the overall share fixed.

        Raises:
            ValueError: The odds ratio is not a positive number.
        """
        if not 0 < odds_ratio < math.inf:
            raise ValueError(f"an odds ratio must be positive, found {odds_ratio}")
        with_outcome = float(self.overall * (self.n1 + self.n2))
        # n1 p1 + n2 p2 = with_outcome with p2 = p1 / (p1 + odds_ratio (1 - p1)) is quadratic in p1.
        square = (1 - odds_ratio) * self.n1
        linear = odds_ratio * (self.n1 + with_outcome) + self.n2 - with_outcome
        root = math.sqrt(linear**2 + 4 * square * with_outcome * odds_ratio)
        if linear >= 0:
            p1 = 2 * with_outcome * odds_ratio / (linear + root)
        else:
            p1 = (root - linear) / (2 * square)
        return p1, p1 / (p1 + odds_ratio * (1 - p1))

    def power_at(self, odds_ratio: float) -> float:
        """Return the probability that Pearson's test is significant at this odds ratio.

        Raises:
            ValueError: The odds ratio is not a positive number.
        """
        return _power(self.n1, self.n2, *self.shares_at(odds_ratio), self._accepted)


def _accepted(n1: int, n2: int, settings: Settings) -> tuple[Ints, Ints]:
    """Return, for x = 0..n1 in the first group, the least and greatest y accepted in the second.

    Pearson's test accepts where N (n2 x - n1 y)^2 <= critical n1 n2 (x + y)(N - x - y): the inside
    of an ellipse in (x, y), so that for each x the accepted y lie between two ends (least above
    greatest where there is none). The ends' floats are checked by exact decisions. Tables without
    variation in the outcome are on the ellipse and count as accepted: nothing is found in them.
    """
    n = n1 + n2
    x = np.arange(n1 + 1, dtype=np.int64)
    scale = chi2_critical_float(1, settings) * n1 * n2
    square = float(n) * n1**2 + scale
    linear = -2.0 * n * n1 * n2 * x + scale * (2.0 * x - n)
    constant = float(n) * n2**2 * x.astype(np.float64) ** 2 - scale * x * (n - x)
    root = np.sqrt(np.maximum(linear**2 - 4 * square * constant, 0.0))
    least = np.ceil((-linear - root) / (2 * square)).astype(np.int64)
    greatest = np.floor((-linear + root) / (2 * square)).astype(np.int64)
    least, greatest = np.clip(least, 0, n2), np.clip(greatest, 0, n2)

    def rejected(y: Ints) -> Bools:
        inside = np.clip(y, 0, n2)
        found = two_by_two("pearson", x, n1 - x, inside, n2 - inside, settings) == SIGNIFICANT
        return np.asarray(found | (y < 0) | (y > n2), dtype=np.bool_)

    for ends, outward in ((least, -1), (greatest, 1)):
        while True:
            grow = ~rejected(ends + outward)
            if not grow.any():
                break
            ends[grow] += outward
        while True:
            shrink = rejected(ends) & (least <= greatest)
            if not shrink.any():
                break
            ends[shrink] -= outward
    return least, greatest


def _binomial(n: int, p: float) -> tuple[int, Floats]:
    """Return where the binomial's weight starts to matter, and its probabilities from there on."""
    if p <= 0 or p >= 1:
        return (0 if p <= 0 else n), np.ones(1)
    mode = min(n, int((n + 1) * p))
    reach = int(12 * math.sqrt(n * p * (1 - p)) + 40)
    up = np.arange(mode, min(n, mode + reach), dtype=np.float64)
    down = np.arange(mode, max(0, mode - reach), -1, dtype=np.float64)
    odds = p / (1 - p)
    above = np.cumprod((n - up) / (up + 1) * odds)
    below = np.cumprod(down / (n - down + 1) / odds)
    weight = np.concatenate([below[::-1], np.ones(1), above])
    return mode - len(down), weight / weight.sum()


def _power(n1: int, n2: int, p1: float, p2: float, accepted: tuple[Ints, Ints]) -> float:
    start1, first = _binomial(n1, p1)
    start2, second = _binomial(n2, p2)
    least, greatest = (ends[start1 : start1 + len(first)] for ends in accepted)
    up_to = np.append(0.0, np.cumsum(second))
    inside = (
        up_to[np.clip(greatest + 1 - start2, 0, len(second))]
        - up_to[np.clip(least - start2, 0, len(second))]
    )
    return float(np.clip(1 - first @ np.maximum(inside, 0.0), 0.0, 1.0))


def detectable_odds_ratio(n1: int, n2: int, overall: Fraction, settings: Settings) -> Detectable:
    """Return the odds ratios that Pearson's test finds with the power in the settings.

    Two groups of fixed size have independent binomial numbers of cases with the outcome; their
    shares satisfy n1 p1 + n2 p2 = overall (n1 + n2). The power is the exact sum over all pairs of
    numbers that Pearson's test rejects (significant in either direction), up to parts below
    1e-20. In each direction the shares are moved from no difference to the largest possible one in
    64 steps, and the first step that suffices is refined by bisection.

    Raises:
        ValueError: An empty group, or an overall share outside (0, 1).

    Example:
        >>> found = detectable_odds_ratio(479, 1486, Fraction(143, 1965), Settings())
        >>> round(found.up, 3), round(found.down, 3)
        (1.696, 0.532)
    """
    check_settings(settings)
    if min(n1, n2) < 1:
        raise ValueError(f"both groups need cases, found {n1} and {n2}")
    if not 0 < overall < 1:
        raise ValueError(f"the overall share must lie strictly between 0 and 1, found {overall}")
    accepted = _accepted(n1, n2, settings)
    with_outcome = overall * (n1 + n2)
    target = float(settings.power)
    null = float(overall)

    def shares(p1: float) -> tuple[float, float]:
        return p1, min(1.0, max(0.0, (float(with_outcome) - n1 * p1) / n2))

    def enough(p1: float) -> bool:
        return _power(n1, n2, *shares(p1), accepted) >= target

    def first_enough(extreme: float) -> float | None:
        previous = null
        for step in range(1, STEPS + 1):
            p1 = null + (extreme - null) * step / STEPS
            if enough(p1):
                for _ in range(REFINEMENTS):
                    middle = (previous + p1) / 2
                    if enough(middle):
                        p1 = middle
                    else:
                        previous = middle
                p1, p2 = shares(p1)
                if 0 < p1 < 1 and 0 < p2 < 1:
                    return p1 * (1 - p2) / ((1 - p1) * p2)
                return None
            previous = p1
        return None

    up = first_enough(float(min(Fraction(1), with_outcome / n1)))
    down = first_enough(float(max(Fraction(0), (with_outcome - n2) / n1)))
    return Detectable(up, down, n1, n2, overall, settings.power, accepted)
