"""How long the book takes to render, as ratios within one run, and what its pages weigh.

Run it with the project's Python: ``.venv/bin/python benchmarks/book.py``.

A copy of the project is rendered clean, unchanged, and with one chapter changed: a sentence, then a
cell; by Quarto, too, where it is on the path. The unit is the clean render by press, as machines
and their load differ: a changed chapter should take less than a third of it. Processor time stands
beside wall time. A page's requests are those that a browser makes to show it: the page, and the
styles, scripts, fonts and pictures that it names.
"""

from __future__ import annotations

import argparse
import gzip
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PARTS = (*("chapters", "data", "filters", "src", "theme", "web"),
         *("_environment", "_quarto.yml", "index.qmd", "references.bib"))  # fmt: skip
CHANGED = "chapters/modern-dataset.qmd"
KINDS = {
    "home": "index.html",
    "chapter": "chapters/modern-dataset.html",
    "ledger": "chapters/ledger.html",
    "figure counts": "chapters/figure-counts.html",
}


def main() -> None:
    """Render in turn and print two tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--times", type=int, default=3, help="how often each is rendered")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "book"
        project.mkdir()
        for name in PARTS:
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
            copy(ROOT / name, project / name)
        (project / ".venv").symlink_to(ROOT / ".venv")
        renders: dict[str, tuple[Callable[[Path, int], None], Sequence[str]]] = {
            f"press, {name}": (before, [sys.executable, "-m", "press", "render", str(project)])
            for name, before in BEFORE.items()
        }
        if quarto := shutil.which("quarto"):
            renders["quarto, clean"] = (_clean, [quarto, "render", str(project)])
        found: dict[str, list[tuple[float, float]]] = {name: [] for name in renders}
        for turn in range(options.times):
            for name, (before, call) in renders.items():
                before(project, turn)
                found[name].append(_timed(call, project))
        _tell(found)
        if "quarto, clean" in found:  # the pages that are weighed are those of press
            _clean(project, 0)
            _timed(renders["press, clean"][1], project)
        _weigh(project / "_site")


def _clean(project: Path, _turn: int) -> None:
    for name in ("_site", ".press", ".recount", "downloads", ".quarto"):
        shutil.rmtree(project / name, ignore_errors=True)


def _sentence(project: Path, turn: int) -> None:
    path = project / CHANGED
    path.write_text(f"{path.read_text('utf-8')}\nSentence {turn}.\n", encoding="utf-8")


def _cell(project: Path, turn: int) -> None:
    path = project / CHANGED
    cell = f"```{{python}}\n#| include: false\nturn = {turn}\n```\n"
    path.write_text(f"{path.read_text('utf-8')}\n{cell}", encoding="utf-8")


BEFORE: dict[str, Callable[[Path, int], None]] = {
    "clean": _clean,
    "unchanged": lambda _project, _turn: None,
    "a sentence changed": _sentence,
    "a cell changed": _cell,
}


def _timed(call: Sequence[str], project: Path) -> tuple[float, float]:
    """Return the wall and processor time of a call, in seconds."""
    environment = {**os.environ, "PYTHONPATH": str(project / "src")}
    start, used = time.perf_counter(), os.times()
    done = subprocess.run(call, cwd=project, env=environment, capture_output=True, check=False)
    wall, after = time.perf_counter() - start, os.times()
    if done.returncode:
        raise SystemExit(f"{' '.join(call)} failed:\n{done.stderr.decode()[-2000:]}")
    spent = after.children_user + after.children_system
    return wall, spent - used.children_user - used.children_system


def _tell(found: dict[str, list[tuple[float, float]]]) -> None:
    unit = statistics.median(wall for wall, _ in found["press, clean"])
    print(f"{'render':28}{'wall':>9}{'processor':>11}{'ratio':>8}")
    for name, times in found.items():
        wall, processor = (statistics.median(column) for column in zip(*times, strict=True))
        print(f"{name:28}{wall:7.1f} s{processor:9.1f} s{wall / unit:8.2f}")


def _weigh(site: Path) -> None:
    print(f"\n{'page':28}{'bytes':>9}{'gzipped':>11}{'requests':>10}{'all bytes':>11}")
    for kind, name in KINDS.items():
        page = site / name
        html = page.read_text("utf-8")
        pattern = r'<(?:link rel="(?:stylesheet|icon)"|script|img)[^>]*?(?:href|src)="([^":]+)"'
        named = {(page.parent / href).resolve() for href in re.findall(pattern, html)}
        fonts = {
            (style.parent / font).resolve()
            for style in named
            if style.suffix == ".css"
            for font in re.findall(r'url\("?([^")]+)"?\)', style.read_text("utf-8"))
            if not font.startswith("data:")
        }
        loaded = [path for path in (named | fonts) if path.is_file()]
        size, packed = page.stat().st_size, len(gzip.compress(html.encode()))
        whole = size + sum(path.stat().st_size for path in loaded)
        print(f"{kind:28}{size:9,}{packed:11,}{1 + len(loaded):10}{whole:11,}")


if __name__ == "__main__":
    main()
