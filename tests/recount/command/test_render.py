"""Rendering by whichever renderer is there: what it says, and that nothing outlives it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from recount.command import main
from recount.command.downloads import __file__ as downloads

#: A renderer that leaves a child of its own behind and tells its number.
QUARTO = """\
#!/bin/sh
[ "$1" = --version ] && echo {version} && exit 0
sleep 600 &
echo $! > child
{end}
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project, and a folder first on the path for a renderer."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "_quarto.yml").write_text("project:\n  type: book\n", encoding="utf-8")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=os.pathsep)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def install(project: Path, version: str = "1.9.38", end: str = "exit 0") -> None:
    file = project / "bin" / "quarto"
    file.write_text(QUARTO.format(version=version, end=end), encoding="utf-8")
    file.chmod(0o755)


def wait_until_gone(process: int) -> None:
    """Return when a process is gone; the test's own limit ends a wait in vain."""
    for _ in range(600):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return
        # A zombie waits for its parent, and does nothing any more.
        state = Path(f"/proc/{process}/stat")
        if state.is_file() and state.read_text(encoding="utf-8").split()[2] == "Z":
            return
        time.sleep(0.05)
    raise AssertionError(f"process {process} runs on")


def test_quarto_is_taken_where_it_is_and_its_search_needs_a_server(project: Path, capsys) -> None:
    install(project)
    assert main(["render"]) == 0
    said = capsys.readouterr().err
    assert "Rendering with quarto (version 1.9 is on the path)" in said
    assert "`make preview` or `quarto preview`" in said
    assert "index.html" not in said
    wait_until_gone(int((project / "child").read_text(encoding="utf-8")))


def test_a_renderer_that_fails_is_told(project: Path, capsys) -> None:
    install(project, end="exit 3")
    assert main(["render"]) == 2
    assert "quarto stopped with exit code 3" in capsys.readouterr().err


def test_a_quarto_that_is_too_old_is_refused_when_asked_for(project: Path, capsys) -> None:
    install(project, version="1.8.2")
    assert main(["render", "--renderer", "quarto"]) == 2
    assert "expected Quarto 1.9 or later" in capsys.readouterr().err


def test_what_a_renderer_started_ends_when_rendering_is_stopped(project: Path) -> None:
    install(project, end="wait")
    code = "from recount.command import main; raise SystemExit(main(['render']))"
    source = {**os.environ, "PYTHONPATH": str(Path(downloads).parents[2])}
    with subprocess.Popen([sys.executable, "-c", code], env=source) as process:
        child = project / "child"
        while not (child.is_file() and child.read_text(encoding="utf-8")):
            assert process.poll() is None
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 128 + signal.SIGTERM
    wait_until_gone(int(child.read_text(encoding="utf-8")))


def test_a_fresh_clone_is_told_what_to_do_first() -> None:
    # Without the packages: no site-packages, only this package's own source.
    call = [sys.executable, "-S", downloads]
    source = {**os.environ, "PYTHONPATH": str(Path(downloads).parents[2])}
    done = subprocess.run(call, env=source, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert "`make site`" in done.stderr
    assert "`make venv`" in done.stderr
    assert "Traceback" not in done.stderr
