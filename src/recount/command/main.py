"""The command line: what is asked, and the exit code that answers.

Exit 0: every verdict is the expected one. 1: some is not, or numbers typed in from a figure prove a
claim false. 2: the data or the call is wrong. 70: a fault of the program itself.
"""

from __future__ import annotations

import argparse
import signal
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from recount.command.figure import add_figure_command
from recount.command.options import CallError, add_data_options, folder_of, ledger_of
from recount.command.output import discard_output, write_output
from recount.command.render import add_render_command
from recount.report import DataProblems, load_report

__all__ = ["main"]

FORMATS = ("json", "csv", "markdown", "junit")
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
        code = int(options.run(options))
        sys.stdout.flush()
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
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="recount",
        description="Recompute every percentage and significance claim of a published report.",
        epilog="Exit 0: every verdict is the expected one; 1: some is not, or numbers typed in "
        "from a figure prove a claim false; 2: bad data or call; 70: a bug of recount.",
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    audit = commands.add_parser("audit", help="judge every entry and say what disagrees")
    audit.add_argument("--format", choices=FORMATS, default="summary")
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
    add_figure_command(commands)
    add_render_command(commands)
    return parser


def _audit(options: argparse.Namespace) -> int:
    # Imported here: help and faults of the call need no engine.
    from recount.ledger.formats import FORMATS as WRITERS
    from recount.report.transcription import cross_checks, unsealed

    ledger = ledger_of(options)
    folder = folder_of(options)
    bibliography = folder.absolute().parent.parent / "references.bib"
    problems = cross_checks(ledger.report, bibliography if bibliography.is_file() else None)
    problems = problems or unsealed(folder)
    if problems:
        raise DataProblems(problems)
    write_output(WRITERS[options.format](ledger), options.output)
    return 1 if ledger.unexpected or ledger.refuted else 0


def _seal(options: argparse.Namespace) -> int:
    from recount.report.transcription import seal

    folder = folder_of(options)
    load_report(folder)
    print(f"Written: {seal(folder)}")
    return 0


def _show(options: argparse.Namespace) -> int:
    from recount.ledger.explain import explain

    ledger = ledger_of(options)
    if options.id not in ledger.by_id:
        near = [name for name in ledger.by_id if options.id in name or name in options.id][:5]
        hint = f"near it: {', '.join(near)}" if near else "recount audit --format csv lists them"
        raise CallError(f"no entry {options.id!r}; {hint}")
    write_output(explain(ledger, ledger[options.id]), None)
    return 0
