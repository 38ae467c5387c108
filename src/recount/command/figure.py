"""``recount figure N``: judge the counts that a reader typed in from a figure.

Exit 0: no claim is proved false by the typed-in numbers; 1: some claim is; 2: the numbers, the data
or the call are wrong.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path

__all__ = ["add_figure_command"]


def add_figure_command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    add_data_options: Callable[[argparse.ArgumentParser], None],
) -> None:
    """Add the sub-command to a parser."""
    command = commands.add_parser(
        "figure",
        help="judge numbers typed in from a figure",
        description="Judge the claims beside a figure from the numbers that it prints: counts, "
        "percentages, missing cases, odds ratios, any mix of them.",
        epilog="Exit code 0: the numbers prove no claim false; 1: they do; 2: bad data or call.",
    )
    command.add_argument("number", type=int, metavar="N", help="number of the figure, 1 to 24")
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
    # Imported here: main imports this module, and the audit does not need the figures.
    from recount.command.main import changes_of, folder_of
    from recount.command.output import write_output
    from recount.figures import describe, judge_figure, result_to_json

    folder = folder_of(options)
    if options.template:
        write_output(_template(options.number, folder), options.output)
        return 0
    if options.file is not None and not options.file.is_file():
        raise ValueError(f"--file: found {str(options.file)!r}, expected a CSV file")
    result = judge_figure(options.number, folder, options.file, changes_of(options))
    if options.format == "json":
        text = json.dumps(result_to_json(result), indent=1, ensure_ascii=False) + "\n"
    else:
        text = describe(result)
    write_output(text, options.output)
    return 1 if result.failing else 0


def _template(number: int, folder: Path) -> str:
    from recount.figures import figure_table, template
    from recount.figures.questions import readings_of_figures
    from recount.published import load_published
    from recount.published.descriptor import read_descriptor

    published = load_published(folder)
    readings = readings_of_figures(read_descriptor(folder), folder)
    return template(published, figure_table(published, number), readings)
