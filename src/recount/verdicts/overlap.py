"""A claim that most cases share several properties, of which only the single counts are printed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from recount.phrases import listed
from recount.published import Claim, Published
from recount.tables import Infeasible, overlap_bounds
from recount.verdicts.assumed import Assumed, bound_assumption, row_with_missing
from recount.verdicts.crossing import known_counts
from recount.verdicts.overlap_pairs import JoinedPair, joined_pair
from recount.verdicts.parts import Dependence, Implied, Judgement, Proof, Witness

__all__ = ["Overlap", "judge_overlap", "overlap_of"]


@dataclass(frozen=True, slots=True)
class _Part:
    """One sample: its cases, and the fewest and most that have each property."""

    whole: int
    events: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Overlap:
    """How many cases can share all properties, in cases.

    Attributes:
        low, high: Fréchet's bounds on the cases that share all properties.
        whole: Cases in all.
        base: Cases of which more than half are claimed: all, or those with the first property.
        events: The count and the name of each property.
        parts: Each sample by itself: the bounds are sums over the samples.
    """

    low: int
    high: int
    whole: int
    base: int
    events: tuple[tuple[int, str], ...]
    parts: tuple[_Part, ...] = ()

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
    for the lower bound (Fréchet 1940), which is the worst case; for the upper bound they may. Where
    the claim names a characteristic, it is about the cases known to have the first property. Two
    properties that a printed percentage ties together are taken as one, with the closer bounds.
    """
    properties = []
    for text in claim.members.split(" & "):
        variable, levels = text.split(":")
        properties.append((variable, tuple(levels.split(" + "))))
    samples = published.samples_of(claim.sample)
    low = high = base = 0
    counts = [0] * len(properties)
    parts = []
    pair: JoinedPair | None = None
    for sample in samples:
        whole = published.cases_of(sample)
        events = []
        for place, (variable, chosen) in enumerate(properties):
            values, missing = known_counts(published, sample, variable, assumed)
            known = sum(value for level, value in values.items() if level in chosen)
            counts[place] += known
            events.append((known, known + missing))
        if claim.characteristic:
            # Only cases known to have the first property are in the base.
            events[0] = (events[0][0], events[0][0])
        if any(most > whole for _, most in events):
            raise Infeasible(f"a property has more cases than the {whole:,} of its sample")
        pair = joined_pair(published, sample, properties, assumed)
        if pair is not None and len(samples) == 1:
            events[pair.first] = (pair.low, pair.high)
            del events[pair.second]
        bounds = overlap_bounds(events, whole)
        low, high = low + bounds[0], high + bounds[1]
        base += events[0][0] if claim.characteristic else whole
        parts.append(_Part(whole, tuple(events)))
    named = [
        (count, f"{published.variables[variable]} {label}")
        for count, (variable, chosen) in zip(counts, properties, strict=True)
        for label in [published.group_label(samples[0], variable, chosen)]
    ]
    if pair is not None and len(samples) == 1:
        names = f"{named[pair.first][1]} with {named[pair.second][1]}"
        named[pair.first] = (pair.high, names)
        del named[pair.second]
    return Overlap(low, high, sum(part.whole for part in parts), base, tuple(named), tuple(parts))


def _arranged(found: Overlap, *, nested: bool) -> Witness:
    """Return the cases by combination of properties, with the most or the fewest that share all.

    Nested, each property holds of the first so many cases of a sample, those of which it is missing
    among them. Otherwise the cases *without* each property are laid end to end, so that they
    overlap as little as they can.
    """
    tally: Counter[tuple[bool, ...]] = Counter()
    for part in found.parts:
        marks: list[set[int]] = []
        start = 0
        for fewest, most in part.events:
            if nested:
                marks.append(set(range(most)))
                continue
            spare = part.whole - fewest
            without = {(start + step) % part.whole for step in range(spare)}
            marks.append(set(range(part.whole)) - without)
            start += spare
        tally.update(tuple(case in mark for mark in marks) for case in range(part.whole))
    rows = sorted(tally, reverse=True)
    labels = tuple(
        "; ".join(
            name if present else f"not {name}"
            for (_, name), present in zip(found.events, row, strict=True)
        )
        for row in rows
    )
    note = "the statement is true here" if nested else "the statement is false here"
    if any(fewest < most for part in found.parts for fewest, most in part.events):
        way = "with" if nested else "without"
        note += f"; cases of which a property is missing count as {way} it"
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
    witnesses: tuple[Witness | None, Witness | None] = (None, None)
    proof: Proof = "bound"
    if found.verdict == "open":
        witnesses = _arranged(found, nested=True), _arranged(found, nested=False)
        proof = "witnesses"
    shift, rests = _flips(published, claim, found)
    base = f"{found.base:,} cases"
    if claim.characteristic:
        base = f"{found.base:,} cases with {found.events[0][1]}"
    return Judgement(
        verdict=found.verdict,
        basis="bounds",
        proof=proof,
        witness_for=witnesses[0],
        witness_against=witnesses[1],
        implied=(Implied("cases with all properties", None, found.low, found.high, False),),
        sentence=(
            f"At least {found.low:,} and at most {found.high:,} of the {base} have all of it; more "
            f"than half is {found.needed:,}."
        ),
        steps=_steps(found),
        rests_on=rests,
        shift=shift,
        settles="the number of cases with all of it" if found.verdict == "open" else "",
    )


def _flips(
    published: Published, claim: Claim, found: Overlap
) -> tuple[str, tuple[Dependence, ...]]:
    """Return where a verdict would be lost, also in terms of a row that holds missing data."""
    if found.verdict == "fails":
        more = found.needed - found.high
        return f"It could be true with {more:,} more cases of the rarest property.", ()
    if found.verdict == "open":
        return "", ()
    lost = found.low - found.needed + 1
    shift = f"The proof is lost once {lost:,} of these cases are really otherwise."
    assumption, row = bound_assumption(published, "missing_within"), row_with_missing(published)
    if assumption is None or row is None or assumption.id not in claim.rests_on:
        return shift, ()
    label = published.group_label(row.sample, row.variable, (row.category,))
    if lost > row.value:
        effect = f"the proof stands even with all {row.value:,} cases {label} missing"
    else:
        effect = (
            f"the proof is lost once {lost:,} of the {row.value:,} cases {label} are really "
            "missing data"
        )
    return shift, (Dependence(assumption.id, effect),)


def _steps(found: Overlap) -> tuple[str, ...]:
    names = listed([f"{count:,} ({name})" for count, name in found.events])
    lower = []
    for part in found.parts:
        spare = (len(part.events) - 1) * part.whole
        sizes = " + ".join(f"{fewest:,}" for fewest, _ in part.events)
        least, _ = overlap_bounds(list(part.events), part.whole)
        lower.append(f"{sizes} − {spare:,}, or 0 if that is less = {least:,}")
    total = "" if len(lower) == 1 else f"; together {found.low:,}"
    return (
        f"single counts: {names}, of {found.whole:,} cases",
        f"lower bound: {'; '.join(lower)}{total} (Fréchet 1940)",
        f"upper bound: the smallest single count, missing cases added = {found.high:,}",
        f"more than half of {found.base:,}: {found.needed:,}",
    )
