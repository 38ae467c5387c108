"""What calls of the command share."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import replace

import pytest

from recount.ledger import build_ledger, load_expected

COMMAND = importlib.import_module("recount.command.main")


@pytest.fixture
def judging_only(monkeypatch) -> Callable[..., None]:
    """Have calls judge some claims alone, for what does not concern the others."""

    def only(*names: str) -> None:
        def ledger_of(call, report=None):
            whole = COMMAND.report_of(call) if report is None else report
            claims = tuple(claim for claim in whole.claims if claim.id in names)
            expected = load_expected(whole, COMMAND.folder_of(call))
            return replace(build_ledger(replace(whole, claims=claims), expected), report=whole)

        monkeypatch.setattr(COMMAND, "ledger_of", ledger_of)

    return only
