"""Ours: the one-to-one and the multiple-relationship cases compared on each variable of Table 3.

The report sets the two samples side by side and tests nothing between them (page 22 says in words
where they differ). Both margins are printed, so the comparison needs nothing from any figure; what
it needs is a way to treat the categories that only the multiple sample can have.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from recount.published import Published
from recount.settings import Settings
from recount.significance import holm

__all__ = ["SAMPLES", "SampleComparison", "compare_samples"]

#: The sample that the other is compared with comes first.
SAMPLES = ("one_to_one", "multiple")

#: A category that the one-to-one cases cannot have: one offender and one victim are never both.
MIXED = "mixed"

AS_PRINTED = "categories as printed"
LEFT_OUT = "mixed left out"
OF_ITS_OWN = "mixed as a category of its own"
AS_FAMILIAL = "mixed counted as familial"

_Categories = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class SampleComparison:
    """One variable of both samples, and Pearson's test that its shares are the same in both.

    Attributes:
        variable: Variable of Table 3.
        treatment: What was done with the mixed category, in words.
        categories: Names of the categories compared, those of the outcome first.
        one_to_one: One-to-one cases in each category.
        multiple: Multiple-relationship cases in each category.
        left_out: Cases not compared in each sample: missing, or mixed where mixed is left out.
        statistic: Pearson's statistic, without continuity correction.
        df: Its degrees of freedom.
        p: Its p-value.
        p_holm: The same after Holm's correction over all rows returned together.
        odds_ratio: Odds of the first category in the multiple sample over those in the one-to-one
            sample; None where there are more than two categories.
        low, high: Its 95% interval (Wald's, on the log scale); None where there is none.
        smallest_expected: The smallest expected count, which Pearson's approximation rests on.
        by_definition: Whether one sample cannot have a category at all, so that the shares differ
            by how the samples were formed and the test finds nothing out.
    """

    variable: str
    treatment: str
    categories: tuple[str, ...]
    one_to_one: tuple[int, ...]
    multiple: tuple[int, ...]
    left_out: tuple[int, int]
    statistic: float
    df: int
    p: float
    p_holm: float
    odds_ratio: float | None
    low: float | None
    high: float | None
    smallest_expected: float
    by_definition: bool

    @property
    def shares(self) -> tuple[float, float]:
        """The share of the first category in the one-to-one and in the multiple sample."""
        return (
            self.one_to_one[0] / sum(self.one_to_one),
            self.multiple[0] / sum(self.multiple),
        )


def compare_samples(
    published: Published, settings: Settings | None = None, unknown_missing: int = 0
) -> tuple[SampleComparison, ...]:
    """Return the two samples compared on each variable of Table 3, in each way of treating mixed.

    Missing cases are left out. A variable with a mixed category is compared without it and with it.
    Relationship is collapsed to what both samples have, familial and non-familial; mixed cases are
    left out, kept as a category, or counted as familial. Cases are taken as independent, as the
    report's own tests take them.

    Pearson's test and Wald's interval for the odds ratio are those of statsmodels
    (``Table``, ``Table2x2``; Agresti 2013, sections 3.1 and 3.2); the correction is Holm's (1979),
    which asks nothing about how the tests depend on each other.

    Args:
        published: What the report prints.
        settings: Level of the intervals; the defaults when None.
        unknown_missing: One-to-one cases unknown to the child that are taken as missing data,
            as the report's footnotes allow (0 to 723).

    Raises:
        ValueError: If ``unknown_missing`` does not fit the printed row.

    Example:
        >>> from recount.published import load_published
        >>> rows = compare_samples(load_published())
        >>> traded = next(row for row in rows if row.variable == "traded")
        >>> traded.categories, traded.one_to_one, traded.multiple
        (('traded', 'not traded'), (143, 1822), (75, 558))
        >>> round(traded.odds_ratio, 2), round(traded.low, 2), round(traded.high, 2)
        (1.71, 1.27, 2.3)
    """
    settings = Settings() if settings is None else settings
    top = published.counts["one-relationship-unknown"].value
    if not 0 <= unknown_missing <= top:
        raise ValueError(f"unknown_missing: found {unknown_missing}, expected 0 to {top}")
    rows = [
        _compared(published, settings, variable, treatment, categories)
        for variable, treatment, categories in _cross_tables(published, unknown_missing)
    ]
    adjusted = holm([row.p for row in rows])
    return tuple(replace(row, p_holm=float(p)) for row, p in zip(rows, adjusted, strict=True))


def _cross_tables(
    published: Published, unknown_missing: int
) -> Iterator[tuple[str, str, _Categories]]:
    """Yield each variable with a treatment and its categories as (name, one-to-one, multiple)."""
    yield from _relationship(published, unknown_missing)
    for variable in ("activity", "age", "victim-gender", "offender-gender"):
        known = _categories(published, variable)
        if MIXED in known:
            without = tuple(row for level, row in known.items() if level != MIXED)
            yield variable, LEFT_OUT, without
            yield variable, OF_ITS_OWN, tuple(known.values())
        else:
            yield variable, AS_PRINTED, tuple(known.values())
    # The outcome of interest comes first, so that the odds ratio is that of being traded.
    yield "traded", AS_PRINTED, tuple(reversed(_categories(published, "traded").values()))


def _categories(published: Published, variable: str) -> dict[str, tuple[str, int, int]]:
    """Return the name and both samples' cases of every category that either sample has."""
    first, second = (
        {count.category: count.value for count in published.of(sample, variable)}
        for sample in SAMPLES
    )
    return {
        level: (published.label(variable, level).lower(), first.get(level, 0), second.get(level, 0))
        for level in dict.fromkeys((*first, *second))
    }


def _relationship(
    published: Published, unknown_missing: int
) -> Iterator[tuple[str, str, _Categories]]:
    one = {count.category: count.value for count in published.of("one_to_one", "relationship")}
    multiple = {count.category: count.value for count in published.of("multiple", "relationship")}
    familial = one["extended"] + one["nuclear"]
    unrelated = one["closer"] + one["unknown"] - unknown_missing
    pair = (
        ("familial", familial, multiple["extended"]),
        ("non-familial", unrelated, multiple["closer"]),
    )
    yield "relationship", LEFT_OUT, pair
    yield "relationship", OF_ITS_OWN, (*pair, ("mixed", 0, multiple["mixed"]))
    yield (
        "relationship",
        AS_FAMILIAL,
        (("familial or mixed", familial, multiple["extended"] + multiple["mixed"]), pair[1]),
    )


def _compared(
    published: Published,
    settings: Settings,
    variable: str,
    treatment: str,
    categories: _Categories,
) -> SampleComparison:
    import numpy as np
    from scipy.stats import chi2
    from statsmodels.stats.contingency_tables import Table, Table2x2

    cells = np.array([[multiple, one] for _, one, multiple in categories], dtype=float)
    # A category that one sample cannot have is a true zero: half a case must not be added to it.
    test = Table(cells, shift_zeros=False).test_nominal_association()
    ratio: float | None = None
    low: float | None = None
    high: float | None = None
    if len(categories) == 2:
        two = Table2x2(cells.T, shift_zeros=False)
        ratio = float(two.oddsratio)
        low, high = (float(end) for end in two.oddsratio_confint(float(settings.alpha)))
    totals = [published.of(sample, "cases", "total")[0].value for sample in SAMPLES]
    expected = np.outer(cells.sum(axis=1), cells.sum(axis=0)) / cells.sum()
    return SampleComparison(
        variable=variable,
        treatment=treatment,
        categories=tuple(name for name, _, _ in categories),
        one_to_one=tuple(one for _, one, _ in categories),
        multiple=tuple(multiple for _, _, multiple in categories),
        left_out=(
            totals[0] - sum(one for _, one, _ in categories),
            totals[1] - sum(multiple for _, _, multiple in categories),
        ),
        statistic=float(test.statistic),
        df=int(test.df),
        # statsmodels takes one less the lower tail, which is 0 long before the upper tail is.
        p=float(chi2.sf(test.statistic, test.df)),
        p_holm=float("nan"),
        odds_ratio=ratio,
        low=low,
        high=high,
        smallest_expected=float(expected.min()),
        by_definition=any(min(one, multiple) == 0 for _, one, multiple in categories),
    )
