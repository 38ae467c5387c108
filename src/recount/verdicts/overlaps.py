"""Claims that most cases share several properties, or that more share these than those.

Only the single counts are printed. How many cases share properties is bounded by these alone
(Fréchet 1940), or over the joint table of all variables that are named, with every margin and
percentage, by integer programming.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import product

import numpy as np

from recount.report import Levels, Overlap, OverlapLarger, Report
from recount.tables import Ends, Infeasible, joint_ends, overlap_bounds
from recount.verdicts.assumptions import Assumed, kept_missing, known_counts, margin_of
from recount.verdicts.crossings import numerators_together
from recount.verdicts.judgement import (
    Fact,
    Implied,
    Judgement,
    Quantity,
    Turn,
    Witness,
    facts_of,
    proof_of,
    settled,
)

Properties = Sequence[tuple[str, Levels]]
Ties = dict[str, tuple[Properties, range]]
"""Numerators of percentages within a level, by entry id, with the two properties."""
Joint = tuple[Ends, list[tuple[str, ...]], tuple[str, ...]]
"""The ends of a form of a joint table, with the labels of each axis, the missing cases last, and
the percentages that tie two of the axes.
"""


def judge_overlap(
    report: Report, reading: Overlap, assumed: Assumed, *, briefly: bool = False
) -> Judgement:
    """Judge that more than half of the cases, or of those with the first property, have them all.

    Levels that a sample does not have count nothing there. Briefly without witnesses.
    """
    samples = report.samples_of(reading.sample)
    bounds, bases, singles = [], [], []
    joint: list[Joint] = []
    for sample in samples:
        base, events = _events(report, sample, reading, assumed)
        bounds.append(overlap_bounds(events, report.cases_of(sample)))
        if ties := _ties(report, sample, reading.properties, assumed):
            rest = (report, sample, reading.properties, (), assumed, ties)
            joint.append(_joint(*rest))
            may = {name for name, _ in reading.properties[int(reading.of_first) :]}
            bounds[-1] = joint[-1][0].low, _joint(*rest, may)[0].high
        elif not briefly:
            joint.append(_joint(report, sample, reading.properties, (), assumed, ties))
        bases.append(base)
        singles.append([known for known, _ in events])
    low, high = (sum(ends) for ends in zip(*bounds, strict=True))
    needed = sum(bases) // 2 + 1
    verdict, turn = settled(low, high, needed), None
    if verdict != "open":
        holds = verdict == "holds"
        turn = Turn("lost", low - needed + 1) if holds else Turn("wanted", needed - high)
    quantity = Quantity("cases", reading.sample, reading.properties, sum(bases))
    facts = facts_of(needed=needed, base=sum(bases))
    facts += tuple(Fact("single", sum(each)) for each in zip(*singles, strict=True))
    found = _judged(quantity, low, high, needed, () if briefly else joint)
    sources = tuple(name for *_, names in joint for name in names)
    return replace(found, facts=facts, turn=turn, sources=sources)


def judge_overlap_larger(report: Report, reading: OverlapLarger, assumed: Assumed) -> Judgement:
    """Judge that more cases have all of one set of properties than all of another.

    Missing cases have none of them, unless they are kept in their row, whatever they are: for the
    fewest they may have those of the other set, for the most those of the one.
    """
    named, joint = (*reading.more, *reading.less), []
    for sample in report.samples_of(reading.sample):
        rest = (report, sample, reading.more, reading.less, assumed)
        ties = _ties(report, sample, named, assumed)
        kept = {name for name, _ in named if kept_missing(report, sample, name, assumed)}
        found = _joint(*rest, ties, less_may=kept if assumed.missing else ())
        if kept and assumed.missing:
            most = _joint(*rest, ties, kept)[0]
            found = (replace(found[0], high=most.high, high_table=most.high_table), *found[1:])
        joint.append(found)
    low, high = (sum(getattr(ends, end) for ends, *_ in joint) for end in ("low", "high"))
    quantity = Quantity("difference", reading.sample, reading.more, less=reading.less)
    sources = tuple(name for *_, names in joint for name in names)
    turn = Turn("lost", (low + 1) // 2) if low > 0 else None
    return replace(_judged(quantity, low, high, 1, joint), turn=turn, sources=sources)


def _judged(
    quantity: Quantity, low: int, high: int, needed: int, joint: Sequence[Joint]
) -> Judgement:
    """Return whether a number is at least so large, with joint tables where that is open."""
    verdict = settled(low, high, needed)
    shown: tuple[Witness | None, Witness | None] = (None, None)
    if sum(x[0].high for x in joint) >= needed > sum(x[0].low for x in joint):
        shown = _spelt(joint, most=True), _spelt(joint, most=False)
    return Judgement(
        verdict,
        "bounds",
        proof_of(verdict, "bound", shown),
        implied=(Implied(quantity, None, low, high),),
        witness_for=shown[0],
        witness_against=shown[1],
    )


def _events(
    report: Report, sample: str, reading: Overlap, assumed: Assumed
) -> tuple[int, list[tuple[int, int]]]:
    """Return the cases that are asked about, and the fewest and the most that have each property.

    Cases of which a property is missing are taken as not having it for the fewest, which is the
    worst case; for the most they may.
    """
    base, events = report.cases_of(sample), []
    for variable, chosen in reading.properties:
        values, missing = known_counts(report, sample, variable, assumed)
        known = sum(value for level, value in values.items() if level in chosen)
        # Those left out of a row are left out of the cases that are asked about, too.
        base -= missing - sum(count.value for count in report.of(sample, variable, "missing"))
        kept = kept_missing(report, sample, variable, assumed)
        if kept is not None and kept[0] in chosen:
            known, missing = known - kept[1], missing + kept[1]
        events.append((known, known + missing))
    if reading.of_first:
        # Only cases known to have the first property are asked about.
        base = events[0][0]
        events[0] = (base, base)
    if any(most > report.cases_of(sample) for _, most in events):
        raise Infeasible(
            f"a property has more cases than its sample, {report.samples[sample].name}"
        )
    return base, events


def _ties(report: Report, sample: str, named: Properties, assumed: Assumed) -> Ties:
    """Return the numerators of percentages that tie two of the variables, by entry id."""
    ties: Ties = {}
    variables = {variable for variable, _ in named}
    for stated in report.percentages:
        bound = stated.within
        if bound is None or stated.sample != sample:
            continue
        if {bound.outcome, bound.characteristic} <= variables:
            found = numerators_together(report, stated, assumed)
            if found is not None and not found[1]:
                raise Infeasible(f"no table has the percentages beside {stated.id}")
            if found is not None:
                at = ((bound.outcome, bound.levels), (bound.characteristic, (bound.level,)))
                ties[stated.id] = (at, found[1])
    return ties


def _joint(
    report: Report,
    sample: str,
    more: Properties,
    less: Properties,
    assumed: Assumed,
    ties: Ties,
    more_may: Collection[str] = (),
    less_may: Collection[str] = (),
) -> Joint:
    """Return the ends of the cases with one set of properties, less those with another, if any.

    All printed margins are met, with the missing cases of each variable as a level of their own,
    whether they stay in the denominators or not. They have none of the properties, but those of
    variables of which a set may take them in.
    """
    sets: dict[str, list[Levels]] = {}
    for variable, levels in [*more, *less, *(each for at, _ in ties.values() for each in at)]:
        sets.setdefault(variable, []).append(levels)
    groups = {name: _told_apart(report.levels_of(sample, name), sets[name]) for name in sets}
    apart = replace(assumed, left_out=True)
    margins = [margin_of(report, sample, name, each, apart) for name, each in groups.items()]
    if len({margin.n for margin in margins}) > 1:
        raise Infeasible("the margins do not add up to the same number of cases")

    def cells(properties: Properties, may: Collection[str] = ()) -> list[tuple[int, ...]]:
        places = {name: [-1] for name in groups}
        for name, levels in properties:
            places[name] = [i for i, each in enumerate(groups[name]) if set(each) <= set(levels)]
            places[name] += [len(groups[name])] if name in may else []
        return list(product(*places.values()))

    form = Counter(cells(more, more_may))
    if less:
        form.subtract(cells(less, less_may))
    cuts = [(dict.fromkeys(cells(at), 1), values[0], values[-1]) for at, values in ties.values()]
    axes = [
        tuple(f"{report.variables[name]} {label}" for label in (*margin.labels, "missing"))
        for name, margin in zip(groups, margins, strict=True)
    ]
    return joint_ends(margins, form, cuts), axes, tuple(ties)


def _told_apart(levels: Levels, sets: Sequence[Levels]) -> list[Levels]:
    """Return levels in groups that no set of levels tells apart, those in none of them last."""
    groups: dict[tuple[bool, ...], Levels] = {}
    for level in levels:
        key = tuple(level in each for each in sets)
        groups[key] = (*groups.get(key, ()), level)
    return [groups[key] for key in sorted(groups, reverse=True)]


def _spelt(joint: Sequence[Joint], *, most: bool) -> Witness:
    """Return joint tables, one a sample, as a list of combinations of levels that have cases."""
    rows: Counter[str] = Counter()
    for ends, axes, _ in joint:
        counts = np.asarray(ends.high_table if most else ends.low_table)
        for cell in np.argwhere(counts):
            label = "; ".join(axis[place] for axis, place in zip(axes, cell, strict=True))
            rows[label] += int(counts[tuple(cell)])
    return Witness(tuple(rows), ("cases",), tuple((value,) for value in rows.values()))
