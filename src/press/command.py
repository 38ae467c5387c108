"""The command line: `python -m press render | check | serve | preview`."""

from __future__ import annotations

import argparse
import sys
import threading
from collections.abc import Sequence
from http.server import ThreadingHTTPServer
from pathlib import Path

from press.paths import checked_output
from press.problems import PressError, Problem
from press.project import read_book
from press.render import check, render
from press.serve import preview, server

__all__ = ["main"]

_FORMATS = {"html": ("html",), "typst": ("typst",), "all": ("html", "typst")}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code: 0 done, 1 the book has problems."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except PressError as error:
        for problem in error.problems:
            _tell(str(problem))
        count = len(error.problems)
        _tell(f"press: {count} problem{'s' if count > 1 else ''}; nothing written")
    except OSError as error:
        _tell(f"press: {error}; nothing written")
    except KeyboardInterrupt:
        _tell("press: ended")
        return 130
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
        ("preview", _preview, "show the site on this machine, and anew after each change"),
    ):
        command = commands.add_parser(name, help=text, description=text)
        command.add_argument("project", nargs="?", type=Path, default=Path(), metavar="PROJECT")
        command.set_defaults(run=run)
        if name == "render":
            command.add_argument("--to", choices=sorted(_FORMATS), default="all")
        if name != "check":
            command.add_argument("--output", metavar="DIR", help="the site's directory")
        if name in ("serve", "preview"):
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
        progress=_tell,
    )
    made = [str(path) for path in (report.index, report.pdf) if path is not None]
    _tell(f"press: look at {' and '.join(made)}")
    return 0


def _check(options: argparse.Namespace) -> int:
    check(options.project)
    _tell("press: nothing to refuse")
    return 0


def _serve(options: argparse.Namespace) -> int:
    site = _site(options)
    if not (site / "index.html").is_file():
        _tell(f"press: there is no site in {site}; render it first")
        return 1
    with _server(site, options.port) as running:
        running.serve_forever()
    return 0


def _preview(options: argparse.Namespace) -> int:
    site = _site(options)
    with _server(site, options.port) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        preview(options.project.resolve(), site, _tell)
    return 0


def _server(site: Path, port: int) -> ThreadingHTTPServer:
    try:
        opened = server(site, port)
    except OSError as error:
        raise PressError(
            Problem("--port", 0, f"the port {port} cannot be used: {error}")
        ) from error
    _tell(f"press: http://127.0.0.1:{opened.server_port}/ (Ctrl-C ends)")
    return opened


def _site(options: argparse.Namespace) -> Path:
    book = read_book(options.project.resolve())
    if options.output is not None:
        return checked_output(book.root, options.output, made=True)
    place = book.config.line("project", "output-dir")
    return checked_output(book.root, book.output_dir, "_quarto.yml", place, made=True)


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
