"""The one table: what each figure allows one to say, on the real register and on an invented one."""

import math
import random
from dataclasses import replace
from functools import cache

import pandas as pd
import pytest

import baromia
from baromia.analysis.parameters import ParameterError, Parameters, check_parameters
from baromia.analysis.table import table
from baromia.estimates import interval
from baromia.register import Register
from conftest import REGISTER
from nbpaper.errors import PaperError

GP, PHYSICIANS = "pulselife2025.use-general-purpose", "pulselife2025.use-general-purpose-physicians"
SETTINGS = [
    {},
    {"confidence": 0.8, "interval_method": "jeffreys"},
    {"confidence": 0.99, "interval_method": "clopper-pearson", "assumed_total": 45},
    {"design_effect": 2.5, "interval_method": "agresti-coull", "assumed_total": 1789},
]


def numbers(register=REGISTER, **parameters) -> pd.DataFrame:
    return table(register, Parameters(**parameters))


# -- one row


def test_a_share_of_a_whole_sample_has_the_interval_of_its_one_count():
    row, expected = numbers().loc["campagna2025.use-regular"], interval(11, 45)  # 11 of 45 are 24.4 %
    assert (row["low"], row["high"]) == pytest.approx((expected.low, expected.high), abs=1e-12)
    assert (row["count_low"], row["count_high"], row["n_low"], row["n_high"]) == (11, 11, 45, 45)


def test_a_share_of_a_subgroup_has_a_range_of_people():
    low, high = numbers().loc[PHYSICIANS, ["n_low", "n_high"]]
    assert 100 * (low - 1) / 608 < 53.5 <= 100 * low / 608  # the fewest of whom 54 % is published
    assert 100 * high / 608 <= 54.5 < 100 * (high + 1) / 608


@pytest.mark.parametrize(
    ("figure", "reason"),
    [
        ("acsel2025.use-any", "n_not_reported"),
        ("pulselife2025.weekly-deserts", "base_n_unknown"),
        ("pulselife2025.use-general-purpose-deserts", "bound_only"),
        ("semble2025.decree-hours", "no_percentage"),
        ("pulselife2025.sample-physicians", "composition"),
    ],
)
def test_where_nothing_can_be_said_there_is_a_reason(figure, reason):
    row = numbers().loc[figure]
    assert row["refusal"] == reason
    assert row[["low", "high"]].isna().all()


def test_an_assumed_n_is_a_what_if():
    tried = numbers(assumed_total=500)
    assert tried.loc["acsel2025.use-any", ["n_low", "assumed"]].tolist() == [500, True]
    assert pd.isna(tried.at["acsel2025.use-any", "refusal"])
    assert tried.loc["campagna2025.use-regular", ["n_low", "assumed"]].tolist() == [45, False], "reported ones stay"
    assert tried.loc["acsel2025.tool-gemini", ["refusal", "assumed"]].tolist() == ["base_n_unknown", False]
    assert not numbers()["assumed"].any()


def test_a_range_of_n_too_wide_to_walk_through_is_taken_at_its_ends():
    row = numbers(assumed_total=10**9).loc["acsel2025.use-generative"]
    assert row["low"] == pytest.approx(0.925, abs=1e-3)


def test_a_source_left_out_keeps_its_rows_without_numbers():
    plain, gone = numbers(), numbers(exclude_sources=("acsel2025",))
    out = gone["source"] == "acsel2025"
    assert list(gone.index) == list(plain.index)
    assert set(gone.loc[out, "refusal"]) == {"left_out"}
    assert gone.loc[out, ["number", "share", "share_low", "n_low", "count_low", "low"]].isna().all(axis=None)
    pd.testing.assert_frame_equal(gone[~out], plain[~out])


def test_what_is_not_known_is_missing_and_never_a_code():
    codes = numbers().select_dtypes("str")
    assert not codes.isin(["none", "None", "nan", "<NA>", ""]).any(axis=None)


# -- row by row


def printed_share(row: pd.Series, n, **how):
    """What the interval of one row says; None of what is no point, or of unknown n."""
    if n is None or row["unit"] != "percent" or row["qualifier"] not in ("exact", "about", "nearly"):
        return None
    return interval(round(row["number"] / 100, 10), n, decimals=len(row["value"].partition(".")[2]), **how)


