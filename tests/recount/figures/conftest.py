from __future__ import annotations

import pytest

from recount.published import Published, load_published


@pytest.fixture(scope="session")
def published() -> Published:
    return load_published()
