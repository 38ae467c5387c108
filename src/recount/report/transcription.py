"""What the files say of the same thing twice: the second transcription, dates, citations.

``inventory.csv`` was made apart from the other files. Its column ``subject`` says what a numeral
stands for: ``count:ID``, ``date:ID``, a percentage's id, or a label whose name ends in the numeral.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path

from recount.report.problems import Problem
from recount.report.readings import Shares
from recount.report.records import InventoryRow
from recount.report.report import Report

__all__ = ["cross_checks"]

WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
FRACTIONS = {"half": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4}
Subjects = Mapping[str, Sequence[InventoryRow]]


def cross_checks(report: Report, bibliography: Path | None = None) -> list[Problem]:
    """Return every value on which two places of the data do not agree.

    Args:
        report: The report.
        bibliography: The BibTeX file whose keys ``citations.csv`` uses; None to leave it out.

    Example:
        >>> from recount.report import load_report
        >>> cross_checks(load_report())
        []
    """
    subjects: dict[str, list[InventoryRow]] = defaultdict(list)
    for row in report.inventory:
        subjects[row.subject].append(row)
    checks = (_counts, _percentages, _totals, _dates, _rules, _fractions, _levels, _periods)
    found = [problem for check in checks for problem in check(report, subjects)]
    found += _named_numerals(report)
    found += _cited_years(report)
    if bibliography is not None:
        found += _bibliography(report, bibliography)
    return found


def _problem(report: Report, file: str, name: str, column: str, found: str, why: str) -> Problem:
    line = report.lines.get((file, name))
    return Problem(f"{file}.csv", line, column, found, f"{why} ({name})")


def _compare(
    report: Report,
    file: str,
    name: str,
    printed: str,
    rows: Sequence[InventoryRow],
    page: int | None = None,
    column: str = "printed",
) -> Iterator[Problem]:
    """Yield a problem unless all rows, those of a page if one is given, show the same numeral."""
    there = [row for row in rows if page is None or row.page == page]
    others = sorted({row.printed for row in there if row.printed != printed})
    where = "" if page is None else f" on page {page}"
    if others:
        why = f"{', '.join(others)}, as inventory.csv has it{where}"
        yield _problem(report, file, name, column, printed, why)
    elif not there:
        why = f"a numeral that inventory.csv has{where}, too"
        yield _problem(report, file, name, "page" if rows else column, printed, why)


def _counts(report: Report, subjects: Subjects) -> Iterator[Problem]:
    for count in report.counts.values():
        rows = subjects.get(f"count:{count.id}", [])
        yield from _compare(report, "counts", count.id, count.printed, rows)
        if rows:
            yield from _compare(report, "counts", count.id, count.printed, rows, count.page)
    for subject, rows in subjects.items():
        kind, _, name = subject.partition(":")
        if kind == "count" and name not in report.counts:
            yield _inventory(rows[0], "subject", f"an id of counts.csv, which has no {name!r}")


def _inventory(row: InventoryRow, column: str, expected: str) -> Problem:
    return Problem("inventory.csv", row.line, column, str(getattr(row, column)), expected)


def _percentages(report: Report, subjects: Subjects) -> Iterator[Problem]:
    for stated in report.percentages:
        rows = subjects.get(stated.id, [])
        yield from _compare(report, "percentages", stated.id, stated.printed, rows, stated.page)
    known = {stated.id for stated in report.percentages}
    for row in report.inventory:
        used = row.subject in known or row.subject.startswith("rule:")
        if row.printed.endswith("%") and not used:
            yield _inventory(row, "subject", "the id of a percentage, or a rule")


def _totals(report: Report, subjects: Subjects) -> Iterator[Problem]:
    for total in report.totals:
        if not total.printed:
            continue
        name = total.parts[0]
        if len(total.parts) > 1:
            # Several parts should give the number of cases of their sample.
            whole = report.of(total.sample, report.counts[name].unit, "total")
            name = whole[0].id if whole else name
        # A sum that is printed otherwise than the number of cases has a subject of its own.
        rows = subjects.get(f"total:{total.id}") or subjects.get(f"count:{name}", [])
        yield from _compare(report, "totals", total.id, total.printed, rows, total.page)


def _dates(report: Report, subjects: Subjects) -> Iterator[Problem]:
    for name, date in report.dates.items():
        rows = subjects.get(f"date:{name}", [])
        yield from _compare(report, "dates", name, date.printed, rows)
        written = f"{date.day:%B} {date.day.day}, {date.day.year}"
        if written != date.printed:
            why = f"{date.day.isoformat()} as it is printed, {written}"
            yield _problem(report, "dates", name, "printed", date.printed, why)


def _rules(report: Report, subjects: Subjects) -> Iterator[Problem]:
    for row in report.completeness:
        rows = subjects.get(f"rule:{row.rule.removesuffix('%')}", [])
        yield from _compare(report, "completeness", row.id, row.rule, rows, column="rule")


def _fractions(report: Report, subjects: Subjects) -> Iterator[Problem]:
    """Compare the fractions that claims name with the words or numerals that are printed."""
    used = set()
    for claim in report.claims:
        if not isinstance(claim.reading, Shares):
            continue
        name, fraction = claim.reading.left.percentage, claim.reading.right.fraction
        rows = subjects.get(f"share:{name}", [])
        used.add(f"share:{name}")
        if fraction is not None and rows and {_fraction(row.printed) for row in rows} != {fraction}:
            why = f"{', '.join(row.printed for row in rows)}, as inventory.csv has it"
            yield _problem(report, "claims", claim.id, "members", str(fraction), why)
    for subject, rows in subjects.items():
        if subject.startswith("share:") and subject not in used:
            yield _inventory(rows[0], "subject", "a percentage set against a fraction by a claim")


def _fraction(printed: str) -> Fraction | None:
    """Return a fraction that is printed in figures or words."""
    if re.fullmatch(r"[0-9]{1,6}/[1-9][0-9]{0,5}", printed):
        return Fraction(printed)
    number, _, part = printed.partition("-")
    if number in WORDS and part in FRACTIONS:
        return Fraction(WORDS.index(number), FRACTIONS[part])
    return None


def _levels(report: Report, subjects: Subjects) -> Iterator[Problem]:
    """Compare scores with the one numeral of a level's label, or with its rank in the list."""
    rank: dict[str, int] = defaultdict(int)
    for level in report.levels:
        if level.score is None:
            continue
        rank[level.variable] += 1
        numerals = re.findall(r"[0-9]+", level.label)
        expected = int(numerals[0]) if len(numerals) == 1 else rank[level.variable]
        name = f"{level.variable} {level.level}"
        if level.score != expected:
            why = f"{expected}, the numeral of its label or its rank"
            yield _problem(report, "levels", name, "score", str(level.score), why)
        if len(numerals) == 1:
            rows = subjects.get(f"label:level-{level.level}", [])
            yield from _compare(report, "levels", name, numerals[0], rows, column="label")


