"""The two transcriptions laid side by side: the inventory against all other files, value by value.

``inventory.csv`` was made apart from the other files. Its column ``subject`` says what a numeral
stands for: ``count:ID``, ``date:ID``, a percentage's id, or a label whose name ends in the numeral.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from recount.published.publication import Published
from recount.published.records import InventoryRow

__all__ = ["Mismatch", "mismatches"]

WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
FRACTIONS = {"half": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4}


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One value that the two transcriptions do not give alike.

    Attributes:
        file: The file whose value the inventory does not confirm.
        name: Id or subject of the value.
        printed: The value there.
        inventory: What the inventory has instead; empty where it has nothing.
    """

    file: str
    name: str
    printed: str
    inventory: str

    def __str__(self) -> str:
        found = (
            f"the inventory has {self.inventory}" if self.inventory else "the inventory lacks it"
        )
        return f"{self.file}, {self.name}: printed {self.printed}, {found}"


def mismatches(published: Published) -> tuple[Mismatch, ...]:
    """Return every value on which the two transcriptions disagree.

    Example:
        >>> from recount.published import load_published
        >>> mismatches(load_published())
        ()
    """
    by_subject: dict[str, list[InventoryRow]] = defaultdict(list)
    for row in published.inventory:
        by_subject[row.subject].append(row)
    checks = (_counts, _percentages, _totals, _dates, _rules, _claims, _levels, _periods)
    found = [mismatch for check in checks for mismatch in check(published, by_subject)]
    return (*found, *_named_numerals(published.inventory))


Subjects = Mapping[str, list[InventoryRow]]


def _compare(
    file: str, name: str, printed: str, rows: list[InventoryRow], page: int | None = None
) -> Iterator[Mismatch]:
    """Yield a mismatch unless all rows, those of a page if one is given, show the same numeral."""
    there = [row for row in rows if page is None or row.page == page]
    others = sorted({row.printed for row in there if row.printed != printed})
    if not there or others:
        yield Mismatch(file, name, printed, ", ".join(others))


def _counts(published: Published, subjects: Subjects) -> Iterator[Mismatch]:
    for count in published.counts.values():
        rows = subjects.get(f"count:{count.id}", [])
        yield from _compare("counts.csv", count.id, count.printed, rows)
        yield from _compare("counts.csv", count.id, count.printed, rows, count.page)
    for subject, rows in subjects.items():
        kind, _, name = subject.partition(":")
        if kind == "count" and name not in published.counts:
            yield Mismatch("counts.csv", name, "nothing", rows[0].printed)


def _percentages(published: Published, subjects: Subjects) -> Iterator[Mismatch]:
    for stated in published.percentages:
        rows = subjects.get(stated.id, [])
        yield from _compare("percentages.csv", stated.id, stated.printed, rows, stated.page)
    known = {stated.id for stated in published.percentages}
    for row in published.inventory:
        used = row.subject in known or row.subject.startswith("rule:")
        if row.printed.endswith("%") and not used:
            yield Mismatch("percentages.csv", row.subject, "nothing", row.printed)


def _totals(published: Published, subjects: Subjects) -> Iterator[Mismatch]:
    for total in published.totals:
        if not total.printed:
            continue
        name = total.parts[0]
        if len(total.parts) > 1:
            # Several parts should give the number of cases of their sample.
            name = published.of(total.sample, "cases", "total")[0].id
        rows = subjects.get(f"count:{name}", [])
        yield from _compare("totals.csv", total.id, total.printed, rows, total.page)


def _dates(published: Published, subjects: Subjects) -> Iterator[Mismatch]:
    for name, date in published.dates.items():
        yield from _compare("dates.csv", name, date.printed, subjects.get(f"date:{name}", []))
        written = f"{date.day:%B} {date.day.day}, {date.day.year}"
        if written != date.printed:
            yield Mismatch("dates.csv", name, date.printed, f"{date.day.isoformat()} as its date")


def _rules(published: Published, subjects: Subjects) -> Iterator[Mismatch]:
    for row in published.completeness:
        rows = subjects.get(f"rule:{row.rule.removesuffix('%')}", [])
        yield from _compare("completeness.csv", row.id, row.rule, rows)


def _claims(published: Published, subjects: Subjects) -> Iterator[Mismatch]:
    """Compare the fractions that claims name with the words or numerals that are printed."""
    for claim in published.claims:
        if claim.relation != "share_above":
            continue
        name, _, fraction = claim.members.split(" ")
        rows = subjects.get(f"share:{name}", [])
        shown = {_fraction(row.printed) for row in rows}
        if shown != {Fraction(fraction)}:
            there = ", ".join(row.printed for row in rows)
            yield Mismatch("claims.csv", claim.id, fraction, there)


def _fraction(printed: str) -> Fraction | None:
    """Return a fraction that is printed in figures or words."""
    if re.fullmatch(r"[0-9]+/[0-9]+", printed):
        return Fraction(printed)
    number, _, part = printed.partition("-")
    if number in WORDS and part in FRACTIONS:
        return Fraction(WORDS.index(number), FRACTIONS[part])
    return None


def _levels(published: Published, subjects: Subjects) -> Iterator[Mismatch]:
    """Compare scores with the one numeral of a level's label, or with its rank in the list."""
    rank: dict[str, int] = defaultdict(int)
    for level in published.levels:
        if level.score is None:
            continue
        rank[level.variable] += 1
        numerals = re.findall(r"[0-9]+", level.label)
        expected = int(numerals[0]) if len(numerals) == 1 else rank[level.variable]
        if level.score != expected:
            name = f"{level.variable} {level.level}"
            yield Mismatch("levels.csv", name, str(level.score), str(expected))
        if len(numerals) == 1:
            rows = subjects.get(f"label:level-{level.level}", [])
            yield from _compare("levels.csv", f"{level.variable} {level.level}", numerals[0], rows)


def _periods(published: Published, subjects: Subjects) -> Iterator[Mismatch]:
    """Compare the years in the names of periods with those printed beside their counts."""
    for count in published.counts.values():
        years = re.findall(r"[0-9]{4}", count.category)
        for year in years:
            rows = subjects.get(f"period:{year}", [])
            yield from _compare(
                "counts.csv", f"{count.id}, {count.category}", year, rows, count.page
            )


def _named_numerals(inventory: tuple[InventoryRow, ...]) -> Iterator[Mismatch]:
    """Yield a mismatch where a subject's name ends in another numeral than the one printed."""
    for row in inventory:
        kind, _, name = row.subject.partition(":")
        found = re.search(r"(?:^|-)([0-9]+)$", name)
        if kind not in ("label", "rule", "period", "date") or found is None:
            continue
        printed = row.printed.removesuffix("%")
        value = str(WORDS.index(printed)) if printed in WORDS else printed
        if value != found[1]:
            yield Mismatch(
                "inventory.csv", f"page {row.page}, {row.subject}", row.printed, found[1]
            )
