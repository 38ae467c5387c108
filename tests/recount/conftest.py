"""Copies of the data to spoil."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from recount.report import default_folder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the published data, its expected verdicts beside it."""
    folder = tmp_path / "published"
    shutil.copytree(default_folder(), folder)
    shutil.copy(default_folder().parent / "expected_verdicts.csv", tmp_path)
    return folder


@pytest.fixture
def spoil(data: Path) -> Callable[[str, str, str], Path]:
    """Replace a text that stands in a file of the copy, and return the copy's folder."""

    def replaced(file: str, old: str, new: str) -> Path:
        path = data / file
        text = path.read_text("utf-8")
        assert old in text, f"{old!r} does not stand in {file}"
        path.write_text(text.replace(old, new, 1), "utf-8")
        return data

    return replaced
