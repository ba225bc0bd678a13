"""What cells may not say together: each rule once, told with file, line, row, column and a mend."""

import json

import pytest

from baromia.register import Register
from cases import cases
from damaged import DATA, TABLES, line_where, problems_of, refusal, rows_of, write_cell, write_rows

UNITS = next(field for field in TABLES["figures"]["schema"]["fields"] if field["name"] == "value")["byUnit"]
BASES = ["base", "base_literal"]


def is_share(row):
    return row["unit"] == "percent" and row["base"] == row["base_literal"] == "all" and row["restates"] == "none"


HEADER, *ROWS = rows_of(DATA, "figures")
TABLE = [dict(zip(HEADER, row, strict=True)) for row in ROWS]
NAMED = {word for table in ("figures", "relations") for row in rows_of(DATA, table) for cell in row[1:]
         for word in cell.split(";")}  # fmt: skip
COUNTED = {row["sample"] for row in TABLE if row["unit"] == "count"}
# A share of all that no other row names, of a sample of which something else is counted, too.
LONELY = next(at for at, row in enumerate(TABLE, 2)
              if is_share(row) and row["id"] not in NAMED and row["sample"] in COUNTED)  # fmt: skip
MINE = TABLE[LONELY - 2]


def other(fits):
    """Return another row of figures that fits."""
    return next(row for row in TABLE if row["id"] != MINE["id"] and fits(row))


OURS = other(lambda row: row["sample"] == MINE["sample"] and row["unit"] == "count")
THEIRS = other(lambda row: row["source"] != MINE["source"] and row["unit"] == "percent" and row["sample"] != "none")
AGAIN = other(lambda row: row["restates"] not in ("none", MINE["id"]))
APART = other(lambda row: row["restates"] == "none" and row["indicator"] != MINE["indicator"])


def figure(folder, line=LONELY, **cells):
    """Change cells of a share of all that no other row names."""
    for column, cell in cells.items():
        write_cell(folder, "figures", column, cell, line)


def told(folder, line=LONELY):
    """Return column, what and mend of all that is said of a line of figures."""
    problems = [problem for problem in problems_of(folder) if problem.file.endswith("figures.csv")]
    return [(problem.column, problem.what, problem.mend) for problem in problems if problem.line == line]


SELF = f"{MINE['source']}.self"
RULES = cases(__file__, "rules")


def filled(text):
    """Return a text of rules.yaml with the rows of the register that it names."""
    return text.format(mine=MINE, ours=OURS, theirs=THEIRS, again=AGAIN, apart=APART, self=SELF)


FORMS = {"percent": "2/3", "count": "4.5", "score": "2025-06", "date": "2025-13", "ratio": "66"}
VALUES = [
    *((unit, FORMS.get(unit, "1/2"), f"is not written as a {unit}") for unit in UNITS),
    *((unit, f"{rule['maximum'] + 1}" if unit != "ratio" else "3/2", f"is out of range for a {unit}")
      for unit, rule in UNITS.items() if "maximum" in rule),
    ("score", "7/5", "is out of range for a score (from 0 to 5)"),
    ("percent", "-4", "is not written as a percent"),
    ("date", "1899", "is out of range for a date (from 1900 to 2100)"),
    *((unit, str(rule[end]), []) for unit, rule in UNITS.items() for end in ("minimum", "maximum") if end in rule
      and unit != "ratio"),
    *((unit, value, []) for unit, value in (("points", "-4"), ("months", "18"), ("ratio", "1/1"))),
    *(("score", value, []) for value in ("0/5", "5/5", "14/20", "6.4/10", "7")),
]  # fmt: skip