def people_in(register, name, assumed_total):
    """The fewest and the most people a figure is a share of: of everybody, or of whom a figure counts, and so on."""
    row = register.figures.loc[name]
    if row["base"] == "all":
        reported = register.samples["n"].get(row["sample"], pd.NA)
        n = assumed_total if pd.isna(reported) else int(reported)
        return None if n is None else (n, n)
    if row["base"] not in register.figures.index:
        return None
    base, n = register.figures.loc[row["base"]], people_in(register, row["base"], assumed_total)
    found = printed_share(base, n)
    if found is None:
        return None
    if found.counts:
        low, high = found.counts[0], found.counts[-1]
    else:  # after weighting: the whole numbers around the rounding interval
        half = 0.005 / 10 ** len(base["value"].partition(".")[2])
        low = math.floor(max(found.estimate - half, 0) * n[0] + 1e-9)
        high = math.ceil(min(found.estimate + half, 1) * n[1] - 1e-9)
    return (max(low, 1), high) if high else None


def expected(register, parameters, figure) -> dict:
    """What the estimates say of one figure alone."""
    n = people_in(register, figure, parameters.assumed_total)
    found = dict.fromkeys(("low", "high", "count_low", "count_high"))
    found["n_low"], found["n_high"] = n or (None, None)
    how = {"confidence": parameters.confidence, "design_effect": parameters.design_effect}
    if alone := printed_share(register.figures.loc[figure], n, method=parameters.interval_method, **how):
        if register.figures.at[figure, "nature"] != "composition":  # of the sample: it estimates nothing
            found |= {"low": alone.low, "high": alone.high}
        found |= {"count_low": alone.counts[0], "count_high": alone.counts[-1]} if alone.counts else {}
    return found


def assert_row_by_row(register, **parameters):
    parameters, wrong = Parameters(**parameters), []
    for figure, row in table(register, parameters).to_dict("index").items():
        for name, value in expected(register, parameters, figure).items():
            missing = pd.isna(row[name])
            if missing != (value is None) or (not missing and row[name] != pytest.approx(value, abs=1e-12)):
                wrong.append((figure, name, row[name], value))
    assert wrong == []


def test_every_row_says_what_the_estimates_say_of_it_alone():
    assert_row_by_row(REGISTER, **SETTINGS[2])


@cache
def invented(figures: int, samples: int) -> Register:
    """A register of invented figures: shares of shares, eight deep, in any order, of samples of all sizes."""
    choose = random.Random(7)
    like, sample = REGISTER.figures.iloc[0].astype(object), REGISTER.samples.iloc[0].astype(object)
    sizes = {f"s{number}": choose.choice([None, 1, 3, 45, 608, choose.randrange(1, 5000)]) for number in range(samples)}
    cards = pd.DataFrame([sample.rename(name) for name in sizes]).assign(n=pd.array([*sizes.values()], dtype="Int64"))
    rows, before = [], {name: [] for name in sizes}
    for number in range(figures):
        name, own = f"acsel2025.f{number}", choose.choice([*sizes])
        decimals = choose.choice([0, 0, 1, 2])
        value = f"{choose.choice([choose.uniform(0, 100), choose.uniform(0, 2), 100.0]):.{decimals}f}"
        bases = ["all", "all", "unclear", None, *before[own][-4:]]
        row = {"sample": own, "base": choose.choice(bases), "value": value, "number": float(value)}
        row |= {"unit": "percent", "qualifier": choose.choice(["exact", "exact", "about", "at_least"])}
        rows.append(pd.concat([like.drop([*row]), pd.Series(row, dtype=object)]).rename(name))
        before[own].append(name)
    choose.shuffle(rows)
    made = pd.DataFrame(rows)[REGISTER.figures.columns].astype({"locator": "Int64", "number": float})
    return replace(REGISTER, figures=made.rename_axis("id"), samples=cards)


@pytest.mark.parametrize("parameters", SETTINGS, ids=str)
def test_chains_of_bases_are_followed_wherever_their_rows_stand(parameters):
    register = invented(150, 4)
    depth = {}
    for name in sorted(register.figures.index, key=lambda name: int(name.partition(".f")[2])):
        depth[name] = depth.get(register.figures.at[name, "base"], 0) + 1
    assert max(depth.values()) >= 6
    assert_row_by_row(register, **parameters)


# -- with words


def test_each_row_in_the_readers_language():
    english, french = (baromia.evidence(language, data=REGISTER).loc[PHYSICIANS] for language in ("en", "fr"))
    assert english[["printed", "n", "interval"]].tolist() == ["62%", "n\xa0=\xa0326 to 331", "56% to 68%"]
    assert french[["printed", "n", "interval"]].tolist() == [
        "62\u202f%",
        "n\xa0=\xa0326 à 331",
        "56\u202f% à 68\u202f%",
    ]
    assert english["of_whom"] == "physicians in the sample"
    assert (english["who"], english["publication"]) == ("PulseLife, members of its community", "PulseLife 2025")
    assert baromia.evidence("fr", data=REGISTER).at["acsel2025.use-any", "publication"].startswith("Page non signée")


