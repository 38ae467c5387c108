"""Judging words about printed margins: majority, largest share, minority, larger, a fraction."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from recount.arithmetic import Share, column_sum, printed_interval
from recount.phrases import counted, listed
from recount.published import Claim, Published
from recount.verdicts.assumed import Assumed
from recount.verdicts.crossing import known_counts
from recount.verdicts.parts import Implied, Judgement

__all__ = [
    "judge_columns_off",
    "judge_fraction",
    "judge_larger",
    "judge_part_majority",
    "judge_share_word",
    "share_word_holds",
]

HALF = Fraction(1, 2)


def _margin(
    published: Published, claim: Claim, assumed: Assumed
) -> tuple[Counter[str], int, tuple[str, ...]]:
    """Return the cases of each level over the claim's samples, the missing, and its levels."""
    values: Counter[str] = Counter()
    missing = 0
    for sample in published.samples_of(claim.sample):
        counts, without = known_counts(published, sample, claim.characteristic, assumed)
        values.update(counts)
        missing += without
    return values, missing, tuple(claim.level.split(" + "))


def _rival(values: Counter[str], levels: tuple[str, ...]) -> tuple[str, int]:
    others = {level: value for level, value in values.items() if level not in levels}
    return max(others.items(), key=lambda item: item[1])


def share_word_holds(published: Published, claim: Claim, assumed: Assumed) -> bool:
    """Return whether a majority, plurality or minority is one."""
    values, _, levels = _margin(published, claim, assumed)
    part, whole = sum(values[level] for level in levels), sum(values.values())
    if claim.relation == "plurality":
        return part > _rival(values, levels)[1]
    return 2 * part > whole if claim.relation == "majority" else 2 * part < whole


def judge_share_word(published: Published, claim: Claim, assumed: Assumed) -> Judgement:
    """Judge "majority", "plurality" or "minority" of levels of one printed margin.

    A majority is more than half of the known cases; a plurality is more than any other level; a
    minority is less than half. Missing cases count neither way.

    Example:
        >>> from recount.published import load_published
        >>> published = load_published()
        >>> claims = {claim.id: claim for claim in published.claims}
        >>> for name in ("w22-one-level-1-majority", "w22-one-level-1-plurality"):
        ...     print(judge_share_word(published, claims[name], Assumed()).verdict)
        fails
        holds
    """
    values, missing, levels = _margin(published, claim, assumed)
    share = Share(sum(values[level] for level in levels), sum(values.values()))
    words = f"{share.part:,} of {share.whole:,} ({share.decimals()})"
    true = share_word_holds(published, claim, assumed)
    if claim.relation == "plurality":
        rival, most = _rival(values, levels)
        sample = published.samples_of(claim.sample)[0]
        name = published.group_label(sample, claim.characteristic, (rival,))
        sentence = f"{words}; the largest other level, {name}, has {most:,}."
        others = [value for level, value in values.items() if level not in levels]
        flip = (
            _largest_lost(share.part, most, missing, name)
            if true
            else _largest_won(share.part, others, name)
        )
    else:
        relation = "more than" if share.value > HALF else "less than"
        sentence = f"{words}, {relation if share.value != HALF else 'exactly'} half."
        flip = _half_flip(share, claim.relation, missing, true)
    return Judgement(
        verdict="holds" if true else "fails",
        basis="counts",
        proof="closed_form",
        sentence=sentence,
        steps=(
            sentence,
            f"{counted(missing, 'case is', 'cases are')} missing and counted neither way"
            if missing
            else "no case is missing",
            flip,
        ),
        shift=flip,
    )


def _largest_won(part: int, others: list[int], name: str) -> str:
    """Return how many cases moved to a level would make it the largest."""
    move = 0
    # Every other level must come down below it, and the cases come from those that are not.
    while sum(max(0, value - (part + move - 1)) for value in others) > move or not move:
        move += 1
    # Where one level alone stands in the way, they can all come from it.
    alone = sum(value >= part + move for value in others) == 1
    start = f" from {name}" if alone else ""
    return f"{counted(move, 'case')} moved{start} to it would make it the largest."


def _largest_lost(part: int, most: int, missing: int, name: str) -> str:
    gap = part - most
    # A tie is not the largest share.
    tie, past = (gap + 1) // 2, gap // 2 + 1
    if gap % 2:
        flip = f"{counted(past, 'case')} moved to {name} would make that the larger."
    else:
        flip = (
            f"{counted(tie, 'case')} moved to {name} would make a tie, {past:,} would make that "
            "the larger."
        )
    if missing >= gap:
        flip += (
            f" The {counted(missing, 'missing case')} could do it, too: {gap:,} of them at {name} "
            "make a tie."
        )
    return flip


