"""``recount render``: Quarto when it is there, press when it is not."""

from __future__ import annotations

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from types import FrameType

OLDEST_QUARTO = (1, 9)
#: Where to look. Quarto's pages load their index of words, which browsers allow from a server only.
LOOK = {
    "quarto": "`make preview` or `quarto preview` shows it, search included; the pages are in {}",
    "press": "Open {}/index.html",
}


class CallError(Exception):
    """A call that cannot be answered, told as: what was found, what was expected."""


def render(options: argparse.Namespace) -> int:
    """Render a project with ``quarto``, ``press``, or (``auto``) a new enough Quarto if any."""
    project, wanted = options.project.resolve(), options.renderer
    if not (project / "_quarto.yml").is_file():
        raise CallError(f"--project: found {str(project)!r}, expected a folder with _quarto.yml")
    renderer, why = ("press", "as asked") if wanted == "press" else _found(wanted)
    print(f"Rendering with {renderer} ({why}).", file=sys.stderr, flush=True)
    program = ["quarto"] if renderer == "quarto" else [sys.executable, "-m", "press"]
    code = _run_whole([*program, "render", str(project)])
    if code:
        print(f"recount: {renderer} stopped with exit code {code}", file=sys.stderr)
        return 2
    site = project / "_site"
    print(f"Rendered with {renderer}. {LOOK[renderer].format(site)}", file=sys.stderr)
    for pdf in sorted(site.glob("*.pdf")):
        print(f"The PDF is {pdf}", file=sys.stderr)
    return 0


def _found(wanted: str) -> tuple[str, str]:
    """Return the renderer to use and why: Quarto where a new enough one is on the path."""
    needed, path = ".".join(map(str, OLDEST_QUARTO)), shutil.which("quarto")
    why = "no quarto on the path"
    if path is not None:
        answer = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=60)
        match = re.match(r"(\d+)\.(\d+)", answer.stdout)
        if match and (int(match[1]), int(match[2])) >= OLDEST_QUARTO:
            return "quarto", f"version {match[0]} is on the path"
        why = f"quarto on the path is older than {needed}"
    if wanted == "quarto":
        raise CallError(f"--renderer: found quarto, expected Quarto {needed} or later ({why})")
    return "press", why


def _run_whole(call: list[str]) -> int:
    """Run a program for as long as it takes and return its exit code.

    Whatever it started ends with it, and with this process when that is told to stop.
    """

    def stop(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    before = signal.signal(signal.SIGTERM, stop)
    program = subprocess.Popen(call, start_new_session=True)
    try:
        return program.wait()
    finally:
        signal.signal(signal.SIGTERM, before)
        with suppress(ProcessLookupError):
            os.killpg(program.pid, signal.SIGTERM)
