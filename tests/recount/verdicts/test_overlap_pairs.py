"""Two properties that a printed percentage ties together bound an overlap more closely."""

from __future__ import annotations

from recount.published import load_published
from recount.verdicts import Assumed
from recount.verdicts.overlap import overlap_of
from recount.verdicts.overlap_pairs import joined_pair


def test_pubescent_girls_are_bounded_by_page_30():
    published = load_published()
    claims = {claim.id: claim for claim in published.claims}
    found = overlap_of(published, claims["c43-men-unrelated-pubescent-girls"], Assumed())
    # 1,209 pubescent victims less 168 to 174 familial ones are not familial: 1,035 to 1,041.
    assert found.low == 1726 + (1209 - 174) + 1486 - 2 * 1965
    assert found.high == 1209 - 168
    assert found.verdict == "open"


def test_properties_without_a_percentage_stay_apart():
    published = load_published()
    properties = [("offender-gender", ("male",)), ("relationship", ("closer", "unknown"))]
    assert joined_pair(published, "one_to_one", properties, Assumed()) is None


def test_both_sides_of_a_percentage_can_be_meant():
    published = load_published()
    properties = [("relationship", ("extended", "nuclear")), ("age", ("infant",))]
    found = joined_pair(published, "one_to_one", properties, Assumed())
    assert found is not None
    assert (found.low, found.high, found.entry) == (66, 66, "p30-infant")
