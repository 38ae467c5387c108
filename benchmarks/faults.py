"""Every cell of every data file spoilt once in each way: what does ``recount audit`` notice?

A fault is one change: a number one more or one less, two digits exchanged, a cell emptied, an id
misspelt, a value exchanged with its neighbour's, a row dropped, doubled or exchanged with the next.
It is noticed if the audit says that the data is bad, or if a verdict is not the expected one.

    python benchmarks/faults.py [--one-in 1] [--list FILE]

The audit is run once without a fault, and which columns each of its functions reads is written
down (see ``watched.py``). With a fault, a function is asked again only if the fault changes
something that it has read: else it would take the same way and find the same. What texts say again
is looked at row by row.
"""

from __future__ import annotations

import argparse
import csv
import gc
import multiprocessing
import os
import re
import sys
import time
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from inspect import isfunction, signature
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from recount import verdicts
from recount.ledger import build
from recount.report import (
    DataProblems,
    Report,
    checks,
    claims,
    default_folder,
    load,
    tables,
    transcription,
    wording,
)
from recount.report.claims import READ_COLUMNS
from recount.report.records import FILES, Claim
from recount.report.tables import Problem, Row, as_text, columns_of, read_row, read_rows
from recount.report.wording import check_wording
from recount.verdicts import Assumed, Known
from watched import ROWS, Kept, Watched, identity

#: A column that says how a claim is read has another text and the same meaning.
SAME = "same reading"


@dataclass(frozen=True)
class Fault:
    """One change of one file: its place and kind, the order of rows or the cells that differ."""

    file: str
    column: str
    kind: str
    row: int
    order: tuple[int, ...] = ()
    cells: Mapping[int, str] = field(default_factory=dict)


def faults_of(file: str, rows: Sequence[Row]) -> Iterator[Fault]:
    """Yield every fault of a file; the header is left as it is."""
    names, every = columns_of(type(rows[0])) if rows else [], tuple(range(len(rows)))
    cells = [[as_text(getattr(row, name)) for name in names] for row in rows]
    for place in every:
        kept, rest = every[:place], every[place + 1 :]
        yield Fault(file, ROWS, "row dropped", place, (*kept, *rest))
        yield Fault(file, ROWS, "row doubled", place, (*kept, place, place, *rest))
        if rest and cells[place] != cells[place + 1]:
            order = (*kept, place + 1, place, *rest[1:])
            yield Fault(file, ROWS, "rows exchanged", place, order)
        next_ = cells[place + 1] if rest else cells[place]
        for name, value, below in zip(names, cells[place], next_, strict=True):
            for kind, other in changes_of(value):
                yield Fault(file, name, kind, place, cells={place: other})
            if below != value:
                turned = {place: below, place + 1: value}
                yield Fault(file, name, "exchanged with the next", place, cells=turned)


def changes_of(value: str) -> Iterator[tuple[str, str]]:
    """Yield what one slip makes of a value."""
    if not value:
        return
    yield "emptied", ""
    numbers = list(re.finditer(r"[0-9]+", value))
    for found in numbers[:1] + numbers[-1:] * (len(numbers) > 1):
        number, (start, end) = found[0], found.span()
        for step, kind in ((1, "one more"), (-1, "one less")):
            if int(number) + step >= 0:
                other = str(int(number) + step).zfill(len(number) if number[0] == "0" else 0)
                yield kind, value[:start] + other + value[end:]
        for i in range(len(number) - 1):
            if number[i] != number[i + 1]:
                turned = number[:i] + number[i + 1] + number[i] + number[i + 2 :]
                yield "digits exchanged", value[:start] + turned + value[end:]
                break
    if re.fullmatch(r"[a-z][a-z0-9_-]+", value):
        yield "misspelt", value[:-1]


#: Faults that a process takes at once.
PIECE = 50


