"""A claim that most known cases of some rows have an outcome."""

from __future__ import annotations

from recount.phrases import counted
from recount.published import Published
from recount.tables import linear_range
from recount.verdicts.crossing import Assumed, cross
from recount.verdicts.parts import Implied, Judgement, Proof
from recount.verdicts.reading import Reading
from recount.verdicts.words import span

__all__ = ["judge_majority_within"]


def judge_majority_within(published: Published, reading: Reading, assumed: Assumed) -> Judgement:
    """Judge that the cases with the outcome outnumber the other known ones in every table.

    The range of the difference is exact, both ends being attained by a consistent table.

    Example:
        >>> from recount.published import load_published
        >>> from recount.verdicts.reading import read_claim
        >>> published = load_published()
        >>> claim = next(c for c in published.claims if c.id == "f22-most-pubescent-male")
        >>> judge_majority_within(published, read_claim(published, claim), Assumed()).verdict
        'holds'
    """
    crossing = cross(published, reading, assumed)
    rows = crossing.indices(reading.pivot)
    excess = linear_range(
        crossing.space, tuple((row, col, sign) for row in rows for col, sign in ((0, 1), (1, -1)))
    )
    yes = linear_range(crossing.space, tuple((row, 0, 1) for row in rows))
    verdict = "holds" if excess.low > 0 else "fails" if excess.high <= 0 else "open"
    said = published.phrase(reading.sample, reading.outcome, reading.yes)
    cases = published.phrase(reading.sample, reading.characteristic, reading.pivot).cases
    size = sum(crossing.space.rows.totals[row] for row in rows)
    compared = {
        "holds": f"In every consistent table that is at least {excess.low:,} more than the other "
        "known ones.",
        "fails": "In no consistent table is that more than the other known ones.",
        "open": f"Against the other known ones that is anything from {-excess.low:,} fewer to "
        f"{excess.high:,} more.",
    }[verdict]
    sentence = f"Of the {size:,} {cases}, {span(yes.low, yes.high)} {said.predicate}. {compared}"
    shift = ""
    if verdict == "holds":
        # Each case recoded from yes to no takes two off the difference.
        least = (excess.low + 1) // 2
        shift = (
            f"In the least favourable consistent table, {counted(least, 'case')} recoded would "
            "flip it."
        )
    elif verdict == "fails":
        least = -excess.high // 2 + 1
        shift = (
            f"In the most favourable consistent table, {counted(least, 'case')} recoded would "
            "flip it."
        )
    still_open = verdict == "open"
    ends = (
        (excess.high_table, "the statement is true here"),
        (excess.low_table, "the statement is false here"),
    )
    witnesses = [
        crossing.witness(table, note) if still_open and table is not None else None
        for table, note in ends
    ]
    proof: Proof = (
        "bound" if not still_open else "one_witness" if None in witnesses else "witnesses"
    )
    return Judgement(
        verdict=verdict,
        basis="bounds",
        proof=proof,
        implied=(
            Implied(f"{cases} that {said.predicate}, of {size:,}", None, yes.low, yes.high, False),
            Implied(
                "their number less that of the other known ones",
                None,
                excess.low,
                excess.high,
                False,
            ),
        ),
        witness_for=witnesses[0],
        witness_against=witnesses[1],
        sentence=sentence,
        steps=(
            f"cross-table: {crossing.row_name} by {crossing.column_name}, from its printed margins",
            sentence,
            "a majority needs a difference above 0",
        ),
        shift=shift,
        settles=f"how many of the {size:,} {cases} {said.predicate}" if still_open else "",
    )
