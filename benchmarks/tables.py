"""Counting tables and bounding their cells, as ratios against other programs.

Run it with the project's Python: ``.venv/bin/python benchmarks/tables.py``. OR-Tools and barvinok
(islpy) are installed from PyPI into a folder that is deleted afterwards; LattE is used where it is
on the PATH. Without any of them only our own times are printed.

The cases are tables of 3 to 6 rows and 4 columns around a made-up one, with every percentage of
every row as it would be printed, and margins alone up to 932,433 cases: the examples 4x4Table1 and
4x4Table5 of LattE's own tests (github.com/latte-int/latte, EXAMPLES/yoshida; their numbers of
tables stand in the file "correct" there and in code/test-suite/test.pl.in). Each program counts
all tables and bounds every cell, or is out of reach within the limit of time for each question.
Ratios are of times of one run on one machine; answers that differ end the benchmark with an error.
"""

from __future__ import annotations

import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from recount.arithmetic import printed_interval  # noqa: E402
from recount.tables import (  # noqa: E402
    Margin,
    OutOfReach,
    Space,
    count,
    ends,
    ranges,
    share_cut,
)
from recount.tables.space import cell_limits, presolved  # noqa: E402

#: Seconds for each question.
LIMIT = 10.0
PEERS = ("ortools==9.15.6755", "islpy-barvinok==2026.2.2")
KNOWN = {
    "margins, N = 592": 1_225_914_276_768_514,
    "margins, N = 932,433": 646911395459296645200004000804003243371154862,
}


def around(rows: int, seed: int, scale: int = 1) -> Space:
    """A space around a made-up table: its margins, and the percentages of its rows, half up."""
    rng = np.random.default_rng(seed)
    table = rng.integers(3 * scale, 90 * scale, size=(rows, 4))
    cuts = []
    for i, line in enumerate(table.tolist()):
        for j, cell in enumerate(line):
            printed = (200 * cell + sum(line)) // (2 * sum(line))
            cuts += share_cut([(i, j)], [(i, k) for k in range(4)], printed_interval(f"{printed}%"))
    names = tuple("abcdef"[:rows]), tuple("wxyz")
    margins = [
        Margin(name, tuple(line.tolist()))
        for name, line in zip(names, (table.sum(axis=1), table.sum(axis=0)), strict=True)
    ]
    return Space(*margins, tuple(cuts))


def plain(rows: tuple[int, ...], columns: tuple[int, ...]) -> Space:
    """A space of margins alone."""
    return Space(Margin(tuple("abcd"), rows), Margin(tuple("wxyz"), columns))


CASES = {
    **{f"{rows} x 4, percentages": around(rows, 11 + rows) for rows in (3, 4, 5, 6)},
    **{f"{rows} x 4, ten times": around(rows, 11 + rows, scale=10) for rows in (3, 4, 5, 6)},
    "margins, N = 592": plain((220, 215, 93, 64), (108, 286, 71, 127)),
    "margins, N = 932,433": plain(
        (229623, 259723, 132135, 310952), (279858, 170568, 297181, 184826)
    ),
}


def cells(space: Space) -> list[tuple[int, int]]:
    """The judged cells."""
    return [(i, j) for i in range(space.shape[0]) for j in range(space.shape[1])]


def our_count(space: Space) -> int | None:
    """The number of tables; None where it is out of reach."""
    try:
        return count(space)
    except OutOfReach:
        return None


def our_ranges(space: Space) -> list[tuple[int, int]]:
    """The least and the greatest value of every cell, nothing being kept from the run before."""
    for kept in (ranges._end, ranges._polytope, cell_limits, presolved):
        kept.cache_clear()
    return [
        (found.low, found.high) for i, j in cells(space) for found in [ends(space, [(i, j, 1)])]
    ]


class Solver:
    """CP-SAT: counts by listing every solution, bounds by two programmes a cell."""

    def __init__(self, cp_model: Any) -> None:
        self.cp = cp_model

    def model(self, space: Space) -> tuple[Any, dict[tuple[int, int], Any]]:
        """The space as a model, and its variables."""
        model = self.cp.CpModel()
        rows, columns = space.rows.totals, space.columns.totals
        x = {(i, j): model.NewIntVar(0, min(rows[i], columns[j]), "") for i, j in cells(space)}
        for i, total in enumerate(rows):
            model.Add(sum(x[i, j] for j in range(len(columns))) == total)
        for j, total in enumerate(columns):
            model.Add(sum(x[i, j] for i in range(len(rows))) == total)
        for cut in space.cuts:
            form = sum(k * x[i, j] for i, j, k in cut.coefficients)
            if cut.low is not None:
                model.Add(form >= cut.low)
            if cut.high is not None:
                model.Add(form <= cut.high)
        return model, x

    def solver(self) -> Any:
        """A solver with the time limit, on one thread as ours."""
        solver = self.cp.CpSolver()
        solver.parameters.max_time_in_seconds = LIMIT
        solver.parameters.num_workers = 1
        return solver

    def count(self, space: Space) -> int | None:
        """The number of solutions; None where the time runs out."""
        model, _ = self.model(space)

        class Counter(self.cp.CpSolverSolutionCallback):  # type: ignore[misc, name-defined]
            number = 0

            def on_solution_callback(self) -> None:
                self.number += 1

        solver, counter = self.solver(), Counter()
        solver.parameters.enumerate_all_solutions = True
        return counter.number if solver.Solve(model, counter) == self.cp.OPTIMAL else None

    def ranges(self, space: Space) -> list[tuple[int, int]] | None:
        """The least and the greatest value of every cell; None where the time runs out."""
        model, x = self.model(space)
        found = []
        began = time.perf_counter()
        for cell in cells(space):
            both = []
            for goal in (model.Minimize, model.Maximize):
                goal(x[cell])
                solver = self.solver()
                left = LIMIT - (time.perf_counter() - began)
                solver.parameters.max_time_in_seconds = max(left, 0.01)
                if solver.Solve(model) != self.cp.OPTIMAL:
                    return None
                both.append(round(solver.ObjectiveValue()))
            found.append((both[0], both[1]))
        return found


