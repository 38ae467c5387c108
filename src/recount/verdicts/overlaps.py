"""A claim that most cases share several properties, of which only the single counts are printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from recount.report import Levels, Overlap, OverlapLarger, Report
from recount.tables import Ends, Infeasible, joint_ends, overlap_bounds
from recount.verdicts.assumptions import Assumed
from recount.verdicts.crossings import (
    NoMarginError,
    kept_missing,
    known_counts,
    margin_of,
    numerators_together,
)
from recount.verdicts.judgement import Fact, Implied, Judgement, Quantity, Turn, Witness, proof_of

__all__ = ["judge_overlap", "judge_overlap_larger"]

Property = tuple[str, Levels]


@dataclass(frozen=True, slots=True)
class _Part:
    """One sample of a claim about shared properties.

    Attributes:
        whole: Its cases.
        base: Cases of which more than half are claimed: all, or those with the first property.
        events: The fewest and the most cases that have each property, or two tied together.
        singles: The printed count of each, the most of two that are tied together.
        source: The percentage that ties two of them; empty for none.
    """

    whole: int
    base: int
    events: tuple[tuple[int, int], ...]
    singles: tuple[int, ...]
    source: str


def _part(report: Report, sample: str, reading: Overlap, assumed: Assumed, tied: bool) -> _Part:
    """Return what one sample says of a reading's properties.

    Levels that a sample does not have count nothing there. Cases of which a property is missing are
    taken as not having it for the fewest, which is the worst case; for the most they may.
    """
    whole, gone = report.cases_of(sample), 0
    events = []
    for variable, chosen in reading.properties:
        values, missing = known_counts(report, sample, variable, assumed)
        if not values:
            raise NoMarginError(f"no counts of {variable} are printed for {sample}")
        known = sum(value for level, value in values.items() if level in chosen)
        row = kept_missing(report, sample, variable, replace(assumed, left_out=False))
        if row is not None and assumed.left_out:
            gone = row[1]  # out of the row, and of the cases that are asked about
        elif row is not None and row[0] in chosen:
            known, missing = known - row[1], missing + row[1]
        events.append((known, known + missing))
    singles = [known for known, _ in events]
    if reading.of_first:
        # Only cases known to have the first property are in the base.
        events[0] = (singles[0], singles[0])
    if any(most > whole for _, most in events):
        raise Infeasible(f"a property has more cases than the {whole:,} of its sample")
    base, source = events[0][0] if reading.of_first else whole - gone, ""
    pair = _joined(report, sample, reading.properties, assumed) if tied else None
    if pair is not None:
        first, second, fewest, most, source = pair
        events[first], singles[first] = (fewest, most), most
        del events[second], singles[second]
    return _Part(whole, base, tuple(events), tuple(singles), source)


def _joined(
    report: Report, sample: str, properties: Sequence[Property], assumed: Assumed
) -> tuple[int, int, int, int, str] | None:
    """Return the first two properties that a percentage within a level ties together, if any.

    They are given by their places, with the fewest and the most cases that have both, and the
    percentage.
    """
    for stated in report.percentages:
        bound = stated.within
        if bound is None or stated.sample != sample:
            continue
        wanted = (bound.characteristic, (bound.level,))
        others = set(report.levels_of(sample, bound.outcome)) - set(bound.levels)
        for first, (variable, chosen) in enumerate(properties):
            if variable != bound.outcome or wanted not in properties:
                continue
            if set(chosen) not in (set(bound.levels), others):
                continue
            found = numerators_together(report, stated, assumed)
            if found is None or not found[1]:
                continue
            low, high = found[1][0], found[1][-1]
            if set(chosen) == others:
                whole = report.total_of(stated.denominator)
                low, high = whole - high, whole - low
            return first, list(properties).index(wanted), low, high, stated.id
    return None


def judge_overlap(report: Report, reading: Overlap, assumed: Assumed) -> Judgement:
    """Judge that most cases share several properties, by Fréchet's bounds (Fréchet 1940).

    Example:
        >>> from recount.report import load_report
        >>> report = load_report()
        >>> claim = next(c for c in report.claims if c.id == "h04-male-unrelated-one")
        >>> judgement = judge_overlap(report, claim.reading, Assumed())
        >>> judgement.verdict, judgement.implied[0].low
        ('holds', 1212)
    """
    samples = report.samples_of(reading.sample)
    parts = [_part(report, each, reading, assumed, len(samples) == 1) for each in samples]
    low, high = (
        sum(e) for e in zip(*(overlap_bounds(p.events, p.whole) for p in parts), strict=True)
    )
    base = sum(part.base for part in parts)
    needed = base // 2 + 1
    witnesses: tuple[Witness | None, Witness | None] = (None, None)
    if low >= needed:
        verdict, turn = "holds", Turn("lost", low - needed + 1)
    elif high < needed:
        verdict, turn = "fails", Turn("wanted", needed - high)
    else:
        verdict, turn = "open", None
        joint = [_joint(report, each, reading.properties, (), assumed) for each in samples]
        if sum(ends.high for ends, *_ in joint) >= needed > sum(ends.low for ends, *_ in joint):
            witnesses = _spelt(joint, most=True), _spelt(joint, most=False)
    singles = [sum(each) for each in zip(*(part.singles for part in parts), strict=True)]
    quantity = Quantity("cases", reading.sample, reading.properties, base)
    facts = [("needed", needed), ("base", base), *(("single", single) for single in singles)]
    return Judgement(
        verdict=verdict,
        basis="bounds",
        proof=proof_of(verdict, "bound", *witnesses),
        witness_for=witnesses[0],
        witness_against=witnesses[1],
        implied=(Implied(quantity, None, low, high, False),),
        facts=tuple(Fact(name, value) for name, value in facts),
        turn=turn,
        sources=tuple(part.source for part in parts if part.source),
    )


def judge_overlap_larger(report: Report, reading: OverlapLarger, assumed: Assumed) -> Judgement:
    """Judge that more cases have all of one set of properties than all of another.

    Each number by itself is unknown; their difference is bounded over the joint table of all
    variables that are named, with every margin, by integer programming.

    Example:
        >>> from recount.report import Count, OverlapLarger, load_report
        >>> men, girls = ("offender-gender", ("male",)), ("victim-gender", ("female",))
        >>> far, near = ("closer", "unknown"), ("extended", "nuclear")
        >>> reading = OverlapLarger("overlap_larger", "one_to_one",
        ...     (men, girls, ("relationship", far)), (men, girls, ("relationship", near)))
        >>> judge_overlap_larger(load_report(), reading, Assumed()).verdict
        'holds'
    """
    found = [
        _joint(report, sample, reading.more, reading.less, assumed)
        for sample in report.samples_of(reading.sample)
    ]
    low, high = sum(ends.low for ends, _, _ in found), sum(ends.high for ends, _, _ in found)
    verdict = "holds" if low > 0 else "fails" if high <= 0 else "open"
    shown: list[Witness | None] = [None, None]
    if verdict == "open":
        shown = [_spelt(found, most=most) for most in (True, False)]
    quantity = Quantity("difference", reading.sample, reading.more, less=reading.less)
    return Judgement(
        verdict=verdict,
        basis="bounds",
        proof=proof_of(verdict, "bound", *shown),
        implied=(Implied(quantity, None, low, high, False),),
        witness_for=shown[0],
        witness_against=shown[1],
        turn=Turn("lost", (low + 1) // 2) if verdict == "holds" else None,
        sources=tuple(source for _, _, sources in found for source in sources),
    )


_Joint = tuple[Ends, list[Levels], list[str]]
"""The ends of a form in one sample, with the labels of each axis and the percentages used."""


def _spelt(found: Sequence[_Joint], *, most: bool) -> Witness:
    """Return joint tables, one a sample, as a list of combinations of levels that have cases."""
    rows: Counter[str] = Counter()
    for ends, names, _ in found:
        counts = np.asarray(ends.high_table if most else ends.low_table)
        for cell in np.argwhere(counts):
            label = "; ".join(axis[place] for axis, place in zip(names, cell, strict=True))
            rows[label] += int(counts[tuple(cell)])
    return Witness(tuple(rows), ("cases",), tuple((value,) for value in rows.values()))


def _joint(
    report: Report,
    sample: str,
    more: Sequence[Property],
    less: Sequence[Property],
    assumed: Assumed,
) -> _Joint:
    """Return the ends of the cases with one set of properties, less those with another, if any.

    All printed margins are met, with the missing cases of each as a level of their own.
    """
    named = [*more, *less]
    ties: list[tuple[Sequence[Property], range]] = []
    sources = []
    for stated in report.percentages:
        bound = stated.within
        if bound is None or stated.sample != sample:
            continue
        if {bound.outcome, bound.characteristic} <= {variable for variable, _ in named}:
            found = numerators_together(report, stated, assumed)
            if found is not None and found[1]:
                at = ((bound.outcome, bound.levels), (bound.characteristic, (bound.level,)))
                ties.append((at, found[1]))
                sources.append(stated.id)
    sets: dict[str, list[Levels]] = {}
    for variable, levels in [*named, *(each for at, _ in ties for each in at)]:
        sets.setdefault(variable, []).append(levels)
    groups = {name: _told_apart(report.levels_of(sample, name), sets[name]) for name in sets}
    # Missing cases have none of the properties, whether they stay in the denominators or not.
    apart = replace(assumed, left_out=True)
    margins = [margin_of(report, sample, name, each, apart) for name, each in groups.items()]
    if len({margin.n for margin in margins}) > 1:
        raise Infeasible("the margins do not add up to the same number of cases")

    def cells(properties: Sequence[Property]) -> list[tuple[int, ...]]:
        chosen = dict(properties)
        places = [
            [i for i, group in enumerate(each) if set(group) <= set(chosen[name])]
            if name in chosen
            else [-1]
            for name, each in groups.items()
        ]
        return list(product(*places))

    form = Counter(cells(more))
    if less:
        form.subtract(cells(less))
    cuts = [(dict.fromkeys(cells(at), 1), values[0], values[-1]) for at, values in ties]
    axes = [
        tuple(f"{report.variables[name]} {label}" for label in (*margin.labels, "missing"))
        for name, margin in zip(groups, margins, strict=True)
    ]
    return joint_ends(margins, form, cuts), axes, sources


def _told_apart(levels: Levels, sets: Sequence[Levels]) -> list[Levels]:
    """Return levels in groups that no set of levels tells apart, those in none of them last."""
    groups: dict[tuple[bool, ...], Levels] = {}
    for level in levels:
        key = tuple(level in each for each in sets)
        groups[key] = (*groups.get(key, ()), level)
    return [groups[key] for key in sorted(groups, reverse=True)]