def test_words_say_why_there_is_none_and_what_is_left_out():
    figures = baromia.evidence(data=REGISTER, exclude_sources=["pulselife2025"])
    row, gone = figures.loc["acsel2025.use-any"], figures.loc[GP]
    assert row["interval"] == row["reason"] == row["n"]
    assert gone[["printed", "n", "interval", "reason"]].tolist() == ["(source left out)"] * 4
    assert gone["publication"] == "PulseLife 2025"
    assert baromia.evidence(data=REGISTER).at[f"{GP}-deserts", "printed"] == "up to 65%", "a bound keeps its hedge"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"language": "de"}, "en or fr"),
        ({"confidence": 95}, "from 0.5 to 0.999"),
        ({"confidence": True}, "from 0.5 to 0.999"),
        ({"interval_method": "wald"}, "clopper-pearson"),
        ({"design_effect": 0.5}, "from 1"),
        ({"assumed_total": 0}, "whole number"),
        ({"assumed_total": 12.5}, "whole number"),
        ({"exclude_sources": ["ascel2025"]}, "did you mean acsel2025"),
        ({"exclude_sources": "acsel2025"}, r'list of source ids: \["campagna2025"\]'),  # as Python has it
    ],
)
def test_wrong_parameters_are_refused_with_what_would_do(given, said):
    with pytest.raises(ParameterError, match=said):
        baromia.evidence(data=REGISTER, **given)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: baromia.evidence(data=5), "data is 5; allowed: a register or its folder"),
        (lambda: baromia.load_figures([]), r"data is \[\]; allowed"),
        (lambda: baromia.select(5), "rows are 5; allowed: rows of the evidence"),
        (lambda: baromia.select(baromia.evidence().iloc[0]), "rows are label"),
        (lambda: baromia.sums(None), "rows are None; allowed"),
        (lambda: baromia.both(baromia.evidence(), "b"), "rows are 'b'; allowed"),
        (lambda: baromia.differences(1, 2), "rows are 1; allowed"),
        (lambda: baromia.select(baromia.evidence(), foo=1), "'foo'. There are: answer_type, .*, who"),
        (lambda: baromia.select(baromia.evidence(), theme=5), "no theme is called '5'. There are: adoption"),
        (lambda: baromia.Words("en").percent("a"), "share is 'a'; allowed: a share from 0 to 1"),
    ],
)
def test_what_is_of_another_kind_is_refused_with_what_would_do(call, said):
    with pytest.raises(PaperError, match=said):
        call()


def test_a_shared_parameter_that_a_notebook_lacks_is_refused():
    check_parameters({"confidence": 0.9}, (), declared=["language", "confidence"])
    with pytest.raises(ParameterError, match=r"design_effect.*There are: language, confidence\."):
        check_parameters({"design_effect": 2}, (), declared=["language", "confidence"])


def test_a_folder_is_read_again_once_one_of_its_files_changes_whatever_its_size(register_copy):
    before, labels = baromia.evidence(data=register_copy), register_copy / "labels.csv"
    text = labels.read_text(encoding="utf-8")
    labels.write_text(text.replace("number of respondents not", "NUMBER of respondents not"), encoding="utf-8")
    after = baromia.evidence(data=register_copy)
    assert before.equals(baromia.evidence())
    assert not after.equals(before)
    assert baromia.Words("en", register_copy).register is baromia.Words("fr", register_copy).register


# -- rows of it


def test_selection_takes_patterns_and_leaves_repeats_out():
    figures = baromia.evidence(data=REGISTER)
    purposes = baromia.select(figures, indicator="use-purpose-*")
    assert len(purposes) == 5
    assert baromia.select(figures, frequency="daily", theme=["adoption"])["frequency"].eq("daily").all()
    plain, all_of_them = baromia.select(figures, indicator="use-any-ai"), figures["indicator"] == "use-any-ai"
    assert plain["restates"].isna().all()
    assert all_of_them.sum() > len(plain)
    computed = baromia.Words(register=REGISTER).derived(figures)  # it has no column on repeats
    assert baromia.select(computed, level="arithmetic")["level"].eq("arithmetic").all()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"indicator": "use-anyai"}, "no indicator is called 'use-anyai' .did you mean use-any-ai"),
        ({"indicator": ["use-any-ai", "use-porpose-*"]}, "no indicator is called 'use-porpose-"),
        ({"theme": "adopton"}, "did you mean adoption.*There are: adoption, benefits"),
        ({"them": "adoption"}, "no column is called 'them' .did you mean theme"),
    ],
    ids=str,
)
def test_what_no_row_has_is_a_mistake(asked, said):
    with pytest.raises(ParameterError, match=said):
        baromia.select(baromia.evidence(data=REGISTER), **asked)
