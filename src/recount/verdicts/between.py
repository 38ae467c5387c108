"""A claim that a share is higher in the multiple-relationship sample than in the one-to-one sample."""

from __future__ import annotations

import numpy as np

from recount.phrases import p_in_words
from recount.published import Claim, Published
from recount.settings import Settings
from recount.significance import two_by_two, two_by_two_p
from recount.tables import runs
from recount.verdicts.candidates import fisher_candidates
from recount.verdicts.contrast import CONTRAST_TESTS, accepted, verdict_of
from recount.verdicts.parts import (
    ConsistentTables,
    Dependence,
    Implied,
    Judgement,
    TestResult,
    Witness,
)

__all__ = ["judge_between", "judge_between_traded"]

SAMPLES = ("multiple", "one_to_one")


def judge_between(published: Published, claim: Claim, settings: Settings) -> Judgement:
    """Judge the shares of printed levels in the two samples, whose counts are all printed.

    Example:
        >>> from recount.published import load_published
        >>> published = load_published()
        >>> claim = next(c for c in published.claims if c.id == "c22-level-3-between")
        >>> judge_between(published, claim, Settings()).verdict
        'holds'
    """
    levels = claim.level.split(" + ")
    cells: list[int] = []
    words = []
    for sample in SAMPLES:
        counts = published.of(sample, claim.characteristic)
        part = sum(count.value for count in counts if count.category in levels)
        whole = sum(count.value for count in counts)
        cells += [part, whole - part]
        words.append(f"{part:,} of {whole:,} ({100 * part / whole:.1f}%)")
    results = []
    for test in CONTRAST_TESTS:
        a, b, c, d = ([value] for value in cells)
        decision = int(two_by_two(test, a, b, c, d, settings)[0])
        higher = cells[0] * (cells[2] + cells[3]) > cells[2] * (cells[0] + cells[1])
        p = float(two_by_two_p(test, a, b, c, d)[0])
        results.append(TestResult(test, "holds" if decision == 1 and higher else "fails", p, p))
    sentence = (
        f"{words[0]} against {words[1]}; p = {p_in_words(results[0].p_low)} ({results[0].test})."
    )
    return Judgement(
        verdict=results[0].decision,
        basis="counts",
        proof="closed_form",
        tests=tuple(results),
        witness_for=Witness(
            ("multiple relationships", "one-to-one"),
            (" or ".join(f"level {level}" for level in levels), "other levels"),
            ((cells[0], cells[1]), (cells[2], cells[3])),
            "both rows are printed counts",
        )
        if results[0].decision == "holds"
        else None,
        sentence=sentence,
        steps=(sentence, *(f"{row.test}: p = {p_in_words(row.p_low)}" for row in results)),
    )


def judge_between_traded(published: Published, claim: Claim, settings: Settings) -> Judgement:
    """Judge the share of some levels among traded cases in the two samples.

    Neither cross-table is printed: the number of such cases among the traded ranges over Fréchet's
    bounds in each sample, independently. ``level`` is ``multiple levels / one-to-one levels``;
    ``outcome_level`` is ``yes``, or ``yes / all`` where all one-to-one cases are compared.
    """
    groups = [tuple(side.split(" + ")) for side in claim.level.split(" / ")]
    outcome = claim.outcome_level.split(" / ")
    whole, ranges, names = [], [], []
    for sample, levels, taken in zip(SAMPLES, groups, [outcome[0], outcome[-1]], strict=True):
        size = sum(
            count.value
            for count in published.of(sample, claim.characteristic)
            if count.category in levels
        )
        n = published.of(sample, "cases", "total")[0].value
        traded = published.counts[f"{'multi' if sample == 'multiple' else 'one'}-traded-yes"].value
        if taken == "all":
            whole.append(n)
            ranges.append(range(size, size + 1))
        else:
            whole.append(traded)
            ranges.append(range(max(0, traded + size - n), min(traded, size) + 1))
        names.append(published.group_label(sample, claim.characteristic, levels))
    x, y = np.meshgrid(np.array(ranges[0]), np.array(ranges[1]), indexing="ij")
    results, implied = [], []
    quantity = f"traded multiple-relationship cases that are {names[0]}, of {whole[0]:,}"
    implied.append(Implied(quantity, None, ranges[0][0], ranges[0][-1], False))
    primary = None
    for test in CONTRAST_TESTS:
        found = accepted(test, (x, whole[0] - x, y, whole[1] - y), 1, settings)
        if primary is None:
            primary = found
        verdict = verdict_of(found.size, int((found == 1).sum()), int((found == -1).sum()))
        cells = [cell.ravel() for cell in (x, whole[0] - x, y, whole[1] - y)]
        if test == "fisher":
            cells = fisher_candidates(*cells)
        p = two_by_two_p(test, *cells)
        results.append(TestResult(test, verdict, float(np.nanmin(p)), float(np.nanmax(p))))
        values = [int(value) for value in x[:, 0][(found == 1).any(axis=1)]]
        implied += [Implied(quantity, test, low, high, True) for low, high in runs(values)]
    assert primary is not None
    holding = int((primary == 1).sum())
    undecided = int((primary == -1).sum())

    def witness(wanted: int) -> Witness | None:
        places = np.argwhere(primary == wanted)
        if not len(places):
            return None
        i, j = places[len(places) // 2]
        a, c = int(x[i, j]), int(y[i, j])
        return Witness(
            ("multiple relationships", "one-to-one"),
            ("familial", "other"),
            ((a, whole[0] - a), (c, whole[1] - c)),
            "both rows are possible within the printed margins of their samples",
        )

    accepted_x = [item for item in implied if item.given_claim and item.test == CONTRAST_TESTS[0]]
    sentence = (
        f"{results[0].decision.capitalize()}: between {ranges[0][0]:,} and {ranges[0][-1]:,} of the "
        f"{whole[0]:,} traded multiple-relationship cases can be {names[0]}"
    )
    if accepted_x:
        sentence += f"; the statement needs at least {accepted_x[0].low:,}."
    else:
        sentence += "."
    return Judgement(
        verdict=results[0].decision,
        basis="consistent_tables",
        proof="enumerated",
        consistent_tables=ConsistentTables(
            int(primary.size),
            holding,
            f"pairs of numbers, one a sample, all listed; {undecided:,} leave the test undefined",
            undecided,
        ),
        implied=tuple(implied),
        witness_for=witness(1),
        witness_against=witness(0),
        tests=tuple(results),
        sentence=sentence,
        steps=(sentence,),
        rests_on=tuple(
            Dependence(name, "the levels compared are read so") for name in claim.rests_on
        ),
        settles=f"how many of the traded cases are {names[0]} ({whole[0]:,} traded)",
    )
