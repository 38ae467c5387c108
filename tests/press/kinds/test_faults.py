"""Faults of pictures, tables and Typst name chapter and line; no call ends in a traceback."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from press.command import main
from tests.press.kinds.small_books import SETTINGS, Kind, Rendered, judge, settings, write


def _table_whole(made: Rendered) -> None:
    for words in (made.words, made.pdf):
        assert "After." in words
        assert "cell" in words


def _raw(text: str) -> dict[str, str | bytes]:
    return {"one.qmd": f"# One\n\nText.\n\n{text}\n\nAfter.\n"}


PLACE = ("one.qmd", 5)

KINDS = [
    Kind("a picture", _raw("![A](a.png){#fig-a}"), PLACE, "picture"),
    Kind("a picture whose name has spaces", _raw("![A](a b.png)"), PLACE, "picture"),
    Kind("a picture whose name has spaces, in signs", _raw("![A](<a b.png>)"), PLACE, "picture"),
    Kind("a picture with a size", _raw("![A](a.png){width=50%}"), PLACE, "picture"),
    Kind("a picture within a line", _raw("Text ![A](a.png){width=1in}"), PLACE, "picture"),
    Kind("a picture in raw HTML that is missing", _raw('<img src="none.png" alt="A">'),
         PLACE, "none.png"),
    Kind("a picture on another host", _raw('<img src="https://example.org/a.png" alt="A">'),
         PLACE, "example.org"),
    Kind("raw Typst that fails", _raw("```{=typst}\n#no_such_function()\n```"),
         ("one.qmd", 6), "no_such_function"),
    Kind("raw Typst within a line that fails", _raw("A `#no_such()`{=typst} b"), PLACE, "no_such"),
    Kind("a table wider than its columns",
         _raw('```{=html}\n<table><tr><td colspan="3">cell</td></tr>'
              "<tr><td>b</td></tr></table>\n```"),
         PLACE, "table", _table_whole),
    Kind("a table longer than its rows",
         _raw('```{=html}\n<table><tr><td rowspan="9">cell</td><td>a</td></tr>'
              "<tr><td>b</td></tr></table>\n```"),
         PLACE, "table", _table_whole),
    Kind("mathematics that fails", _raw("$\\notacommand{x}$"), PLACE, "notacommand"),
    Kind("a link to a place that is not there", _raw("[x](#nowhere)"), PLACE, "nowhere"),
    Kind("a work that is not listed",
         {**_raw("As in @nobody2020."), "references.bib": "@book{a, title = {A}}\n",
          "_quarto.yml": settings() + "bibliography: references.bib\n"}, PLACE, "nobody2020"),
    Kind("a list of works that is broken",
         {**_raw("Text."), "references.bib": "@book{a, title = {A}}\n\n@book{b, title = {\n",
          "_quarto.yml": settings() + "bibliography: references.bib\n"},
         ("references.bib", 3), "references.bib"),
    Kind("a filter that fails",
         {**_raw("Text."), "a.lua": "function Str(s)\n  error('broken')\nend\n",
          "_quarto.yml": settings() + "filters: [a.lua]\n"}, ("a.lua", 2), "broken"),
    Kind("a filter that is no Lua",
         {**_raw("Text."), "a.lua": "function Str(s\n",
          "_quarto.yml": settings() + "filters: [a.lua]\n"}, ("a.lua", 1), "a.lua"),
]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_refused_or_right(kind: Kind, tmp_path: Path) -> None:
    # What only running can show is looked for by rendering.
    shows = kind.shows or (lambda made: pytest.fail(f"{kind.name}: rendered\n{made.words}"))
    judge(Kind(kind.name, kind.files, kind.at, kind.says, shows), tmp_path)


def _serve(project: Path, port: int) -> int:
    """Return the exit code of serving a finished site."""
    try:
        return main(["serve", str(project), f"--port={port}"])
    except SystemExit as stopped:  # what argparse makes of a bad value
        return int(stopped.code or 0)


def test_a_port_that_cannot_be_had(tmp_path: Path, capsys) -> None:
    project = write(tmp_path, {"one.qmd": "# One\n"})
    (project / "_site").mkdir()
    (project / "_site" / "index.html").write_text("made", encoding="utf-8")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        for port in (99999, -1, taken.getsockname()[1]):
            assert _serve(project, port) in (1, 2)
            assert "port" in capsys.readouterr().err


def test_an_output_that_cannot_be_written(tmp_path: Path, capsys) -> None:
    project = write(tmp_path / "book", {"one.qmd": "# One\n"})
    (tmp_path / "file").write_text("canary", encoding="utf-8")
    for output in ("file", "file/within"):
        assert main(["render", str(project), "--to", "html",
                     "--output", str(tmp_path / output)]) == 1  # fmt: skip
        assert "file" in capsys.readouterr().err
    assert (tmp_path / "file").read_text(encoding="utf-8") == "canary"


@pytest.mark.parametrize("project", ["nowhere", "file"])
@pytest.mark.parametrize("command", ["render", "check", "serve"])
def test_a_project_that_there_is_not(tmp_path: Path, capsys, command: str, project: str) -> None:
    (tmp_path / "file").write_text(SETTINGS, encoding="utf-8")
    assert main([command, str(tmp_path / project)]) == 1
    assert "_quarto.yml" in capsys.readouterr().err
