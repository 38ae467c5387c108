"""How long `recount audit` takes, as a ratio within one run, and how much memory it needs.

Run it with the project's Python: ``.venv/bin/python benchmarks/audit.py``.

Commands are started in turn, several times each: the audit, ``import pandas, scipy.stats`` and
``import numpy, flint`` (what the audit cannot do without). Only times of one run are compared, as
machines and their load differ: the audit should take no longer than 1.5 times the first import, and
no more than 2 s over the second; its memory should peak below 110 MB. Processor time is given
beside wall time, as it does not rise when other programs run. Judging alone is measured again with
more cases and more claims. Nothing is asserted here.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COMMANDS = {
    "audit": "import sys; from recount.__main__ import main; sys.exit(main(['audit']))",
    "audit, JSON": (
        "import sys; from recount.__main__ import main; "
        "sys.exit(main(['audit', '--format', 'json']))"
    ),
    "import pandas, scipy.stats": "import pandas, scipy.stats",
    "import numpy, flint": "import numpy, flint",
}
JUDGED = """
from dataclasses import replace
from time import process_time
from recount.ledger import build_ledger
from recount.report import load_report
report = load_report()
rows = report.counts.items()
counts = {{key: replace(row, printed=str(row.value * {cases})) for key, row in rows}}
report = replace(report, counts=counts, claims=report.claims * {entries})
began = process_time()
build_ledger(report, {{}})
print(process_time() - began)
"""
GROWN = {
    "as they are": JUDGED.format(cases=1, entries=1),
    "every count times 10": JUDGED.format(cases=10, entries=1),
    "every count times 1,000": JUDGED.format(cases=1000, entries=1),
    "every claim ten times": JUDGED.format(cases=1, entries=10),
}


@dataclass(frozen=True)
class Run:
    """One command: wall and processor time in seconds, peak resident memory in megabytes."""

    wall: float
    processor: float
    peak: float


def run(code: str) -> Run:
    """Start Python with some code, wait for it, and return what it took.

    Raises:
        RuntimeError: If it ended with an error.
    """
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    nowhere = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    start = time.perf_counter()
    child = os.posix_spawn(
        sys.executable, [sys.executable, "-c", code], environment, file_actions=nowhere
    )
    _, status, used = os.wait4(child, 0)
    wall = time.perf_counter() - start
    if status:
        raise RuntimeError(f"{code!r} ended with status {status}")
    # Linux counts resident memory in kilobytes, macOS in bytes.
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return Run(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / unit)


def judging(code: str) -> float:
    """Return the processor time of judging alone, the median of three."""
    call = [sys.executable, "-c", code]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    return statistics.median(
        float(subprocess.run(call, env=environment, check=True, capture_output=True).stdout)
        for _ in range(3)
    )


def middle(runs: list[Run]) -> Run:
    """Return the median time and the largest peak of several runs."""
    return Run(
        statistics.median(each.wall for each in runs),
        statistics.median(each.processor for each in runs),
        max(each.peak for each in runs),
    )


def main() -> None:
    """Measure, and print a table and the ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5, help="how often each command is started")
    parser.add_argument("--json", action="store_true", help="print the measurements as JSON")
    options = parser.parse_args()
    runs: dict[str, list[Run]] = {name: [] for name in COMMANDS}
    for name, code in COMMANDS.items():
        run(code)  # once for the disk's cache
        runs[name].clear()
    for _ in range(options.rounds):
        # In turn, so that a change of load meets all alike.
        for name, code in COMMANDS.items():
            runs[name].append(run(code))
    found = {name: middle(each) for name, each in runs.items()}
    if options.json:
        print(json.dumps({name: asdict(each) for name, each in found.items()}, indent=1))
        return
    print(f"{'command':28}{'wall s':>9}{'processor s':>13}{'peak MB':>9}")
    for name, each in found.items():
        print(f"{name:28}{each.wall:9.2f}{each.processor:13.2f}{each.peak:9.0f}")
    print()
    for name in ("audit", "audit, JSON"):
        peer, bare = found["import pandas, scipy.stats"], found["import numpy, flint"]
        print(
            f"{name}: {found[name].wall / peer.wall:.2f} times the import of pandas and "
            f"scipy.stats ({found[name].processor / peer.processor:.2f} by processor time), "
            f"{found[name].wall - bare.wall:.2f} s over the bare import"
        )
    print()
    times = {name: judging(code) for name, code in GROWN.items()}
    for name, taken in times.items():
        print(f"judging, {name:26}{taken:7.2f} s{taken / times['as they are']:7.2f} times")


if __name__ == "__main__":
    main()
