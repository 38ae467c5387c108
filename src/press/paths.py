"""What press reads, copies and replaces: nothing outside the project, no folder but its own."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePosixPath

from press.problems import PressError, Problem

__all__ = ["MARK", "alone", "clear", "outside", "read_text", "swapped_in", "write_file"]

# Stands in every folder that press makes: only such a folder is ever replaced or removed.
MARK = ".press-made"


def outside(root: Path, name: str) -> str:
    """Return what keeps a path that a project names from being a place within it, or nothing."""
    if not name or "\0" in name:
        return "is no path"
    parts = PurePosixPath(name)
    if parts.is_absolute() or ".." in parts.parts:
        return "lies outside the project"
    try:
        inside = (root / name).resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError) as error:
        return f"cannot be read: {error}"
    return "" if inside else "leads outside the project"


@contextmanager
def alone(*folders: Path, waiting: Callable[[], None]) -> Iterator[None]:
    """Hold the folders: another render in one of them waits until this one has ended."""
    with ExitStack() as held:
        for folder in sorted({folder.resolve() for folder in folders}):
            number = os.open(folder, os.O_RDONLY)
            held.callback(os.close, number)
            try:
                fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                waiting()
                fcntl.flock(number, fcntl.LOCK_EX)
            except OSError:  # a file system that knows no such thing
                continue
        yield


@contextmanager
def swapped_in(output: Path) -> Iterator[tuple[Path, Callable[[], None]]]:
    """Yield an empty folder that takes the output's place, and what puts it there before the end.

    Where something fails, even then, the old folder stands there again.
    """
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        # Beside the output, so that putting it in place is a rename within one file system.
        fresh = Path(tempfile.mkdtemp(prefix=f".{output.name}-", dir=output.parent))
        (fresh / MARK).write_text("press made this folder and may replace it.\n", encoding="utf-8")
    except OSError as error:
        raise PressError(Problem(output.name, 0, f"cannot be written: {error}")) from error
    old = fresh.with_name(fresh.name + "-old")

    def show() -> None:
        fresh.chmod(0o755)
        if output.exists():
            output.replace(old)
        fresh.replace(output)

    try:
        yield fresh, show
        if fresh.exists():
            show()
        if old.exists():
            old.replace(fresh)  # to be removed; under its own name `clear` would put it back
    except BaseException:
        if old.exists():
            if output.exists():
                output.replace(fresh)
            old.replace(output)
        raise
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def clear(output: Path) -> None:
    """Remove what ended renders left beside a site, and put back one that they moved aside."""
    for left in sorted(output.parent.glob(f".{output.name}-*")):
        if not (left / MARK).is_file():
            continue
        if left.name.endswith("-old"):
            shutil.rmtree(output, ignore_errors=True)
            left.replace(output)
        else:
            shutil.rmtree(left, ignore_errors=True)


def write_file(folder: Path, name: str, content: bytes) -> None:
    """Write a file within a folder, and the folders above it; it is whole at every moment."""
    if wrong := outside(folder, name):
        raise PressError(Problem(name, 0, f"{wrong}: nothing is written there"))
    try:
        part = folder / f"{name}.press-part"
        part.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content)
        part.replace(folder / name)
    except OSError as error:
        raise PressError(Problem(name, 0, f"cannot be written: {error}")) from error


def read_text(root: Path, name: str) -> str:
    r"""Return the text of a project's file, with `\n` at the ends of its lines."""
    try:
        content = (root / name).read_bytes()
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") + 1
        raise PressError(Problem(name, line, f"is not UTF-8: {error.reason}")) from error
    except OSError as error:
        raise PressError(Problem(name, 0, f"cannot be read: {error.strerror}")) from error
    if "\0" in text:
        raise PressError(Problem(name, text[: text.index("\0")].count("\n") + 1, "holds a NUL"))
    return text.replace("\r\n", "\n").replace("\r", "\n")
