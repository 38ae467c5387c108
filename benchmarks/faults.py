"""Every cell of every data file spoilt once in each way: what does ``recount audit`` notice?

A fault is one change: a number one more or one less, two digits exchanged, a cell emptied, an id
misspelt, a value exchanged with its neighbour's, a row dropped, doubled or exchanged with the next.
It is noticed if the audit says that the data is bad, or if a verdict is not the expected one.

    python benchmarks/faults.py [--one-in 1] [--list FILE]
"""

from __future__ import annotations

import argparse
import csv
import io
import multiprocessing
import os
import re
import shutil
import sys
import tempfile
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from recount.ledger import build, load_expected
from recount.report import DataProblems, Figure, Report, default_folder, load, tables, transcription
from recount.report.claims import READ_COLUMNS
from recount.report.records import FILES, Claim
from recount.verdicts import Known

EXPECTED = "expected_verdicts.csv"
#: A column that says how a claim is read has another text and the same meaning.
SAME = "same reading"
#: The columns of other files that the verdict on a claim, percentage, total or rule can read.
JUDGED = {
    "counts": ("id", "sample", "variable", "category", "role", "unit", "printed"),
    "levels": ("variable", "level", "samples", "score"),
    "percentages": ("id", "sample", "variable", "category", "printed", "numerator", "place"),
    "assumptions": ("id", "kind", "binds", "value"),
    "samples": ("sample", "members"),
}
#: Files without a say in how a claim is read.
UNREAD = ("inventory", "sentences", "citations", "sections", "groups", "dates")
Rows = list[list[str]]


@dataclass(frozen=True)
class Fault:
    """One change of one file: its kind, its place, and the rows that it leaves."""

    file: str
    kind: str
    row: int
    column: str
    cells: tuple[tuple[int, tuple[str, ...]], ...] | None
    order: tuple[int, ...] | None = None

    def spoilt(self, rows: Rows) -> Rows:
        """Return the rows with the fault."""
        if self.order is not None:
            return [rows[place] for place in self.order]
        changed = list(rows)
        for place, cells in self.cells or ():
            changed[place] = list(cells)
        return changed


def faults_of(file: str, rows: Rows) -> Iterator[Fault]:
    """Yield every fault of a file; the header is left as it is."""
    header, last = rows[0], len(rows)
    for place in range(1, last):
        before, after = tuple(range(place)), tuple(range(place + 1, last))
        yield Fault(file, "row dropped", place, "", None, (*before, *after))
        yield Fault(file, "row doubled", place, "", None, (*before, place, place, *after))
        if place + 1 < last and rows[place] != rows[place + 1]:
            order = (*before, place + 1, place, *range(place + 2, last))
            yield Fault(file, "rows exchanged", place, "", None, order)
        for column, (name, value) in enumerate(zip(header, rows[place], strict=True)):
            for kind, other in changes_of(value):
                cells = rows[place].copy()
                cells[column] = other
                yield Fault(file, kind, place, name, ((place, tuple(cells)),))
            if place + 1 < last and rows[place + 1][column] != value:
                first, second = rows[place].copy(), rows[place + 1].copy()
                first[column], second[column] = second[column], first[column]
                both = ((place, tuple(first)), (place + 1, tuple(second)))
                yield Fault(file, "exchanged with the next", place, name, both)


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


def remember() -> None:
    """Have the audit ask its functions again only about what has changed.

    Rows with the same cells on the same line are one row, known by its place in memory; all that
    was found is held, so that no place is used twice.
    """

    def keep(module: Any, name: str, key: Callable[..., Any]) -> None:
        ask, kept = getattr(module, name), {}

        def answer(*given: Any, **named: Any) -> Any:
            about = key(*given)
            if about not in kept:
                found = ask(*given, **named)
                kept[about] = (given, list(found) if isinstance(found, Iterator) else found)
            return kept[about][1]

        setattr(module, name, answer)

    def files(report: Report, *left_out: str) -> tuple[int, ...]:
        return tuple(id(report.rows[name]) for name in FILES if name not in left_out)

    known: dict[object, int] = {}

    def numbers(report: Report) -> int:
        """Return a number that is the same for reports from which the same verdicts follow."""
        files = tuple(id(report.rows[name]) for name in JUDGED)
        if files not in known:
            found = [
                [str(getattr(row, column)) for row in report.rows[name] for column in columns]
                for name, columns in JUDGED.items()
            ]
            known[files] = known.setdefault(str(found), len(known))
        return known[files]

    def beside(report: Report, figure: Figure) -> tuple[object, ...]:
        claims = [claim.reading for claim in report.claims if claim.figure == figure.number]
        names = [id(report.rows[name]) for name in ("levels", "groups", "variables")]
        return (figure, *names, *claims)

    def judged(known: Report | Known, row: Any, *_: object) -> tuple[object, ...]:
        report = known.report if isinstance(known, Known) else known
        about = (row.reading, row.rests_on) if isinstance(row, Claim) else row
        return (numbers(report), about)

    def cells(kind: Any, values: Mapping[str, str], _: str, line: int) -> tuple[object, ...]:
        return (kind, line, *values.values())

    keep(tables, "read_row", cells)
    keep(
        load, "read_rows", lambda _, path, file: (file, path.is_file() and hash(path.read_bytes()))
    )
    keep(load, "_described", lambda *_: True)
    keep(load, "repeated", lambda rows, _: id(rows))
    keep(load, "check_report", files)
    keep(load, "read_claims", lambda _, report: files(report, *UNREAD))
    keep(transcription, "template", beside)
    judge = build.judge
    setattr(build, "judge", lambda *given, **_: judge(*given, rests=False))  # noqa: B010
    for name in ("judge", "judge_percentage", "judge_total", "judge_completeness"):
        keep(build, name, judged)


