"""The page for a figure's numbers, opened from a folder under a strict policy."""

from __future__ import annotations

import shutil

import pytest
from figure_page_helpers import POLICY, ROOT

from recount.book.figure_page import FOLDER, figure_page


@pytest.fixture(scope="session")
def address(ledger, tmp_path_factory):
    """The page's chapter as a file, with the script and the stylesheet where the site has them."""
    root = tmp_path_factory.mktemp("site")
    shutil.copytree(ROOT / FOLDER, root / FOLDER)
    block = figure_page(ledger).html
    shutil.copytree(ROOT / "theme", root / "theme")
    shutil.copy(ROOT / "src/press/assets/press.css", root)
    page = root / "chapters/figure-counts.html"
    page.parent.mkdir()
    page.write_text(
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Figure counts</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<link rel="stylesheet" href="../press.css">'
        '<link rel="stylesheet" href="../theme/recount.css"></head>'
        f"<body><main><h1>Figure counts</h1><h2>By hand</h2>{block}</main></body></html>",
        encoding="utf-8",
    )
    return page.as_uri()


@pytest.fixture(scope="session")
def calculator(browser, address):
    """A page whose public functions are called; nothing is typed on it."""
    page = browser.new_page()
    page.goto(address)
    yield page
    page.close()


@pytest.fixture
def page(browser, address):
    """A fresh page that fails its test on any message, error or request to another place."""
    context = browser.new_context(accept_downloads=True)
    tab = context.new_page()
    said: list[str] = []
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.on("request", lambda asked: None if _own(asked.url) else said.append(asked.url))
    tab.goto(address)
    yield tab
    context.close()
    assert said == []


def _own(url: str) -> bool:
    return url.startswith(("file:", "blob:"))
