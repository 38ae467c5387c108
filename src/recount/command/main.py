"""The command line: what is asked, and the exit code that answers.

Exit 0: every verdict is the expected one. 1: some is not. 2: the data or the call is wrong.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from recount.command.figure import add_figure_command
from recount.command.output import write_output
from recount.command.render import add_render_command
from recount.ledger import Ledger, open_ledger
from recount.ledger.explain import explain
from recount.ledger.formats import FORMATS
from recount.published import DataError, default_folder, load_published
from recount.verdicts import Assumed

__all__ = ["main"]


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
    options = parser.parse_args(arguments)
    try:
        return int(options.run(options))
    except DataError as error:
        print(f"recount: the data is not as it should be\n{error}", file=sys.stderr)
    except (ValueError, KeyError, OSError) as error:
        message = error.args[0] if isinstance(error, KeyError) and error.args else error
        print(f"recount: {message}", file=sys.stderr)
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="recount",
        description="Recompute every percentage and significance claim of a published report.",
        epilog="Exit 0: every verdict is the expected one; 1: some is not; 2: bad data or call.",
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    audit = commands.add_parser("audit", help="judge every entry and say what disagrees")
    audit.add_argument(
        "--format", choices=[name for name in FORMATS if name != "summary"], default="summary"
    )
    audit.add_argument(
        "--output", type=Path, metavar="FILE", help="write there instead of printing"
    )
    audit.set_defaults(run=_audit)
    show = commands.add_parser("show", help="explain one entry step by step")
    show.add_argument("id", metavar="ID", help="id of an entry, such as p22-one-pubescent")
    show.set_defaults(run=_show)
    for command in (audit, show):
        add_data_options(command)
    add_figure_command(commands, add_data_options)
    add_render_command(commands)
    return parser


def add_data_options(command: argparse.ArgumentParser) -> None:
    """Add the options that choose the data and the assumptions."""
    command.add_argument(
        "--data", type=Path, metavar="DIR", help="folder of published data to use instead"
    )
    command.add_argument(
        "--assume",
        action="append",
        default=[],
        metavar="ID=VALUE",
        help="change an assumption of assumptions.csv, such as unknown-complete=230",
    )


def folder_of(options: argparse.Namespace) -> Path:
    """Return the data folder of a call.

    Raises:
        ValueError: If it does not exist.
    """
    folder: Path = options.data if options.data is not None else default_folder()
    if not folder.is_dir():
        raise ValueError(f"--data: found {str(folder)!r}, expected a folder with datapackage.json")
    return folder


def changes_of(options: argparse.Namespace) -> dict[str, str]:
    """Return the assumptions that a call changes.

    Raises:
        ValueError: If one is not written ``ID=VALUE``.
    """
    changes = {}
    for text in options.assume:
        name, sign, value = text.partition("=")
        if not sign:
            raise ValueError(f"--assume: found {text!r}, expected ID=VALUE")
        changes[name] = value
    return changes


def _ledger(options: argparse.Namespace) -> Ledger:
    folder, changes = folder_of(options), changes_of(options)
    assumed = Assumed.from_data(load_published(folder), changes) if changes else None
    return open_ledger(folder, assumed)


def _audit(options: argparse.Namespace) -> int:
    ledger = _ledger(options)
    write_output(FORMATS[options.format](ledger), options.output)
    return 1 if ledger.unexpected else 0


def _show(options: argparse.Namespace) -> int:
    ledger = _ledger(options)
    if options.id not in ledger.by_id:
        near = [name for name in ledger.by_id if options.id in name or name in options.id][:5]
        hint = f"near it: {', '.join(near)}" if near else "recount audit --format csv lists them"
        raise ValueError(f"no entry {options.id!r}; {hint}")
    sys.stdout.write(explain(ledger, ledger[options.id]))
    return 0
