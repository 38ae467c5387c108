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
from typing import get_args

from recount.report.readings import CrossTable, Jointly, Readings, Shares
from recount.report.records import FILES, Claim, FigureLine
from recount.report.report import Report
from recount.report.tables import DataProblems, Problem, Row, columns_of, read_text
from recount.report.typed import template
from recount.report.wording import check_wording, in_figures

#: The sums of the data files, in the form that ``sha256sum --check`` reads.
SUMS = "sha256sums.txt"


def cross_checks(report: Report, bibliography: Path | None = None) -> list[Problem]:
    """Return every value on which two places of the data do not agree.

    The bibliography is the BibTeX file whose keys ``citations.csv`` uses, None to leave it out.
    """
    found = [problem for check in CHECKS for problem in check(report)]
    if bibliography is not None:
        found += _bibliography(report, bibliography)
    return found


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
            subject = f"share:{claim.reading.left.percentage}"
            if subject in own:
                text = str(claim.reading.right.fraction)
                yield claim, "members", subject, text, claim.page
    for level in report.levels:
        numerals = re.findall(r"[0-9]+", level.label)
        if level.score is not None and len(numerals) == 1:
            yield level, "label", f"label:level-{level.level}", numerals[0], None
    for period in report.periods:
        for column, year in (("start", period.start.year), ("end", period.end.year)):
            yield period, column, f"period:{year}", str(year), period.page
    for work in report.citations:
        for year in re.findall(r"[0-9]{4}", work.key):
            for page in work.cited_pages:
                yield work, "cited_pages", f"cited:{year}", year, page


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
        if kind in ("label", "rule", "period", "date", "cited") and end is not None:
            if in_figures(numeral.printed.removesuffix("%")) != end[1]:
                expected = f"{end[1]}, as its subject {numeral.subject} ends"
                yield numeral.problem("printed", expected)
            if kind == "cited" and f"{numeral.subject} on page {numeral.page}" not in held:
                expected = "the year of a work that citations.csv has on this page"
                yield numeral.problem("printed", expected)
        elif numeral.subject not in held:
            yield numeral.problem("subject", "what another file has, or a name with its numeral")


def _dates(report: Report) -> Iterator[Problem]:
    """Compare days with their printed form, and the years of periods with their names."""
    for date in report.dates.values():
        written = f"{date.day:%B} {date.day.day}, {date.day.year}"
        if written != date.printed:
            yield date.problem("printed", f"{written}, as its day is {date.day}")
    for period in report.periods:
        years = [str(period.start.year), str(period.end.year)]
        for text in (period.level, report.label(period.variable, period.level)):
            if re.findall(r"[0-9]{4}", text) != years:
                yield period.problem(
                    "level", f"the years {' and '.join(years)}, not those of {text}"
                )


def _names(report: Report) -> Iterator[Problem]:
    """Compare names, scores and statements with the words, numerals and ranks of what is named."""
    rank: Counter[str] = Counter()
    for level in report.levels:
        rank[level.variable] += level.score is not None
        numerals = re.findall(r"[0-9]+", level.label)
        score = int(numerals[0]) if len(numerals) == 1 else rank[level.variable]
        if level.score not in (None, score):
            yield level.problem("score", f"{score}, the numeral of its label or its rank")
    for row in report.rows["variables"]:
        if (row.ordered == "yes") != bool(report.scores(row.variable)):
            yield row.problem("ordered", "yes where its levels have scores, and no elsewhere")
    for file, column, name in (
        ("variables", "variable", "name"),
        ("levels", "level", "label"),
    ):
        for row in report.rows[file]:
            words, text = getattr(row, column).split("-"), getattr(row, name).lower()
            if words not in (["yes"], ["no"]) and not all(word in text for word in words):
                yield row.problem(name, f"words of its {column}, {' '.join(words)}")
    for section in report.sections:
        name = re.sub("[^a-z0-9]+", "-", section.name.lower())
        if section.chapter != name:
            yield section.problem("chapter", f"{name}, the words of its name")
    origins = {"report", *(work.key for work in report.citations)}
    for stated in report.percentages:
        if stated.origin not in origins:
            yield stated.problem("origin", "report, or the key of a work in citations.csv")
    for row in (*report.rows["percentages"], *report.rows["totals"], *report.rows["completeness"]):
        sample = report.samples.get(row.sample)
        if sample is not None and not sample.members:
            names = (sample.name, sample.short)
            if not any(name.lower() in row.statement.lower() for name in names):
                yield row.problem("statement", f"words for its sample: {' or '.join(names)}")
    for work in report.citations:
        if (work.listed == "no" or not work.cited_pages) and not work.note:
            yield work.problem("note", "a note, as the work is not both listed and cited")


