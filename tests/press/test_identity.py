"""The same book gives the same bytes: whatever the folder, the hour, the language, the order."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.press.conftest import copy_small

SOURCE = str(Path(__file__).resolve().parents[2] / "src")
CHAPTER = "chapters/scales.qmd"


def built(project: Path, **environment: str) -> dict[str, bytes]:
    """Render a book in a process of its own and return the files of its site."""
    given = {**os.environ, "PYTHONPATH": SOURCE, **environment}
    given.pop("SOURCE_DATE_EPOCH", None)
    call = [sys.executable, "-m", "press", "render", str(project)]
    done = subprocess.run(call, env=given, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    site = project / "_site"
    return {p.relative_to(site).as_posix(): p.read_bytes() for p in site.rglob("*") if p.is_file()}


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of a clean build."""
    project = copy_small(tmp_path_factory.mktemp("clean") / "book")
    return built(project, TZ="UTC", PYTHONHASHSEED="1", LC_ALL="C.UTF-8")


def differing(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def test_another_folder_hour_and_language_give_the_same_bytes(
    clean: dict[str, bytes], tmp_path: Path
) -> None:
    odd = tmp_path / "Übung mit Leerzeichen" / "книга 2"
    project = copy_small(odd / "book")
    shutil.copytree(Path(SOURCE) / "press", odd / "src" / "press")
    given = {"PYTHONPATH": str(odd / "src"), "TZ": "Asia/Kathmandu", "LC_ALL": "C"}
    again = built(project, PYTHONHASHSEED="2", **given)
    assert differing(clean, again) == []


def test_a_build_after_a_change_gives_the_bytes_of_a_clean_one(
    clean: dict[str, bytes], tmp_path: Path
) -> None:
    project = copy_small(tmp_path / "book")
    chapter, text = project / CHAPTER, (project / CHAPTER).read_text(encoding="utf-8")
    chapter.write_text(text + "\n## Gone again\n\nSee @fig-bars.\n", encoding="utf-8")
    assert "chapters/scales.html" in differing(clean, built(project))
    chapter.write_text(text, encoding="utf-8")
    assert differing(clean, built(project)) == []
