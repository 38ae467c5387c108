"""Printed percentages against whole counts: how quick and how right, beside two packages from PyPI.

Run it with the project's Python: ``.venv/bin/python benchmarks/percentages.py``.

The question is GRIM's (Brown & Heathers 2017): is there a whole number of cases out of n whose
share is printed as this percentage, under each rounding rule? Rows are random percentages of none
to two decimals, one in ten of them a tie. Each program answers the same rows, and each answer is
compared with one from exact fractions. ``grim`` and ``scrutipy`` go into an environment of their
own that is deleted afterwards; where they do not install, only the project is measured. Times are
of the processor, and shown as ratios, as machines differ. Nothing is asserted here.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
import venv
from fractions import Fraction
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from recount.arithmetic import possible_rows, whole_counts

Row = tuple[int, int, int]  # percentage in units of its last decimal, decimals, denominator
PEERS = ("grim==0.1.10", "scrutipy==0.1.12")
#: What a peer is asked: it takes the share as a text such as "0.311"; errors count as wrong.
ASK = """
import decimal, json, sys, time
rows, names = json.load(sys.stdin)
from grim.mean_tester import consistency_check
from scrutipy import grim_scalar
asks = {
    "grim": lambda share, n: consistency_check(share, str(n), getattr(decimal, names["grim"])),
    "scrutipy": lambda share, n: grim_scalar(share, n, rounding=names["scrutipy"]),
}
found = {}
for name, ask in asks.items():
    answers, start = [], time.process_time()
    for share, n in rows:
        try:
            answers.append(bool(ask(share, n)))
        except Exception:
            answers.append(None)
    found[name] = [time.process_time() - start, answers]
print(json.dumps(found))
"""
#: What the peers call each rule.
NAMES = {
    "half_up": {"grim": "ROUND_HALF_UP", "scrutipy": "up"},
    "half_even": {"grim": "ROUND_HALF_EVEN", "scrutipy": "even"},
    "truncate": {"grim": "ROUND_DOWN", "scrutipy": "trunc"},
    "ceiling": {"grim": "ROUND_CEILING", "scrutipy": "ceiling"},
}


def random_rows(count: int) -> list[Row]:
    """Return rows, one in ten with a count whose share lies on the edge between two percentages."""
    rng = random.Random(20180301)
    rows = []
    for i in range(count):
        decimals = rng.choice((0, 0, 1, 2))
        whole = rng.randint(2, 40 * 10**decimals)
        if i % 10:
            rows.append((rng.randint(0, 100 * 10**decimals), decimals, whole))
        else:
            half = 2 * rng.randint(0, 100 * 10**decimals - 1) + 1
            edge = Fraction(half, 200 * 10**decimals)
            rows.append((half // 2 + rng.randint(0, 1), decimals, edge.denominator))
    return rows


def text_of(units: int, decimals: int) -> str:
    """Return a number of units as it is printed."""
    whole, rest = divmod(units, 10**decimals)
    return f"{whole}.{rest:0{decimals}d}" if decimals else str(whole)


def install(folder: str) -> Path | None:
    """Install the peers into a folder; return its Python, None where they do not install."""
    venv.create(folder, with_pip=True)
    python = Path(folder) / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    pip = [python, "-m", "pip", "install", "--quiet", *PEERS]
    try:
        subprocess.run(pip, check=True, timeout=300, capture_output=True)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        print(f"no peers: {error}")
        return None
    return python


def asked_of_peers(
    python: Path, rows: list[Row], rule: str
) -> dict[str, tuple[float, list[bool | None]]]:
    """Return seconds and answers of each peer."""
    shares = [(text_of(units, decimals + 2), whole) for units, decimals, whole in rows]
    asked = subprocess.run(
        [python, "-c", ASK],
        input=json.dumps((shares, NAMES[rule])),
        check=True,
        timeout=300,
        stdout=subprocess.PIPE,
        text=True,
    )
    return {
        name: (seconds, answers) for name, (seconds, answers) in json.loads(asked.stdout).items()
    }


def measure(rows: list[Row], rule: str, python: Path | None) -> None:
    """Print rows a second and differing answers of each program under a rule."""
    start = time.process_time()
    exact = [
        bool(whole_counts(f"{text_of(units, decimals)}%", whole, rule))
        for units, decimals, whole in rows
    ]
    one_by_one = time.process_time() - start
    repeated = np.tile(np.array(rows).T, 1_000_000 // len(rows) + 1)
    start = time.process_time()
    ours = possible_rows(*repeated, rule)
    seconds = (time.process_time() - start) * len(rows) / len(ours)
    timed = [
        ("recount, all rows at once", seconds, ours[: len(rows)].tolist()),
        ("recount, exact fractions", one_by_one, exact),
    ]
    if python is not None:
        timed += [(name, *found) for name, found in asked_of_peers(python, rows, rule).items()]
    print(f"{rule}: {sum(exact):,} possible; rows a second, differing answers, times ours")
    for name, taken, answers in timed:
        differing = sum(a != b for a, b in zip(answers, exact, strict=True))
        speed = f"{len(rows) / taken:14,.0f}"
        print(f"{name:28}{speed}{differing:8,}{taken / seconds:10.1f}", flush=True)


def main() -> None:
    """Measure, and print a table for each rule."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=10_000, help="how many rows all answer")
    options = parser.parse_args()
    rows = random_rows(options.rows)
    print(f"{len(rows):,} rows")
    with tempfile.TemporaryDirectory() as folder:
        python = install(folder)
        for rule in NAMES:
            measure(rows, rule, python)


if __name__ == "__main__":
    main()