def _numbered(entry: str) -> str:
    """Return the page, figure or table that the name of an entry begins with, if any."""
    number = re.match(r"[a-z]+0*([0-9]+)-", entry)
    return number[1] if number else ""


def _placed(report: Report) -> Iterator[Problem]:
    """Compare the ids and pages of entries with their places, and with what names them."""
    pages = defaultdict(set)
    for row in (*report.rows["inventory"], *report.rows["sentences"]):
        pages[row.entry].add(row.page)
    for entry in report.entries:
        number = _numbered(entry.id)
        own = [str(entry.page), str(getattr(entry, "figure", ""))]
        own += re.findall(r"[0-9]+", f"{entry.place} {entry.statement}")
        if number and number not in own:
            yield entry.problem("id", "the number of its page, figure or table")
        there = pages[entry.id] if isinstance(entry, Claim) else ()
        if there and entry.page not in there:
            where = ", ".join(map(str, sorted(there)))
            yield entry.problem("page", f"{where}, where a sentence or numeral names it")
    shown = {f"Figure {figure.number}": figure for figure in report.figures}
    for claim in report.claims:
        beside = re.search(r"Figure [0-9]+", claim.place)
        figure = shown.get(beside[0]) if beside else None
        if figure is not None and figure.page != claim.page:
            yield figure.problem("page", f"{claim.page}, where {claim.id} stands beside it")


def _tables(report: Report) -> Iterator[Problem]:
    """Compare the pages of tables with those of what stands in them."""
    pages = defaultdict(set)
    for file, (kind, _) in FILES.items():
        for row in report.rows[file] if "place" in columns_of(kind) else ():
            name = re.match(r"\w+ [0-9]+\b", row.place)
            pages[name and name[0]].add(row.page)
    for table in report.tables:
        there = pages[table.table] or {table.first_page, table.last_page}
        if (min(there), max(there)) != (table.first_page, table.last_page):
            expected = f"{min(there)} to {max(there)}, the pages of what stands in it"
            yield table.problem("first_page", expected)


def _claims(report: Report) -> Iterator[Problem]:
    """Compare claims with their sentences and figures, and with those that they are readings of."""
    claims = {claim.id: claim for claim in report.claims}
    own, said = defaultdict(list), defaultdict(list)
    for claim in report.claims:
        own[claim.reading_of].append(claim)
    for row in report.rows["sentences"]:
        said[row.entry].append(row)
    above = ""
    for claim in report.claims:
        whole = claims.get(claim.reading_of)
        if whole and whole.id != above:
            yield claim.problem("reading_of", f"{above}, as readings stand below their statement")
        above = claim.reading_of or claim.id
        # Questions of ours, whether several things can be true at once, are no sentences; nor is
        # what two places say together.
        ours = claim.repeats or any(isinstance(x.reading, Jointly) for x in (claim, *own[claim.id]))
        ours = ours or ", with " in claim.place
        if report.rows["sentences"] and bool(said[claim.id]) == bool(whole) and not ours:
            expected = "a statement, which a sentence names, or a reading, which none does"
            yield claim.problem("reading_of", expected)
        joined = getattr(claim.reading, "members", ())
        yield from _scope(
            report, claim, own[claim.id] or [claims[x] for x in joined if x in claims]
        )


