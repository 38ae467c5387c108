"""What tests and the examples in docstrings share: the report's ledger, and one browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from recount.ledger import Ledger, build_ledger, open_ledger

ROOT = Path(__file__).resolve().parent
CHROMIUM = Path("/usr/bin/chromium")

# Examples are the same in every run, and none fails for having taken long on a busy machine.
settings.register_profile("recount", deadline=None, derandomize=True)
settings.load_profile("recount")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Have one process run all that needs the site, and one all that needs the ledger.

    The others go file by file to whichever process is free (`make test` starts several).
    """
    for item in items:
        folder = item.path.relative_to(ROOT).parts[:2]
        if folder == ("tests", "browser"):
            group = "site"
        elif isinstance(item, pytest.DoctestItem) or "ledger" in getattr(item, "fixturenames", ()):
            group = "ledger"
        else:
            group = str(item.path)
        item.add_marker(pytest.mark.xdist_group(group))


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
