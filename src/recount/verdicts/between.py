"""A claim that a share is higher in one sample than in another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recount.phrases import listed, p_in_words
from recount.published import Claim, Published
from recount.settings import Settings
from recount.significance import two_by_two_p
from recount.tables import Decisions, IntArray, runs
from recount.verdicts.assumed import Assumed
from recount.verdicts.candidates import fisher_candidates
from recount.verdicts.contrast import CONTRAST_TESTS, accepted, verdict_of
from recount.verdicts.crossing import known_counts
from recount.verdicts.parts import Implied, Judgement, TestResult, Witness
from recount.verdicts.words import (
    disagreement,
    edges_in_words,
    named,
    proof_of,
    share_of_tables,
    span,
    tables_of,
    within_words,
)

__all__ = ["judge_between", "judge_between_outcomes", "samples_compared"]


def samples_compared(claim: Claim) -> tuple[str, str]:
    """Return the sample said to have the higher share, and the other: ``members`` is ``a > b``.

    Example:
        >>> from recount.published import load_published
        >>> claims = {claim.id: claim for claim in load_published().claims}
        >>> samples_compared(claims["c22-level-3-between"])
        ('multiple', 'one_to_one')
    """
    first, second = claim.members.split(" > ")
    return first, second


def judge_between(
    published: Published, claim: Claim, assumed: Assumed, settings: Settings
) -> Judgement:
    """Judge the shares of printed levels in the two samples, whose counts are all printed.

    Example:
        >>> from recount.published import load_published
        >>> published = load_published()
        >>> claim = next(c for c in published.claims if c.id == "c22-level-3-between")
        >>> judge_between(published, claim, Assumed(), Settings()).verdict
        'holds'
    """
    levels = tuple(claim.level.split(" + "))
    others = tuple(claim.against.split(" + ")) if claim.against else ()
    cells: list[int] = []
    words = []
    samples = samples_compared(claim)
    for sample in samples:
        counts, _ = known_counts(published, sample, claim.characteristic, assumed)
        part = sum(value for level, value in counts.items() if level in levels)
        rest = sum(
            value
            for level, value in counts.items()
            if level not in levels and (not others or level in others)
        )
        cells += [part, rest]
        words.append(f"{part:,} of {part + rest:,} ({100 * part / (part + rest):.1f}%)")
    results = []
    for test in CONTRAST_TESTS:
        true = accepted(test, tuple([cell] for cell in cells), 1, settings)[0]  # type: ignore[arg-type]
        p = float(two_by_two_p(test, *([cell] for cell in cells))[0])
        decision = {1: "holds", 0: "fails", -1: "open"}[int(true)]
        results.append(TestResult(test, decision, p, p))
    verdict = results[0].decision
    sentence = (
        f"{words[0]} of the {published.samples[samples[0]].name} against {words[1]} of the "
        f"{published.samples[samples[1]].name}; p = {p_in_words(results[0].p_low)} by "
        f"{named(results[0].test)}."
    )
    return Judgement(
        verdict=verdict,
        basis="counts",
        proof="closed_form",
        tests=tuple(results),
        witness_for=Witness(
            tuple(published.samples[sample].name for sample in samples),
            (published.group_label(samples[0], claim.characteristic, levels), "other levels"),
            ((cells[0], cells[1]), (cells[2], cells[3])),
            "both rows are printed counts",
        )
        if verdict == "holds"
        else None,
        sentence=f"{sentence} {disagreement(results)}".strip(),
        steps=(
            sentence,
            *(f"{named(row.test)}: p = {p_in_words(row.p_low)}, {row.decision}" for row in results),
        ),
        shift=_cases_that_flip(cells, verdict, published.samples[samples[0]].name, settings),
    )


def _cases_that_flip(cells: list[int], verdict: str, cases: str, settings: Settings) -> str:
    """Return how many cases recoded in the first sample flip a verdict, by the first test."""
    a, b, c, d = cells
    step = -1 if verdict == "holds" else 1
    moves = np.arange(1, (a if step < 0 else b) + 1)
    tables = (a + step * moves, b - step * moves, np.full_like(moves, c), np.full_like(moves, d))
    decisions = accepted(CONTRAST_TESTS[0], tables, 1, settings)
    flipped = np.flatnonzero(decisions == (0 if verdict == "holds" else 1))
    if verdict == "open" or not flipped.size:
        return ""
    return f"{int(flipped[0]) + 1:,} of the {cases} recoded would flip it."


@dataclass(frozen=True, slots=True)
class _Side:
    """One sample: cases compared, how many of them can have the levels, and words for it.

    Attributes:
        whole: Cases compared: those with the outcome, or all.
        values: Numbers of them that can have the levels.
        cases: Words for the cases compared.
        predicate: What is said of those that have the levels.
        label: Name of the levels in a table.
    """

    whole: int
    values: range
    cases: str
    predicate: str
    label: str


def _side(
    published: Published,
    claim: Claim,
    assumed: Assumed,
    sample: str,
    levels: tuple[str, ...],
    taken: str,
) -> _Side:
    known, _ = known_counts(published, sample, claim.characteristic, assumed)
    size = sum(value for level, value in known.items() if level in levels)
    n = published.cases_of(sample)
    phrase = published.phrase(sample, claim.characteristic, levels)
    name = published.samples[sample].name
    if taken == "all":
        return _Side(n, range(size, size + 1), name, phrase.predicate, phrase.label)
    outcome = tuple(taken.split(" + "))
    whole = sum(
        count.value for count in published.of(sample, claim.outcome) if count.category in outcome
    )
    # Fréchet's bounds on the cases that have both.
    values = range(max(0, whole + size - n), min(whole, size) + 1)
    cases = f"{published.group_label(sample, claim.outcome, outcome)} {name}"
    return _Side(whole, values, cases, phrase.predicate, phrase.label)


def judge_between_outcomes(
    published: Published, claim: Claim, assumed: Assumed, settings: Settings
) -> Judgement:
    """Judge the share of some levels among the cases with an outcome, in two samples.

    Neither cross-table is printed: the number of such cases among those with the outcome ranges
    over Fréchet's bounds in each sample, independently. ``level`` is ``levels / levels`` and
    ``outcome_level`` is ``level``, or ``level / all`` where all cases of the second are compared.

    Example:
        >>> from recount.published import load_published
        >>> published = load_published()
        >>> claim = next(c for c in published.claims if c.id == "c33-family-only-traded")
        >>> judge_between_outcomes(published, claim, Assumed(), Settings()).verdict
        'open'
    """
    groups = [tuple(side.split(" + ")) for side in claim.level.split(" / ")]
    taken = claim.outcome_level.split(" / ")
    first, second = (
        _side(published, claim, assumed, sample, levels, outcome)
        for sample, levels, outcome in zip(
            samples_compared(claim), groups, (taken[0], taken[-1]), strict=True
        )
    )
    x, y = np.meshgrid(np.array(first.values), np.array(second.values), indexing="ij")
    cells = (x, first.whole - x, y, second.whole - y)
    quantity = f"{first.cases} that {first.predicate}, of {first.whole:,}"
    implied = [Implied(quantity, None, first.values[0], first.values[-1], False)]
    decisions: dict[str, Decisions] = {}
    values: dict[str, tuple[tuple[int, int], ...]] = {}
    results = []
    for test in CONTRAST_TESTS:
        found = decisions[test] = accepted(test, cells, 1, settings)
        verdict = verdict_of(found.size, int((found == 1).sum()), int((found == -1).sum()))
        results.append(TestResult(test, verdict, *_p_range(test, cells)))
        values[test] = _not_excluded(found, cells)
        implied += [Implied(quantity, test, low, high, True) for low, high in values[test]]
    primary, verdict = decisions[CONTRAST_TESTS[0]], results[0].decision
    holding, undecided = int((primary == 1).sum()), int((primary == -1).sum())
    tables = tables_of(
        primary.size, holding, undecided, "pairs of numbers, one a sample, all listed"
    )
    witnesses = [_witness(first, second, cells, primary, wanted) for wanted in (1, 0)]
    needed = values[CONTRAST_TESTS[0]]
    ends = first.values[0], first.values[-1]
    sentence = [
        share_of_tables(verdict, tables, CONTRAST_TESTS[0]),
        f"If it is true, {within_words(needed, *ends)} of the {first.whole:,} {first.cases} "
        f"{first.predicate}; without it, anything from {span(*ends)} is possible."
        if needed and verdict == "open"
        else "",
        disagreement(results),
    ]
    return Judgement(
        verdict=verdict,
        basis="consistent_tables",
        proof=proof_of(verdict, sum(witness is not None for witness in witnesses)),
        consistent_tables=tables,
        implied=tuple(implied),
        witness_for=witnesses[0],
        witness_against=witnesses[1],
        tests=tuple(results),
        sentence=" ".join(part for part in sentence if part),
        steps=(
            *(
                f"{side.whole:,} {side.cases}: {span(side.values[0], side.values[-1])} of them can "
                f"be those that {side.predicate}"
                for side in (first, second)
            ),
            *(f"{named(row.test)}: {row.decision}" for row in results),
        ),
        shift=edges_in_words(needed, *ends) if verdict == "open" else "",
        settles=_settles(first, second) if verdict == "open" else "",
    )


def _not_excluded(
    decisions: Decisions, cells: tuple[IntArray, IntArray, IntArray, IntArray]
) -> tuple[tuple[int, int], ...]:
    """Return the first sample's numbers that the claim does not exclude, as runs.

    A number stays if the claim is true with some number of the other sample, or if the test is
    undefined with every one and the share is the higher.
    """
    a, b, c, d = cells
    undefined = (decisions == -1).all(axis=1) & (a * d > b * c).any(axis=1)
    kept = (decisions == 1).any(axis=1) | undefined
    return runs([int(value) for value in a[:, 0][kept]])


def _settles(first: _Side, second: _Side) -> str:
    parts = [
        f"how many of the {side.whole:,} {side.cases} {side.predicate}"
        for side in (first, second)
        if len(side.values) > 1
    ]
    return listed(parts)


def _p_range(
    test: str, cells: tuple[IntArray, IntArray, IntArray, IntArray]
) -> tuple[float | None, float | None]:
    a, b, c, d = (cell.ravel() for cell in cells)
    chosen = fisher_candidates(a, b, c, d) if test == "fisher" else [a, b, c, d]
    p: npt.NDArray[np.float64] = two_by_two_p(test, *chosen)
    known = p[~np.isnan(p)]
    return (float(known.min()), float(known.max())) if known.size else (None, None)


def _witness(
    first: _Side,
    second: _Side,
    cells: tuple[IntArray, IntArray, IntArray, IntArray],
    decisions: Decisions,
    wanted: int,
) -> Witness | None:
    places = np.argwhere(decisions == wanted)
    if not len(places):
        return None
    at = tuple(places[len(places) // 2])
    a, b, c, d = (int(cell[at]) for cell in cells)
    return Witness(
        (first.cases, second.cases),
        (
            first.label if first.label == second.label else f"{first.label} / {second.label}",
            "other",
        ),
        ((a, b), (c, d)),
        "both rows are possible within the printed margins of their samples",
    )