def _periods(report: Report, subjects: Subjects) -> Iterator[Problem]:
    """Compare the years of periods, in their names and labels, with those that are printed."""
    for period in report.periods:
        years = [str(period.start.year), str(period.end.year)]
        name = f"{period.sample} {period.level}"
        for text, column in (
            (period.level, "level"),
            (report.label(period.variable, period.level), "start"),
        ):
            if re.findall(r"[0-9]{4}", text) != years:
                why = f"the years {' and '.join(years)}"
                yield _problem(report, "periods", name, column, text, why)
        for year in years:
            rows = subjects.get(f"period:{year}", [])
            yield from _compare(report, "periods", name, year, rows, period.page, "start")


def _named_numerals(report: Report) -> Iterator[Problem]:
    """Yield a problem where a subject's name ends in another numeral than the one printed."""
    for row in report.inventory:
        kind, _, name = row.subject.partition(":")
        found = re.search(r"(?:^|-)([0-9]+)$", name)
        if kind not in ("label", "rule", "period", "date") or found is None:
            continue
        printed = row.printed.removesuffix("%")
        value = str(WORDS.index(printed)) if printed in WORDS else printed
        if value != found[1]:
            yield _inventory(row, "printed", f"{found[1]}, as its subject {row.subject} ends")


def _cited_years(report: Report) -> Iterator[Problem]:
    """Compare the years of cited works, page by page, with those of the inventory."""
    cited: dict[tuple[int, str], str] = {}
    for work in report.citations:
        dated = re.search(r"[0-9]{4}", work.key)
        if dated is not None:
            cited |= dict.fromkeys(((page, dated[0]) for page in work.cited_pages), work.key)
        if (work.listed == "no" or not work.cited_pages) and not work.note:
            why = "a note, as the work is not both listed and cited"
            yield _problem(report, "citations", work.key, "note", "", why)
    shown = {
        (row.page, row.printed): row for row in report.inventory if row.subject == "year:cited"
    }
    for (page, year), key in cited.items():
        if (page, year) not in shown:
            why = f"pages on which inventory.csv has {year}, not {page}"
            yield _problem(report, "citations", key, "cited_pages", str(page), why)
    for place, row in shown.items():
        if place not in cited:
            expected = "the year of a work that citations.csv has on this page"
            yield _inventory(row, "printed", expected)


def _bibliography(report: Report, path: Path) -> Iterator[Problem]:
    """Compare the works that the report lists with the entries of the BibTeX file, in order."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        yield Problem(path.name, None, None, None, "a BibTeX file in UTF-8")
        return
    keys = re.findall(r"^@\w+\{([^,\s]+),", text, flags=re.MULTILINE)
    for key, number in Counter(keys).items():
        if number > 1:
            yield Problem(path.name, None, None, key, "each key once")
    listed = [work.key for work in report.citations if work.listed == "yes"]
    there = [key for key in keys if key in listed]
    for key in listed:
        if key not in there:
            why = f"a key of {path.name}"
            yield _problem(report, "citations", key, "key", key, why)
    for key, other in zip([key for key in listed if key in there], there, strict=False):
        if key != other:
            why = f"{other}, as {path.name} has it there"
            yield _problem(report, "citations", key, "key", key, why)
            return
