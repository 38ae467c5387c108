"""Every cell of every data file spoilt once in each way: what does ``recount audit`` notice?

A fault is one change: a number one more or one less, two digits exchanged, a cell emptied, an id
misspelt, a value exchanged with its neighbour's, a row dropped, doubled or exchanged with the next.
It is noticed if the audit says that the data is bad, or if a verdict is not the expected one.

    python benchmarks/faults.py [--list FILE]
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
from collections import Counter
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from recount.ledger import load_expected
from recount.report import DataProblems, default_folder, load_report
from recount.report.transcription import cross_checks

EXPECTED = "expected_verdicts.csv"
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
    numbers = [found for found in re.finditer(r"[0-9]+", value)]
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


def noticed(folder: Path) -> str:
    """Return by what a fault is noticed, empty for by nothing."""
    try:
        report = load_report(folder)
        load_expected(report, folder)
        if cross_checks(report, folder.parent / "references.bib"):
            return "cross-check"
    except DataProblems:
        return "bad data"
    return ""


def by_verdict(folder: Path) -> str:
    """Return whether the whole audit notices a fault, which takes a second."""
    from recount.command import main

    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()) as told:
        code = main(["audit", "--data", str(folder)])
    if code == 70:
        raise RuntimeError(told.getvalue())
    return "verdict" if code else ""