def barvinok(folder: str, space: Space) -> int | None:
    """The number of whole points by barvinok; None where the time runs out."""
    names = {cell: f"x{cell[0]}_{cell[1]}" for cell in cells(space)}
    limits = [f"{name} >= 0" for name in names.values()]
    for axis, totals in enumerate((space.rows.totals, space.columns.totals)):
        for at, total in enumerate(totals):
            line = [name for cell, name in names.items() if cell[axis] == at]
            limits.append(f"{' + '.join(line)} = {total}")
    for cut in space.cuts:
        form = " + ".join(f"{k}{names[i, j]}" for i, j, k in cut.coefficients)
        limits += [f"{form} >= {cut.low}"] * (cut.low is not None)
        limits += [f"{form} <= {cut.high}"] * (cut.high is not None)
    text = f"{{ [{', '.join(names.values())}] : {' and '.join(limits)} }}"
    ask = "import islpy, sys; print(islpy.Set(sys.stdin.read()).card())"
    try:
        asked = subprocess.run(
            [sys.executable, "-c", ask],
            input=text,
            timeout=LIMIT,
            check=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**os.environ, "PYTHONPATH": folder},
        )
    except subprocess.TimeoutExpired:
        return None
    return int(re.sub(r"[^0-9]", "", asked.stdout))


def latte(program: str, space: Space) -> int | None:
    """The number of whole points by LattE's ``count``; None where the time runs out."""
    places = cells(space)
    lines, equal = [], []
    for axis, totals in enumerate((space.rows.totals, space.columns.totals)):
        for at, total in enumerate(totals):
            equal.append(len(lines) + 1)
            lines.append([total, *(-int(cell[axis] == at) for cell in places)])
    for cut in space.cuts:
        own = {(i, j): k for i, j, k in cut.coefficients}
        for sign, limit in ((-1, cut.high), (1, cut.low)):
            if limit is not None:
                lines.append([-sign * limit, *(sign * own.get(cell, 0) for cell in places)])
    lines += [[0, *(int(other == cell) for other in places)] for cell in places]
    text = [f"{len(lines)} {len(places) + 1}", *(" ".join(map(str, line)) for line in lines)]
    text.append(f"linearity {len(equal)} {' '.join(map(str, equal))}")
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "case").write_text("\n".join(text) + "\n", encoding="utf-8")
        try:
            subprocess.run([program, "case"], cwd=folder, timeout=LIMIT, check=True)
        except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
            return None
        return int((Path(folder) / "numOfLatticePoints").read_text(encoding="utf-8"))


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """The median time of three runs, or of one that takes longer than a second; the answer."""
    times = []
    while not times or (len(times) < 3 and times[0] < 1):
        start = time.perf_counter()
        answer = work()
        times.append(time.perf_counter() - start)
    return statistics.median(times), answer


def peers(folder: str) -> dict[str, tuple[Callable[..., Any] | None, ...]]:
    """For each other program that is here, how it counts and how it bounds."""
    found: dict[str, tuple[Callable[..., Any] | None, ...]] = {}
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    try:
        subprocess.run(
            [*pip, "--target", folder, *PEERS], check=True, timeout=600, capture_output=True
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        print(f"no peers from PyPI: {error}")
    sys.path.append(folder)
    try:
        from ortools.sat.python import cp_model

        solver = Solver(cp_model)
        found["CP-SAT"] = solver.count, solver.ranges
    except ImportError:
        print("OR-Tools is not installed")
    if (Path(folder) / "islpy").is_dir():
        found["barvinok"] = (lambda space: barvinok(folder, space)), None
    program = shutil.which("latte-count") or shutil.which("count")
    if program:
        found["LattE"] = (lambda space: latte(program, space)), None
    else:
        print("LattE is not on the PATH")
    return found


def main() -> None:
    """Measure, compare the answers, and print ratios.

    Raises:
        AssertionError: Two programs give different answers.
    """
    with tempfile.TemporaryDirectory() as folder:
        compare(peers(folder))


def compare(others: dict[str, tuple[Callable[..., Any] | None, ...]]) -> None:
    """Print our times and those of others, a line for each case and question."""
    print(f"\n{'case':24}{'asked':8}{'ours s':>9}   others: s (times ours), or out of reach")
    for name, space in CASES.items():
        for asked, ours, at in (("count", our_count, 0), ("ranges", our_ranges, 1)):
            own, answer = timed(lambda ours=ours, space=space: ours(space))  # type: ignore[misc]
            if asked == "count" and name in KNOWN and answer not in (None, KNOWN[name]):
                raise AssertionError(f"{name}: {answer} tables, known are {KNOWN[name]}")
            line = []
            for other, routes in others.items():
                route = routes[at]
                if route is None:
                    continue
                spent, theirs = timed(lambda route=route, space=space: route(space))  # type: ignore[misc]
                if theirs is not None and answer is not None and theirs != answer:
                    raise AssertionError(f"{name}, {asked}: {answer}, {other} says {theirs}")
                said = "out of reach" if theirs is None else f"{spent:.3f} ({spent / own:,.0f})"
                line.append(f"{other} {said}")
            number = (
                ""
                if asked == "ranges"
                else f"  {'out of reach' if answer is None else f'{answer:,}'}"
            )
            print(f"{name:24}{asked:8}{own:9.4f}   {', '.join(line)}{number}", flush=True)


if __name__ == "__main__":
    main()
