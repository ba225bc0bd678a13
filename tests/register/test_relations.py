"""What the figures say about each other: every kind of relation, readings and hedges, and the register's verdicts."""

from dataclasses import replace
from itertools import product

import pandas as pd
import pytest

from baromia.register.relation_kinds import KINDS, UNKNOWN_BASES
from baromia.register.relations import ALTERNATIVE, BOUND, CANNOT, CLAIM, HOLDS, READING, TWO_SAMPLES, evaluate, repeats
from baromia.register.rules import relation_problems
from cases import cases
from conftest import REGISTER
from damaged import line_where, problems_of, write_cell

FIGURE = {"sample": "s", "value": "50", "unit": "percent", "qualifier": "exact", "indicator": "i", "base": "all",
          "base_literal": "all", "restates": None}  # fmt: skip
RELATION = {"bases": "printed", "target": None, "otherwise": None, "reading_en": None, "reading_fr": None,
            "explanation_en": "", "explanation_fr": ""}  # fmt: skip


def table(**rows):
    """Return figures a.<name>, each a printed percentage or a dictionary of cells."""
    cells = {f"a.{name}": row if isinstance(row, dict) else {"value": row} for name, row in rows.items()}
    return pd.DataFrame([FIGURE | row for row in cells.values()], index=list(cells))


def relation(kind, names, target=None, **cells):
    """Return one relation between figures a.<name>."""
    target = target if target is None or target.isdigit() else f"a.{target}"
    row = RELATION | {"kind": kind, "figures": ";".join(f"a.{name}" for name in names.split()), "target": target}
    return pd.DataFrame([row | cells], index=["one"])


def evaluated(relations, figures):
    """Return the relations with their verdicts, as those of a register of these figures."""
    return evaluate(replace(REGISTER, relations=relations, figures=figures))


def verdict(figures, *relation_parts, **cells):
    return evaluated(relation(*relation_parts, **cells), figures).at["one", "verdict"]


def computed(figures, *relation_parts, **cells):
    row = evaluated(relation(*relation_parts, **cells), figures).loc["one"]
    return pytest.approx((row["computed_low"], row["computed_high"]))


NO_BASE = {"base": None, "base_literal": None}
CASES = cases(__file__, "relations")


def written(figure):
    """Return the cells of a figure that a case writes as `93`, `1/2 ratio` or as cells."""
    if isinstance(figure, dict):
        return figure
    value, _, unit = figure.partition(" ")
    return {"value": value, "unit": unit or "percent"} | (NO_BASE if unit == "count" else {})


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_kinds(case):
    kind, figures, names, target, expected, *ends = case
    figures = table(**{name: written(figure) for name, figure in figures.items()})
    row = evaluated(relation(kind, names, target), figures).loc["one"]
    assert row["verdict"] == expected
    if ends:
        found = row[["computed_low", "computed_high", "expected_low", "expected_high"]]
        assert found.tolist() == [pytest.approx(end) for end in ends]


def test_every_kind_is_tested_here():
    assert {kind for kind, *_ in CASES} == set(KINDS)


def test_the_codebook_names_every_kind():
    kind = REGISTER.field("relations", "kind")
    assert set(kind["constraints"]["enum"]) == set(KINDS)
    assert all(f"`{name}`" in kind["description"] for name in KINDS)


def test_grim_names_the_counts():
    row = evaluated(relation("grim", "x y", "n"), table(x="42.2", y="42.3", n=written("45 count"))).loc["one"]
    assert row["detail"] == "42.2: 19; 42.3: –"
    row = evaluated(relation("grim", "x", "n"), table(x="56", n=written("608 count"))).loc["one"]
    assert row["detail"] == "56: 338–343"


WEEKLY = {"use": "56", "weekly": {"value": "81", "base": "a.use"}}


