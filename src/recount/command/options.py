"""What the commands share: options, the ledger that they ask for, results written whole."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from recount.ledger import Ledger, build_ledger, load_expected
from recount.report import Report, UnknownAssumptionError, default_folder, load_report

__all__ = ["CallError", "add_data_options", "changes_of", "folder_of", "ledger_of", "report_of"]
__all__ += ["discard_output", "write_output"]


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
    report = report_of(options) if report is None else report
    return build_ledger(report, load_expected(report, folder_of(options)))


def discard_output() -> None:
    """Let go of what is left to print, as nobody can read it: nothing is flushed at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def write_output(text: str, path: Path | None) -> None:
    """Print a text, or write it to a file that is put in place only when it is complete.

    Raises:
        CallError: If it cannot be written; an older file is then untouched.
        BrokenPipeError: If a reader has seen enough of what is printed.
    """
    if path is None:
        _print(text)
        return
    name = None
    try:
        if "\0" in str(path) or path.is_dir() or not path.parent.is_dir():
            expected = "a file in a folder that exists"
            raise CallError(f"--output: found {str(path)!r}, expected {expected}")
        if path.exists() and not path.is_file():  # a device or a pipe is written to, never replaced
            path.write_text(text, encoding="utf-8", newline="\n")
            return
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:60]}.")
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        # A temporary file is for its owner alone; the result has the mode of any new file.
        mask = os.umask(0)
        os.umask(mask)
        Path(name).chmod(0o666 & ~mask)
        Path(name).replace(path)
    except BaseException as error:
        if name is not None:
            Path(name).unlink(missing_ok=True)
        if isinstance(error, OSError):
            message = f"--output: {str(path)!r} cannot be written ({error.strerror})"
            raise CallError(message) from None
        raise


def _print(text: str) -> None:
    if sys.stdout is None:
        raise CallError("standard output is closed; --output FILE writes to a file")
    # A terminal that cannot show a letter shows a question mark instead.
    encoding = sys.stdout.encoding or "utf-8"
    try:
        sys.stdout.write(text.encode(encoding, "replace").decode(encoding))
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        discard_output()
        raise CallError(f"standard output cannot be written ({error.strerror})") from None
