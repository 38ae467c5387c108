"""Shares of Table 3 with intervals."""

import pytest
from statsmodels.stats.proportion import proportion_confint

from recount.ours import shares_with_intervals
from recount.published import load_published


@pytest.fixture(scope="module")
def published():
    return load_published()


@pytest.fixture(scope="module")
def rows(published):
    return shares_with_intervals(published)


def test_every_share_of_table_3_once(published, rows):
    """One row a percentage of Table 3, in printed order; none of the text's repeats."""
    expected = [row.id for row in published.percentages if row.id.startswith("t3-")]
    assert [row.entry for row in rows] == expected
    assert len(rows) == 36


def test_statsmodels_agrees(rows):
    """The intervals are Wilson's, and hold the share."""
    for row in rows:
        ends = proportion_confint(row.share.part, row.share.whole, method="wilson")
        assert (row.low, row.high) == pytest.approx(ends, rel=1e-9)
        assert row.low < row.share.value < row.high


# R 4.2.2: prop.test(17, 598, correct=FALSE)$conf.int, prop.test(1726, 1767, correct=FALSE)$conf.int
@pytest.mark.parametrize(
    ("entry", "ends"),
    [
        ("t3-multi-offender-gender-female", (0.01782359955, 0.04505252549)),
        ("t3-one-offender-gender-male", (0.9686747762, 0.9828502695)),
    ],
)
def test_reference_from_r(rows, entry, ends):
    row = next(row for row in rows if row.entry == entry)
    assert (row.low, row.high) == pytest.approx(ends, rel=1e-9)


def test_shares_of_a_variable_have_one_denominator(rows):
    """Missing cases are left out of the denominator: it is the same for all categories."""
    wholes: dict[tuple[str, str], set[int]] = {}
    for row in rows:
        wholes.setdefault((row.sample, row.variable), set()).add(row.share.whole)
    assert all(len(found) == 1 for found in wholes.values())
    assert wholes["one_to_one", "offender-gender"] == {1965 - 198}