def test_bases_make_shares_of_the_whole():
    assert verdict(table(**WEEKLY), "subset", "weekly", "use", bases="literal") == CANNOT
    assert verdict(table(**WEEKLY), "subset", "weekly", "use", bases="fitting") == HOLDS
    assert computed(table(**WEEKLY), "subset", "weekly", "use", bases="fitting") == (0.805 * 0.555, 0.815 * 0.565)


def test_bases_are_followed_to_the_end():
    figures = table(x={"value": "50", "base": "a.y"}, y={"value": "50", "base": "a.z"}, z="50")
    assert computed(figures, "subset", "x", "z", bases="fitting") == (0.495**3, 0.505**3)


@pytest.mark.parametrize("word", UNKNOWN_BASES)
def test_a_share_of_an_unclear_base_is_at_most_itself(word):
    figures = table(x={"value": "89", "base": word}, z="65")
    assert computed(figures, "subset", "x", "z", bases="fitting") == (0, 0.895)


def test_a_complement_is_no_share_of_the_other():
    figures = table(use="90", never={"value": "10", "base_literal": "a.use"})
    assert verdict(figures, "complement", "use never", bases="literal") == CANNOT
    assert verdict(figures, "complement", "use never", bases="fitting") == HOLDS


def test_the_same_value_of_other_people_is_not_the_same():
    figures = table(x="80", z={"value": "80", "base_literal": "a.w"}, w="54")
    assert verdict(figures, "same_value", "x", "z", bases="literal") == CANNOT
    assert verdict(figures, "same_value", "x", "z", bases="fitting") == HOLDS


def test_a_relation_may_hold_under_another():
    pair = pd.concat([
        relation("subset", "weekly", "use", bases="literal", otherwise="two", reading_en="of users"),
        relation("subset", "weekly", "use", bases="fitting").rename(index={"one": "two"}),
    ])  # fmt: skip
    verdicts = evaluated(pair, table(**WEEKLY))["verdict"]
    assert list(verdicts) == [READING, HOLDS]
    assert evaluated(pair, table(use="30", weekly="81"))["verdict"]["one"] == CANNOT


@pytest.mark.parametrize(("qualifier", "expected"), [("about", READING), ("exact", CANNOT)])
def test_a_hedge_may_be_taken_loosely(qualifier, expected):
    figures = table(x="54", y="45", z={"value": "23", "qualifier": qualifier})
    assert verdict(figures, "product", "x y", "z", otherwise="hedge", reading_en="loosely") == expected


ABOUT = {"value": "45", "qualifier": "about"}


@pytest.mark.parametrize(
    ("kind", "figures", "bases"),
    [
        ("sum_to", {"x": ABOUT, "z": "42"}, "printed"),
        ("sum_to", {"x": {"value": "54", "base": "a.y"}, "y": ABOUT, "z": "23"}, "fitting"),
        ("sum_to", {"x": "23", "y": ABOUT, "z": {"value": "54", "base": "a.y"}}, "fitting"),
        ("same_value", {"x": ABOUT, "z": "42"}, "printed"),
    ],
)
def test_every_hedge_of_a_relation_is_taken_loosely(kind, figures, bases):
    """Of the figures it names, of their bases, and of what they are held against."""
    hedged = {"bases": bases, "otherwise": "hedge", "reading_en": "loosely"}
    assert verdict(table(**figures), kind, "x", "z", **hedged) == READING
    assert verdict(table(**figures).assign(qualifier="exact"), kind, "x", "z", **hedged) == CANNOT


def test_a_loose_hedge_has_its_limit():
    figures = table(x="54", y="45", z={"value": "21", "qualifier": "about"})
    assert verdict(figures, "product", "x y", "z", otherwise="hedge", reading_en="loosely") == CANNOT


