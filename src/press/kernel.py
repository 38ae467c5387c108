"""One Jupyter kernel for the whole book."""

from __future__ import annotations

import contextlib
import logging
import re
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from press.chapter import Cell, Prose, Source
from press.compose import Ran
from press.outputs import Output, plain_text
from press.problems import PressError, Problem
from press.project import repeatable_environment

__all__ = ["CellError", "Kernel"]


class CellError(Exception):
    """A cell that raised, took too long, or took the kernel with it.

    Attributes:
        line: Line within the cell, counted from 1; 0 where unknown.
        traceback: The last lines of what Python said.
    """

    def __init__(self, message: str, line: int = 0, traceback: str = "") -> None:
        super().__init__(message)
        self.line = line
        self.traceback = traceback


class Kernel:
    """A running kernel. Every call must come from the thread that made it.

    Args:
        cwd: Working directory of the cells.
        environment: What `_environment` sets.
        time_limit: Seconds that one cell may take.
    """

    def __init__(
        self,
        cwd: Path,
        environment: Mapping[str, str],
        time_limit: int = 300,
    ) -> None:
        # Imported here because the import takes longer than reading the whole book.
        import nbformat
        from jupyter_client.manager import AsyncKernelManager
        from nbclient import NotebookClient

        self._new_cell: Any = nbformat.v4.new_code_cell
        new_notebook: Any = nbformat.v4.new_notebook
        self._limit = time_limit
        self._ended = False
        self._profile = tempfile.TemporaryDirectory(prefix="press-")
        settings = Path(self._profile.name)
        assets = files("press") / "assets"
        profile = settings / "profile_default"
        profile.mkdir()
        # The kernel's settings, in place of the reader's own profile: figures as SVG, no history.
        config = (assets / "ipython_kernel_config.json").read_text(encoding="utf-8")
        (profile / "ipython_kernel_config.json").write_text(config, encoding="utf-8")
        rc = (assets / "matplotlibrc").read_text(encoding="utf-8")
        (settings / "matplotlibrc").write_text(rc, encoding="utf-8")
        env = repeatable_environment(environment)
        env["IPYTHONDIR"] = str(settings)
        env["MATPLOTLIBRC"] = str(settings / "matplotlibrc")
        manager = AsyncKernelManager(kernel_name="python3", log=_quiet_log())
        if sys.platform != "win32":
            # Sockets in the file system: nothing of the book's cells passes through a port.
            manager.transport = "ipc"
            manager.ip = str(settings / "kernel")
        # The client's own types do not know that its parts are there once it has started.
        self._client: Any = NotebookClient(
            new_notebook(),
            km=manager,
            timeout=time_limit,
            startup_timeout=60,
            allow_errors=True,
            record_timing=False,
            resources={"metadata": {"path": str(cwd)}},
            log=_quiet_log(),
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # What the kernel says of itself is not the book's output, which comes as messages.
            quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            self._client.start_new_kernel(env=env, **quiet)
            self._client.start_new_kernel_client()
        self._start = (assets / "chapter_start.ipy").read_text(encoding="utf-8")

    def run_chapter(self, source: Source) -> Ran:
        """Run a chapter, knowing nothing of those before, and return what each part gave.

        Raises:
            PressError: At its first cell that fails.
        """
        found: list[Sequence[Mapping[str, Any]]] = []
        try:
            self.run(self._start)
        except CellError as error:
            raise PressError(Problem(source.entry.path, 1, str(error))) from error
        for part in source.parts:
            try:
                if isinstance(part, Prose):
                    found.append(self.evaluate([text for text, _ in part.expressions]))
                else:
                    runs = part.options.get("eval", True)
                    found.append(self.run("\n".join(part.code)) if runs else [])
            except CellError as error:
                raise PressError(_failure(part, error)) from error
        return found

    def run(self, code: str) -> Sequence[Output]:
        """Run a cell and return its outputs in order, as nbformat describes them.

        Raises:
            CellError: If it raised, took too long, or ended the kernel.
        """
        from nbclient.exceptions import CellTimeoutError, DeadKernelError

        if self._ended:
            raise CellError("an earlier cell ended the Python process")
        cell = self._new_cell(code)
        self._client.nb.cells = [cell]
        try:
            self._client.execute_cell(cell, 0)
        except CellTimeoutError as error:
            raise CellError(f"the cell took more than {self._limit} seconds") from error
        except DeadKernelError as error:
            self._ended = True
            raise CellError("the cell ended the Python process") from error
        for output in cell.outputs:
            if output["output_type"] == "error":
                raise _raised(output["traceback"], output["ename"], output["evalue"])
        return list(cell.outputs)

    def evaluate(self, expressions: Sequence[str]) -> list[Mapping[str, str]]:
        """Evaluate the expressions of inline code, as Quarto does it.

        Returns:
            For each expression, its representations by MIME type.

        Raises:
            CellError: If one raises; `line` is then its position in the list, from 1.
        """
        from jupyter_core.utils import run_sync

        if not expressions:
            return []
        if self._ended:
            raise CellError("an earlier cell ended the Python process")

        async def ask() -> Any:
            return await self._client.kc.execute(
                "",
                silent=True,
                user_expressions={str(i): text for i, text in enumerate(expressions)},
                reply=True,
                timeout=self._limit,
            )

        try:
            reply = run_sync(ask)()["content"]
        except TimeoutError as error:
            raise CellError(f"inline code took more than {self._limit} seconds") from error
        found = []
        for index in range(len(expressions)):
            result = reply["user_expressions"][str(index)]
            if result["status"] != "ok":
                raise CellError(f"{result['ename']}: {result['evalue']}", index + 1)
            found.append(result["data"])
        return found

    def kill(self) -> None:
        """End the kernel's process at once, from any thread: there is nothing in it to save."""
        with contextlib.suppress(Exception):
            self._client.km.provisioner.process.kill()

    def close(self) -> None:
        """Close what belongs to the kernel."""
        from jupyter_core.utils import run_sync

        with contextlib.suppress(Exception):
            run_sync(self._client.km.shutdown_kernel)(now=True)
        with contextlib.suppress(Exception):
            self._client.kc.stop_channels()
        self._profile.cleanup()


def _failure(part: Prose | Cell, error: CellError) -> Problem:
    if isinstance(part, Prose):
        expression, line = part.expressions[max(error.line - 1, 0)]
        return line.problem(f"inline code `{expression}` failed: {error}")
    place = part.code_line + error.line - 1 if error.line else part.line
    label = f" `{part.label}`" if part.label else ""
    message = f"the cell{label} failed: {error}"
    if error.traceback:
        message += "\n" + "\n".join(f"    {text}" for text in error.traceback.split("\n"))
    return Problem(part.file, place, message)


def _quiet_log() -> logging.Logger:
    log = logging.getLogger("press.kernel")
    log.addHandler(logging.NullHandler())
    log.propagate = False
    return log


_CELL_LINE = re.compile(r"Cell (?:In)?\s*\[\d+\], line (\d+)")


def _raised(traceback: Sequence[str], name: str, value: str) -> CellError:
    text = plain_text("\n".join(traceback))
    places = _CELL_LINE.findall(text)
    last = "\n".join(text.rstrip().split("\n")[-12:])
    first_line = (value or "").split("\n")[0]
    return CellError(f"{name}: {first_line}", int(places[0]) if places else 0, last)
