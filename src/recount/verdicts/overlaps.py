"""Claims that most cases share several properties, or that more share these than those.

Only the single counts are printed. How many cases share properties is bounded by these alone
(Fréchet 1940), or over the joint table of all variables that are named, with every margin and
percentage, by integer programming.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from recount.report import Levels, Overlap, OverlapLarger
from recount.tables import Ends, Infeasible, Margin, joint_ends, overlap_bounds
from recount.verdicts import judgement
from recount.verdicts.crossings import numerators_together
from recount.verdicts.judgement import Judgement, judged, settled
from recount.verdicts.known import Known

Having = Sequence[tuple[str, Levels]]
Variables = Collection[str]


def judge_overlap(known: Known, reading: Overlap) -> Judgement:
    """Judge that more than half of the cases, or of those with the first property, have all."""
    # Levels that a sample does not have count nothing there.
    properties, low, high, base = reading.properties, 0, 0, 0
    joint, singles = [], Counter[str]()
    may = [name for name, _ in properties[int(reading.of_first) :]]
    for sample in known.report.samples_of(reading.sample):
        asked_about, events = _events(known, sample, reading)
        bounds = overlap_bounds(list(events.values()), known.report.cases_of(sample))
        joint.append(_joint(known, sample, properties))
        if joint[-1].ties:
            bounds = (found := joint[-1].ends(properties, may=may)).low, found.high
        low, high, base = low + bounds[0], high + bounds[1], base + asked_about
        singles.update({name: least for name, (least, _) in events.items()})
    needed = base // 2 + 1
    verdict, turn = settled(low, high, needed), None
    shown: judgement.Shown = (None, None)
    if verdict == "open":
        shown = _shown([(table, table.ends(properties)) for table in joint], needed)
    elif verdict == "holds":
        turn = judgement.Turn("lost", low - needed + 1)
    else:
        turn = judgement.Turn("wanted", needed - high)
    quantity = judgement.Quantity("cases", reading.sample, properties, base)
    return judged(
        *(verdict, "bounds", "bound", shown),
        implied=(judgement.Implied(quantity, None, low, high),),
        facts={"needed": needed, "base": base, "singles": [*singles.values()]},
        turn=turn,
        sources=tuple(name for table in joint for name in table.ties),
    )


def judge_overlap_larger(known: Known, reading: OverlapLarger) -> Judgement:
    """Judge that more cases have all of one set of properties than all of another."""
    # Missing cases have none of them, unless they are kept in their row, whatever they are: for the
    # fewest they may have those of the other set, for the most those of the one.
    named, joint = (*reading.more, *reading.less), []
    for sample in known.report.samples_of(reading.sample):
        table = _joint(known, sample, named)
        kept = {name for name, _ in named if known.kept(sample, name)[1]}
        joint.append((table, table.ends(reading.more, reading.less, kept)))
    low, high = (sum(getattr(ends, end) for _, ends in joint) for end in ("low", "high"))
    quantity = judgement.Quantity("difference", reading.sample, reading.more, less=reading.less)
    return judged(
        *(settled(low, high, 1), "bounds", "bound", _shown(joint, 1)),
        implied=(judgement.Implied(quantity, None, low, high),),
        turn=judgement.Turn("lost", (low + 1) // 2) if low > 0 else None,
        sources=tuple(name for table, _ in joint for name in table.ties),
    )


def _events(known: Known, sample: str, reading: Overlap) -> tuple[int, dict[str, tuple[int, int]]]:
    """Return the cases asked about, and the fewest and the most that have each property."""
    # Cases of which a property is missing are taken as not having it for the fewest, which is the
    # worst case; for the most they may.
    report = known.report
    events: dict[str, tuple[int, int]] = {}
    base = cases = report.cases_of(sample)
    for variable, chosen in reading.properties:
        values, missing = known.counts(sample, variable)
        least = sum(value for level, value in values.items() if level in chosen)
        # Those left out of a row are left out of the cases that are asked about, too.
        base -= missing - sum(count.value for count in report.of(sample, variable, "missing"))
        level, number = known.kept(sample, variable)
        if level in chosen:
            least, missing = least - number, missing + number
        if reading.of_first and not events:
            # Only cases known to have the first property are asked about.
            missing = 0
        events[variable] = least, least + missing
    if any(most > cases for _, most in events.values()):
        name = report.samples[sample].name
        raise Infeasible(f"a property has more cases than its sample, {name}")
    return events[reading.properties[0][0]][0] if reading.of_first else base, events


@dataclass(frozen=True, slots=True)
class _Joint:
    """The joint table of all variables that are named, their levels in groups."""

    # All printed margins are met, with the missing cases of each variable as a level of their own,
    # whether they stay in the denominators or not. Percentages tie two of the variables: by entry
    # id the two properties, and the numerators.

    known: Known
    groups: dict[str, list[Levels]]
    margins: list[Margin]
    ties: dict[str, tuple[Having, range]]

    def ends(self, more: Having, less: Having = (), may: Variables = ()) -> Ends:
        """Return the ends of the cases with one set of properties, less those with another."""
        # Missing cases have none, but for the worst on each side of those variables that may.
        forms = []
        for more_may, less_may in (((), may), (may, ())):
            forms.append(Counter(self.cells(more, more_may)))
            forms[-1].subtract(self.cells(less, less_may) if less else ())
        if len({margin.n for margin in self.margins}) > 1:
            raise Infeasible("the margins do not add up to the same number of cases")
        cuts = [(dict.fromkeys(self.cells(at), 1), x[0], x[-1]) for at, x in self.ties.values()]
        return joint_ends(self.margins, forms[0], cuts, forms[1])

    def cells(self, properties: Having, may: Variables = ()) -> list[tuple[int, ...]]:
        """Return the cells that have all properties; -1 stands for all levels of a variable."""
        places = {name: [-1] for name in self.groups}
        for name, levels in properties:
            groups = self.groups[name]
            places[name] = [i for i, each in enumerate(groups) if set(each) <= set(levels)]
            places[name] += [len(groups)] if name in may else []
        return list(product(*places.values()))

    def label(self, cell: Sequence[int]) -> str:
        """Return the levels of a cell in words."""
        labels = [(*margin.labels, "missing") for margin in self.margins]
        names = [self.known.report.variables[name] for name in self.groups]
        parts = zip(names, labels, cell, strict=True)
        return "; ".join(f"{name} {own[place]}" for name, own, place in parts)


def _joint(known: Known, sample: str, named: Having) -> _Joint:
    report, variables = known.report, {variable for variable, _ in named}
    ties: dict[str, tuple[Having, range]] = {}
    for stated, bound in report.shares_within(sample):
        if {bound.outcome, bound.characteristic} <= variables:
            found = numerators_together(known, stated)
            if found is not None and not found[1]:
                raise Infeasible(f"no table has the percentages beside {stated.id}")
            if found is not None:
                at = ((bound.outcome, bound.levels), (bound.characteristic, (bound.level,)))
                ties[stated.id] = (at, found[1])
    # Levels that no set of levels tells apart go together, those in none of them last.
    sets = [*named, *(each for at, _ in ties.values() for each in at)]
    groups: dict[str, list[Levels]] = {}
    for variable, _ in sets:
        told: dict[tuple[bool, ...], Levels] = {}
        for level in report.levels_of(sample, variable):
            key = tuple(level in levels for name, levels in sets if name == variable)
            told[key] = (*told.get(key, ()), level)
        groups[variable] = [told[key] for key in sorted(told, reverse=True)]
    apart = known.under(left_out=True)
    return _Joint(known, groups, [apart.margin(sample, *x) for x in groups.items()], ties)


def _shown(joint: Sequence[tuple[_Joint, Ends]], needed: int) -> judgement.Shown:
    """Return joint tables with at least so many cases, and with fewer, if there are both."""
    # One a sample, as a list of combinations of levels that have cases.
    if not sum(ends.high for _, ends in joint) >= needed > sum(ends.low for _, ends in joint):
        return None, None
    shown = []
    for end in ("high_table", "low_table"):
        rows: Counter[str] = Counter()
        for table, ends in joint:
            counts = np.asarray(getattr(ends, end)())
            for cell in np.argwhere(counts).tolist():
                rows[table.label(cell)] += int(counts[tuple(cell)])
        shown.append(judgement.Witness(tuple(rows), ("cases",), tuple((n,) for n in rows.values())))
    return shown[0], shown[1]
