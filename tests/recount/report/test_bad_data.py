"""Bad data: each fault is told with file, row, column, the value found and what was expected."""

from __future__ import annotations

import json
import re

import frictionless
import pytest

from recount.report import DataProblems, default_folder, load_report

#: What is wrong: file, text replaced, by what; column, what is found, part of what is expected.
FAULTS = {
    "text where a number belongs": (
        ("counts.csv", "cases,71,16", "cases,many,16"),
        ("printed", "many", "a whole number"),
    ),
    "a negative count": (
        ("counts.csv", "cases,71,16", "cases,-71,16"),
        ("printed", "-71", "not negative"),
    ),
    "a blank around a value": (
        ("counts.csv", "cases,71,16", "cases, 71,16"),
        ("printed", " 71", "no blanks"),
    ),
    "a page that the report does not have": (
        ("counts.csv", "cases,71,16", "cases,71,99"),
        ("page", "99", "16 to 16, as the place names a table"),
    ),
    "a duplicate id": (
        ("counts.csv", "h-2004-2005,historic", "h-2002-2003,historic"),
        ("id", "h-2002-2003", "each value once"),
    ),
    "an id that two files use": (
        ("totals.csv", "t1-total,", "t3-one-age-infant,"),
        ("id", "t3-one-age-infant", "an id of its own"),
    ),
    "an unknown count in a sum": (
        ("percentages.csv", "closer,37%,one-relationship-closer,", "closer,37%,one-nothing,"),
        ("numerator", "one-nothing", "which has no 'one-nothing'"),
    ),
    "an unknown variable": (
        ("counts.csv", "historic,period,2002-2003", "historic,decade,2002-2003"),
        ("variable", "decade", "which has no 'decade'"),
    ),
    "an unknown level": (
        ("counts.csv", "historic,period,2002-2003", "historic,period,1998"),
        ("category", "1998", "a level of levels.csv"),
    ),
    "a percentage that is none": (
        ("percentages.csv", "closer,37%,", "closer,37,"),
        ("printed", "37", "per cent sign"),
    ),
    "a numerator without a denominator": (
        (
            "percentages.csv",
            "one-activity-1,one-activity-1 + one-activity-2 + one-activity-3 + one-activity-4,",
            "one-activity-1,,",
        ),
        ("denominator", "", "one-activity-1 + one-activity-2 + one-activity-3 + one-activity-4"),
    ),
    "a date that the calendar does not have": (
        ("dates.csv", "2002-07-01", "2002-02-30"),
        ("day", "2002-02-30", "a date of the calendar"),
    ),
    "an inventory row with entry and reason": (
        ("inventory.csv", "label:dataset-1,,number", "label:dataset-1,t1-total,number"),
        ("reason", "number of an item in a list", "exactly one of entry and reason"),
    ),
    "an inventory row with an unknown entry": (
        ("inventory.csv", "count:h-cases,p3-text-h-cases,", "count:h-cases,p3-nothing,"),
        ("entry", "p3-nothing", "the id of an entry"),
    ),
    "a claim about a level that its sample does not have": (
        ("claims.csv", "victim-gender,male,female,traded", "victim-gender,mixed,female,traded"),
        ("level", "mixed", "levels of victim-gender: female, male"),
    ),
    "a claim against a level that does not exist": (
        ("claims.csv", "victim-gender,male,female,traded", "victim-gender,male,women,traded"),
        ("against", "women", "levels of victim-gender: female, male"),
    ),
    "a claim about an outcome that is not printed": (
        (
            "claims.csv",
            "victim-gender,male,female,traded,yes",
            "victim-gender,male,female,sold,yes",
        ),
        ("outcome", "sold", "a variable with levels in one_to_one"),
    ),
    "a claim without its outcome": (
        ("claims.csv", "victim-gender,male,female,traded,yes", "victim-gender,male,female,,"),
        ("outcome", "", "a value, as the relation is no_difference"),
    ),
    "a relation that no judge knows": (
        ("claims.csv", "one_to_one,4,no_difference", "one_to_one,4,sameness"),
        ("relation", "sameness", "one of higher, lower"),
    ),
    "a trend over a variable without scores": (
        ("claims.csv", "7,rises,activity,,,traded", "7,rises,relationship,,,traded"),
        ("characteristic", "relationship", "every level has a score"),
    ),
    "a claim with the number of another figure": (
        ("claims.csv", "one_to_one,4,no_difference", "one_to_one,5,no_difference"),
        ("figure", "5", "4, which shows the table that it is about"),
    ),
    "a claim that repeats another reading": (
        ("claims.csv", "f03-no-trend,,No obvious trend over", "f03-fall,,No obvious trend over"),
        ("repeats", "f03-fall", "a claim with the same reading"),
    ),
    "a reading of a claim that has none": (
        ("claims.csv", ",h04-prepubescent,", ",f03-fall,"),
        ("reading_of", "f03-fall", "the relation readings"),
    ),
    "a joint claim with an unknown member": (
        ("claims.csv", "f05-prepubescent-infant; f05", "f05-nothing; f05"),
        ("members", "f05-nothing; f05-prepubescent-pubescent", "ids of other claims"),
    ),
    "a joint claim that joins itself": (
        (
            "claims.csv",
            "c44-younger-traded-steps; f05-jointly",
            "f05-jointly; c44-younger-traded-jointly",
        ),
        (
            "members",
            "f05-jointly; c44-younger-traded-jointly",
            "not 'c44-younger-traded-jointly'",
        ),
    ),
    "an overlap of what is not counted": (
        (
            "claims.csv",
            "offender-gender:male & relationship:closer,",
            "offender-gender:male & eyes:blue,",
        ),
        ("members", "offender-gender:male & eyes:blue", "variable:level"),
    ),
    "two samples that are not named": (
        ("claims.csv", "multiple > one_to_one", "multiple"),
        ("members", "multiple", "two samples"),
    ),
    "a fraction that is none": (
        ("claims.csv", "p6-cited-producers > 1/3", "p6-cited-producers > a third"),
        ("members", "p6-cited-producers > a third", "a fraction"),
    ),
    "an assumption with a value it cannot take": (
        ("assumptions.csv", "one-relationship-unknown,0,", "one-relationship-unknown,724,"),
        ("value", "724", "a number from 0 to 723"),
    ),
    "an assumption about no count": (
        ("assumptions.csv", "missing_within,one-relationship-unknown", "missing_within,one-n"),
        ("binds", "one-n", "the id of a level"),
    ),
    "a rounding rule that does not exist": (
        ("assumptions.csv", "rounding,,half_up,", "rounding,,upwards,"),
        ("value", "upwards", "one of half_up; half_even"),
    ),
    "a group of unknown levels": (
        ("groups.csv", "one_to_one,age,infant,", "one_to_one,age,baby,"),
        ("levels", "baby", "which has no 'baby'"),
    ),
    "a pool of an unknown sample": (
        ("samples.csv", "one_to_one + multiple", "one_to_one + several"),
        ("members", "one_to_one + several", "which has no 'several'"),
    ),
    "an id twice in a sum": (
        ("totals.csv", "one-traded-no + one-traded-yes", "one-traded-no + one-traded-no"),
        ("parts", "one-traded-no + one-traded-no", "each value of those joined by ' + ' once"),
    ),
    "a percentage with a zero before it": (
        ("percentages.csv", "closer,37%,", "closer,037%,"),
        ("printed", "037%", "per cent sign"),
    ),
    "the last day of a dataset before its first": (
        ("dates.csv", "2014-06-30", "2001-06-30"),
        ("day", "2001-06-30", "a day after the first, 2002-07-01"),
    ),
    "a numerator exchanged with its denominator": (
        (
            "percentages.csv",
            "one-traded-no,one-traded-no + one-traded-yes",
            "one-traded-no + one-traded-yes,one-traded-no",
        ),
        ("numerator", "one-traded-no + one-traded-yes", "one-traded-no, by its category"),
    ),
    "a level in two groups": (
        ("claims.csv", "activity,4,1 | 2 | 3,", "activity,4,1 + 2 | 2 + 3,"),
        ("against", "1 + 2 | 2 + 3", "each level once"),
    ),
    "a lone carriage return in a value": (
        ("levels.csv", "2002 and 2003", '"2002\rand 2003"'),
        ("label", "2002\rand 2003", "without control characters"),
    ),
    "a NUL in a value": (
        ("levels.csv", "2002 and 2003", "2002\0and 2003"),
        ("label", "2002\0and 2003", "without control characters"),
    ),
    "a score beyond 64 bits": (
        ("levels.csv", "period,2002-2003,historic,1,", f"period,2002-2003,historic,{10**19},"),
        ("score", str(10**19), "a whole number below"),
    ),
    "a count too large to be one": (
        ("counts.csv", "cases,71,16", f"cases,{10**12},16"),
        ("printed", str(10**12), "below 1,000,000,000"),
    ),
    "too few values in a row": (
        ("counts.csv", 'historic,cases,all,total,cases,518,14,"first column, last paragraph"', "x"),
        (None, "2 values", "9 values"),
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_told_with_its_place(name, spoil):
    (file, old, new), (column, found, expected) = FAULTS[name]
    text = (default_folder() / file).read_text("utf-8")
    row = text[: text.index(old)].count("\n") + 1
    with pytest.raises(DataProblems) as caught:
        load_report(spoil(file, old, new))
    told = [
        problem
        for problem in caught.value.problems
        if (problem.file, problem.row, problem.column) == (file, row, column)
    ]
    assert [problem.found for problem in told] == [found], str(caught.value)
    assert expected in told[0].expected


def test_all_faults_of_all_files_are_told_at_once(data):
    for file, old, new in (
        ("counts.csv", "cases,71,16", "cases,x,16"),
        ("counts.csv", "cases,75,16", "cases,y,16"),
        ("dates.csv", "2002-07-01", "2002/07/01"),
    ):
        text = (data / file).read_text("utf-8")
        (data / file).write_text(text.replace(old, new), "utf-8")
    with pytest.raises(DataProblems) as caught:
        load_report(data)
    places = [(problem.file, problem.row, problem.found) for problem in caught.value.problems]
    assert places == [
        ("counts.csv", 4, "x"),
        ("counts.csv", 5, "y"),
        ("dates.csv", 2, "2002/07/01"),
    ]


def test_a_header_with_another_column_is_told_with_the_one_it_needs(spoil):
    with pytest.raises(DataProblems) as caught:
        load_report(spoil("counts.csv", "unit,printed,page", "unit,number,page"))
    header = "id,sample,variable,category,role,unit,printed,page,place"
    found = header.replace("printed", "number")
    told = f"counts.csv, row 1: found {found!r}, expected the header {header}"
    assert str(caught.value.problems[0]) == told


def test_an_empty_file_is_told_with_the_header_it_needs(data):
    (data / "dates.csv").write_text("", "utf-8")
    with pytest.raises(DataProblems) as caught:
        load_report(data)
    expected = (
        "dates.csv, row 1: found '', expected the header id,sample,end,printed,day,page,place"
    )
    assert str(caught.value) == expected


def test_a_missing_file_is_named(data):
    (data / "levels.csv").unlink()
    with pytest.raises(DataProblems, match=r"levels\.csv: expected this file, which is missing"):
        load_report(data)


def test_another_encoding_is_told_with_row_and_column(data):
    path = data / "claims.csv"
    content = path.read_bytes()
    row = content[: content.index(b"Prepubescent victims' cases")].count(b"\n") + 1
    path.write_bytes(
        content.replace(b"Prepubescent victims' cases", b"Prepubescent victims\x92 cases", 1)
    )
    with pytest.raises(DataProblems) as caught:
        load_report(data)
    told = str(caught.value)
    assert told.startswith(f"claims.csv, row {row}, column statement: found ")
    assert "victims\\udc92 cases" in told
    assert told.endswith("expected one line of text in UTF-8, without control characters")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "datapackage.json, row 1: expected JSON"),
        ("[]", "expected a list named resources"),
        ('{"resources": []}', "an object named report that has a title"),
        ('{"resources": [{"name": "counts"}]}', "an object named report that has a title"),
    ],
)
def test_a_descriptor_that_is_none_is_told(data, text, message):
    (data / "datapackage.json").write_text(text, "utf-8")
    with pytest.raises(DataProblems) as caught:
        load_report(data)
    assert message in str(caught.value)


