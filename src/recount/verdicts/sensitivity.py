"""What each verdict depends on besides printed numbers, and where it would flip."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from recount.phrases import counted
from recount.published import Assumption, Claim, Published
from recount.settings import Settings
from recount.tables import IntArray, TableSpace, TooMany, list_tables, outcome_count, outcomes
from recount.verdicts.assumed import RULES, Assumed, row_with_missing
from recount.verdicts.contrast import DIRECTIONS, verdict_of
from recount.verdicts.crossing import cross
from recount.verdicts.listed import list_vectors
from recount.verdicts.margin_words import share_word_holds
from recount.verdicts.missing_rows import most_missing, tables_with_missing
from recount.verdicts.parts import Dependence, Judgement
from recount.verdicts.predicates import predicate, tests_of
from recount.verdicts.reading import Reading, read_claim

__all__ = ["with_dependences"]

LIMIT = 500_000
SHARE_WORDS = ("majority", "plurality", "minority")


def with_dependences(
    published: Published, claim: Claim, assumed: Assumed, settings: Settings, found: Judgement
) -> Judgement:
    """Return a judgement with a line for each assumption that the claim rests on."""
    rests = list(found.rests_on)
    known = {rest.assumption for rest in rests}
    kinds = {row.id: row for row in published.assumptions}
    for name in claim.rests_on:
        if name in known:
            continue
        rests.append(
            Dependence(name, _effect(published, claim, assumed, settings, found, kinds[name]))
        )
    return replace(found, rests_on=tuple(rests))


def _effect(
    published: Published,
    claim: Claim,
    assumed: Assumed,
    settings: Settings,
    found: Judgement,
    assumption: Assumption,
) -> str:
    if assumption.kind == "missing_within":
        return _missing(published, claim, assumed, settings, found)
    if assumption.kind == "rounding":
        return _rounding(published, claim, assumed, settings)
    if assumption.kind == "reading":
        variable = published.variables[assumption.binds.split(":")[1]]
        return (
            f"without this reading no margin of the {variable} is printed, and there are no counts "
            "to judge by"
        )
    return "it is used only where a figure's numbers are typed in"


def _missing(
    published: Published, claim: Claim, assumed: Assumed, settings: Settings, found: Judgement
) -> str:
    """Return what becomes of a verdict when cases of the bound row are missing data."""
    row = row_with_missing(published)
    assert row is not None  # the claim rests on the assumption, which names a row
    label = published.group_label(row.sample, row.variable, (row.category,))
    cases = f"{row.value:,} cases {label}"
    if found.verdict == "open":
        return _still_open(found, assumed, cases)
    if claim.relation in SHARE_WORDS:
        true = found.verdict == "holds"
        for missing in range(row.value + 1):
            now = replace(assumed, unknown_missing=missing)
            if share_word_holds(published, claim, now) != true:
                return f"the verdict flips once {missing:,} of the {cases} are missing data"
        return f"the verdict is the same with 0 to {row.value:,} of the {cases} missing"
    by_table = claim.relation in (*DIRECTIONS, "majority_within") and claim.outcome == row.variable
    # Missing cases are taken out of those without the outcome.
    if by_table and row.category in read_claim(published, claim).no:
        return _table_sweep(published, claim, settings, assumed, found, row.value, cases)
    return f"not swept: the verdict does not come from a cross-table with the {cases}"


def _still_open(found: Judgement, assumed: Assumed, cases: str) -> str:
    if found.witness_for is None or found.witness_against is None:
        return f"how many of the {cases} are missing is not printed; the verdict is open anyway"
    taken = (
        "none of them" if not assumed.unknown_missing else f"{assumed.unknown_missing:,} of them"
    )
    return (
        f"how many of the {cases} are missing is not printed; both tables shown have {taken} "
        "missing, so that the verdict is open whatever else is possible"
    )


def _table_sweep(
    published: Published,
    claim: Claim,
    settings: Settings,
    assumed: Assumed,
    found: Judgement,
    top: int,
    cases: str,
) -> str:
    """Judge the claim on every table, for each number of missing cases that leaves any table."""
    reading = read_claim(published, claim)
    crossing = cross(published, reading, replace(assumed, unknown_missing=0))
    if crossing.space.columns.missing or crossing.space.rows.missing:
        return "not swept: other cases are left out of the table as well"
    most = most_missing(crossing.space, top)
    try:
        swept = tables_with_missing(crossing.space, most)
    except TooMany:
        return "not swept: too many tables"
    if claim.relation == "majority_within":
        rows = list(crossing.indices(reading.pivot))
        part = swept.tables[:, rows].sum(axis=1)
        decisions = (part[:, 0] > part[:, 1]).astype(np.int8)
    else:
        test = tests_of(claim.relation)[0]
        decisions = predicate(published, claim.relation, reading, crossing, test, settings)(
            swept.tables
        )
    wanted = 1 if found.verdict == "holds" else 0
    lost = swept.missing[decisions != wanted]
    if lost.size:
        return f"the proof is lost once {int(lost.min()):,} of the {cases} are missing data"
    if not swept.missing.size:
        return "no table gives the printed percentages"
    last = int(swept.missing.max())
    if last == top:
        return f"the verdict is the same with 0 to {top:,} of the {cases} missing"
    verb = "holds" if found.verdict == "holds" else "fails"
    return (
        f"the claim {verb} in every consistent table with up to {last:,} of the {cases} missing; "
        "with more, no table gives the printed percentages"
    )


def _rounding(published: Published, claim: Claim, assumed: Assumed, settings: Settings) -> str:
    """Return the verdict and the number of tables under each rounding convention."""
    reading = read_claim(published, claim)
    parts = []
    for name in RULES:
        number, verdict = _under(
            published, claim, reading, replace(assumed, convention=name), settings
        )
        words = f"{name.replace('_', ' ')} leaves {counted(number, 'table')}"
        parts.append(words + (f" ({verdict})" if verdict else ""))
    return "; ".join(parts)


def _under(
    published: Published, claim: Claim, reading: Reading, assumed: Assumed, settings: Settings
) -> tuple[int, str]:
    """Return the number of tables under some assumptions, and the verdict by the first test."""
    crossing = cross(published, reading, assumed)
    try:
        tables = _all_tables(crossing.space)
    except TooMany as many:
        return many.count, ""
    number = len(tables)
    if not number:
        return 0, ""
    if claim.relation == "majority_within":
        part = tables[:, list(crossing.indices(reading.pivot))].sum(axis=1)
        decisions = (part[:, 0] > part[:, 1]).astype(np.int8)
    else:
        test = tests_of(claim.relation)[0]
        decisions = predicate(published, claim.relation, reading, crossing, test, settings)(tables)
    return number, verdict_of(number, int((decisions == 1).sum()), int((decisions == -1).sum()))


def _all_tables(space: TableSpace) -> IntArray:
    """Return every table; a table with two outcomes and none left out is quicker by its vector.

    Raises:
        TooMany: If there are more than the limit.
    """
    if space.columns.missing or len(space.columns.totals) != 2:
        return list_tables(space, LIMIT)
    number = outcome_count(space)
    if number > LIMIT:
        raise TooMany(number, LIMIT, exact=True)
    view = outcomes(space)
    vectors = list_vectors(space, LIMIT)
    sizes = np.array(view.sizes, dtype=np.int64)[:, None]
    tables = np.stack([vectors, sizes - vectors, np.zeros_like(vectors)], axis=-1)
    return tables.transpose(1, 0, 2).astype(np.int64)
