"""Judging words about printed margins: majority, largest share, minority, larger, a fraction."""

from __future__ import annotations

import re
from fractions import Fraction

from recount.arithmetic import Share, column_sum, percent_of
from recount.phrases import listed
from recount.published import Claim, Published
from recount.verdicts.parts import Implied, Judgement

__all__ = [
    "judge_columns_off",
    "judge_fraction",
    "judge_larger",
    "judge_part_majority",
    "judge_share_word",
]


def judge_share_word(published: Published, claim: Claim) -> Judgement:
    """Judge "majority", "plurality" or "minority" of levels of one printed margin.

    A majority is more than half of the known cases; a plurality is more than any other level; a
    minority is less than half. Missing cases count neither way.

    Example:
        >>> from recount.published import load_published
        >>> published = load_published()
        >>> claims = {claim.id: claim for claim in published.claims}
        >>> for name in ("w22-one-level-1-majority", "w22-one-level-1-plurality"):
        ...     print(judge_share_word(published, claims[name]).verdict)
        fails
        holds
    """
    samples = ("one_to_one", "multiple") if claim.sample == "both" else (claim.sample,)
    levels = tuple(claim.level.split(" + "))
    counts = [count for sample in samples for count in published.of(sample, claim.characteristic)]
    part = sum(count.value for count in counts if count.category in levels)
    share = Share(part, sum(count.value for count in counts))
    words = f"{share.part:,} of {share.whole:,} ({share.decimals()})"
    if claim.relation == "plurality":
        others = {count.category: count.value for count in counts if count.category not in levels}
        rival, most = max(others.items(), key=lambda item: item[1])
        name = published.group_label(samples[0], claim.characteristic, (rival,))
        true = part > most
        shift = abs(part - most) // 2 + 1
        sentence = f"{words}; the largest other level, {name}, has {most:,}."
        flip = f"{shift:,} cases moved between the two would flip it."
    else:
        half = Fraction(1, 2)
        majority = share.value > half
        true = majority if claim.relation == "majority" else share.value < half
        # Whole cases that must leave, or join, for the share to cross one half.
        above = share.whole // 2 + 1
        shift = share.part - above + 1 if majority else above - share.part
        sentence = f"{words}, {'more' if majority else 'not more'} than half."
        flip = f"{shift:,} cases recoded would flip it."
    return Judgement(
        verdict="holds" if true else "fails",
        basis="counts",
        proof="closed_form",
        sentence=sentence,
        steps=(sentence, flip),
        shift=flip,
    )


def judge_larger(published: Published, claim: Claim) -> Judgement:
    """Judge that one sum of counts is larger than another: ``members`` is ``a + b > c``."""
    left, right = (tuple(side.split(" + ")) for side in claim.members.split(" > "))
    first, second = published.total_of(left), published.total_of(right)
    sentence = f"{first:,} against {second:,}."
    return Judgement(
        verdict="holds" if first > second else "fails",
        basis="counts",
        proof="closed_form",
        sentence=sentence,
        steps=(f"{' + '.join(left)} = {first:,}", f"{' + '.join(right)} = {second:,}"),
        shift=f"The two are {abs(first - second):,} apart.",
    )


def judge_part_majority(published: Published, claim: Claim) -> Judgement:
    """Judge that one count is most of a sum of counts: ``members`` is ``a of a + b``."""
    left, right = (tuple(side.split(" + ")) for side in claim.members.split(" of "))
    share = Share(published.total_of(left), published.total_of(right))
    sentence = f"{share.part:,} of {share.whole:,} ({share.decimals()})."
    return Judgement(
        verdict="holds" if share.value > Fraction(1, 2) else "fails",
        basis="counts",
        proof="closed_form",
        sentence=sentence,
        steps=(sentence,),
    )


def judge_fraction(published: Published, claim: Claim) -> Judgement:
    """Judge a printed percentage against a fraction: ``members`` is ``entry > 1/3`` or ``>= 2/3``.

    The percentage stands for every share that rounds to it, so that it can also lie on both sides.
    """
    name, relation, fraction = claim.members.split(" ")
    stated = next(row for row in published.percentages if row.id == name)
    bound = Fraction(fraction)
    percent = Fraction(percent_of(stated.printed), 100)
    low, high = percent - Fraction(1, 200), percent + Fraction(1, 200)
    above = low > bound or (relation == ">=" and low == bound)
    below = high <= bound
    verdict = "holds" if above else "fails" if below else "open"
    words = f"{stated.printed} stands for {_percent(low)} up to {_percent(high)}"
    sentence = f"{words}; {fraction} is {_percent(bound)}."
    return Judgement(
        verdict=verdict,
        basis="bounds",
        proof="bound",
        implied=(
            Implied("share behind the printed percentage", None, float(low), float(high), False),
        ),
        sentence=sentence,
        steps=(sentence,),
    )


def _percent(share: Fraction) -> str:
    return f"{float(share * 100):.1f}%"


def judge_columns_off(published: Published, claim: Claim) -> Judgement:
    """Judge that the percentages of some variable of Table 3 do not add up to 100."""
    del claim  # the statement names no levels: it is about every column of Table 3
    columns: dict[tuple[str, str], list[tuple[str, Share]]] = {}
    for stated in published.percentages:
        if re.match("t3-", stated.id):
            share = Share(
                published.total_of(stated.numerator), published.total_of(stated.denominator)
            )
            columns.setdefault((stated.sample, stated.variable), []).append((stated.printed, share))
    sums = {key: column_sum(rows).printed for key, rows in columns.items()}
    off = {key: total for key, total in sums.items() if total != 100}
    names = [
        f"{published.variables[variable]} ({sample.replace('_', '-')}) to {total}"
        for (sample, variable), total in off.items()
    ]
    sentence = f"Of the {len(sums)} columns of Table 3, {len(off)} do not add up to 100" + (
        f": {listed(names)}." if names else "."
    )
    return Judgement(
        verdict="holds" if off else "fails",
        basis="counts",
        proof="closed_form",
        sentence=sentence,
        steps=(sentence,),
    )
