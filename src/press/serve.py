"""A look at the site, finished or in the making: a small server for this machine only."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from press.kept import Kept, digest
from press.paths import read_text
from press.problems import PressError
from press.project import read_book
from press.render import render

__all__ = ["preview", "server"]


class _Handler(SimpleHTTPRequestHandler):
    extensions_map = {  # noqa: RUF012 (the base class has it so)
        **SimpleHTTPRequestHandler.extensions_map,
        ".js": "text/javascript; charset=utf-8",
        ".css": "text/css; charset=utf-8",
        ".csv": "text/csv; charset=utf-8",
        ".svg": "image/svg+xml",
        ".wasm": "application/wasm",
    }

    def end_headers(self) -> None:
        # A preview always shows the newest build.
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing of each request."""


def server(site: Path, port: int) -> ThreadingHTTPServer:
    """Return a server of a directory on the loopback address.

    Args:
        site: The directory.
        port: The port; 0 takes a free one.
    """
    handler = functools.partial(_Handler, directory=str(site))
    return ThreadingHTTPServer(("127.0.0.1", port), handler)


def preview(project: Path, site: Path, told: Callable[[str], None]) -> None:
    """Render a site anew whenever a file of the project changes, until interrupted.

    The pages are shown as soon as they are written; the PDF follows.

    Args:
        project: The project.
        site: Its site.
        told: Is given a line for what happens.
    """
    shown = ""
    while True:
        state = _state(project, site)
        if state != shown:
            shown = state
            try:
                render(project, output=site, progress=told, pages_first=True)
            except PressError as error:
                told(f"{error}\npress: waiting for a change")
        time.sleep(0.5)


def _state(project: Path, site: Path) -> str:
    """Name what a render of a project depends on; also of one that cannot be read."""
    try:
        book = read_book(project)
        chapters = [read_text(book.root, entry.path) for entry in book.entries]
        return digest(Kept(book, site).state(), chapters)
    except PressError as error:
        return str(error)
