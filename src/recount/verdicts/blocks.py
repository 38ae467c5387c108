"""Claims about a block of a larger table: columns left out, or more than two outcomes.

Such sets of tables are too large to list. Ranges of single cells are exact; the verdict rests on
witnesses found by search and verified exactly. What a search does not find proves nothing, unless
it looked at every table.
"""

from __future__ import annotations

from dataclasses import dataclass

from recount.phrases import listed, p_in_words
from recount.published import Claim, Published
from recount.settings import Settings
from recount.significance import r_by_c_p
from recount.tables import IntArray, Search, find_table, linear_range, runs
from recount.verdicts.block_values import block_values
from recount.verdicts.contrast import DIRECTIONS
from recount.verdicts.crossing import Assumed, Crossing, cross
from recount.verdicts.parts import ConsistentTables, Implied, Judgement, TestResult
from recount.verdicts.power import association_power, slope_power
from recount.verdicts.predicates import Accept, predicate, tests_of
from recount.verdicts.reading import Reading, levels_of
from recount.verdicts.words import (
    cases_that,
    disagreement,
    edges_in_words,
    named,
    values_in_words,
)

__all__ = ["SECONDS", "SEED", "found_in_words", "judge_block", "search_method"]

#: Most seconds that one search may take; one that takes them says so.
SECONDS = 20.0
SEED = 20180301


@dataclass(frozen=True, slots=True)
class _Both:
    """What the searches for a table with a claim true, and with it false, came to."""

    found_for: Search
    found_against: Search

    @property
    def decision(self) -> str:
        """The verdict that they prove: a side is empty only if every table was looked at."""
        if self.found_for.table is None and self.found_for.exhausted:
            return "open" if self.found_against.table is None else "fails"
        if self.found_against.table is None and self.found_against.exhausted:
            return "open" if self.found_for.table is None else "holds"
        return "open"


def judge_block(
    published: Published, claim: Claim, reading: Reading, assumed: Assumed, settings: Settings
) -> Judgement:
    """Judge a claim whose table has columns left out, or more than two outcomes.

    Example:
        >>> from recount.published import load_published
        >>> from recount.verdicts.reading import read_claim
        >>> published = load_published()
        >>> claim = next(c for c in published.claims if c.id == "f22-infant-both")
        >>> reading = read_claim(published, claim)
        >>> found = judge_block(published, claim, reading, Assumed(), Settings())
        >>> found.verdict, found.proof
        ('open', 'witnesses')
    """
    columns = None
    if claim.relation == "no_association":
        levels = levels_of(published, reading.sample, reading.outcome)
        columns = tuple((level,) for level in levels)
    crossing = cross(published, reading, assumed, columns)
    results: list[TestResult] = []
    searches: dict[str, _Both] = {}
    known: list[IntArray] = []
    notes: list[str] = []
    for test in tests_of(claim.relation):
        accept = predicate(published, claim.relation, reading, crossing, test, settings)
        both = _Both(*(_search(crossing, reading, accept, want, known) for want in (1, 0)))
        tables = [each.table for each in (both.found_for, both.found_against)]
        known += [table for table in tables if table is not None]
        searches[test] = both
        results.append(TestResult(test, both.decision))
        if claim.relation == "no_association":
            words = [_witness_p(test, table) for table in tables]
            notes.append(f"{named(test)} on the two tables shown: p = {words[0]} and {words[1]}")
    first = searches[results[0].test]
    verdict = results[0].decision
    implied, values = _implied(published, reading, crossing, claim.relation, settings)
    sentence = [found_in_words(verdict, first.found_for, first.found_against, results[0].test)]
    if values:
        total = crossing.space.columns.totals[0]
        sentence.append(values_in_words(published, reading, total, values, _ends(implied)))
    if disagreement(results):
        sentence.append(disagreement(results))
    power = _power(published, claim, reading, crossing, settings)
    if power:
        sentence.append(power)
    shift = edges_in_words(values, *_ends(implied)) if values and verdict == "open" else ""
    both_found = first.found_for.table is not None and first.found_against.table is not None
    return Judgement(
        verdict=verdict,
        basis="consistent_tables",
        proof="enumerated"
        if verdict in ("holds", "fails")
        else "witnesses"
        if both_found
        else "one_witness",
        consistent_tables=ConsistentTables(
            None, None, search_method(first.found_for, first.found_against)
        ),
        implied=implied,
        witness_for=None
        if first.found_for.table is None
        else crossing.witness(first.found_for.table, "the statement is true here"),
        witness_against=None
        if first.found_against.table is None
        else crossing.witness(first.found_against.table, "the statement is false here"),
        tests=tuple(results),
        sentence=" ".join(sentence),
        steps=(
            f"cross-table: {crossing.row_name} by {crossing.column_name}; "
            f"{listed(crossing.space.rows.labels)} against "
            f"{listed(crossing.space.columns.labels)}, the other cases left out",
            *(f"{named(result.test)}: {result.decision}" for result in results),
            *notes,
            *_not_listed(implied, claim.relation),
            *((power,) if power else ()),
        ),
        shift=shift,
        settles="the full cross-table of the figure" if verdict == "open" else "",
    )


