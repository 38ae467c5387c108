"""The project's own site, rendered once by press, and ways to look at it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import press
from press.command import server

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The finished site's directory."""
    output = tmp_path_factory.mktemp("project") / "site"
    press.render(ROOT, output=output)
    return output


@pytest.fixture(scope="session")
def pages(site: Path) -> list[str]:
    """Every page's address within the site, the home page first."""
    found = [path.relative_to(site).as_posix() for path in site.glob("**/*.html")]
    return sorted(found, key=lambda name: (name != "index.html", name))


@pytest.fixture(scope="session")
def served(site: Path) -> Iterator[str]:
    """The site's address over http, on this machine only."""
    with server(site, 0) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}/"
        running.shutdown()


@pytest.fixture(params=["served", "folder"])
def origin(request: pytest.FixtureRequest, served: str, site: Path) -> str:
    """The site's address over http, then as a folder."""
    return served if request.param == "served" else site.resolve().as_uri() + "/"


@pytest.fixture
def open_tab(browser: Any, served: str, site: Path) -> Iterator[Callable[..., Any]]:
    """Open a tab with a context's options; any complaint or outside request fails the test."""
    contexts: list[Any] = []
    complaints: list[str] = []
    own = (served, site.resolve().as_uri(), "data:", "blob:")

    def open_one(**options: Any) -> Any:
        given = {"viewport": {"width": 1280, "height": 900}, **options}
        contexts.append(browser.new_context(**given))
        tab = contexts[-1].new_page()
        # Long enough for a busy machine: what never comes is told all the same.
        tab.set_default_timeout(60_000)
        tab.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        tab.on("request", lambda r: None if r.url.startswith(own) else complaints.append(r.url))
        # What is still on its way when a test leaves the page is no failure.
        tab.on("requestfailed", lambda r: None if _left(r.failure) else complaints.append(r.url))
        return tab

    yield open_one
    for context in contexts:
        context.close()
    assert complaints == []


def _left(failure: str | None) -> bool:
    return failure is not None and "ERR_ABORTED" in failure


@pytest.fixture
def tab(open_tab: Callable[..., Any]) -> Any:
    """A tab of 1280 by 900 pixels."""
    return open_tab()
