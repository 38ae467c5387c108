"""``recount figure N``: judge the numbers that a reader typed in from a figure.

Exit 0: no claim is proved false by the typed-in numbers; 1: some claim is; 2: the numbers, the data
or the call are wrong.
"""

from __future__ import annotations

import argparse
import json
import textwrap
from dataclasses import replace
from pathlib import Path

from recount.command.options import CallError, add_data_options, ledger_of, report_of
from recount.command.output import write_output
from recount.ledger import Entry, Ledger, entry_to_json, say
from recount.report import Figure, template
from recount.report.typed import figure_name
from recount.words import counted

__all__ = ["add_figure_command"]


def add_figure_command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
) -> None:
    """Add the sub-command to a parser."""
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
        text = _as_text(ledger, figure, len(numbers), touched)
    write_output(text, options.output)
    return 1 if ledger.refuted else 0


def _as_text(ledger: Ledger, figure: Figure, numbers: int, touched: list[Entry]) -> str:
    lines = [f"Figure {figure.number} (page {figure.page}): {figure.title}", ""]
    if not numbers:
        lines.append(f"No number is typed in yet (figures/{figure_name(figure.number)}.csv)")
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