def test_repeats_need_no_row():
    figures = table(x="53", again={"value": "53", "restates": "a.x"}, wrong={"value": "35", "restates": "a.x"})
    found = evaluated(relation("median_is", "x"), figures)["verdict"]
    assert found.to_dict() == {"one": HOLDS, "a.again": HOLDS, "a.wrong": CANNOT}
    added = repeats(REGISTER.relations, figures)
    assert (added.index.name, list(added.columns)) == ("id", list(REGISTER.relations.columns))


def test_a_repeat_is_of_the_same_people():
    figures = table(x="53", w="54", again={"value": "53", "restates": "a.x", "base_literal": "a.w"})
    assert evaluated(relation("median_is", "x"), figures).at["a.again", "verdict"] == CANNOT


def test_a_repeat_that_has_a_row_is_not_tested_twice():
    figures = table(x="53", again={"value": "53", "restates": "a.x"})
    assert len(repeats(relation("same_value", "again", "x"), figures)) == 0


ID = "To mend: take an id of figures.csv."
CODEBOOK = "To mend: see the codebook for this kind."


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ({"figures": "a.x;a.nobody"}, f"figures: “a.nobody” is no figure of the register. {ID}"),
        ({"target": "a.nobody"}, f"target: “a.nobody” is no figure of the register. {ID}"),
        ({"kind": "sum"}, f"kind: “sum” is no kind that can be tested. To mend: write one of {', '.join(KINDS)}."),
        ({"kind": "mixture"}, f"figures: mixture takes 2, not 1. {CODEBOOK}"),
        ({"kind": "order", "target": "100"}, f"target: order takes no target. {CODEBOOK}"),
        ({"target": None}, f"target: sum_to needs a target. {CODEBOOK}"),
        (
            {"kind": "same_value"},
            "target: same_value needs a figure to be held against. To mend: name one by its id.",
        ),
        (
            {"kind": "grim", "target": "a.x"},
            f"target: grim needs the unit count, and “a.x” has the unit percent. {CODEBOOK}",
        ),
        (
            {"kind": "grim", "figures": "a.n", "target": "a.n"},
            f"figures: grim needs the unit percent, and “a.n” has the unit count. {CODEBOOK}",
        ),
        (
            {"otherwise": "two", "reading_en": "so"},
            "otherwise: “two” is no relation. To mend: name a relation, or `hedge`.",
        ),
        ({"otherwise": "hedge"}, "reading_en: goes with otherwise: both or neither. To mend: state the reading."),
        ({"reading_en": "so"}, "reading_en: goes with otherwise: both or neither. To mend: state the reading."),
    ],
)
def test_a_name_that_leads_nowhere_is_refused(cells, says):
    relations = relation("sum_to", "x", "100").assign(**{name: [cell] for name, cell in cells.items()})
    (problem,) = problems(relations, table(x="50", n={"value": "45", "unit": "count"}))
    assert str(problem) == f"relations.csv, line one (row a), column {says}"


def problems(relations, figures):
    """Return what is said of relations when a register is read; their index stands for the line."""
    return list(relation_problems(relations.assign(id="a"), figures["unit"].to_dict(), "relations.csv"))


@pytest.mark.parametrize("kind", KINDS)
def test_figures_of_any_unit_are_tested_or_refused(kind):
    figures = REGISTER.figures.groupby("unit").head(1).assign(restates=None)
    each = product(figures.index, [*figures.index, "50", None], {KINDS[kind].figures or 1, 3})
    rows = [relation(kind, "x").assign(figures=";".join([name] * times), target=target) for name, target, times in each]
    relations = pd.concat(rows, ignore_index=True)
    refused = {problem.line for problem in problems(relations, figures)}
    assert refused
    accepted = relations.drop(refused)
    assert len(accepted) > 0
    assert set(evaluated(accepted, figures)["verdict"]) <= {HOLDS, CANNOT}


def test_a_relation_at_fault_is_told_with_its_line(register_copy):
    line = line_where(register_copy, "relations", lambda row: row["target"] == "100")
    name = write_cell(register_copy, "relations", "kind", "same_value", line)
    (problem,) = problems_of(register_copy)
    assert (problem.line, problem.row, problem.column) == (line, name, "target")