class Audit(Kept):
    """The audit, run once without a fault, which then tells by what it notices a fault."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        #: The rows of each file.
        self.rows: dict[str, Any] = {}
        take_over(self)
        Watched.note, Watched.one = staticmethod(self.note), {}
        load.Report = Watched
        assert not self.notice(), "the audit finds something without a fault"
        load.Report = Report
        self.before = load.load_report(folder)
        self.plain, self.first = dict(self.rows), False
        assert not any(check_wording(self.before)), "the audit finds something without a fault"
        self.said = said(self.before)
        #: What the cells of each row name.
        self.names = {
            id(row): frozenset(names_of(row)) for file in FILES for row in self.before.rows[file]
        }

    def spoil(self, fault: Fault) -> None:
        """Put a fault into the rows; raise what is wrong with a row by itself."""
        old = self.plain[fault.file]
        new = [old[place] for place in fault.order] or list(old)
        for place, text in fault.cells.items():
            row = old[place]
            cells = {name: as_text(getattr(row, name)) for name in columns_of(type(row))}
            cells[fault.column] = text
            new[place], problems = read_row(type(row), cells, row.file, row.line)
            if problems:
                raise DataProblems(problems)
        if fault.kind == "row doubled":
            new[fault.row] = replace(old[fault.row])
        self.rows = {**self.plain, fault.file: tuple(new)}
        self.changed = {(fault.file, fault.column)}

    def notice(self, fault: Fault | None = None) -> str:
        """Return by what the audit notices a fault; empty for by nothing."""
        try:
            if fault is not None:
                self.spoil(fault)
            report = load.load_report(self.folder)
            if report.typed:
                self.changed.add(("typed", ROWS))
            expected = build.load_expected(report, self.folder)
            found = (problem for check in transcription.CHECKS for problem in check(report))
            bibliography = self.folder.parents[1] / "references.bib"
            if any(found) or any(transcription._bibliography(report, bibliography)):
                return "said twice"
            if not self.first and any(self.wording(report)):
                return "said twice"
            if build.build_ledger(report, expected).unexpected:
                return "verdict"
        except DataProblems:
            return "bad data"
        if fault and fault.file == "claims" and fault.column in {*READ_COLUMNS} - {"reason"}:
            readings = [claim.reading for claim in self.before.claims]
            return SAME if readings == [claim.reading for claim in report.claims] else ""
        return ""

    def wording(self, report: Report) -> Iterator[Problem]:
        """Yield what the check of texts says of the rows for which it may say something new.

        What it says of a row depends on the row, the one above, what the names in both stand for
        and the numerals of the page.
        """
        new = said(report)
        touched = {x for x in new.keys() | self.said if new.get(x) != self.said.get(x)}
        pages = set()
        for file in ("inventory", "figures"):
            was, now = self.before.rows[file], report.rows[file]
            pages |= {row.page for row in {*was} ^ {*now}} if was is not now else set()
        some, asked = {}, set()
        for file in FILES:
            was, now = self.before.rows[file], report.rows[file]
            above = dict(zip(map(id, was), (None, *was), strict=False))
            at = set()
            for place, row in enumerate(now):
                names = self.names.get(id(row))
                alike = names is not None and above[id(row)] is (now[place - 1] if place else None)
                if not alike or not names.isdisjoint(touched) or getattr(row, "page", 0) in pages:
                    at |= {place, place + 1}
            asked |= {(row.file, row.line) for place, row in enumerate(now) if place in at}
            some[file] = tuple(row for place, row in enumerate(now) if {place, place + 1} & at)
        for problem in check_wording(replace(report, rows={**report.rows, **some})):
            if (problem.file, problem.row) in asked:
                yield problem


def said(report: Report) -> dict[str, list[tuple[str, str]]]:
    """Return what each name stands for, by the check of texts."""
    found = defaultdict(list)
    for name, source, text in wording._named(report):
        found[name].append((source, text))
    return found


def names_of(row: Row) -> Iterator[str]:
    """Yield what the cells of a row may name, by the check of texts."""
    yield f"sentence of {getattr(row, 'id', '')}"
    for column in columns_of(type(row)):
        text = as_text(getattr(row, column))
        yield from (text, *wording.PARTED.split(text))


def take_over(audit: Audit) -> None:
    """Put the functions of the audit behind the question whether they must be asked again."""
    ask_described, ask_claims = load._described, load.read_claims

    def claims_of(report: Report, rows: Any) -> Any:
        for column in (ROWS, *columns_of(Claim)):
            audit.note(("claims", column))
        return ask_claims(rows, report)

    kept_claims = audit.kept(claims_of, lambda _: "all claims")
    ask_repeated, ask_foreign = tables.repeated, tables.foreign
    keys = {(file, columns_of(kind)[0]) for file, (kind, _) in FILES.items()}
    keys |= {(file, ROWS) for file in FILES}
    once: list[Any] = []

    def rows(kind: Any, path: Path, file: str) -> tuple[Any, list[Problem]]:
        name, problems = file.removesuffix(".csv"), []
        if name not in audit.rows:
            audit.rows[name], problems = read_rows(kind, path, file)
        for column in (ROWS, *columns_of(kind)):
            audit.note((name, column))
        return audit.rows[name], problems

    def described(*given: Any) -> Any:
        if any(column == ROWS for _, column in audit.changed):
            return ask_described(*given)
        once[:] = once or [ask_described(*given)]
        return once[0]

    def spoilt(found: Sequence[Row]) -> bool:
        return audit.first or (bool(found) and audit.plain[found[0].file[:-4]] is not found)

    def repeated(found: Sequence[Row], key: Any) -> Any:
        return ask_repeated(found, key) if spoilt(found) else []

    def foreign(found: Sequence[Row], known: Any) -> Any:
        same = not spoilt(found) and keys.isdisjoint(audit.changed)
        return [] if same else ask_foreign(found, known)

    def read(rows: Any, report: Report) -> Any:
        found, problems = kept_claims(report, rows)
        if not audit.first and found is not audit.before.claims:
            old = [(claim.reading, claim.rests_on) for claim in audit.before.claims]
            if old != [(claim.reading, claim.rests_on) for claim in found]:
                audit.changed |= {("claims", "reading"), ("claims", "rests_on")}
        return found, problems

    def replaced(row: Any, **new: Any) -> Any:
        about = ("replace", id(row), *map(identity, new.values()))
        if audit.first:
            audit.known[about] = (row, new), set(), replace(row, **new)
        return audit.known[about][2] if about in audit.known else replace(row, **new)

    tables.read_rows = build.read_rows = rows
    load._described, load.read_claims = described, read
    tables.repeated, tables.foreign = repeated, foreign
    claims.replace = replaced
    for module in (checks, claims, transcription):
        for name, function in list(vars(module).items()):
            if isfunction(function) and [*signature(function).parameters][:1] == ["report"]:
                audit.keep(module, name)
    names = [check.__name__ for check in transcription.CHECKS if check is not check_wording]
    transcription.CHECKS = tuple(getattr(transcription, name) for name in names)
    # Each judgement is reached by itself, so that all that it reads is seen.
    judge, judge_percentage = verdicts.judge, verdicts.judge_percentage
    judge_claim = audit.kept(
        lambda report, claim: judge(Known(report, Assumed.from_data(report)), claim, rests=False),
        lambda claim: claim.reading,
    )
    judge_share = audit.kept(
        lambda report, row: judge_percentage(Known(report, Assumed.from_data(report)), row)
    )
    verdicts.judge = lambda known, claim, **_: judge_claim(known.report, claim)
    verdicts.judge_percentage = lambda known, row: judge_share(known.report, row)
    audit.keep(verdicts, "judge_total")
    audit.keep(verdicts, "judge_completeness")
    audit.keep(build, "load_expected")
    audit.keep(load, "read_typed", lambda figure, _: id(figure))


def number_of(fault: Fault) -> int:
    """Return a number that is the same in every run."""
    return zlib.crc32(f"{fault.file}.csv {fault.kind} {fault.row + 1} {fault.column}".encode())


def told(audit: Audit, fault: Fault) -> Iterator[str]:
    """Yield what stood in the cells that a fault changes, and what it makes of them."""
    for place, text in fault.cells.items():
        yield as_text(getattr(audit.plain[fault.file][place], fault.column))
        yield text


def main() -> int:
    """Try the faults, print what was tried and noticed per column, and list what was not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--file", help="this file only")
    parser.add_argument("--one-in", type=int, default=1, metavar="N", help="try one fault in N")
    parser.add_argument("--list", type=Path, help="write what nothing noticed there")
    options = parser.parse_args()
    began = time.monotonic()
    audit = Audit(default_folder())
    files = [options.file.removesuffix(".csv")] if options.file else sorted(audit.plain)
    faults = [
        fault
        for file in files
        for fault in faults_of(file, audit.plain[file])
        if number_of(fault) % options.one_in == 0
    ]
    # Each process is a copy of this one, with all that it knows of the data without a fault.
    gc.freeze()
    fork = multiprocessing.get_context("fork")
    taken = fork.Value("q", 0)

    def work(answer: Connection) -> None:
        found = {}
        while True:
            with taken.get_lock():
                start, taken.value = taken.value, taken.value + PIECE
            if start >= len(faults):
                return answer.send(found)
            found[start] = [audit.notice(fault) for fault in faults[start : start + PIECE]]

    answers = []
    for _ in range(os.cpu_count() or 1):
        answer, sender = fork.Pipe(duplex=False)
        process = fork.Process(target=work, args=(sender,), daemon=True)
        process.start()
        sender.close()
        answers.append((process, answer))
    by = [""] * len(faults)
    for process, answer in answers:
        for start, names in answer.recv().items():
            by[start : start + PIECE] = names
        process.join()
    found = [(fault, name) for fault, name in zip(faults, by, strict=True) if name != SAME]
    tried, seen = Counter(), Counter()
    for fault, name in found:
        place = re.sub("[0-9]{2}", "NN", fault.file) + ".csv", fault.column
        tried[place] += 1
        seen[place] += bool(name)
    print(f"{'file':<26}{'column':<18}{'tried':>7}{'noticed':>9}")
    for place in sorted(tried):
        share = f"{100 * seen[place] / tried[place]:.0f}%"
        print(f"{place[0]:<26}{place[1] or '(rows)':<18}{tried[place]:>7}{share:>9}")
    ways = Counter(name or "nothing" for _, name in found)
    print(", ".join(f"{name} {number:,}" for name, number in ways.most_common()))
    whole = seen.total()
    forms = sum(not name and fault.file.startswith("figures/") for fault, name in found)
    share = f"{whole:,} of {len(found):,} ({100 * whole / len(found):.1f}%)"
    print(f"noticed by what the data says twice: {share}; with the sums of files: all but {forms}")
    print(f"not counted, as the reading is the same: {len(faults) - len(found)}")
    print(f"{time.monotonic() - began:.0f} s, {sum(os.times()[:4]):.0f} s of processor time")
    if options.list:
        lines = [
            (f.file, f.column, str(f.row + 1), f.kind, *told(audit, f))
            for f, name in found
            if not name
        ]
        with options.list.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(lines)
    return 0


if __name__ == "__main__":
    sys.exit(main())
