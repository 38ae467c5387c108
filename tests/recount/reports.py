"""Reports of one sample with given margins, made on the spot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from recount.report import Assumption, Claim, Count, Level, Percentage, Report, Sample
from recount.report.claims import read_claims
from recount.report.tables import read_row

__all__ = ["MISSING", "claim_row", "percentage", "report", "typed"]

#: The category that holds the missing cases of a variable.
MISSING = ""
COLUMNS = (
    *("id", "kind", "page", "place", "sample", "figure", "relation", "characteristic", "level"),
    *("against", "outcome", "outcome_level", "outcome_against", "members", "repeats"),
    *("reading_of", "statement", "reason"),
)


def claim_row(relation: str, **values: str) -> dict[str, str]:
    """A row of claims.csv about ``size`` in the rows and ``fate`` in the columns, if not others."""
    plain = dict.fromkeys(COLUMNS, "")
    plain |= {"id": "the-claim", "kind": "claim", "page": "3", "place": "here"}
    plain |= {"sample": "study", "relation": relation, "statement": "A claim"}
    plain |= {"characteristic": "size", "outcome": "fate", "outcome_level": "lost"}
    return plain | values


def typed(row: Mapping[str, str]) -> Claim:
    """A row of claims.csv as a record, its reading not typed yet."""
    claim, problems = read_row(Claim, row, "claims.csv", 2)
    assert claim is not None, [str(problem) for problem in problems]
    return claim


def percentage(outcome: str, rows: str, levels: str, level: str, printed: str) -> Percentage:
    """A printed share of the cases at one level of ``rows``."""
    return Percentage(
        id=f"p-{level}-{levels}".replace(" + ", "-"),
        sample="study",
        variable=f"{outcome} | {rows}",
        category=f"{levels} | {level}",
        printed=printed,
        numerator=(),
        denominator=(f"{rows}-{level}",),
        origin="",
        page=3,
        place="here",
        statement="A share within a level",
        repeats="",
    )


def report(
    margins: Mapping[str, Mapping[str, int]],
    claims: Sequence[Mapping[str, str]] = (),
    percentages: Sequence[Percentage] = (),
    assumptions: Sequence[Assumption] = (),
) -> Report:
    """A report of one sample, its claims typed from rows; each must be read without a problem."""
    counts: dict[str, Count] = {}
    levels = []
    for variable, values in margins.items():
        for place, (category, value) in enumerate(values.items(), start=1):
            name, role = category or "missing", "level" if category else "missing"
            made = Count(
                *(f"{variable}-{name}", "study", variable, name, role, "cases", str(value)),
                *(3, "here"),
            )
            counts[made.id] = made
            if role == "level":
                row = (variable, category, ("study",), place, category.upper(), 3, "here")
                levels.append(Level(*row))
    whole = sum(next(iter(margins.values())).values())
    counts["n"] = Count("n", "study", "cases", "all", "total", "cases", str(whole), 3, "here")
    made_up = Report(
        counts=counts,
        levels=tuple(levels),
        percentages=tuple(percentages),
        assumptions=tuple(assumptions),
        variables={name: name for name in margins},
        samples={"study": Sample("study", "study cases", "study", ())},
    )
    read, problems = read_claims([typed(row) for row in claims], made_up)
    assert not problems, [str(problem) for problem in problems]
    return replace(made_up, claims=read)


def the_claim(made_up: Report) -> Claim:
    """The one claim of a report."""
    (claim,) = made_up.claims
    return claim