def noticed(folder: Path, before: Report, fault: Fault) -> str:
    """Return by what the audit notices a fault in a folder; empty for by nothing.

    Args:
        folder: The data with the fault.
        before: The data without it.
        fault: The fault.
    """
    bibliography = folder.parent.parent / "references.bib"
    try:
        report = load.load_report(folder)
        expected = load_expected(report, folder)
        found = (problem for check in transcription.CHECKS for problem in check(report))
        if next(found, None) or any(transcription._bibliography(report, bibliography)):
            return "said twice"
        if build.build_ledger(report, expected).unexpected:
            return "verdict"
    except DataProblems:
        return "bad data"
    read = [claim.reading for claim in report.claims]
    same = fault.column in READ_COLUMNS and read == [claim.reading for claim in before.claims]
    return SAME if same and fault.column != "reason" else ""


def try_file(task: tuple[str, int, int, int]) -> list[tuple[str, str, str, int, str]]:
    """Try a share of the faults of one file; return file, column, kind, row and what noticed."""
    file, share, shares, one_in = task
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        shutil.copytree(default_folder().parent, root / "copy" / "data")
        shutil.copy(default_folder().parents[1] / "references.bib", root / "copy")
        folder = root / "copy" / "data" / "published"
        before = load.load_report(folder)
        path = folder.parent / file if file == EXPECTED else folder / file
        content = path.read_bytes()
        rows = list(csv.reader(io.StringIO(content.decode(), newline="")))
        found = []
        for place, fault in enumerate(faults_of(file, rows)):
            if hash_of(fault) % one_in or place % shares != share:
                continue
            out = io.StringIO()
            csv.writer(out, lineterminator="\n").writerows(fault.spoilt(rows))
            path.write_text(out.getvalue(), "utf-8")
            by = noticed(folder, before, fault)
            found.append((file, fault.column, fault.kind, fault.row, by))
    return found


def hash_of(fault: Fault) -> int:
    """Return a number that is the same in every run."""
    return zlib.crc32(f"{fault.file} {fault.kind} {fault.row} {fault.column}".encode())


def main() -> int:
    """Try the faults, print what was tried and noticed per column, and list what was not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--file", help="this file only")
    parser.add_argument("--one-in", type=int, default=1, metavar="N", help="try one fault in N")
    parser.add_argument("--list", type=Path, help="write what nothing noticed there")
    options = parser.parse_args()
    began = time.monotonic()
    folder = default_folder()
    files = [p.relative_to(folder).as_posix() for p in sorted(folder.rglob("*.csv"))]
    files = [options.file] if options.file else [*files, EXPECTED]
    # The large files are shared, so that no process waits for one of them.
    shares = {"claims.csv": 8, "inventory.csv": 4, "sentences.csv": 4, "percentages.csv": 2}
    tasks = [
        (file, i, shares.get(file, 1), options.one_in)
        for file in sorted(files, key=lambda file: -shares.get(file, 1))
        for i in range(shares.get(file, 1))
    ]
    # Each task is done by a process of its own, which knows all about the data without a fault.
    remember()
    noticed(default_folder(), load.load_report(), next(faults_of("", [[""], ["", ""]])))
    with multiprocessing.get_context("fork").Pool(os.cpu_count(), maxtasksperchild=1) as pool:
        found = [row for part in pool.imap_unordered(try_file, tasks) for row in part]
    same = sum(row[4] == SAME for row in found)
    found = [row for row in found if row[4] != SAME]
    tried, seen = Counter(), Counter()
    for file, column, _, _, by in found:
        file = re.sub("[0-9]{2}", "NN", file)
        tried[file, column] += 1
        seen[file, column] += bool(by)
    print(f"{'file':<26}{'column':<18}{'tried':>7}{'noticed':>9}")
    for place in sorted(tried):
        share = f"{100 * seen[place] / tried[place]:.0f}%"
        print(f"{place[0]:<26}{place[1] or '(rows)':<18}{tried[place]:>7}{share:>9}")
    by = Counter(row[4] or "nothing" for row in found)
    print(", ".join(f"{name} {number:,}" for name, number in by.most_common()))
    whole = (
        f"{sum(seen.values()):,} of {len(found):,} ({100 * sum(seen.values()) / len(found):.1f}%)"
    )
    forms = sum(not row[4] and row[0].startswith("figures/") for row in found)
    print(f"noticed by what the data says twice: {whole}; with the sums of files: all but {forms}")
    print(f"not counted, as the reading is the same: {same}; {time.monotonic() - began:.0f} s")
    if options.list:
        lines = sorted(f"{f},{c},{r},{k}" for f, c, k, r, by in found if not by)
        options.list.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
