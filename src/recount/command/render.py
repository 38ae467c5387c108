"""``recount render``: Quarto when it is there, press when it is not."""

from __future__ import annotations

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import FrameType

from recount.command.options import CallError

__all__ = ["add_render_command", "choose_renderer"]

OLDEST_QUARTO = (1, 9)


#: Where to look. Quarto's pages load their index of words, which browsers allow from a server only.
LOOK = {
    "quarto": "`make preview` or `quarto preview` shows it, search included; the pages are in {}",
    "press": "Open {}/index.html",
}


def add_render_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the sub-command to a parser."""
    command = commands.add_parser("render", help="render the website and the PDF")
    command.add_argument("--project", type=Path, default=Path(), metavar="DIR")
    command.add_argument("--renderer", choices=("auto", "quarto", "press"), default="auto")
    command.set_defaults(run=_render)


def choose_renderer(wanted: str) -> tuple[str, str]:
    """Return the renderer to use and why.

    Args:
        wanted: ``quarto``, ``press``, or ``auto`` for Quarto where a new enough one is on the path.

    Raises:
        CallError: If Quarto is asked for and is missing or too old.
    """
    if wanted == "press":
        return "press", "as asked"
    path = shutil.which("quarto")
    found = None
    if path is not None:
        answer = subprocess.run(
            [path, "--version"], capture_output=True, text=True, timeout=60, check=False
        )
        match = re.match(r"(\d+)\.(\d+)", answer.stdout)
        found = (int(match[1]), int(match[2])) if match else None
    needed = ".".join(map(str, OLDEST_QUARTO))
    if found is not None and found >= OLDEST_QUARTO:
        return "quarto", f"version {found[0]}.{found[1]} is on the path"
    why = "no quarto on the path" if path is None else f"quarto on the path is older than {needed}"
    if wanted == "quarto":
        raise CallError(f"--renderer: found quarto, expected Quarto {needed} or later ({why})")
    return "press", why


def _render(options: argparse.Namespace) -> int:
    project: Path = options.project.resolve()
    if not (project / "_quarto.yml").is_file():
        raise CallError(f"--project: found {str(project)!r}, expected a folder with _quarto.yml")
    renderer, why = choose_renderer(options.renderer)
    print(f"Rendering with {renderer} ({why}).", file=sys.stderr, flush=True)
    if renderer == "quarto":
        call = ["quarto", "render", str(project)]
    else:
        call = [sys.executable, "-m", "press", "render", str(project)]
    code = _run_whole(call)
    if code:
        print(f"recount: {renderer} stopped with exit code {code}", file=sys.stderr)
        return 2
    site = project / "_site"
    print(f"Rendered with {renderer}. {LOOK[renderer].format(site)}", file=sys.stderr)
    for pdf in sorted(site.glob("*.pdf")):
        print(f"The PDF is {pdf}", file=sys.stderr)
    return 0


def _run_whole(call: Sequence[str]) -> int:
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