def _half_flip(share: Share, relation: str, missing: int, true: bool) -> str:
    half = share.whole // 2
    if relation == "majority":
        move = share.part - half if true else half + 1 - share.part
    else:
        # A minority is lost as soon as the share is one half.
        move = -(-share.whole // 2) - share.part if true else share.part - (share.whole - 1) // 2
    flip = f"{counted(move, 'case')} recoded would flip it."
    if not missing:
        return flip
    # The missing cases all added on one side and on the other.
    whole = share.whole + missing
    worst = share.part if (relation == "majority") == true else share.part + missing
    stays = 2 * worst > whole if relation == "majority" else 2 * worst < whole
    if stays == true:
        return f"{flip} The {counted(missing, 'missing case')} could not, whatever they are."
    return f"{flip} The {counted(missing, 'missing case')} could do it, too."


def judge_larger(published: Published, claim: Claim, assumed: Assumed) -> Judgement:
    """Judge that one sum of counts is larger than another: ``members`` is ``a + b > c``."""
    del assumed  # printed counts alone
    left, right = (tuple(side.split(" + ")) for side in claim.members.split(" > "))
    first, second = published.total_of(left), published.total_of(right)
    gap = abs(first - second)
    return Judgement(
        verdict="holds" if first > second else "fails",
        basis="counts",
        proof="closed_form",
        sentence=f"{first:,} against {second:,}.",
        steps=(f"{' + '.join(left)} = {first:,}", f"{' + '.join(right)} = {second:,}"),
        shift=f"The two are {gap:,} apart; a change of that size would flip it."
        if gap
        else "The two are equal; one more would flip it.",
    )


def judge_part_majority(published: Published, claim: Claim, assumed: Assumed) -> Judgement:
    """Judge that one count is most of a sum of counts: ``members`` is ``a of a + b``."""
    del assumed  # printed counts alone
    left, right = (tuple(side.split(" + ")) for side in claim.members.split(" of "))
    share = Share(published.total_of(left), published.total_of(right))
    true = share.value > HALF
    sentence = f"{share.part:,} of {share.whole:,} ({share.decimals()})."
    return Judgement(
        verdict="holds" if true else "fails",
        basis="counts",
        proof="closed_form",
        sentence=sentence,
        steps=(sentence,),
        shift=_half_flip(share, "majority", 0, true),
    )


def judge_fraction(published: Published, claim: Claim, assumed: Assumed) -> Judgement:
    """Judge a printed percentage against a fraction: ``members`` is ``entry > 1/3`` or ``>= 2/3``.

    The percentage stands for every share that rounds to it, so that it can also lie on both sides.
    """
    name, relation, fraction = claim.members.split(" ")
    stated = next(row for row in published.percentages if row.id == name)
    bound = Fraction(fraction)
    interval = printed_interval(stated.printed, assumed.convention)
    low, high = interval.low, interval.high
    at_low = low == bound and (relation == ">=" or not interval.low_closed)
    above = low > bound or at_low
    at_high = high == bound and (relation == ">" or not interval.high_closed)
    below = high < bound or at_high
    sentence = (
        f"{stated.printed} stands for {_percent(low)} up to {_percent(high)}; {fraction} is "
        f"{_percent(bound)}."
    )
    return Judgement(
        verdict="holds" if above else "fails" if below else "open",
        basis="bounds",
        proof="bound" if above or below else "one_witness",
        implied=(
            Implied("share behind the printed percentage", None, float(low), float(high), False),
        ),
        sentence=sentence,
        steps=(sentence,),
        settles="" if above or below else "the counts behind the percentage",
    )


def _percent(share: Fraction) -> str:
    return f"{float(share * 100):.1f}%"


def judge_columns_off(published: Published, claim: Claim, assumed: Assumed) -> Judgement:
    """Judge that the percentages of some column of a table do not add up to 100.

    ``members`` is the table's name, with which the places of its percentages begin.
    """
    columns: dict[tuple[str, str], list[tuple[str, Share]]] = {}
    for stated in published.percentages:
        if stated.place.startswith(claim.members) and stated.numerator:
            share = Share(
                published.total_of(stated.numerator), published.total_of(stated.denominator)
            )
            columns.setdefault((stated.sample, stated.variable), []).append((stated.printed, share))
    del assumed  # the percentages are added up as printed
    sums = {key: column_sum(rows).printed for key, rows in columns.items()}
    off = {key: total for key, total in sums.items() if total != 100}
    names = [
        f"{published.variables[variable]} of the {published.samples[sample].name} to {total}"
        for (sample, variable), total in off.items()
    ]
    verb = "does" if len(off) == 1 else "do"
    sentence = f"Of the {len(sums)} columns of {claim.members}, {len(off)} {verb} not add up to 100"
    sentence += f": {listed(names)}." if names else "."
    return Judgement(
        verdict="holds" if off else "fails",
        basis="counts",
        proof="closed_form",
        sentence=sentence,
        steps=(sentence,),
    )