def found_in_words(verdict: str, found_for: Search, found_against: Search, test: str) -> str:
    """Return what two searches say of a claim, as a sentence."""
    if verdict == "holds":
        return f"True in every consistent table on which {named(test)} is defined."
    if verdict == "fails":
        return f"True in no consistent table on which {named(test)} is defined."
    if found_for.table is not None and found_against.table is not None:
        return (
            "The printed numbers allow both: one consistent table shows it true, another shows it "
            f"false, by {named(test)}."
        )
    if found_for.table is not None:
        return "A consistent table shows it true; none was found that shows it false, which proves \
nothing."
    if found_against.table is not None:
        return "A consistent table shows it false; none was found that shows it true, which proves \
nothing."
    return "No consistent table was found that decides it, which proves nothing."


def search_method(found_for: Search, found_against: Search) -> str:
    """Return how a verdict was looked for; a time limit that was reached is told.

    Example:
        >>> search_method(Search(None, False, True, 9), Search(None, True, False, 70))
        'not counted; for it: stopped by the time limit of 20 seconds after 9 tables; against it: \
all 70 tables looked at, none serves'
    """
    parts = []
    for name, found in (("for it", found_for), ("against it", found_against)):
        if found.table is not None:
            parts.append(f"{name}: a witness found by search and verified exactly")
        elif found.timed_out:
            parts.append(
                f"{name}: stopped by the time limit of {SECONDS:.0f} seconds after "
                f"{found.tried:,} tables"
            )
        elif found.exhausted:
            parts.append(f"{name}: all {found.tried:,} tables looked at, none serves")
        else:
            parts.append(f"{name}: none among {found.tried:,} tables tried")
    return f"not counted; {'; '.join(parts)}"


def _search(
    crossing: Crossing, reading: Reading, accept: Accept, want: int, known: list[IntArray]
) -> Search:
    """Look for a table with the wanted decision; one known under another test may serve."""
    for table in known:
        if accept(table[None])[0] == want:
            return Search(table, False, False, 1)
    r, _ = crossing.space.shape
    rows = crossing.indices(reading.pivot) if reading.pivot else (r - 1,)
    return find_table(
        crossing.space,
        accept,
        prefer=[tuple((row, 0, sign) for row in rows) for sign in (1, -1)],
        seed=SEED,
        time_limit=SECONDS,
        want=want,
    )


def _implied(
    published: Published,
    reading: Reading,
    crossing: Crossing,
    relation: str,
    settings: Settings,
) -> tuple[tuple[Implied, ...], tuple[tuple[int, int], ...]]:
    """Return the values of the pivot's cases with the outcome, and those under the first test.

    With the claim they are given where one comparison makes it up and its blocks can be listed.
    """
    if not (reading.pivot and reading.yes):
        return (), ()
    rows = crossing.indices(reading.pivot)
    quantity = cases_that(published, reading)
    bounds = linear_range(crossing.space, tuple((row, 0, 1) for row in rows))
    implied = [Implied(quantity, None, bounds.low, bounds.high, False)]
    direction = DIRECTIONS.get(relation, 0)
    if direction == 0 or len(reading.against) != 1 or len(crossing.columns) != 2:
        return tuple(implied), ()
    # Fisher's test is left out: its p-values would take as long as all the rest.
    tests = [test for test in tests_of(relation) if test != "fisher"]
    other = crossing.indices(reading.against[0])
    found = block_values(crossing.space, rows, other, direction, tests, settings)
    if found is None:
        return tuple(implied), ()
    by_test = {test: runs(values) for test, values in found.values.items()}
    implied += [
        Implied(quantity, test, low, high, True)
        for test, values in by_test.items()
        for low, high in values
    ]
    return tuple(implied), by_test[tests[0]]


def _not_listed(implied: tuple[Implied, ...], relation: str) -> tuple[str, ...]:
    """Return a step that says where the values with the claim are not given."""
    if relation in DIRECTIONS and all(item.test is None for item in implied):
        return ("the values of that number with the claim: not given, as the blocks are too many",)
    return ()


def _ends(implied: tuple[Implied, ...]) -> tuple[int, int]:
    low, high = implied[0].low, implied[0].high
    assert isinstance(low, int)
    assert isinstance(high, int)
    return low, high


def _power(
    published: Published, claim: Claim, reading: Reading, crossing: Crossing, settings: Settings
) -> str:
    if claim.relation == "no_trend":
        return slope_power(published, crossing, reading, settings)
    if claim.relation == "no_association":
        return association_power(crossing, settings)
    return ""


def _witness_p(test: str, table: IntArray | None) -> str:
    """Return the p of one witness in words; that of other tables is not known."""
    return "none" if table is None else p_in_words(float(r_by_c_p(test, table[None, :-1, :-1])[0]))
