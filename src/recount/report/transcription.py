"""What the files say of the same thing twice: the second transcription, names, dates, citations.

``inventory.csv`` was made apart from the other files. Its column ``subject`` says what a numeral
stands for: what another file holds, such as ``count:ID``, or a label that ends in the numeral.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

from recount.files import write_whole
from recount.report.claims import RELATIONS
from recount.report.readings import Between, Contrast, CrossTable, Jointly, Readings, Shares
from recount.report.records import (
    FILES,
    Claim,
    Figure,
    FigureLine,
    InventoryRow,
    Percentage,
    Sentence,
)
from recount.report.report import Report
from recount.report.tables import Problem, Row, columns_of, read_text
from recount.report.typed import template
from recount.report.wording import check_wording, in_figures

#: The sums of the data files, in the form that ``sha256sum --check`` reads.
SUMS = "sha256sums.txt"
WORD = re.compile("[a-z0-9]+")


def cross_checks(report: Report, bibliography: Path | None = None) -> list[Problem]:
    """Return every value on which two places of the data, or the BibTeX file, do not agree."""
    found = [problem for check in CHECKS for problem in check(report)]
    return found if bibliography is None else [*found, *_bibliography(report, bibliography)]


def _facts(report: Report) -> Iterator[tuple[Row, str, str, str, int | None]]:
    """Yield what should stand in the inventory: row, column, subject, numeral, and a page of it."""
    own = {row.subject for row in report.inventory}
    for count in report.counts.values():
        yield count, "printed", f"count:{count.id}", count.printed, count.page
    for stated in report.percentages:
        yield stated, "printed", stated.id, stated.printed, stated.page
    for total in report.totals:
        # Several parts should give the number of cases of their sample; what is printed otherwise
        # has a subject of its own.
        whole = report.of(total.sample, report.counts[total.parts[0]].unit, "total")
        name = whole[0].id if whole and len(total.parts) > 1 else total.parts[0]
        subject = f"total:{total.id}" if f"total:{total.id}" in own else f"count:{name}"
        if total.printed:
            yield total, "printed", subject, total.printed, total.page
    for date in report.dates.values():
        yield date, "printed", f"date:{date.id}", date.printed, date.page
    for rule in report.completeness:
        yield rule, "rule", f"rule:{rule.rule.removesuffix('%')}", rule.rule, None
    for claim in report.claims:
        if isinstance(claim.reading, Shares):
            subject, text = f"share:{claim.reading.left.percentage}", claim.reading.right.fraction
            if subject in own:
                yield claim, "members", subject, str(text), claim.page
    for level in report.levels:
        numerals = re.findall(r"[0-9]+", level.label)
        if level.score is not None and len(numerals) == 1:
            yield level, "label", f"label:level-{level.level}", numerals[0], None
    for level, start, end in report.periods:
        for column, day in (("start", start), ("end", end)):
            yield level, column, f"{level.level}:{column}", str(day.year), level.page
    for work in report.citations:
        for year in re.findall(r"[0-9]{4}", work.key):
            for page in work.cited_pages:
                yield work, "cited_pages", f"work:{year}", year, page


def _numerals(report: Report) -> Iterator[Problem]:
    """Compare the files with the inventory, and its numerals with the names of their subjects."""
    subjects = defaultdict(list)
    for numeral in report.inventory:
        subjects[numeral.subject].append(numeral)
    held = set()
    for row, column, subject, printed, page in _facts(report):
        rows = subjects.get(subject, [])
        held |= {subject, f"{subject} on page {page}"}
        others = sorted({x.printed for x in rows if in_figures(x.printed) != in_figures(printed)})
        if others:
            yield row.problem(column, f"{', '.join(others)}, as inventory.csv has it", printed)
        elif not rows or page not in {None, *(x.page for x in rows)}:
            where = "" if page is None else f" on page {page}"
            expected = f"a numeral that inventory.csv has as {subject}{where}"
            yield row.problem("page" if rows and column == "printed" else column, expected)
    for numeral in report.inventory:
        kind, _, name = numeral.subject.rpartition(":")
        end = re.search(r"(?:^|-)([0-9]+)$", name)
        if kind in ("label", "rule", "period", "date", "work") and end is not None:
            if in_figures(numeral.printed.removesuffix("%")) != end[1]:
                expected = f"{end[1]}, as its subject {numeral.subject} ends"
                yield numeral.problem("printed", expected)
            if kind == "work" and f"{numeral.subject} on page {numeral.page}" not in held:
                expected = "the year of a work that citations.csv has on this page"
                yield numeral.problem("printed", expected)
        elif numeral.subject not in held:
            yield numeral.problem("subject", "what another file has, or a name with its numeral")


def _names(report: Report) -> Iterator[Problem]:
    """Compare days, names, scores and statements with the words and ranks of what is named."""
    for date in report.dates.values():
        written = f"{date.day:%B} {date.day.day}, {date.day.year}"
        if written != date.printed:
            yield date.problem("printed", f"{written}, as its day is {date.day}")
    rank: Counter[str] = Counter()
    for level in report.levels:
        rank[level.variable] += level.score is not None
        if level.score not in (None, rank[level.variable]):
            yield level.problem("score", f"{rank[level.variable]}, its rank")
    for file, column, name in (
        ("variables", "variable", "name"),
        ("levels", "level", "label"),
        ("sections", "chapter", "name"),
    ):
        for row in report.rows[file]:
            words, text = getattr(row, column), getattr(row, name).lower()
            if words not in ("yes", "no") and not {*words.split("-")} <= {*WORD.findall(text)}:
                yield row.problem(column, f"words of its {name}, {text}")
    for row in (x for x in report.entries if not isinstance(x, Claim)):
        sample = report.samples.get(row.sample)
        if sample is not None and not sample.members:
            names = (sample.name, sample.short)
            if not any(name.lower() in row.statement.lower() for name in names):
                yield row.problem("statement", f"words for its sample: {' or '.join(names)}")
    for work in report.citations:
        if (work.listed == "no" or not work.cited_pages) and not work.note:
            yield work.problem("note", "a note, as the work is not both listed and cited")


def _places(report: Report) -> Iterator[Problem]:
    """Compare the pages and places of tables, figures and entries with those of what is there."""
    pages = defaultdict(set)
    for file, (kind, _) in FILES.items():
        for row in report.rows[file] if "place" in columns_of(kind) else ():
            for name in re.findall(r"^\w+ [0-9]+\b|Figure [0-9]+\b", row.place):
                pages[name].add(row.page)
    for table in report.tables:
        there = pages[table.table] or {table.first_page, table.last_page}
        if (min(there), max(there)) != (table.first_page, table.last_page):
            expected = f"{min(there)} to {max(there)}, the pages of what stands in it"
            yield table.problem("first_page", expected)
    for figure in report.figures:
        there = pages[f"Figure {figure.number}"]
        if there and figure.page not in there:
            yield figure.problem("page", f"{min(there)}, where something stands beside it")
    for stated in report.percentages:
        for count in (report.counts[name] for name in stated.numerator):
            if stated.page == count.page and stated.place != count.place:
                yield stated.problem("place", f"{count.place}, where its count stands")
    claims = {claim.id: claim for claim in report.claims}
    users: tuple[InventoryRow | Sentence, ...] = (*report.inventory, *report.sentences)
    named = defaultdict(list)
    for user in users:
        named[user.entry].append(user)
    for entry in report.entries:
        there = {row.page for row in named[entry.id]}
        if there and entry.id in claims and entry.page not in there:
            where = ", ".join(map(str, sorted(there)))
            yield entry.problem("page", f"{where}, where a sentence or numeral names it")
        beside = [x for x in named[entry.id] if x.page == entry.page and isinstance(x, Sentence)]
        whole = claims.get(getattr(entry, "reading_of", ""))
        places = [row.place for row in ([whole] if whole else beside)]
        fits = [x for x in places if x.startswith(entry.place) or entry.place.startswith(x)]
        if places and not fits:
            yield entry.problem("place", f"{places[0]}, as its sentence or statement has it")


def _claims(report: Report) -> Iterator[Problem]:
    """Compare claims with their sentences and figures, and with those that they are readings of."""
    claims = {claim.id: claim for claim in report.claims}
    readings, said = defaultdict(list), {row.entry for row in report.sentences}
    for claim in report.claims:
        readings[claim.reading_of].append(claim)
    above = ""
    for claim in report.claims:
        whole, own = claim.reading_of, readings[claim.id]
        if whole not in ("", above):
            yield claim.problem("reading_of", f"{above}, as readings stand below their statement")
        above = whole or claim.id
        # Questions of ours, whether several things can be true at once, are no sentences; nor is
        # what two places say together.
        ours = claim.repeats or any(isinstance(x.reading, Jointly) for x in (claim, *own))
        if said and bool(whole) == (claim.id in said) and not ours and ", with " not in claim.place:
            expected = "a statement, which a sentence names, or a reading, which none does"
            yield claim.problem("reading_of", expected)
        compares = isinstance(claim.reading, Contrast if claim.outcome else Between)
        uses = RELATIONS[claim.relation][1].split()
        if compares and "against" in uses and not claim.against:
            yield claim.problem("against", "levels, also where they are all others")
        own = own or [claims[name] for name in getattr(claim.reading, "members", ())]
        samples, figures = {x.sample for x in own}, {x.figure for x in own}
        allowed = {name for name, row in report.samples.items() if row.members}
        if not own:
            samples, figures = _shown(report, claim)
            allowed = set() if claim.figure else allowed
        allowed |= samples or {""}
        if claim.sample not in allowed:
            names = ", ".join(sorted(allowed))
            expected = f"one of {names}, as its words, figure or readings have it"
            yield claim.problem("sample", expected)
        figure = next(iter(figures)) if len(figures) == 1 else None
        # What a reading about a cross-table shows was looked at when it was read.
        read = isinstance(claim.reading, Readings | Jointly | CrossTable)
        if claim.figure != figure and (own or not read):
            yield claim.problem("figure", f"{figure or 'none'}, as its place or readings have it")


def _repeats(report: Report) -> Iterator[Problem]:
    """Yield what asks the same as another row and does not name it as what it repeats."""
    about: list[tuple[Percentage | Claim, object]] = [
        (row, (row.sample, row.variable, row.category)) for row in report.percentages if row.sample
    ]
    about += [(row, row.reading) for row in report.claims if isinstance(row.reading, CrossTable)]
    first = {asked: row.id for row, asked in about if not row.repeats}
    for row, asked in about:
        if (row.repeats or row.id) != first.get(asked):
            yield row.problem("repeats", f"{first.get(asked)}, which asks the same")


def _shown(report: Report, claim: Claim) -> tuple[set[str], set[int | None]]:
    """Return the samples and the figures that the words and the place of a claim are about."""
    words = f"{claim.place}; {claim.statement}".lower()
    samples = {
        name
        for name, row in report.samples.items()
        for said in (row.name, row.short)
        if said.lower() in words and re.search(rf"\b{re.escape(said.lower())}\b", words)
    }
    ids = re.findall(r"[a-z0-9-]+", claim.members)
    samples |= {report.counts[name].sample for name in ids if name in report.counts}
    if claim.figure is not None:
        samples = {report.figure(claim.figure).sample}
    elif not samples and report.sections:
        section = report.section_of(claim.page)
        pages = range(section.first_page, section.last_page + 1)
        samples = {figure.sample for figure in report.figures if figure.page in pages}
    numbers = re.findall(r"figure ([0-9]+)", words)
    figures: set[int | None] = {
        x.number
        for x in report.figures
        if (str(x.number) in numbers and x.sample == claim.sample)
        or (x.page == claim.page and re.match(rf"[a-z]+0*{x.number}-", claim.id))
    }
    return samples, figures


def _forms(report: Report) -> Iterator[Problem]:
    """Compare the files of figures with the empty form: other lines have a number."""
    for figure in report.figures:
        yield from _form(report, figure)


def _form(report: Report, figure: Figure) -> Iterator[Problem]:
    _, *form = csv.reader(io.StringIO(template(report, figure)))
    rows = report.rows[figure.form]
    lines = [[getattr(row, name) for name in columns_of(FigureLine)] for row in rows]
    if figure.number not in report.typed and lines != form:
        expected = "the empty form, as recount figure --template writes it"
        yield Problem(f"{figure.form}.csv", None, None, f"{len(lines)} lines", expected)
    for line, cells in zip(rows, lines, strict=True):
        if figure.number in report.typed and not line.printed and cells not in form:
            yield line.problem("printed", "a number, or a line of the empty form")


CHECKS = (_numerals, _names, _places, _forms, _claims, _repeats, check_wording)


def _bibliography(report: Report, path: Path) -> Iterator[Problem]:
    """Compare the works that the report lists with the entries of the BibTeX file, in order."""
    keys = re.findall(r"^@\w+\{([^,\s]+),", read_text(path, path.name), flags=re.MULTILINE)
    listed = [work for work in report.citations if work.listed == "yes"]
    there = [key for key in keys if key in {work.key for work in listed}]
    for work, found in zip_longest(listed, there):
        if work is not None and work.key != found:
            yield work.problem("key", f"{found}, as {path.name} has it there")
            return


def sums(folder: Path) -> str:
    """Return the sums of the data files, a line each; the forms of figures are to be filled in."""
    root = folder.absolute().parent
    files = [*folder.absolute().glob("*.csv"), folder.absolute() / "datapackage.json"]
    files.append(root / "expected_verdicts.csv")
    found = [(hashlib.sha256(file.read_bytes()).hexdigest(), file) for file in sorted(files)]
    return "".join(f"{value}  {file.relative_to(root).as_posix()}\n" for value, file in found)


def unsealed(folder: Path) -> list[Problem]:
    """Return the files that changed since they were reviewed, where their sums were kept."""
    path = folder.absolute().parent / SUMS
    if not path.is_file():
        return []
    kept = path.read_text(encoding="utf-8").splitlines()
    changed = [line.partition("  ")[2] for line in sums(folder).splitlines() if line not in kept]
    expected = "the file as it was reviewed; run `recount seal` after an intended change"
    return [Problem(name, None, None, "a change", expected) for name in changed]


def seal(folder: Path) -> Path:
    """Write the sums of the data files beside their folder."""
    path = folder.absolute().parent / SUMS
    write_whole(path, sums(folder).encode())
    return path
