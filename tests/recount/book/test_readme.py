"""What the README shows is what the program says."""

import re
from pathlib import Path

import pytest

from recount.ledger import explain

README = (Path(__file__).parents[3] / "README.md").read_text("utf-8")


def block(start: str) -> list[str]:
    """The lines of the fenced block that begins with a line."""
    return README.split(f"```text\n{start}\n")[1].split("\n```")[0].splitlines()


def test_the_entry_is_shown_as_the_command_shows_it(book):
    said = " ".join(explain(book.ledger, book.ledger["p22-one-pubescent"]).split())
    for line in block("$ recount show p22-one-pubescent"):
        assert line == "..." or " ".join(line.split()) in said


def test_the_range_is_that_of_the_ledger(book):
    claim = book.claims.f04_no_difference
    ends = (claim.free_low, claim.low, claim.high, claim.free_high)
    head = "Report Fig. 4: no significant difference in trading by the victim's gender"
    drawn = re.findall(r"\d+", block(head)[2])
    assert drawn == [str(end) for end in ends]


@pytest.mark.parametrize("path", re.findall(r"\]\(([A-Za-z][\w./-]*)\)", README))
def test_links_lead_to_files(path):
    assert (Path(__file__).parents[3] / path).exists()
