"""The command line: what is asked, and the exit code that answers.

Exit 0: every verdict is the expected one; 1: some is not, or numbers typed in from a figure prove a
claim false; 2: bad data or call; 70: a bug of recount.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import textwrap
import traceback
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from recount.command.render import CallError, render
from recount.ledger import FORMATS, Ledger, build_ledger, entry_to_json, explain, load_expected, say
from recount.report import (
    DataProblems,
    Report,
    UnknownAssumptionError,
    default_folder,
    load_report,
    template,
)
from recount.report.transcription import cross_checks, seal, unsealed
from recount.words import counted

BUG = (
    "recount: this is a bug of recount, not of the data. Please report it with the lines above, "
    "the call and the data."
)


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
    except CallError as error:
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
    figure.add_argument("--format", choices=["text", "json"], default="text")
    rendering = commands.add_parser("render", help="render the website and the PDF")
    rendering.add_argument("--project", type=Path, default=Path(), metavar="DIR")
    rendering.add_argument("--renderer", choices=("auto", "quarto", "press"), default="auto")
    for command in (audit, figure):
        command.add_argument("--output", type=Path, metavar="FILE", help="write there instead")
    for command in (audit, show, sealing, figure):
        command.add_argument("--data", type=Path, metavar="DIR", help="use another folder of data")
    for command in (audit, show, figure):
        command.add_argument(
            "--assume",
            action="append",
            default=[],
            metavar="ID=VALUE",
            help="change an assumption of assumptions.csv; the settings in the JSON list them",
        )
    runs = {audit: _audit, show: _show, sealing: _seal, figure: _figure, rendering: render}
    for command, run in runs.items():
        command.set_defaults(run=run)
    return parser


# What is judged ----------------------------------------------------------------------------------


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
    try:
        return load_report(folder_of(options), typed_file, changes)
    except UnknownAssumptionError as error:
        raise CallError(f"--assume: {error}") from None


def ledger_of(options: argparse.Namespace, report: Report | None = None) -> Ledger:
    """Return the ledger of the report that a call asks for, or of another one from its folder."""
    report = report_of(options) if report is None else report
    return build_ledger(report, load_expected(report, folder_of(options)))


# What is done ------------------------------------------------------------------------------------


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
    write_output(f"Written: {seal(folder)}\n", None)
    return 0


def _show(options: argparse.Namespace) -> int:
    ledger = ledger_of(options)
    if options.id not in ledger.by_id:
        near = [name for name in ledger.by_id if options.id in name or name in options.id][:5]
        hint = f"near it: {', '.join(near)}" if near else "recount audit --format csv lists them"
        raise CallError(f"no entry {options.id!r}; {hint}")
    write_output(explain(ledger, ledger[options.id]), None)
    return 0


def _figure(options: argparse.Namespace) -> int:
    number, file = options.number, options.file
    if file is not None and not file.is_file():
        raise CallError(f"--file: found {str(file)!r}, expected a CSV file")
    report = report_of(options, None if file is None else (number, file))
    try:
        figure = report.figure(number)
    except ValueError as error:
        raise CallError(str(error)) from None
    if options.template:
        write_output(template(report, figure), options.output)
        return 0
    # Numbers of other figures say nothing here.
    numbers = report.typed.get(number, ())
    ledger = ledger_of(options, replace(report, typed={number: numbers} if numbers else {}))
    touched = [entry for entry in ledger.entries if entry.with_figures is not None]
    if options.format == "json":
        claims = [entry_to_json(ledger, entry) for entry in touched]
        found = {"figure": number, "numbers": len(numbers), "claims": claims}
        write_output(json.dumps(found, indent=1, ensure_ascii=False) + "\n", options.output)
        return 1 if ledger.refuted else 0
    lines = [f"Figure {number} (page {figure.page}): {figure.title}", ""]
    if numbers:
        lines.append(f"{counted(len(numbers), 'number')} typed in. What they say of each claim:")
    else:
        lines.append(f"No number is typed in yet ({figure.form}.csv)")
    for entry in touched:
        text = f"{entry.statement}. {say(ledger, entry).with_figures} "
        text += f"By the text alone: {entry.verdict}."
        verdict = entry.with_figures and entry.with_figures.verdict
        lines += ["", f"{verdict}: {entry.id} (page {entry.page})"]
        lines += textwrap.wrap(text, 96, initial_indent="  ", subsequent_indent="  ")
    write_output("\n".join(lines) + "\n", options.output)
    return 1 if ledger.refuted else 0


# What is written ---------------------------------------------------------------------------------


def write_output(text: str, path: Path | None) -> None:
    """Print a text, or write it to a file that is put in place only when it is complete."""
    if path is None:
        _print(text)
        return
    content, part = text.encode(), path.parent / f".{path.name}.{os.getpid()}"
    try:
        if path.is_dir() or not path.parent.is_dir():
            expected = "a file in a folder that exists"
            raise CallError(f"--output: found {str(path)!r}, expected {expected}")
        if path.exists() and not path.is_file():  # a device or a pipe is written to, never replaced
            path.write_bytes(content)
        else:
            part.write_bytes(content)
            part.replace(path)
    except OSError as error:
        raise CallError(f"--output: {str(path)!r} cannot be written ({error.strerror})") from None
    finally:
        with suppress(OSError):
            part.unlink()


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
