"""What tests and the examples in docstrings share: the report's ledger, and one browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from recount.ledger import Ledger, build_ledger, open_ledger

CHROMIUM = Path("/usr/bin/chromium")


@pytest.fixture(scope="session")
def ledger() -> Ledger:
    """The ledger of the report, judged once."""
    return open_ledger()


@pytest.fixture(autouse=True)
def examples_share_the_ledger(
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    doctest_namespace: dict[str, Any],
) -> None:
    """Examples that open the report's ledger get the one that the tests have."""
    if not isinstance(request.node, pytest.DoctestItem):
        return

    def opened() -> Ledger:
        found: Ledger = request.getfixturevalue("ledger")
        return found

    def built(report: Any, expected: Any) -> Ledger:
        return opened() if report == opened().report else build_ledger(report, expected)

    doctest_namespace["open_ledger"] = opened
    monkeypatch.setattr("recount.ledger.open_ledger", opened)
    monkeypatch.setattr("recount.ledger.build_ledger", built)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium without a window; a reason to skip where it or Playwright is missing."""
    if not CHROMIUM.exists():
        pytest.skip(f"there is no {CHROMIUM}")
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    with playwright.sync_playwright() as driver:
        options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        running = driver.chromium.launch(executable_path=str(CHROMIUM), args=options)
        yield running
        running.close()
