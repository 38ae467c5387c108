"""The command line: `python -m press render | check | serve`."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from press.problems import PressError
from press.project import read_book
from press.render import check, render
from press.serve import server

__all__ = ["main"]

_FORMATS = {"html": ("html",), "typst": ("typst",), "all": ("html", "typst")}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code: 0 done, 1 the book has problems."""
    options = _parser().parse_args(arguments)
    # Ended politely, press leaves nothing half made behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        return int(options.run(options))
    except PressError as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        count = len(error.problems)
        print(f"press: {count} problem{'s' if count > 1 else ''}; nothing written", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="press", description="Render a Quarto book without Quarto."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, run, text in (
        ("render", _render, "render the site and the PDF"),
        ("check", _check, "look for what press refuses and for broken references; run nothing"),
        ("serve", _serve, "show the finished site on this machine"),
    ):
        command = commands.add_parser(name, help=text, description=text)
        command.add_argument("project", nargs="?", type=Path, default=Path(), metavar="PROJECT")
        command.set_defaults(run=run)
        if name == "render":
            command.add_argument("--to", choices=sorted(_FORMATS), default="all")
        if name != "check":
            command.add_argument("--output", metavar="DIR", help="the site's directory")
        if name == "serve":
            command.add_argument("--port", type=_port, default=8000)
    return parser


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65535:
        raise argparse.ArgumentTypeError(f"{port} is no port: 0 to 65535 are")
    return port


def _render(options: argparse.Namespace) -> int:
    report = render(
        options.project,
        formats=_FORMATS[options.to],
        output=options.output,
        progress=lambda line: print(line, file=sys.stderr, flush=True),
    )
    made = [str(path) for path in (report.index, report.pdf) if path is not None]
    print(f"press: look at {' and '.join(made)}", file=sys.stderr)
    return 0


def _check(options: argparse.Namespace) -> int:
    check(options.project)
    print("press: nothing to refuse", file=sys.stderr)
    return 0


def _serve(options: argparse.Namespace) -> int:
    book = read_book(options.project.resolve())
    site = Path(options.output or book.root / book.output_dir)
    if "\0" in str(site) or not (site / "index.html").is_file():
        print(f"press: there is no site in {site}; render it first", file=sys.stderr)
        return 1
    try:
        opened = server(site.resolve(), options.port)
    except OSError as error:
        print(f"press: the port {options.port} cannot be used: {error}", file=sys.stderr)
        return 1
    with opened as running:
        print(f"press: http://127.0.0.1:{running.server_port}/ (Ctrl-C ends)", file=sys.stderr)
        try:
            running.serve_forever()
        except KeyboardInterrupt:
            print(file=sys.stderr)
    return 0
