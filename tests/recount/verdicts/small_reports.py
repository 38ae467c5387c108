"""Reports of two variables with given margins, made on the spot."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import fields

from recount.published import Assumption, Claim, Count, Level, Percentage, Published, Sample

MISSING = ""


def count(variable: str, category: str, value: int, role: str = "level") -> Count:
    return Count(
        f"{variable}-{category}", "study", variable, category, role, "cases", str(value), 3, "here"
    )


def percentage(outcome: str, rows: str, levels: str, level: str, printed: str) -> Percentage:
    return Percentage(
        id=f"p-{level}-{levels}".replace(" + ", "-"),
        sample="study",
        variable=f"{outcome} | {rows}",
        category=f"{levels} | {level}",
        printed=printed,
        numerator=(),
        denominator=(f"{rows}-{level}",),
        origin="report",
        page=3,
        place="here",
        statement="A share within a level",
        repeats="",
    )


def report(
    margins: Mapping[str, Mapping[str, int]],
    claims: Sequence[Claim] = (),
    percentages: Sequence[Percentage] = (),
    assumptions: Sequence[Assumption] = (),
) -> Published:
    """A report of one sample; the category ``MISSING`` holds the missing cases of a variable."""
    counts: dict[str, Count] = {}
    levels = []
    for variable, values in margins.items():
        for place, (category, value) in enumerate(values.items(), start=1):
            role = "missing" if category == MISSING else "level"
            made = count(variable, category or "missing", value, role)
            counts[made.id] = made
            if role == "level":
                levels.append(Level(variable, category, place, category.upper(), 3, "here"))
    whole = sum(next(iter(margins.values())).values())
    counts["n"] = Count("n", "study", "cases", "all", "total", "cases", str(whole), 3, "here")
    return Published(
        report={},
        counts=counts,
        levels=tuple(levels),
        percentages=tuple(percentages),
        totals=(),
        completeness=(),
        claims=tuple(claims),
        figures=(),
        assumptions=tuple(assumptions),
        dates={},
        groups={},
        variables={name: name for name in margins},
        inventory=(),
        samples={"study": Sample("study", "study cases", ())},
    )


def claim(relation: str, **values: object) -> Claim:
    """A claim about ``size`` in the rows and ``fate`` in the columns, unless told otherwise."""
    plain: dict[str, object] = {field.name: "" for field in fields(Claim)}
    plain |= {
        "id": "the-claim",
        "kind": "claim",
        "page": 3,
        "sample": "study",
        "figure": None,
        "relation": relation,
        "characteristic": "size",
        "outcome": "fate",
        "outcome_level": "lost",
        "rests_on": (),
        "statement": "A claim",
    }
    return Claim(**(plain | values))  # type: ignore[arg-type]


def random_margin(
    rng: random.Random, names: Sequence[str], n: int, missing: bool, least: int = 0
) -> dict[str, int]:
    """A margin of n cases over some levels, some of them missing if asked for."""
    left_out = rng.randint(0, 3) if missing else 0
    while True:
        cuts = sorted(rng.randint(0, n - left_out) for _ in names[1:])
        parts = [b - a for a, b in zip([0, *cuts], [*cuts, n - left_out], strict=True)]
        if min(parts) >= least:
            break
    found = dict(zip(names, parts, strict=True))
    return found | ({MISSING: left_out} if left_out else {})
