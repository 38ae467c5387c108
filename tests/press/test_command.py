"""The command line."""

from __future__ import annotations

import threading
import urllib.request
from pathlib import Path

import pytest

from press.command import main, server


def test_check_passes_a_good_book(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(small)]) == 0
    assert "nothing to refuse" in capsys.readouterr().err


def test_problems_are_printed_one_a_line_and_end_with_one(tiny, capsys) -> None:
    assert main(["render", str(tiny(one="# One\n\n@fig-a and @fig-b\n"))]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert lines[-3:] == [
        "one.qmd:3: `@fig-a` refers to nothing in the book",
        "one.qmd:3: `@fig-b` refers to nothing in the book",
        "press: 2 problems; nothing written",
    ]


def test_render_tells_the_stages_and_where_to_look(tiny, tmp_path: Path, capsys) -> None:
    project = tiny()
    assert main(["render", str(project), "--to", "html", "--output", str(project / "out")]) == 0
    lines = capsys.readouterr().err.splitlines()
    assert [line.split("] ")[-1].split(":")[0] for line in lines[:-1]] == [
        *("2 of 2 chapters need no running", "run", "read", "pages")
    ]
    assert lines[-1] == f"press: look at {project / 'out' / 'index.html'}"


def test_a_project_without_settings_is_refused(tmp_path: Path, capsys) -> None:
    assert main(["render", str(tmp_path)]) == 1
    assert "_quarto.yml: there is no such file" in capsys.readouterr().err


def test_the_server_shows_the_site_to_this_machine_only(site: Path) -> None:
    with server(site, 0) as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        assert running.server_address[0] == "127.0.0.1"
        url = f"http://127.0.0.1:{running.server_port}/chapters/one.html"
        with urllib.request.urlopen(url, timeout=10) as answer:
            assert answer.status == 200
            assert b"One relationship" in answer.read()
        running.shutdown()


def test_pre_render_commands_run_first(tiny) -> None:
    import press
    from tests.press.conftest import QUARTO

    project = tiny(
        quarto=QUARTO.replace(
            "  type: book", "  type: book\n  pre-render: make.py\n  resources: [a.txt]"
        ),
        make__py="from pathlib import Path\nPath('a.txt').write_text('made')\n",
    )
    press.render(project, formats=["html"])
    assert (project / "_site" / "a.txt").read_text(encoding="utf-8") == "made"
    (project / "make.py").write_text("raise SystemExit('no data')\n", encoding="utf-8")
    with pytest.raises(
        press.PressError, match=r"_quarto.yml:3: `make.py` ended with 1\n    no data"
    ):
        press.render(project, formats=["html"])
