"""Claims that most cases share several properties, or that more share these than those.

Only the single counts are printed. How many cases share properties is bounded by these alone
(Fréchet 1940), or over the joint table of all variables that are named, with every margin and
percentage, by integer programming.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from recount.report import Levels, Overlap, OverlapLarger
from recount.tables import Ends, Infeasible, IntArray, joint_ends, overlap_bounds
from recount.verdicts.crossings import numerators_together
from recount.verdicts.judgement import (
    Fact,
    Implied,
    Judgement,
    Quantity,
    Turn,
    Witness,
    facts_of,
    judged,
    settled,
)
from recount.verdicts.known import Known

Properties = Sequence[tuple[str, Levels]]
Ties = dict[str, tuple[Properties, range]]
"""Numerators of percentages within a level, by entry id, with the two properties."""


def judge_overlap(known: Known, reading: Overlap, *, briefly: bool = False) -> Judgement:
    """Judge that more than half of the cases, or of those with the first property, have them all.

    Levels that a sample does not have count nothing there. Briefly without witnesses.
    """
    bounds, bases, singles = [], [], []
    joint: list[tuple[_Joint, Ends]] = []
    for sample in known.report.samples_of(reading.sample):
        base, events = _events(known, sample, reading)
        bounds.append(overlap_bounds(events, known.report.cases_of(sample)))
        table = _joint(known, sample, reading.properties)
        if table.ties or not briefly:
            joint.append((table, table.ends(reading.properties)))
        if table.ties:
            may = {name for name, _ in reading.properties[int(reading.of_first) :]}
            bounds[-1] = joint[-1][1].low, table.ends(reading.properties, more_may=may).high
        bases.append(base)
        singles.append([least for least, _ in events])
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
    return replace(found, facts=facts, turn=turn)


def judge_overlap_larger(known: Known, reading: OverlapLarger) -> Judgement:
    """Judge that more cases have all of one set of properties than all of another.

    Missing cases have none of them, unless they are kept in their row, whatever they are: for the
    fewest they may have those of the other set, for the most those of the one.
    """
    named, joint = (*reading.more, *reading.less), []
    for sample in known.report.samples_of(reading.sample):
        table = _joint(known, sample, named)
        kept = {name for name, _ in named if known.kept(sample, name) and known.assumed.missing}
        found = table.ends(reading.more, reading.less, less_may=kept)
        if kept:
            most = table.ends(reading.more, reading.less, more_may=kept)
            found = replace(found, high=most.high, high_table=most.high_table)
        joint.append((table, found))
    low, high = (sum(getattr(ends, end) for _, ends in joint) for end in ("low", "high"))
    quantity = Quantity("difference", reading.sample, reading.more, less=reading.less)
    turn = Turn("lost", (low + 1) // 2) if low > 0 else None
    return replace(_judged(quantity, low, high, 1, joint), turn=turn)


def _judged(
    quantity: Quantity, low: int, high: int, needed: int, joint: Sequence[tuple[_Joint, Ends]]
) -> Judgement:
    """Return whether a number is at least so large, with joint tables where that is open."""
    verdict = settled(low, high, needed)
    shown: tuple[Witness | None, Witness | None] = (None, None)
    if sum(ends.high for _, ends in joint) >= needed > sum(ends.low for _, ends in joint):
        shown = _spelt(joint, most=True), _spelt(joint, most=False)
    implied = (Implied(quantity, None, low, high),)
    sources = tuple(name for table, _ in joint for name in table.ties)
    return judged(verdict, "bounds", "bound", shown, implied=implied, sources=sources)


def _events(known: Known, sample: str, reading: Overlap) -> tuple[int, list[tuple[int, int]]]:
    """Return the cases that are asked about, and the fewest and the most that have each property.

    Cases of which a property is missing are taken as not having it for the fewest, which is the
    worst case; for the most they may.
    """
    report, events = known.report, []
    base = cases = report.cases_of(sample)
    for variable, chosen in reading.properties:
        values, missing = known.counts(sample, variable)
        least = sum(value for level, value in values.items() if level in chosen)
        # Those left out of a row are left out of the cases that are asked about, too.
        base -= missing - sum(count.value for count in report.of(sample, variable, "missing"))
        level, number = known.kept(sample, variable) or ("", 0)
        if level in chosen:
            least, missing = least - number, missing + number
        events.append((least, least + missing))
    if reading.of_first:
        # Only cases known to have the first property are asked about.
        base = events[0][0]
        events[0] = (base, base)
    if any(most > cases for _, most in events):
        raise Infeasible(
            f"a property has more cases than its sample, {report.samples[sample].name}"
        )
    return base, events


@dataclass(frozen=True, slots=True)
class _Joint:
    """The joint table of all variables that are named, their levels in groups.

    All printed margins are met, with the missing cases of each variable as a level of their own,
    whether they stay in the denominators or not; percentages tie two of the axes.
    """

    known: Known
    sample: str
    groups: dict[str, list[Levels]]
    ties: Ties

    def ends(
        self,
        more: Properties,
        less: Properties = (),
        more_may: Collection[str] = (),
        less_may: Collection[str] = (),
    ) -> Ends:
        """Return the ends of the cases with one set of properties, less those with another, if any.

        Missing cases have none of the properties, but those of variables of which a set may take
        them in.
        """
        form = Counter(self.cells(more, more_may))
        if less:
            form.subtract(self.cells(less, less_may))
        margins = [self.known.margin(self.sample, *each) for each in self.groups.items()]
        if len({margin.n for margin in margins}) > 1:
            raise Infeasible("the margins do not add up to the same number of cases")
        cuts = [(dict.fromkeys(self.cells(at), 1), x[0], x[-1]) for at, x in self.ties.values()]
        return joint_ends(margins, form, cuts)

    def cells(self, properties: Properties, may: Collection[str] = ()) -> list[tuple[int, ...]]:
        """Return the cells that have all properties; -1 stands for all levels of a variable."""
        places = {name: [-1] for name in self.groups}
        for name, levels in properties:
            groups = self.groups[name]
            places[name] = [i for i, each in enumerate(groups) if set(each) <= set(levels)]
            places[name] += [len(groups)] if name in may else []
        return list(product(*places.values()))

    def label(self, cell: IntArray) -> str:
        """Return the levels of a cell in words."""
        report, words = self.known.report, []
        for (name, groups), place in zip(self.groups.items(), cell, strict=True):
            level = "missing"
            if place < len(groups):
                level = report.group_label(self.sample, name, groups[place])
            words.append(f"{report.variables[name]} {level}")
        return "; ".join(words)


def _joint(known: Known, sample: str, named: Properties) -> _Joint:
    """Return the joint table of the variables that are named, with percentages that tie two."""
    report = known.report
    ties: Ties = {}
    variables = {variable for variable, _ in named}
    for stated in report.percentages:
        bound = stated.within
        if bound is None or stated.sample != sample:
            continue
        if {bound.outcome, bound.characteristic} <= variables:
            found = numerators_together(known, stated)
            if found is not None and not found[1]:
                raise Infeasible(f"no table has the percentages beside {stated.id}")
            if found is not None:
                at = ((bound.outcome, bound.levels), (bound.characteristic, (bound.level,)))
                ties[stated.id] = (at, found[1])
    sets: dict[str, list[Levels]] = {}
    for variable, levels in [*named, *(each for at, _ in ties.values() for each in at)]:
        sets.setdefault(variable, []).append(levels)
    groups = {name: _told_apart(report.levels_of(sample, name), sets[name]) for name in sets}
    return _Joint(known.under(left_out=True), sample, groups, ties)


def _told_apart(levels: Levels, sets: Sequence[Levels]) -> list[Levels]:
    """Return levels in groups that no set of levels tells apart, those in none of them last."""
    groups: dict[tuple[bool, ...], Levels] = {}
    for level in levels:
        key = tuple(level in each for each in sets)
        groups[key] = (*groups.get(key, ()), level)
    return [groups[key] for key in sorted(groups, reverse=True)]


def _spelt(joint: Sequence[tuple[_Joint, Ends]], *, most: bool) -> Witness:
    """Return joint tables, one a sample, as a list of combinations of levels that have cases."""
    rows: Counter[str] = Counter()
    for table, ends in joint:
        counts = np.asarray(ends.high_table if most else ends.low_table)
        for cell in np.argwhere(counts):
            rows[table.label(cell)] += int(counts[tuple(cell)])
    return Witness(tuple(rows), ("cases",), tuple((value,) for value in rows.values()))
