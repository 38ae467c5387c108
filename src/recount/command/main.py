"""The command line: what is asked, and the exit code that answers.

Exit 0: every verdict is the expected one; 1: some is not, or numbers typed in from a figure prove a
claim false; 2: bad data or call; 70: a bug of recount.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import textwrap
import traceback
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from types import FrameType

from recount.files import write_whole
from recount.ledger import FORMATS, Ledger, build_ledger, explain, load_expected, say
from recount.report import DataProblems, Report, UnknownError, default_folder, load_report
from recount.report.transcription import cross_checks, seal, unsealed
from recount.report.typed import template
from recount.words import counted

BUG = (
    "recount: this is a bug of recount, not of the data. Please report it with the lines above, "
    "the call and the data."
)
OLDEST_QUARTO = (1, 9)
#: Where to look. Quarto's pages load their index of words, which browsers allow from a server only.
LOOK = {
    "quarto": "`make preview` or `quarto preview` shows it, search included; the pages are in {}",
    "press": "Open {}/index.html",
}


class CallError(Exception):
    """A call that cannot be answered, told as: what was found, what was expected."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code.

    Args:
        arguments: The words after ``recount``; those of the process when None.

    Example:
        >>> main(["audit", "--data", "no-such-folder"])
        2
    """
    parser = _parser()
    words = sys.argv[1:] if arguments is None else list(arguments)
    if not words:
        parser.print_help()
        return 0
    options = parser.parse_args(words)
    try:
        return int(options.run(options))
    except DataProblems as error:
        print(f"recount: the data is not as it should be\n{error}", file=sys.stderr)
        return 2
    except (CallError, UnknownError) as error:
        print(f"recount: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    except Exception:
        traceback.print_exc()
        print(BUG, file=sys.stderr)
        return 70


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="recount",
        description="Recompute every percentage and significance claim of a published report.",
        epilog=(__doc__ or "").partition("\n\n")[2],
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    audit = commands.add_parser("audit", help="judge every entry and say what disagrees")
    audit.add_argument("--format", choices=tuple(FORMATS), default="summary")
    show = commands.add_parser("show", help="explain one entry step by step")
    show.add_argument("id", metavar="ID", help="id of an entry, such as recount audit lists them")
    sealing = commands.add_parser("seal", help="take the data over as reviewed: write its sums")
    figure = commands.add_parser(
        "figure",
        help="judge numbers typed in from a figure",
        description="Judge the claims beside a figure from the numbers that it prints: counts, "
        "percentages, missing cases, odds ratios, any mix of them.",
        epilog="Exit code 0: the numbers prove no claim false; 1: they do; 2: bad data or call.",
    )
    figure.add_argument("number", type=int, metavar="N", help="number of the figure")
    what = figure.add_mutually_exclusive_group()
    what.add_argument("--template", action="store_true", help="write the empty file of the figure")
    what.add_argument("--file", type=Path, metavar="FILE", help="judge its numbers instead")
    rendering = commands.add_parser("render", help="render the website and the PDF")
    rendering.add_argument("--project", type=Path, default=Path(), metavar="DIR")
    rendering.add_argument("--renderer", choices=("auto", "quarto", "press"), default="auto")
    for command in (audit, figure):
        command.add_argument("--output", type=Path, metavar="FILE", help="write there instead")
    for command in (audit, show, sealing, figure):
        command.add_argument("--data", type=Path, metavar="DIR", help="use another folder of data")
    assuming = "change an assumption of assumptions.csv; the settings in the JSON list them"
    for command in (audit, show, figure):
        assume = command.add_argument("--assume", action="append", default=[], help=assuming)
        assume.metavar = "ID=VALUE"
    runs = {audit: _audit, show: _show, sealing: _seal, figure: _figure, rendering: _render}
    for command, run in runs.items():
        command.set_defaults(run=run)
    return parser


def folder_of(options: argparse.Namespace) -> Path:
    """Return the data folder of a call."""
    folder: Path = options.data or default_folder()
    if not folder.is_dir():
        raise CallError(f"--data: found {str(folder)!r}, expected a folder with datapackage.json")
    return folder


def report_of(options: argparse.Namespace, typed_file: tuple[int, Path] | None = None) -> Report:
    """Return the report that a call asks for, its assumptions as the call changes them."""
    for text in options.assume:
        if "=" not in text:
            raise CallError(f"--assume: found {text!r}, expected ID=VALUE")
    changes = dict(text.split("=", 1) for text in options.assume)
    return load_report(folder_of(options), typed_file, changes)


def ledger_of(options: argparse.Namespace, report: Report | None = None) -> Ledger:
    """Return the ledger of the report that a call asks for, or of another one from its folder."""
    report = report_of(options) if report is None else report
    return build_ledger(report, load_expected(report, folder_of(options)))


def _audit(options: argparse.Namespace) -> int:
    ledger, folder = ledger_of(options), folder_of(options)
    bibliography = folder.absolute().parent.parent / "references.bib"
    problems = cross_checks(ledger.report, bibliography if bibliography.is_file() else None)
    problems = problems or unsealed(folder)
    if problems:
        raise DataProblems(problems)
    write_output(FORMATS[options.format](ledger), options.output)
    return 1 if ledger.unexpected or ledger.refuted else 0


def _seal(options: argparse.Namespace) -> int:
    folder = folder_of(options)
    load_report(folder)
    write_output(f"Written: {seal(folder)}\n")
    return 0


def _show(options: argparse.Namespace) -> int:
    ledger = ledger_of(options)
    if options.id not in ledger.by_id:
        near = [name for name in ledger.by_id if options.id in name or name in options.id][:5]
        hint = f"near it: {', '.join(near)}" if near else "recount audit --format csv lists them"
        raise CallError(f"no entry {options.id!r}; {hint}")
    write_output(explain(ledger, ledger[options.id]))
    return 0


def _figure(options: argparse.Namespace) -> int:
    number, file = options.number, options.file
    report = report_of(options, None if file is None else (number, file))
    figure = report.figure(number)
    if options.template:
        write_output(template(report, figure), options.output)
        return 0
    # Numbers of other figures say nothing here.
    numbers = report.typed.get(number, ())
    ledger = ledger_of(options, replace(report, typed={number: numbers} if numbers else {}))
    said = f"No number is typed in yet ({figure.form}.csv)"
    if numbers:
        said = f"{counted(len(numbers), 'number')} typed in. What they say of each claim:"
    lines = [f"Figure {number} (page {figure.page}): {figure.title}", "", said]
    for entry in ledger.entries:
        if later := entry.with_figures:
            text = f"{entry.statement}. {say(ledger, entry).with_figures} "
            text += f"By the text alone: {entry.verdict}."
            lines += ["", f"{later.verdict}: {entry.id} (page {entry.page})"]
            lines += textwrap.wrap(text, 96, initial_indent="  ", subsequent_indent="  ")
    write_output("\n".join(lines) + "\n", options.output)
    return 1 if ledger.refuted else 0


def write_output(text: str, path: Path | None = None) -> None:
    """Print a text, or write it to a file, which is put in its place only when it is whole."""
    if path is None:
        _print(text)
        return
    content = text.encode()
    try:
        if path.exists() and not path.is_file():  # a device or a pipe is written to, never replaced
            path.write_bytes(content)
        else:
            write_whole(path, content)
    except OSError as error:
        raise CallError(f"--output: {str(path)!r} cannot be written ({error.strerror})") from None


def _print(text: str) -> None:
    if sys.stdout is None:
        raise CallError("standard output is closed; --output FILE writes to a file")
    # A terminal that cannot show a letter shows a question mark instead.
    encoding = sys.stdout.encoding or "utf-8"
    try:
        sys.stdout.write(text.encode(encoding, "replace").decode(encoding))
        sys.stdout.flush()
    except OSError as error:
        # What is left to print nobody can read: nothing is flushed at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):  # the reader has seen enough
            raise SystemExit(128 + signal.SIGPIPE) from None
        raise CallError(f"standard output cannot be written ({error.strerror})") from None


def _render(options: argparse.Namespace) -> int:
    """Render a project with ``quarto``, ``press``, or (``auto``) a new enough Quarto if any."""
    project, wanted = options.project.resolve(), options.renderer
    if not (project / "_quarto.yml").is_file():
        raise CallError(f"--project: found {str(project)!r}, expected a folder with _quarto.yml")
    renderer, why = ("press", "as asked") if wanted == "press" else _found_renderer(wanted)
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


def _found_renderer(wanted: str) -> tuple[str, str]:
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
    """Run a program and return its exit code; whatever it started ends with it or with this."""

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
