"""Options that every command on data has, and the ledger that they ask for."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from recount.report import Report, UnknownAssumptionError, default_folder, load_report

if TYPE_CHECKING:
    from recount.ledger import Ledger

__all__ = ["CallError", "add_data_options", "changes_of", "folder_of", "ledger_of", "report_of"]


class CallError(Exception):
    """A call that cannot be answered, told as: what was found, what was expected."""


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
        help="change an assumption of assumptions.csv; the settings in the JSON list them",
    )


def folder_of(options: argparse.Namespace) -> Path:
    """Return the data folder of a call.

    Raises:
        CallError: If it does not exist.
    """
    folder: Path = options.data if options.data is not None else default_folder()
    if "\0" in str(folder) or not folder.is_dir():
        raise CallError(f"--data: found {str(folder)!r}, expected a folder with datapackage.json")
    return folder


def changes_of(options: argparse.Namespace) -> dict[str, str]:
    """Return the assumptions that a call changes.

    Raises:
        CallError: If one is not written ``ID=VALUE``.
    """
    changes = {}
    for text in options.assume:
        name, sign, value = text.partition("=")
        if not sign:
            raise CallError(f"--assume: found {text!r}, expected ID=VALUE")
        changes[name] = value
    return changes


def report_of(options: argparse.Namespace, typed_file: tuple[int, Path] | None = None) -> Report:
    """Return the report that a call asks for, its assumptions as the call changes them.

    Args:
        options: The call's options.
        typed_file: A figure's number and a file to read for it instead of the installed one.

    Raises:
        CallError: If the call names an assumption that there is not.
        DataProblems: If the data is bad.
    """
    folder, changes = folder_of(options), changes_of(options)
    try:
        return load_report(folder, typed_file, changes)
    except UnknownAssumptionError as error:
        raise CallError(f"--assume: {error}") from None


def ledger_of(options: argparse.Namespace, report: Report | None = None) -> Ledger:
    """Return the ledger of the report that a call asks for, or of another one from its folder.

    Raises:
        CallError: If the call names an assumption that there is not.
        DataProblems: If the data is bad.
    """
    # Imported here: help and faults of the call need no engine.
    from recount.ledger import build_ledger, load_expected

    report = report_of(options) if report is None else report
    return build_ledger(report, load_expected(report, folder_of(options)))
