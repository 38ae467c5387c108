"""What surrounds the code says what is so: workflow, forms, guides, the bill of materials."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from recount.report import default_folder, load_report, template

ROOT = Path(__file__).parents[1]
GITHUB = sorted((ROOT / ".github").rglob("*.yml"))
GUIDES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")]
TEXTS = [*GUIDES, ROOT / "benchmarks" / "README.md", ROOT / ".pre-commit-config.yaml", *GITHUB]


def fields(name: str) -> dict[str, dict[str, Any]]:
    """The fields of an issue form, by id."""
    form = yaml.safe_load((ROOT / ".github/ISSUE_TEMPLATE" / name).read_text("utf-8"))
    return {part["id"]: part["attributes"] for part in form["body"] if "id" in part}


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_the_commands_that_are_named_exist(path):
    text = path.read_text("utf-8")
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), flags=re.MULTILINE)
    assert set(re.findall(r"(?:`|run: |^)make ([a-z-]+)", text, flags=re.MULTILINE)) <= {*targets}
    commands = {"audit", "show", "figure", "render", "seal"}
    assert set(re.findall(r"(?:`|bin/|^)recount ([a-z]+)", text, flags=re.MULTILINE)) <= commands
    for link in re.findall(r"\]\(([A-Za-z.][\w./-]*)\)", text):
        assert (path.parent / link).exists(), link


def test_actions_are_pinned_and_every_supported_python_is_tested():
    text = (ROOT / ".github/workflows/book.yml").read_text("utf-8")
    assert all(
        re.search(r"@[0-9a-f]{40} # v\d", line) for line in text.splitlines() if "uses:" in line
    )
    workflow = yaml.safe_load(text)
    assert workflow["permissions"] == {}
    assert workflow["jobs"]["test"]["strategy"]["matrix"]["python"] == ["3.11", "3.12", "3.13"]


def test_the_form_of_a_figure_asks_for_what_its_file_holds():
    form = fields("figure-numbers.yml")
    report = load_report()
    assert form["form"]["value"] == template(report, report.figures[0]).splitlines()[0] + "\n"
    assert form["figure"]["options"] == [str(figure.number) for figure in report.figures]


def test_the_lines_that_contributing_shows_are_those_of_the_data():
    data = [*default_folder().glob("*.csv"), default_folder().parent / "expected_verdicts.csv"]
    lines = {line for path in data for line in path.read_text("utf-8").splitlines()}
    blocks = re.findall(
        r"```csv\n(.*?)```", (ROOT / "CONTRIBUTING.md").read_text("utf-8"), re.DOTALL
    )
    shown = [line.strip() for block in blocks for line in block.splitlines() if line.strip()]
    assert len(shown) == 3
    assert set(shown) <= lines


def test_the_bill_of_materials_has_every_locked_package():
    text = (ROOT / "requirements/test.lock").read_text("utf-8")
    locked = dict(re.findall(r"^([\w.-]+)==(\S+) \\$", text, flags=re.MULTILINE))  # on every system
    bill = json.loads((ROOT / "requirements/bom.json").read_text("utf-8"))["components"]
    stated = {re.sub(r"[._-]+", "-", part["name"]).lower(): part for part in bill}
    assert {name: stated.get(name, {}).get("version") for name in locked} == locked
    assert all(part["licenses"] for part in bill)


def test_no_public_name_of_the_audit_stands_for_two_things():
    where: dict[str, set[str]] = {}
    for path in sorted((ROOT / "src/recount").rglob("*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            match node:
                case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                    names = [name]
                case ast.Assign(targets=targets):
                    names = [target.id for target in targets if isinstance(target, ast.Name)]
                case ast.AnnAssign(target=ast.Name(id=name)):
                    names = [name]
                case _:
                    names = []
            for name in names:
                where.setdefault(name, set()).add(path.name)
    assert len(where) > 500
    twice = {name: files for name, files in where.items() if len(files) > 1 and name[0] != "_"}
    assert twice == {}