def _beside(report: Report) -> Iterator[Problem]:
    """Compare the places of entries with those of their sentences, or of their statements."""
    claims = {claim.id: claim for claim in report.claims}
    said = defaultdict(list)
    for row in report.rows["sentences"]:
        said[row.entry, row.page].append(row.place)
    for entry in report.entries:
        whole = claims.get(getattr(entry, "reading_of", ""))
        places = [whole.place] if whole else said[entry.id, entry.page]
        if places and not any(
            x.startswith(entry.place) or entry.place.startswith(x) for x in places
        ):
            yield entry.problem("place", f"{places[0]}, as its sentence or statement has it")


def _scope(report: Report, claim: Claim, parts: list[Claim]) -> Iterator[Problem]:
    """Compare the sample and the figure of a claim with its readings, or with its words."""
    words = f"{claim.place}; {claim.statement}".lower()
    shown = {figure.number: figure for figure in report.figures}
    figures: set[int | None] = {part.figure for part in parts}
    samples = {part.sample for part in parts}
    if not parts:
        samples = {
            name
            for name, row in report.samples.items()
            if re.search(
                rf"\b({re.escape(row.name)}|{re.escape(row.short)})\b", words, re.IGNORECASE
            )
        }
        ids = re.findall(r"[a-z0-9-]+", claim.members)
        samples |= {report.counts[name].sample for name in ids if name in report.counts}
        if claim.figure in shown:
            samples = {shown[claim.figure].sample}
        elif not samples and report.sections:
            section = report.section_of(claim.page)
            pages = range(section.first_page, section.last_page + 1)
            samples = {figure.sample for figure in report.figures if figure.page in pages}
        numbers = re.findall(r"figure ([0-9]+)", words)
        number = _numbered(claim.id)
        figures = {x for x in shown if str(x) in numbers and shown[x].sample == claim.sample}
        figures |= {
            x.number for x in shown.values() if str(x.number) == number and x.page == claim.page
        }
    here = claim.figure in shown and not parts
    pools = {name for name, row in report.samples.items() if row.members}
    allowed = samples | (set() if here else pools) | (set() if samples else {""})
    if claim.sample not in allowed:
        expected = f"one of {', '.join(sorted(allowed))}, as its words, figure or readings have it"
        yield claim.problem("sample", expected)
    figure = figures.pop() if len(figures) == 1 else None
    # What a reading about a cross-table shows was looked at when it was read.
    read = isinstance(claim.reading, (*get_args(CrossTable), Jointly))
    again = isinstance(claim.reading, Readings) and not parts
    if claim.figure != figure and (parts or not read) and not again:
        yield claim.problem("figure", f"{figure or 'none'}, as its place or readings have it")


def _forms(report: Report) -> Iterator[Problem]:
    """Compare the files of figures with the empty form: other lines have a number."""
    for figure in report.figures:
        _, *form = csv.reader(io.StringIO(template(report, figure)))
        rows = report.rows[figure.form]
        lines = [[getattr(row, name) for name in columns_of(FigureLine)] for row in rows]
        if figure.number not in report.typed and lines != form:
            expected = "the empty form, as recount figure --template writes it"
            yield Problem(f"{figure.form}.csv", None, None, f"{len(lines)} lines", expected)
        for line, cells in zip(rows, lines, strict=True):
            if figure.number in report.typed and not line.printed and cells not in form:
                yield line.problem("printed", "a number, or a line of the empty form")


CHECKS = (
    *(_numerals, _dates, _names, _placed, _tables, _forms, _claims, _beside),
    check_wording,
)


def _bibliography(report: Report, path: Path) -> Iterator[Problem]:
    """Compare the works that the report lists with the entries of the BibTeX file, in order."""
    try:
        text = read_text(path, path.name)
    except DataProblems as error:
        yield from error.problems
        return
    keys = re.findall(r"^@\w+\{([^,\s]+),", text, flags=re.MULTILINE)
    for key, number in Counter(keys).items():
        if number > 1:
            yield Problem(path.name, None, None, key, "each key once")
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
    """Return the files that are not those that were last reviewed, by their sums beside the folder.

    What the data says twice notices most slips. A slip in a sentence of ours nothing printed can
    reveal: the sum of its file does. Without the file of sums there is nothing to compare with.
    """
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
    path.write_text(sums(folder), encoding="utf-8")
    return path