def test_rows_that_break_a_rule_are_all_told(register_copy):
    """A row is added for each rule and each value; limits are let in, negative changes and marks out of any total."""
    tried = [
        (
            {column: filled(cell) for column, cell in rule["cells"].items()},
            [[*map(filled, one)] for one in rule["told"]],
        )
        for rule in RULES.values()
    ]
    for unit, value, said in VALUES:
        bases = {} if unit in ("percent", "ratio") else dict.fromkeys(BASES, "none")
        tried.append(({"unit": unit, "value": value, **bases}, said))
    rows = [MINE | {"id": f"{MINE['source']}.try-{place}"} | cells for place, (cells, _) in enumerate(tried)]
    write_rows(register_copy, "figures", [HEADER, *ROWS, *([row[name] for name in HEADER] for row in rows)])
    found: dict[int, list[tuple]] = {}
    for one in problems_of(register_copy):
        found.setdefault(one.line, []).append((one.column, one.what, one.mend))
    for line, (cells, said) in enumerate(tried, start=len(ROWS) + 2):
        here = found.get(line, [])
        if isinstance(said, str):
            assert [said in what for column, what, _ in here if column == "value"] == [True], cells
        else:
            assert {*map(tuple, said)} <= {*here}, cells
            assert bool(said) == bool(here), cells


def test_a_descriptor_that_says_nothing_of_units_and_people(register_copy):
    path = register_copy / "datapackage.json"
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    figures = next(entry for entry in descriptor["resources"] if entry["name"] == "figures")
    for field in figures["schema"]["fields"]:
        field.pop("byUnit", None)
        field.pop("within", None)
    path.write_text(json.dumps(descriptor), encoding="utf-8")
    what = f"“{MINE['value']}” has the unit percent, for which datapackage.json has no rule"
    assert told(register_copy) == [("value", what, "add it to byUnit of the column value")]


@pytest.mark.parametrize(
    ("surveyed", "people", "fits"),
    [("professionals", "public", False), ("professionals", "students_and_professionals", False),
     ("students_and_professionals", "physicians", True)],
)  # fmt: skip
def test_people_are_those_surveyed_or_some_among_them(register_copy, surveyed, people, fits):
    line = line_where(register_copy, "samples", lambda row: row["id"] == MINE["sample"])
    write_cell(register_copy, "samples", "population", surveyed, line)
    header, *rows = rows_of(register_copy, "figures")
    for row in rows:
        if row[header.index("sample")] == MINE["sample"]:
            row[header.index("population")] = surveyed
    write_rows(register_copy, "figures", [header, *rows])
    figure(register_copy, population=people)
    if fits:
        Register.read(register_copy)
    else:
        what = f"“{people}” are not among those surveyed in {MINE['sample']}, {surveyed}"
        assert told(register_copy) == [("population", what, f"write {surveyed}, or mend the sample")]


def test_a_figure_is_held_against_its_sample_only_where_the_samples_are_sound(register_copy):
    line = line_where(register_copy, "samples", lambda row: row["id"] == MINE["sample"])
    write_cell(register_copy, "samples", "source", "nobody2025", line)
    (problem,) = problems_of(register_copy)
    assert problem.what == "“nobody2025” is not in sources.yaml"


def test_a_base_of_another_sample(register_copy):
    beside = other(lambda row: row["sample"] == MINE["sample"] and row["unit"] == "percent")
    header, *samples = rows_of(register_copy, "samples")
    own = next(row for row in samples if row[0] == MINE["sample"])
    write_rows(register_copy, "samples", [header, *samples, ["another", own[1], "Another", "Autre", *own[4:]]])
    line = line_where(register_copy, "figures", lambda row: row["id"] == beside["id"])
    write_cell(register_copy, "figures", "sample", "another", line)
    figure(register_copy, base=beside["id"], base_literal=beside["id"])
    what, mend = f"“{beside['id']}” is a figure of another sample", "name a figure of the same sample"
    assert {(column, what, mend) for column in BASES} <= {*told(register_copy)}


@pytest.mark.parametrize(("column", "length"), [("base", 2), ("base_literal", 3)])
def test_bases_in_a_circle(register_copy, column, length):
    lines = [at for at, row in enumerate(TABLE, 2) if is_share(row) and row["sample"] == MINE["sample"]][:length]
    names = [TABLE[line - 2]["id"] for line in lines]
    for line, name in zip(lines, [*names[1:], names[0]], strict=True):
        write_cell(register_copy, "figures", column, name, line)
    found = [(one.line, one.column) for one in problems_of(register_copy) if "in a circle" in one.what]
    assert found == [(line, column) for line in lines]


