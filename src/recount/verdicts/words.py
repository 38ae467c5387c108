"""How verdicts are said: tests by their names, cases as readers call them, runs of numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from recount.phrases import counted, listed
from recount.published import Published
from recount.significance import TESTS_NAMED
from recount.verdicts.parts import ConsistentTables, Proof, TestResult
from recount.verdicts.reading import Reading

__all__ = [
    "cases_that",
    "disagreement",
    "edges_in_words",
    "named",
    "outcome_cases",
    "predicate_of",
    "proof_of",
    "runs_in_words",
    "share_of_tables",
    "span",
    "tables_of",
    "values_in_words",
    "within_words",
]

Run = tuple[int, int]


def named(test: str) -> str:
    """Return what a test is called within a sentence.

    Example:
        >>> named("pearson")
        'Pearson’s chi-squared test'
    """
    return TESTS_NAMED[test].words


def span(low: int, high: int) -> str:
    """Return whole numbers from low to high in words.

    Example:
        >>> span(26, 44), span(1212, 1212)
        ('26 to 44', '1,212')
    """
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


def runs_in_words(runs: Iterable[Run]) -> str:
    """Return several runs of whole numbers in words.

    Example:
        >>> runs_in_words([(0, 0), (26, 44), (143, 143)])
        '0, 26 to 44 or 143'
    """
    return listed([span(*run) for run in runs], ", ", " or ")


def outcome_cases(published: Published, reading: Reading) -> str:
    """Return the cases with the outcome as a sentence names them.

    Example:
        >>> from recount.published import load_published
        >>> from recount.verdicts.reading import read_claim
        >>> published = load_published()
        >>> claim = next(c for c in published.claims if c.id == "f04-no-difference")
        >>> outcome_cases(published, read_claim(published, claim))
        'traded cases'
    """
    return published.phrase(reading.sample, reading.outcome, reading.yes).cases


def predicate_of(published: Published, reading: Reading) -> str:
    """Return what is said of cases of the pivot: "had a male victim"."""
    return published.phrase(reading.sample, reading.characteristic, reading.pivot).predicate


def cases_that(published: Published, reading: Reading) -> str:
    """Return words for the cases of the pivot that have the outcome.

    Example:
        >>> from recount.published import load_published
        >>> from recount.verdicts.reading import read_claim
        >>> published = load_published()
        >>> claim = next(c for c in published.claims if c.id == "f04-no-difference")
        >>> cases_that(published, read_claim(published, claim))
        'traded cases that had a male victim'
    """
    return f"{outcome_cases(published, reading)} that {predicate_of(published, reading)}"


def values_in_words(
    published: Published,
    reading: Reading,
    total: int,
    runs: Sequence[Run],
    ends: Run,
    undefined: Sequence[Run] = (),
) -> str:
    """Return the pivot's cases with the outcome, with and without a claim, as a sentence.

    Args:
        published: What the report prints.
        reading: The claim's levels.
        total: Cases with the outcome.
        runs: The numbers that the claim does not exclude, as sorted runs.
        ends: Fewest and most without the claim.
        undefined: Runs on which the test is undefined; those among ``runs`` are set apart.

    Example:
        >>> from recount.published import load_published
        >>> from recount.verdicts.reading import read_claim
        >>> published = load_published()
        >>> claim = next(c for c in published.claims if c.id == "f04-no-difference")
        >>> reading = read_claim(published, claim)
        >>> values_in_words(published, reading, 143, [(26, 44)], (0, 143))
        'If it is true, 26 to 44 of the 143 traded cases had a male victim; without it, anything \
from 0 to 143 is possible.'
    """
    low, high = ends
    free = f"without it, anything from {low:,} to {high:,} is possible"
    if low == high:
        free = f"without it, {low:,} is the only number possible"
    if not runs:
        return f"It is never true where it is decided; {free}."
    apart = [run for run in runs if run in undefined]
    clear = [run for run in runs if run not in undefined]
    if not clear:
        apart, clear = [], list(runs)
    words = (
        f"If it is true, {within_words(clear, low, high)} of the {total:,} "
        f"{outcome_cases(published, reading)} {predicate_of(published, reading)}"
    )
    if apart:
        words += f" (or {runs_in_words(apart)}, where the test is undefined)"
    return f"{words}; {free}."


def share_of_tables(verdict: str, tables: ConsistentTables, test: str) -> str:
    """Return in how many consistent tables a claim is true, as a sentence.

    Example:
        >>> share_of_tables("open", ConsistentTables(144, 19, "", 2), "pearson")
        'By Pearson’s chi-squared test it is true in 13% of the consistent tables (a share of \
tables, not a probability).'
        >>> share_of_tables("holds", ConsistentTables(7, 7, "", 0), "pearson")
        'True in all 7 consistent tables, by Pearson’s chi-squared test.'
    """
    count, holding, undecided = tables.count, tables.holding, tables.undecided or 0
    if count is None or holding is None:
        raise ValueError("the tables were not counted")
    if count == 0:
        return "No whole-number table is consistent with the printed numbers."
    besides = f"; the test is undefined on the other {undecided:,}" if undecided else ""
    if verdict == "holds":
        which = f"all {counted(count, 'consistent table')}"
        if undecided:
            which = f"{holding:,} of the {counted(count, 'consistent table')}"
        return f"True in {which}, by {named(test)}{besides}."
    if verdict == "fails":
        return f"True in none of the {counted(count, 'consistent table')}, by {named(test)}."
    if holding == 0:
        return f"{named(test).capitalize()} is undefined on every consistent table."
    share = 100 * holding / count
    words = f"{share:.0f}%" if 1 <= share <= 99 else "under 1%" if share < 1 else "over 99%"
    return (
        f"By {named(test)} it is true in {words} of the consistent tables (a share of tables, not "
        "a probability)."
    )


def within_words(runs: Sequence[Run], low: int, high: int) -> str:
    """Return runs of whole numbers out of low to high in words: open-ended where they end there.

    Example:
        >>> within_words([(26, 44)], 0, 143), within_words([(58, 143)], 0, 143)
        ('26 to 44', 'at least 58')
        >>> within_words([(0, 38)], 0, 143), within_words([(0, 6), (41, 41)], 0, 41)
        ('at most 38', '0 to 6 or 41')
    """
    if len(runs) == 1 and runs[0][0] != runs[0][1]:
        first, last = runs[0]
        if last == high and first > low:
            return f"at least {first:,}"
        if first == low and last < high:
            return f"at most {last:,}"
    return runs_in_words(runs)


def edges_in_words(runs: Sequence[Run], low: int, high: int) -> str:
    """Return where one case more or less decides whether a claim can be true.

    Args:
        runs: The numbers with which it can be, as sorted runs.
        low: The smallest number there is.
        high: The largest.

    Example:
        >>> edges_in_words([(26, 44)], 0, 143)
        'One case can decide: with 26 or 44 of them it can be true, with 25 or 45 it cannot.'
        >>> edges_in_words([(0, 143)], 0, 143)
        ''
    """
    pairs = [(a, a - 1) for a, _ in runs if a > low] + [(b, b + 1) for _, b in runs if b < high]
    if not pairs:
        return ""
    inside, outside = (
        listed([f"{value:,}" for value in sorted({pair[side] for pair in pairs})], ", ", " or ")
        for side in (0, 1)
    )
    return f"One case can decide: with {inside} of them it can be true, with {outside} it cannot."


def disagreement(results: Sequence[TestResult]) -> str:
    """Return a sentence on tests that come to different verdicts; empty where all agree.

    Example:
        >>> disagreement([TestResult("wald", "open"), TestResult("fisher", "holds")])
        'The tests disagree: Wald’s test of the log odds ratio says open, Fisher’s exact test says \
holds.'
    """
    if len({result.decision for result in results}) < 2:
        return ""
    said = [f"{named(result.test)} says {result.decision}" for result in results]
    return f"The tests disagree: {', '.join(said)}."


def proof_of(verdict: str, witnesses: int) -> Proof:
    """Return the proof of a verdict for which all tables were counted."""
    if verdict in ("holds", "fails"):
        return "enumerated"
    return "witnesses" if witnesses == 2 else "one_witness"


def tables_of(count: int, holding: int, undecided: int, how: str) -> ConsistentTables:
    """Return what is known of the consistent tables; the method says how many are undefined."""
    noun = "one" if undecided == 1 else f"{undecided:,}"
    method = f"{how}; the test is undefined on {noun} of them" if undecided else how
    return ConsistentTables(count, holding, method, undecided)
