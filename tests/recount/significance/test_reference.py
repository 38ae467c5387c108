"""Every test of significance against R, run once: commands and numbers stand beside this file."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from recount.settings import Settings
from tests.recount.significance.p_values import r_by_c_p, trend_p, trend_slope, two_by_two_p

SETTINGS = Settings()


def read(kind: str) -> list[dict[str, str]]:
    """Return R's values of one kind, in the order of the file."""
    with (Path(__file__).parent / "reference.csv").open(encoding="utf-8") as file:
        assert file.readline().startswith("# R version 4.2.2")
        return [row for row in csv.DictReader(file) if row["kind"] == kind]


def cells(text: str) -> np.ndarray:
    """Return a table written as "1 2/3 4"."""
    return np.array([[int(v) for v in row.split()] for row in text.split("/")])


def name(row: dict[str, str]) -> str:
    """Return the id of one case."""
    return f"{row['quantity']}-{row['table']}"


@pytest.mark.parametrize(
    "row", [r for r in read("two_by_two") if not r["quantity"].startswith("odds")], ids=name
)
def test_two_by_two(row: dict[str, str]) -> None:
    """Chisq.test, fisher.test and glm of a binomial."""
    a, b, c, d = (int(v) for v in cells(row["table"]).ravel())
    value = float(two_by_two_p(row["quantity"], a, b, c, d))
    # R ends its fits with about eight digits where a cell is small.
    tolerance = 1e-7 if row["quantity"] in ("wald", "likelihood_ratio") else 1e-10
    assert value == pytest.approx(float(row["value"]), rel=tolerance)


@pytest.mark.parametrize("row", read("trend"), ids=name)
def test_trend(row: dict[str, str]) -> None:
    """Prop.trend.test, and glm's slope, standard error, Wald p and likelihood ratio p."""
    table = cells(row["table"])
    scores = np.array([int(v) for v in row["scores"].split()])
    arguments = (table.sum(axis=1), scores, table[:, 0].sum(), (table[:, 0] * scores).sum())
    if row["quantity"] == "slope":
        value = float(trend_slope(*arguments)[0])
    elif row["quantity"] == "standard_error":
        value = float(trend_slope(*arguments)[1])
    else:
        value = float(trend_p(row["quantity"], *arguments))
    assert value == pytest.approx(float(row["value"]), rel=1e-7)


@pytest.mark.parametrize("row", read("r_by_c"), ids=name)
def test_r_by_c(row: dict[str, str]) -> None:
    """Chisq.test on larger tables, and the likelihood ratio by its formula."""
    value = float(r_by_c_p(row["quantity"], cells(row["table"]))[0])
    assert value == pytest.approx(float(row["value"]), rel=1e-9)
