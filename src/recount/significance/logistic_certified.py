"""A logistic slope's Wald and likelihood ratio statistics in certified enclosures.

Used for the few fits whose statistic lies too near its critical value for a float.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from flint import arb, ctx

from recount.significance.chi_squared import as_arb

__all__ = ["certified_statistic"]

Point = tuple[arb, arb]

MOST_STEPS = 400


def _fitted(row_totals: Sequence[int], scores: Sequence[Fraction], at: Point) -> list[arb]:
    return [
        n / (1 + (-(at[0] + at[1] * as_arb(w))).exp())
        for n, w in zip(row_totals, scores, strict=True)
    ]


def _gradient(
    row_totals: Sequence[int], scores: Sequence[Fraction], k: int, s: Fraction, at: Point
) -> Point:
    fitted = _fitted(row_totals, scores, at)
    first, second = arb(k), as_arb(s)
    for value, w in zip(fitted, scores, strict=True):
        first -= value
        second -= value * as_arb(w)
    return first, second


def _information(
    row_totals: Sequence[int], scores: Sequence[Fraction], at: Point
) -> tuple[arb, arb, arb]:
    totals = [arb(0), arb(0), arb(0)]
    for value, n, w in zip(_fitted(row_totals, scores, at), row_totals, scores, strict=True):
        weight = value * (1 - value / n)
        for power in range(3):
            totals[power] += weight * as_arb(w**power)
    return totals[0], totals[1], totals[2]


def _solve(information: tuple[arb, arb, arb], gradient: Point) -> Point:
    i0, i1, i2 = information
    g0, g1 = gradient
    determinant = i0 * i2 - i1 * i1
    return (i2 * g0 - i1 * g1) / determinant, (i0 * g1 - i1 * g0) / determinant


def certified_statistic(
    test: str,
    row_totals: Sequence[int],
    scores: Sequence[int],
    k: int,
    s: int,
) -> arb:
    """Return an enclosure of the statistic at the working precision, nan where it proves none.

    Newton's method finds a point; Krawczyk's operator on a small box around it then proves that
    the box holds the maximum (Krawczyk 1969; the information is positive definite, so there is one
    maximum only). The statistic is evaluated over the whole box.

    Args:
        test: ``"logistic_wald"`` or ``"logistic_lr"``.
        row_totals: Cases a row; empty rows are left out.
        scores: One a row, whole numbers.
        k: Cases with the outcome.
        s: The sum of their scores, strictly between its attainable ends.

    Example:
        >>> with ctx.workprec(128):
        ...     z2 = certified_statistic("logistic_wald", [50, 50], [0, 1], 30, 20)
        >>> print(z2.str(8, radius=False))
        4.6177249
    """
    kept = [(n, w) for n, w in zip(row_totals, scores, strict=True) if n]
    totals = [n for n, _ in kept]
    total = sum(totals)
    mean = Fraction(sum(n * w for n, w in kept), total)
    # Centred scores keep the two unknowns nearly uncorrelated.
    centred = [w - mean for _, w in kept]
    excess = s - k * mean
    at = _newton(totals, centred, k, excess)
    if at is None:
        return arb.nan()
    radius = arb(2) ** (-(ctx.prec // 2))
    box = tuple(arb(v, radius * (1 + abs(v))) for v in at)
    information = _information(totals, centred, (box[0], box[1]))
    middle = tuple(v.mid() for v in information)
    # The gradient's Jacobian is minus the information; its inverse at the middle preconditions.
    step = _solve((middle[0], middle[1], middle[2]), _gradient(totals, centred, k, excess, at))
    deviation = (box[0] - at[0], box[1] - at[1])
    columns = [
        _solve((middle[0], middle[1], middle[2]), (information[0], information[1])),
        _solve((middle[0], middle[1], middle[2]), (information[1], information[2])),
    ]
    image = (
        at[0] + step[0] + (1 - columns[0][0]) * deviation[0] - columns[1][0] * deviation[1],
        at[1] + step[1] - columns[0][1] * deviation[0] + (1 - columns[1][1]) * deviation[1],
    )
    if not all(bool(b.contains_interior(i)) for b, i in zip(box, image, strict=True)):
        return arb.nan()
    if test == "logistic_wald":
        i0, i1, i2 = _information(totals, centred, image)
        return image[1] * image[1] * (i2 - i1 * i1 / i0)
    return _likelihood_ratio(totals, centred, k, excess, image)


def _newton(totals: list[int], centred: list[Fraction], k: int, excess: Fraction) -> Point | None:
    total = sum(totals)
    span = as_arb(max(abs(w) for w in centred))
    at = (as_arb(Fraction(k, total - k)).log().mid(), arb(0))
    for _ in range(MOST_STEPS):
        step = _solve(_information(totals, centred, at), _gradient(totals, centred, k, excess, at))
        size = abs(step[0]) + abs(step[1]) * span
        # As in the float fit: steps of at most 1 in any row's log odds always go up.
        shorter = arb(1) if bool(size < 1) else 1 / size
        at = ((at[0] + step[0] * shorter).mid(), (at[1] + step[1] * shorter).mid())
        if bool(size.mid() < arb(2) ** (-(ctx.prec * 5 // 8))):
            return at
    return None


def _likelihood_ratio(
    totals: list[int], centred: list[Fraction], k: int, excess: Fraction, at: Point
) -> arb:
    total = sum(totals)
    fitted = k * at[0] + as_arb(excess) * at[1]
    for n, w in zip(totals, centred, strict=True):
        fitted -= n * (1 + (at[0] + at[1] * as_arb(w)).exp()).log()
    flat = (
        k * as_arb(Fraction(k, total)).log()
        + (total - k) * as_arb(Fraction(total - k, total)).log()
    )
    return 2 * (fitted - flat)
