"""A claim that most cases share several properties, of which only the single counts are printed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from recount.phrases import listed
from recount.published import Claim, Published
from recount.tables.overlap import overlap_bounds
from recount.verdicts.crossing import Assumed
from recount.verdicts.parts import Dependence, Implied, Judgement, Witness

__all__ = ["Overlap", "judge_overlap", "overlap_of"]


@dataclass(frozen=True, slots=True)
class Overlap:
    """How many cases can share all properties, in cases.

    Attributes:
        low, high: Fréchet's bounds on the cases that share all properties.
        whole: Cases in all.
        base: Cases of which more than half are claimed: all, or those with the first property.
        events: The count and the name of each property.
    """

    low: int
    high: int
    whole: int
    base: int
    events: tuple[tuple[int, str], ...]

    @property
    def needed(self) -> int:
        """Cases that make more than half."""
        return self.base // 2 + 1

    @property
    def verdict(self) -> str:
        """Whether most cases share all properties."""
        if self.low >= self.needed:
            return "holds"
        return "fails" if self.high < self.needed else "open"


def overlap_of(published: Published, claim: Claim, assumed: Assumed) -> Overlap:
    """Return the bounds on the cases that share the claim's properties.

    ``members`` lists them as ``variable:level + level & variable:level``. Levels that a sample does
    not have count nothing there. Cases of which a property is missing are taken as not having it
    for the lower bound (Fréchet 1940), which is the worst case; for the upper bound they may.
    """
    samples = ("one_to_one", "multiple") if claim.sample == "both" else (claim.sample,)
    whole = sum(published.of(sample, "cases", "total")[0].value for sample in samples)
    totals: list[tuple[int, int]] = []
    events = []
    for part in claim.members.split(" & "):
        variable, levels = part.split(":")
        chosen = levels.split(" + ")
        known = sum(
            count.value
            for sample in samples
            for count in published.of(sample, variable)
            if count.category in chosen
        )
        missing = sum(
            count.value for sample in samples for count in published.of(sample, variable, "missing")
        )
        if variable == "relationship" and "unknown" in chosen:
            known -= assumed.unknown_missing
            missing += assumed.unknown_missing
        totals.append((known, known + missing))
        name = published.group_label(samples[0], variable, tuple(chosen))
        events.append((known, f"{published.variables[variable]} {name}"))
    low, high = overlap_bounds(totals, whole)
    # A share "of the cases with a male offender" is taken of the first property's cases.
    base = events[0][0] if claim.characteristic else whole
    return Overlap(low, min(high, base), whole, base, tuple(events))


def _arranged(found: Overlap, *, nested: bool) -> Witness:
    """Return the cases by combination of properties, with the most or the fewest that share all.

    Nested, each property holds of the first so many cases. Otherwise the cases *without* each
    property are laid end to end, so that they overlap as little as they can.
    """
    marks: list[set[int]] = []
    start = 0
    for count, _ in found.events:
        if nested:
            marks.append(set(range(count)))
        else:
            without = {(start + step) % found.whole for step in range(found.whole - count)}
            marks.append(set(range(found.whole)) - without)
            start += found.whole - count
    tally: Counter[tuple[bool, ...]] = Counter(
        tuple(case in mark for mark in marks) for case in range(found.whole)
    )
    rows = sorted(tally, reverse=True)
    labels = tuple(
        "; ".join(
            name if present else f"not {name}"
            for (_, name), present in zip(found.events, row, strict=True)
        )
        for row in rows
    )
    note = "the statement is true here" if nested else "the statement is false here"
    return Witness(labels, ("cases",), tuple((tally[row],) for row in rows), note)


def judge_overlap(published: Published, claim: Claim, assumed: Assumed) -> Judgement:
    """Judge that most cases share several properties, by Fréchet's bounds (Fréchet 1940).

    Example:
        >>> from recount.published import load_published
        >>> published = load_published()
        >>> claim = next(c for c in published.claims if c.id == "h04-male-unrelated-one")
        >>> judgement = judge_overlap(published, claim, Assumed())
        >>> judgement.verdict, judgement.implied[0].low
        ('holds', 1212)
    """
    found = overlap_of(published, claim, assumed)
    names = listed([f"{count:,} ({name})" for count, name in found.events])
    spare = (len(found.events) - 1) * found.whole
    rests = []
    shift = ""
    if found.verdict == "holds":
        lost = found.low - found.needed + 1
        shift = f"The proof is lost once {lost:,} of these cases are really otherwise."
        if "unknown-complete" in claim.rests_on:
            rests.append(
                Dependence(
                    "unknown-complete",
                    f"the proof is lost once {lost:,} of the cases unknown to the child are "
                    "really missing data",
                )
            )
    sentence = (
        f"At least {found.low:,} and at most {found.high:,} of the {found.base:,} cases have all of "
        f"it; more than half is {found.needed:,}."
    )
    still_open = found.verdict == "open"
    return Judgement(
        verdict=found.verdict,
        basis="bounds",
        proof="witnesses" if still_open else "bound",
        witness_for=_arranged(found, nested=True) if still_open else None,
        witness_against=_arranged(found, nested=False) if still_open else None,
        implied=(Implied("cases with all properties", None, found.low, found.high, False),),
        sentence=sentence,
        steps=(
            f"single counts: {names}, of {found.whole:,} cases",
            f"lower bound: {' + '.join(f'{count:,}' for count, _ in found.events)} − {spare:,}, or 0"
            f" = {found.low:,} (Fréchet 1940)",
            f"upper bound: the smallest single count, missing cases added = {found.high:,}",
            f"more than half of {found.base:,}: {found.needed:,}",
        ),
        rests_on=tuple(rests),
        shift=shift,
        settles="" if found.verdict != "open" else "the number of cases with all of it",
    )
