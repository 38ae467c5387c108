"""Runs chapters in IPython, in processes of its own: `python worker.py JSON`.

It is told pairs of pipes, the seconds that a part may take, and the modules to load first; then it
becomes a process for each pair. Each line that one reads is a chapter: a JSON list of its parts,
each the code of a cell (a text) or the expressions of inline code (a list of texts). It answers a
line for each part, until one fails: ``{"outputs": [...]}``, ``{"values": [...]}`` or
``{"error": ..., "line": ..., "traceback": ...}``.
"""

from __future__ import annotations

import gc
import importlib
import json
import logging
import os
import re
import signal
import sys
import warnings
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from traitlets.config import Config

__all__ = ["main"]

# Objects made between two sweeps of memory. Packages make many that stay: sweeps find nothing.
_SWEEP = 500_000
_CELL_LINE = re.compile(r"Cell (?:In)?\s*\[\d+\], line (\d+)")


def _shown(data: Mapping[str, Any]) -> dict[str, str]:
    """Return representations by type; of what is no text only the type is of use."""
    return {kind: value if isinstance(value, str) else "" for kind, value in data.items()}


def main() -> None:
    """Answer until there is nothing more to read."""
    pairs, limit, modules = json.loads(sys.argv.pop())
    gc.set_threshold(_SWEEP)
    # A library's log is not the book's output.
    logging.lastResort = None
    logging.raiseExceptions = False
    # The project's folder, as in a notebook.
    sys.path.insert(0, "")
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors, config.InteractiveShell.xmode = "nocolor", "Context"
    shell: Any = InteractiveShell.instance(config=config, user_ns={})
    for name in modules:
        with suppress(Exception):  # a cell that wants it will say so
            importlib.import_module(name)
    mine = next((pair for pair in pairs[1:] if not os.fork()), pairs[0])
    for number in (end for pair in pairs if pair != mine for end in pair):
        os.close(number)
    asked, answers = os.fdopen(mine[0]), os.fdopen(mine[1], "w")
    home, environment = Path.cwd(), dict(os.environ)
    for line in asked:
        # No chapter may rest on another.
        os.chdir(home)
        os.environ.clear()
        os.environ.update(environment)
        _reset(shell)
        with warnings.catch_warnings():
            for part in json.loads(line):
                signal.alarm(limit)
                answer = _cell(shell, part) if isinstance(part, str) else _inline(shell, part)
                signal.alarm(0)
                print(json.dumps(answer), file=answers, flush=True)
                if "error" in answer:
                    break


def _reset(shell: Any) -> None:
    """Forget the names of the chapter before, and its settings of drawings."""
    if "matplotlib" in sys.modules:
        sys.modules["matplotlib"].rc_file_defaults()
    # The reset sweeps all of memory, which takes longer than most cells; what is frozen stays out.
    gc.freeze()
    shell.reset()
    gc.unfreeze()


def _cell(shell: Any, code: str) -> dict[str, Any]:
    hook: Any = DisplayHook
    quiet = hook.semicolon_at_end_of_expression(code)
    shell.ast_node_interactivity = "none" if quiet else "last_expr"
    # Within IPython's own trap, so that what is captured is not taken back.
    with shell.display_trap, capture_output() as given:
        result = shell.run_cell(code, store_history=False)
    if error := result.error_before_exec or result.error_in_exec:
        return _error(error, given.stdout.rstrip())
    printed = (("stdout", given.stdout), ("stderr", given.stderr))
    outputs: list[dict[str, Any]] = [
        {"printed": name, "text": text} for name, text in printed if text.strip()
    ]
    outputs += [{"data": _shown(output.data)} for output in given.outputs]
    if pyplot := sys.modules.get("matplotlib.pyplot"):
        outputs += [{"data": {"image/svg+xml": ""}}] if pyplot.get_fignums() else []
        pyplot.close("all")
    return {"outputs": outputs}


def _inline(shell: Any, expressions: Sequence[str]) -> dict[str, Any]:
    values = []
    for place, text in enumerate(expressions, 1):
        try:
            value = eval(text, shell.user_global_ns, shell.user_ns)
            values.append(_shown(shell.display_formatter.format(value)[0]))
        except Exception as error:
            return {**_error(error, ""), "line": place}
    return {"values": values}


def _error(error: BaseException, traceback: str) -> dict[str, Any]:
    message = f"{type(error).__name__}: {error}".split("\n")[0]
    places = _CELL_LINE.findall(traceback)
    last = "\n".join(traceback.split("\n")[-12:])
    return {"error": message, "line": int(places[0]) if places else 0, "traceback": last}


if __name__ == "__main__":
    main()
