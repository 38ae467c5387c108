"""Press replaces and removes only folders of its own, and copies nothing from or to outside."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

import press
from press.command import main
from tests.press.conftest import QUARTO

CANARIES = ("notes.md", "x.css", "x.png", "deep/x.md", "sister/one.qmd", "fonts/x.txt")
SOURCE = Path(press.__file__).parents[1]


@pytest.fixture
def book(tmp_path: Path) -> Callable[..., Path]:
    """Make a book with canary files in the folders around it and beside its own files."""

    def make(quarto: str = QUARTO, one: str = "# One\n") -> Path:
        root = tmp_path / "around" / "book"
        for folder in (root, root.parent, tmp_path):
            for name in CANARIES:
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_text(f"canary {name}", encoding="utf-8")
        (root / "_quarto.yml").write_text(quarto, encoding="utf-8")
        (root / "index.qmd").write_text("# Home\n", encoding="utf-8")
        (root / "one.qmd").write_text(one, encoding="utf-8")
        (root / "leads-out").symlink_to(root.parent / "deep")
        return root

    return make


def everything(folder: Path) -> dict[str, bytes]:
    """Return all files beneath a folder, without following links to folders."""
    found = {}
    for above, folders, names in os.walk(folder):
        for name in [*folders, *names]:
            path = Path(above) / name
            found[str(path.relative_to(folder))] = path.read_bytes() if path.is_file() else b""
    return found


def refused(project: Path, **options: object) -> str:
    """Return what press says; nothing around the project may have changed."""
    before = everything(project.parents[1])
    with pytest.raises(press.PressError) as caught:
        press.render(project, formats=["html"], **options)  # type: ignore[arg-type]
    assert everything(project.parents[1]) == before
    return str(caught.value)


def rendering(project: Path) -> subprocess.Popen[str]:
    """Start a render and return its process once its cells run."""
    command = [sys.executable, "-m", "press", "render", str(project), "--to", "html"]
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    running = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment)
    assert running.stderr is not None
    assert "need no running" in running.stderr.readline()
    return running


OUTPUTS = ["''", "'.'", "'..'", "./.", "../..", "deep/..", "/", "~/../..", '"a\\0b"', "../sister"]


@pytest.mark.parametrize("given", [*OUTPUTS, "../out", "deep", "notes.md", "notes.md/site"])
def test_an_output_dir_that_is_not_press_s_own_is_refused_with_its_line(book, given: str) -> None:
    project = book(QUARTO.replace("output-dir: _site", f"output-dir: {given}"))
    assert refused(project).startswith("_quarto.yml:3: ")


def test_an_output_dir_that_is_a_link_out_of_the_project_is_refused(book) -> None:
    project = book(QUARTO.replace("_site", "leads-out"))
    assert "_quarto.yml:3: `leads-out` leads outside the project" in refused(project)


@pytest.mark.parametrize("given", ["", "BOOK", "BOOK/.", "BOOK/..", "BOOK/../..", "/", "a\0b"])
def test_an_output_of_the_caller_neither_is_nor_holds_the_project(book, given: str) -> None:
    project = book()
    assert "--output: " in refused(project, output=given.replace("BOOK", str(project)))


@pytest.mark.parametrize("given", ["deep", "notes.md", "../sister", "../notes.md"])
def test_an_output_of_the_caller_replaces_only_what_press_made(book, given: str) -> None:
    project = book()
    assert "--output: " in refused(project, output=project / given)


def test_an_output_outside_the_project_is_the_callers_to_choose(book) -> None:
    project = book()
    output = project.parents[1] / "elsewhere" / "site"
    for _ in range(2):
        press.render(project, formats=["html"], output=output)
    assert (output / "index.html").is_file()


RESOURCES = ["../notes.md", "../*.md", "deep/../../notes.md", "leads-out/*", "leads-out", "'**x'"]


@pytest.mark.parametrize("given", [*RESOURCES, "''", ".", "./", "/", "'!notes.md'", '"a\\0"'])
def test_resources_are_files_of_the_project(book, given: str) -> None:
    project = book(QUARTO.replace("type: book", f"type: book\n  resources: [{given}]"))
    assert refused(project).startswith("_quarto.yml:3: ")


@pytest.mark.parametrize("own", ["index.html", "search-index.js", "press/press.css", "Tiny.pdf"])
def test_no_resource_stands_where_press_puts_a_file(book, own: str) -> None:
    project = book(QUARTO.replace("type: book", f"type: book\n  resources: [{own}]"))
    (project / own).parent.mkdir(exist_ok=True)
    (project / own).write_text("canary", encoding="utf-8")
    assert "_quarto.yml:3: " in refused(project)


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("html: {}", "html:\n    css: ../x.css", 12),
        ("html: {}", "html:\n    css: leads-out/x.md", 12),
        ("html: {}", "html:\n    include-in-header: ../notes.md", 12),
        ("- one.qmd", "- ../sister/one.qmd", 8),
        ("filters: []", "filters: [../x.lua]", 9),
        ("filters: []", "bibliography: ../x.bib", 9),
    ],
)
def test_settings_name_files_of_the_project(book, old: str, new: str, line: int) -> None:
    said = refused(book(QUARTO.replace(old, new)))
    assert said.startswith(f"_quarto.yml:{line}: ")
    assert "outside the project" in said


@pytest.mark.parametrize(
    ("one", "line"),
    [
        ("# One\n\n![a](../x.png)\n", 3),
        ("# One\n\n![a](/../x.png)\n", 3),
        ("# One\n\n![a](leads-out/x.md)\n", 3),
        ("# One\n\n{{< include ../notes.md >}}\n", 3),
        ("# One\n\n{{< include leads-out/x.md >}}\n", 3),
        ("# One\n\n```{python}\n#| label: ../../../../notes\n1\n```\n", 4),
    ],
)
def test_chapters_name_files_of_the_project(book, one: str, line: int) -> None:
    assert refused(book(one=one)).startswith(f"one.qmd:{line}: ")


def test_what_an_ended_render_left_is_removed_by_the_next(book) -> None:
    slow = "# One\n\n```{python}\nimport time\ntime.sleep(60)\n```\n"
    project = book(one="# One\n")
    press.render(project, formats=["html"])
    site = everything(project / "_site")
    left = project / "._site-abc"
    left.mkdir()
    (left / ".press-made").write_text("", encoding="utf-8")
    keep = project / "._site-notes"
    keep.mkdir()
    (project / "one.qmd").write_text(slow, encoding="utf-8")
    running = rendering(project)
    running.send_signal(signal.SIGTERM)
    running.communicate(timeout=200)
    assert running.returncode == 143
    assert everything(project / "_site") == site
    (project / "one.qmd").write_text("# One\n\nnew\n", encoding="utf-8")
    press.render(project, formats=["html"])
    assert sorted(p.name for p in project.glob("._site*")) == ["._site-notes"]
    assert b"new" in (project / "_site" / "one.html").read_bytes()


def test_a_site_that_was_just_moved_aside_is_put_back(book) -> None:
    project = book()
    press.render(project, formats=["html"])
    (project / "_site").rename(project / "._site-abc-old")
    (project / "one.qmd").write_text("# One\n\n[a](no.qmd)\n", encoding="utf-8")
    with pytest.raises(press.PressError):
        press.render(project, formats=["html"])
    assert (project / "_site" / "one.html").is_file()


def late_pdf(monkeypatch: pytest.MonkeyPatch, then: Callable[..., object]) -> threading.Event:
    """Let the PDF be made only once the event, which is returned, has been set."""
    ready = threading.Event()

    def waiting(*given: object) -> object:
        assert ready.wait(60)
        return then(*given)

    monkeypatch.setattr("press.pdf.typst_document", waiting)
    return ready


def test_pages_are_seen_before_the_pdf_is_ready(book, monkeypatch: pytest.MonkeyPatch) -> None:
    project = book()
    press.render(project)
    site, pdf = project / "_site", (project / "_site" / "Tiny.pdf").read_bytes()
    (project / "one.qmd").write_text("# One\n\nnew\n", encoding="utf-8")
    ready = late_pdf(monkeypatch, press.pdf.typst_document)
    seen: list[bool] = []

    def told(line: str) -> None:
        if line.endswith("the PDF follows"):
            seen.append(b"new" in (site / "one.html").read_bytes())
            seen.append((site / "Tiny.pdf").read_bytes() == pdf)
            ready.set()

    press.render(project, progress=told)
    assert seen == [True, True]
    assert (site / "Tiny.pdf").read_bytes() != pdf
    assert sorted(project.glob("._site*")) == []


def test_a_pdf_that_fails_brings_the_old_pages_back(book, monkeypatch: pytest.MonkeyPatch) -> None:
    project = book()
    press.render(project)
    before = everything(project / "_site")
    (project / "one.qmd").write_text("# One\n\nnew\n", encoding="utf-8")
    ready = late_pdf(monkeypatch, lambda *_given: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        press.render(project, progress=lambda line: "follows" in line and ready.set())
    assert everything(project / "_site") == before
    assert sorted(project.glob("._site*")) == []


def test_pages_whose_pdf_never_came_give_way_to_the_site_before(book) -> None:
    project = book()
    press.render(project, formats=["html"])
    before = everything(project / "_site")
    (project / "one.qmd").write_text("# One\n\nnew\n", encoding="utf-8")
    press.render(project, formats=["html"], output=project / "._site-abc")
    (project / "_site").rename(project / "._site-abc-old")
    (project / "._site-abc").rename(project / "_site")
    (project / "one.qmd").write_text("# One\n\n[a](no.qmd)\n", encoding="utf-8")
    with pytest.raises(press.PressError):
        press.render(project, formats=["html"])
    assert everything(project / "_site") == before


def test_a_second_render_waits_for_the_first(book) -> None:
    project = book(one="# One\n\n```{python}\nimport time\ntime.sleep(2)\n```\n")
    first = rendering(project)
    told: list[str] = []
    press.render(project, formats=["html"], progress=told.append)
    assert told[0] == "another render is under way in this place: waiting for it to end"
    first.communicate(timeout=200)
    assert first.returncode == 0
    assert (project / "_site" / "one.html").is_file()


def test_a_missing_site_is_told_without_traceback(book, capsys) -> None:
    project = book()
    assert main(["serve", str(project)]) == 1
    assert "render it first" in capsys.readouterr().err