# -- the register


@pytest.fixture(scope="module")
def results():
    return evaluate(REGISTER)


def test_what_does_not_hold_as_published(results):
    """Read from the articles by hand; a change here is a change of what the paper says."""
    claims, compared = (results[results["role"] == role] for role in (CLAIM, TWO_SAMPLES))
    assert set(claims.index[claims["verdict"] == READING]) == {
        "campagna-score-mean", "campagna-professionals", "acsel-never-of-users",
        "acsel-inform-ways-of-those-who-tell", "acsel-levers-first", "acsel-public-frequencies-of-users",
        "acsel-public-monthly", "acsel-public-generative", "pulselife-weekly-of-all",
        "pulselife-deserts-weekly-of-all", "pulselife-self-diagnosed-professionals",
    }  # fmt: skip
    assert set(claims["verdict"]) == {HOLDS, READING}, "no publication contradicts itself under every reading"
    assert set(compared.index[compared["verdict"] == READING]) == {"acsel-overestimate", "across-self-diagnosed"}
    assert list(compared.index[compared["verdict"] == CANNOT]) == ["across-chatgpt"]


def test_what_is_no_claim_of_the_words_is_counted_apart(results):
    apart = results[results["role"] != CLAIM].groupby("role").groups
    assert set(apart) == {ALTERNATIVE, BOUND, TWO_SAMPLES}
    assert {"campagna-respondents", "acsel-never", "across-self-diagnosed-physicians"} <= set(apart[ALTERNATIVE])
    assert set(results.loc[apart[BOUND], "kind"]) == {"both", "without"}
    assert set(results.loc[apart[BOUND], "verdict"]) == {HOLDS}, "they cannot fail"
    assert {"acsel-approval-public", "acsel-human-bond", "medaviz-adherence"} <= set(apart[TWO_SAMPLES])


def test_samples_are_counted_with_the_target_and_without_the_absent():
    figures = table(x="20", y="30", z={"value": "60", "sample": "t"}, dated={"value": "5", "sample": None})
    for names, target, role in (("x y", "z", TWO_SAMPLES), ("x y", "y", CLAIM), ("x dated", "y", CLAIM)):
        assert evaluated(relation("sum_at_most", names, target), figures).at["one", "role"] == role


def test_every_reading_holds_and_is_said_in_both_languages(results):
    stated = results[results["otherwise"].notna()]
    readings = [name for name in stated["otherwise"] if name != "hedge"]
    assert set(results.loc[readings, "verdict"]) == {HOLDS}
    assert stated["reading_en"].notna().all()
    assert stated["reading_fr"].notna().all()


@pytest.mark.parametrize(
    ("figure", "value", "broken"),
    [
        ("acsel2025.rather-good-thing", "70", "acsel-approval"),
        ("acsel2025.public-weekly", "18", "acsel-public-frequencies"),
        ("acsel2025.inform-never", "54", "acsel-inform"),
        ("acsel2025.good-thing-summary", "98", "acsel2025.good-thing-summary"),
        ("pulselife2025.sample-nurses", "81", "pulselife-professions"),
        ("pulselife2025.use-general-purpose", "6.5", "pulselife-physicians"),
        ("pulselife2025.published", "2025-09-18", "pulselife-dates"),
        ("campagna2025.use-regular", "24.5", "campagna-counts"),
        ("campagna2025.sample-students", "22.2", "campagna-majority"),
        ("semble2025.decree", "2026-11-10", "semble-dates"),
    ],
)
def test_a_misprint_breaks_a_relation(results, figure, value, broken):
    figures = REGISTER.figures.copy()
    figures.at[figure, "value"] = value
    assert results.at[broken, "verdict"] == HOLDS
    assert evaluated(REGISTER.relations, figures).at[broken, "verdict"] == CANNOT
