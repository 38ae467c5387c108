"""The command line: what is asked, and the exit code that answers.

Exit 0: every verdict is the expected one. 1: some is not, or numbers typed in from a figure prove a
claim false. 2: the data or the call is wrong. 70: a fault of the program itself.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import textwrap
import traceback
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from recount.command.options import (
    CallError,
    add_data_options,
    discard_output,
    folder_of,
    ledger_of,
    report_of,
    write_output,
)
from recount.command.render import add_render_command
from recount.ledger import FORMATS, Entry, Ledger, entry_to_json, explain, say
from recount.report import DataProblems, Figure, load_report, template
from recount.report.transcription import cross_checks, seal, unsealed
from recount.words import counted

__all__ = ["main"]

BUG = (
    "recount: this is a bug of recount, not of the data. Please report it with the lines above, "
    "the call and the data."
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code.

    Args:
        arguments: The words after ``recount``; those of the process when None.

    Example:
        >>> main(["show", "t1-total"])  # doctest: +ELLIPSIS
        t1-total: agrees
        ...
        0
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
    except BrokenPipeError:
        # The reader has seen enough.
        discard_output()
        return 128 + signal.SIGPIPE
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
        epilog="Exit 0: every verdict is the expected one; 1: some is not, or numbers typed in "
        "from a figure prove a claim false; 2: bad data or call; 70: a bug of recount.",
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    audit = commands.add_parser("audit", help="judge every entry and say what disagrees")
    audit.add_argument("--format", choices=tuple(FORMATS), default="summary")
    audit.add_argument(
        "--output", type=Path, metavar="FILE", help="write there instead of printing"
    )
    audit.set_defaults(run=_audit)
    show = commands.add_parser("show", help="explain one entry step by step")
    show.add_argument("id", metavar="ID", help="id of an entry, such as recount audit lists them")
    show.set_defaults(run=_show)
    for command in (audit, show):
        add_data_options(command)
    sealing = commands.add_parser(
        "seal", help="take the data files over as reviewed: write their sums beside their folder"
    )
    sealing.add_argument("--data", type=Path, metavar="DIR", help="folder of published data")
    sealing.set_defaults(run=_seal)
    _add_figure_command(commands)
    add_render_command(commands)
    return parser


def _audit(options: argparse.Namespace) -> int:
    ledger = ledger_of(options)
    folder = folder_of(options)
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


def _add_figure_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser(
        "figure",
        help="judge numbers typed in from a figure",
        description="Judge the claims beside a figure from the numbers that it prints: counts, "
        "percentages, missing cases, odds ratios, any mix of them.",
        epilog="Exit code 0: the numbers prove no claim false; 1: they do; 2: bad data or call.",
    )
    command.add_argument("number", type=int, metavar="N", help="number of the figure")
    what = command.add_mutually_exclusive_group()
    what.add_argument("--template", action="store_true", help="write the empty file of the figure")
    what.add_argument(
        "--file", type=Path, metavar="FILE", help="numbers to judge without installing them"
    )
    command.add_argument("--format", choices=["text", "json"], default="text")
    command.add_argument("--output", type=Path, metavar="FILE", help="write there instead")
    add_data_options(command)
    command.set_defaults(run=_figure)


def _figure(options: argparse.Namespace) -> int:
    number, file = options.number, options.file
    if file is not None and ("\0" in str(file) or not file.is_file()):
        raise CallError(f"--file: found {str(file)!r}, expected a CSV file")
    report = report_of(options, None if file is None else (number, file))
    try:
        figure = report.figure(number)
    except ValueError as error:
        raise CallError(str(error)) from None
    if options.template:
        write_output(template(report, figure), options.output)
        return 0
    numbers = report.typed.get(number, ())
    # Numbers of other figures say nothing here.
    ledger = ledger_of(options, replace(report, typed={number: numbers} if numbers else {}))
    touched = [entry for entry in ledger.entries if entry.with_figures is not None]
    if options.format == "json":
        found = {
            "figure": number,
            "numbers": len(numbers),
            "claims": [entry_to_json(ledger, entry) for entry in touched],
        }
        text = json.dumps(found, indent=1, ensure_ascii=False) + "\n"
    else:
        text = _figure_as_text(ledger, figure, len(numbers), touched)
    write_output(text, options.output)
    return 1 if ledger.refuted else 0


def _figure_as_text(ledger: Ledger, figure: Figure, numbers: int, touched: list[Entry]) -> str:
    lines = [f"Figure {figure.number} (page {figure.page}): {figure.title}", ""]
    if not numbers:
        lines.append(f"No number is typed in yet ({figure.form}.csv)")
        return "\n".join(lines) + "\n"
    lines.append(f"{counted(numbers, 'number')} typed in. What they say of each claim:")
    for entry in touched:
        assert entry.with_figures is not None
        lines += ["", f"{entry.with_figures.verdict}: {entry.id} (page {entry.page})"]
        text = (
            f"{entry.statement}. {say(ledger, entry).with_figures} "
            f"By the text alone: {entry.verdict}."
        )
        lines += textwrap.wrap(text, 96, initial_indent="  ", subsequent_indent="  ")
    return "\n".join(lines) + "\n"