def test_a_folder_without_a_descriptor_is_told(data):
    (data / "datapackage.json").unlink()
    with pytest.raises(DataProblems, match=r"^datapackage\.json: expected this file, which"):
        load_report(data)


def test_an_entry_that_repeats_itself_by_way_of_another_is_told(data):
    path = data / "percentages.csv"
    text = path.read_text("utf-8")
    old = 'share of the one-to-one cases in Table 3",'
    rows = [line for line in text.splitlines() if line.startswith("t3-one-traded-yes,")]
    assert old in rows[0]
    path.write_text(text.replace(rows[0], f"{rows[0]}p14-one-traded"), "utf-8")
    with pytest.raises(DataProblems) as caught:
        load_report(data)
    told = {(problem.column, problem.found) for problem in caught.value.problems}
    assert told == {("repeats", "p14-one-traded"), ("repeats", "t3-one-traded-yes")}


def test_a_denominator_of_zero_cases_is_told(data):
    path = data / "counts.csv"
    text = path.read_text("utf-8")
    for old in ("yes,level,cases,143,", 'no,level,cases,"1,822",'):
        assert old in text
        text = text.replace(old, old.partition("cases,")[0] + "cases,0,")
    path.write_text(text, "utf-8")
    with pytest.raises(DataProblems) as caught:
        load_report(data)
    assert ("denominator", "counts that are not all zero") in {
        (problem.column, problem.expected) for problem in caught.value.problems
    }