def test_a_base_of_what_is_no_share(register_copy):
    line = line_where(register_copy, "figures", lambda row: row["unit"] == "count" and row["sample"] != "none")
    figure(register_copy, line, base="all", base_literal="all")
    what, mend = "“all” is a base, but the row is no share of a sample", "write none, or mend unit or sample"
    assert told(register_copy, line) == [("base", what, mend), ("base_literal", what, mend)]


@pytest.mark.parametrize("column", BASES)
def test_a_base_whose_people_have_no_name(register_copy, column):
    beside = other(lambda row: is_share(row) and row["sample"] == MINE["sample"] and row["group_en"] == "none")
    figure(register_copy, base_reason="so", **{column: beside["id"]})
    what = "is absent, but other figures are shares of the people this one counts"
    said = [(group, what, "say who they are") for group in ("group_en", "group_fr")]
    assert told(register_copy, TABLE.index(beside) + 2) == said


def test_rows_that_restate_each_other(register_copy):
    first = line_where(register_copy, "figures", lambda row: row["id"] == AGAIN["id"])
    second = line_where(register_copy, "figures", lambda row: row["id"] == AGAIN["restates"])
    figure(register_copy, second, restates=AGAIN["id"])
    circles = [one.line for one in problems_of(register_copy) if "leads back to this row" in one.what]
    assert circles == sorted([first, second])


# -- samples, sources and keys

NO_DAY, LOOK = "is no day of the calendar. To mend: look it up again.", "To mend: look both up again."


FIELDWORK = [
    ("2025-13", "unknown", f"column fieldwork_start: “2025-13” {NO_DAY}"),
    ("unknown", "2025-02-30", f"column fieldwork_end: “2025-02-30” {NO_DAY}"),
    ("2025-10", "2025-09-30", f"column fieldwork_end: “2025-09-30” is before fieldwork_start (2025-10). {LOOK}"),
    ("2026-01", "2025-12", f"column fieldwork_end: “2025-12” is before fieldwork_start (2026-01). {LOOK}"),
    ("2025-10-01", "2025-10", None),  # of a month and a day in it, neither is before the other
    ("2025-10", "2025-10-01", None),
]


def test_days_of_fieldwork(register_copy):
    for line, (start, end, _) in enumerate(FIELDWORK, start=2):
        write_cell(register_copy, "samples", "fieldwork_start", start, line)
        write_cell(register_copy, "samples", "fieldwork_end", end, line)
    found = [(problem.line, str(problem).partition("), ")[2]) for problem in problems_of(register_copy)]
    assert found == [(line, said) for line, (*_, said) in enumerate(FIELDWORK, start=2) if said]


def test_a_design_that_no_recruitment_supports(register_copy):
    write_cell(register_copy, "samples", "design", "quota")  # of an ACSEL sample, whose recruitment is unknown
    problem = refusal(register_copy, "samples.csv", 3, "design")
    assert problem.what == "“quota” rests on nothing: recruitment is unknown"
    assert problem.mend == "say in recruitment what the source tells of it, or write unknown"


KEYS = [
    (name, key["fields"][0], key["reference"]["resource"] or name)
    for name, entry in TABLES.items()
    for key in entry["schema"].get("foreignKeys", [])
]


def test_every_foreign_key_is_followed(register_copy):
    wrong = {}
    for table, column, named in KEYS:
        line = line_where(register_copy, table, lambda row, column=column: row[column] != "none")
        wrong[table, column] = line, rows_of(DATA, named)[1][0] + "x"
    for (table, column), (line, cell) in wrong.items():
        write_cell(register_copy, table, column, cell, line)
    problems = problems_of(register_copy)
    told = {(one.file.rpartition("/")[2], one.line, one.column) for one in problems if "is not in" in one.what}
    assert {(TABLES[table]["path"], line, column) for (table, column), (line, _) in wrong.items()} <= told


def test_a_source_that_nobody_described(register_copy):
    tables = [name for name, entry in TABLES.items() if "source" in json.dumps(entry["schema"]["fields"][:2])]
    for table in tables:
        write_cell(register_copy, table, "source", "nobody2025")
    told = [one.file.rpartition("/")[2] for one in problems_of(register_copy) if "is not in sources.yaml" in one.what]
    assert sorted(told) == sorted(TABLES[table]["path"] for table in tables)


# -- what the rules stand on
