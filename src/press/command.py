"""The command line: `python -m press render | check | serve`."""

from __future__ import annotations

import argparse
import functools
import sys
from collections.abc import Sequence
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from press.problems import PressError, Problem
from press.project import checked_output, read_book
from press.render import check, render

__all__ = ["main", "server"]

_FORMATS = {"html": ("html",), "typst": ("typst",), "all": ("html", "typst")}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code: 0 done, 1 the book has problems."""
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
        return 0
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
    ):
        command = commands.add_parser(name, help=text, description=text)
        command.add_argument("project", nargs="?", type=Path, default=Path(), metavar="PROJECT")
        command.set_defaults(run=run)
        if name == "render":
            command.add_argument("--to", choices=sorted(_FORMATS), default="all")
        if name != "check":
            command.add_argument("--output", metavar="DIR", help="the site's directory")
        if name == "serve":
            command.add_argument("--port", type=int, default=8000)
    return parser


def _render(options: argparse.Namespace) -> None:
    formats = _FORMATS[options.to]
    site = render(options.project, formats=formats, output=options.output, progress=_tell)
    made = [path for path in (site / "index.html", *site.glob("*.pdf")) if path.is_file()]
    _tell(f"press: look at {' and '.join(map(str, made))}")


def _check(options: argparse.Namespace) -> None:
    check(options.project)
    _tell("press: nothing to refuse")


def _serve(options: argparse.Namespace) -> None:
    site = checked_output(read_book(options.project.resolve()), options.output, made=True)
    if not (site / "index.html").is_file():
        raise PressError(Problem(str(site), 0, "there is no site; render it first"))
    with server(site, options.port) as running:
        _tell(f"press: http://127.0.0.1:{running.server_port}/ (Ctrl-C ends)")
        running.serve_forever()


class _Handler(SimpleHTTPRequestHandler):
    extensions_map = {  # noqa: RUF012 (the base class has it so)
        **SimpleHTTPRequestHandler.extensions_map,
        ".js": "text/javascript; charset=utf-8",
        ".css": "text/css; charset=utf-8",
        ".csv": "text/csv; charset=utf-8",
        ".svg": "image/svg+xml",
    }

    def end_headers(self) -> None:
        # Always the newest build.
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing of each request."""


def server(site: Path, port: int) -> ThreadingHTTPServer:
    """Return a server of a directory on the loopback address, on a free port where it is 0."""
    handler = functools.partial(_Handler, directory=str(site))
    try:
        return ThreadingHTTPServer(("127.0.0.1", port), handler)
    except (OSError, OverflowError) as error:
        message = f"the port {port} cannot be used: {error}"
        raise PressError(Problem("--port", 0, message)) from error


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