def test_a_cell_of_ten_megabytes_is_told_and_not_printed(data):
    path = data / "groups.csv"
    path.write_text(path.read_text("utf-8").replace("familial,", "x" * 10**7 + ",", 1), "utf-8")
    with pytest.raises(DataProblems) as caught:
        load_report(data)
    assert "groups.csv, row 2" in str(caught.value)
    assert len(str(caught.value)) < 1000


def test_a_folder_where_a_file_belongs_is_told(data):
    (data / "dates.csv").unlink()
    (data / "dates.csv").mkdir()
    with pytest.raises(DataProblems, match=r"dates\.csv: expected a file that can be read"):
        load_report(data)


@pytest.mark.parametrize(
    "change",
    [
        *({"schema": "schema.json"}, {"schema": None}, {"path": ["counts.csv"]}, {"path": None}),
        *({"path": "../counts.csv"}, {"path": "a\0.csv"}, {"schema": {"fields": {}}}),
    ],
)
def test_a_resource_that_does_not_describe_its_file_is_told(data, change):
    change_descriptor(data, lambda raw: raw["resources"][0].update(change))
    with pytest.raises(DataProblems, match=r"column counts\.csv: .*expected a resource"):
        load_report(data)


@pytest.mark.parametrize(
    "change",
    [
        *({"constraints": None}, {"constraints": {"required": 0}}, {"constraints": [1]}),
        *({"type": "number"}, {"type": "integer"}, {"type": []}, {"name": "code"}, {"name": {}}),
    ],
)
def test_a_field_that_is_not_that_of_its_column_is_told(data, change):
    change_descriptor(data, lambda raw: raw["resources"][0]["schema"]["fields"][0].update(change))
    told = "expected a resource with this path and the fields id: string, required; sample: string"
    with pytest.raises(DataProblems, match=re.escape(told)):
        load_report(data)


def test_the_package_is_valid_by_the_standard():
    """What the descriptor says beyond that is checked by the library of the standard."""
    found = frictionless.validate(str(default_folder() / "datapackage.json"))
    assert found.flatten(["type", "note"]) == []


@pytest.mark.parametrize(
    "text", ["[" * 100_000, "9" * 10_000, '{"resources": [], "resources": []}', '{"a": \ud800}']
)
def test_json_that_is_none_is_told(data, text):
    (data / "datapackage.json").write_text(text, "utf-8", "surrogatepass")
    with pytest.raises(DataProblems, match=r"^datapackage\.json"):
        load_report(data)


def change_descriptor(folder, change):
    """Change the descriptor of a copy of the data."""
    path = folder / "datapackage.json"
    raw = json.loads(path.read_text("utf-8"))
    change(raw)
    path.write_text(json.dumps(raw), "utf-8")
