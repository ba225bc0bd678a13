"""Every form of chart with labels of real length in both languages: what the tests of charts draw."""

import csv
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from baromia import charts

NARROW_SPACE = "\u202f"
TEXTS = {row["id"]: row for row in csv.DictReader((Path(__file__).parent / "labels.csv").open(encoding="utf-8"))}
LANGUAGES = ("en", "fr")
NAMES = ("pro", "public")


class Reader:
    """Labels and numbers of one language."""

    def __init__(self, language: str):
        self.language = language

    def __call__(self, name: str) -> str:
        return TEXTS[name][self.language]

    def percent(self, number: float) -> str:
        return f"{number:g}%" if self.language == "en" else f"{number:g}{NARROW_SPACE}%".replace(".", ",")

    @property
    def labels(self) -> charts.Labels:
        key = {name.removeprefix("key."): self(name) for name in TEXTS if name.startswith("key.")}
        return charts.Labels(self.percent(0).replace("0", "{number}"), key)

    def row(self, label: str, share: float, population: str = "professionals", spread: float = 0, **more) -> dict:
        """Return a row of a frame: share in percent, and an interval of `spread` to each side."""
        low, high = (share - spread, share + spread) if spread else (np.nan, np.nan)
        known = {"population": population, "share": share / 100, "low": low / 100, "high": high / 100}
        return {"label": self(label), "printed": self.percent(share), "qualifier": "exact", **known, **more}

    def bound(self, label: str, low: float, high: float, **more) -> dict:
        """Return a row that was computed: its ends in percent."""
        ends = {"share": np.nan, "low": low / 100, "high": high / 100, "strong": True, "detail": self("computed")}
        texts = {"printed": f"{self('at_least')} {self.percent(low)}", "printed_high": self.percent(high)}
        return {"label": self(label), "population": "professionals", **ends, **texts, **more}

    def chart(self, *panels, title="title", note="note", **options) -> charts.Chart:
        """Return panels under a title, a subtitle, a note and a source of real length."""
        texts = {"title": self(title), "subtitle": self("subtitle"), "note": note and self(note)}
        return charts.Chart(*panels, **texts, source=self("source"), alt=self(title), labels=self.labels, **options)


def points(read: Reader) -> charts.Chart:
    """Who was asked, and n, beside the points; intervals, hollow points and a bound."""
    frame = pd.DataFrame(
        [
            read.row("any", 90) | {"who": read("pro"), "right": read("no_n")},
            read.row("general", 65, "physicians", qualifier="up_to") | {"who": read("deserts"), "right": read("no_n")},
            read.row("general", 62, "physicians", 5.3) | {"who": read("physicians"), "right": "326 – 331"},
            read.row("general", 56, "professionals", 4.1) | {"who": read("pro"), "right": "608"},
            read.row("regular", 24.4, "students_and_professionals", 12) | {"who": read("students"), "right": "45"},
            read.row("generative", 23, "public") | {"who": read("public"), "right": read("no_n")},
        ]
    ).assign(publication="PulseLife", group=[read("care")] * 5 + [read("own")])
    frame.loc[frame["qualifier"] == "up_to", "printed"] = f"{read('up_to')} {read.percent(65)}"
    heads = {"label": read("head"), "who": read("asked"), "right": "n"}
    return read.chart(charts.points(frame, who="who", under="publication", right="right", group="group", heads=heads))


def ranges(read: Reader) -> charts.Chart:
    """Points and ranges that were computed from them, survey by survey."""
    first = [read.row("wish", 68.9, "students_and_professionals", 13), read.row("had", 8.9, spread=6)]
    second = [read.row("wish", 93), read.row("had", 40)]
    panels = [
        charts.points(
            pd.DataFrame([*first, read.bound("without", 60, 68.9)]),
            heading=read("students"),
            aside="Campagna, n = 45",
            population="students_and_professionals",
            ticks=False,
        ),
        charts.points(
            pd.DataFrame([*second, read.bound("without", 52, 60.5), read.bound("without", 3, 9)]),
            heading=read("pro"),
            aside=read("acsel"),
            population="professionals",
        ),
    ]
    return read.chart(*panels)


def ranked(read: Reader) -> charts.Chart:
    """Two lists of ranked answers beside each other."""
    names = ("help", "own_training", "organising", "analysing", "research")
    left = pd.DataFrame([read.row(name, 52 - 5 * number) for number, name in enumerate(names)])
    right = pd.DataFrame([read.row(n, 69 - 9 * k, "students_and_professionals", 14) for k, n in enumerate(names)])
    right["strong"] = right.index == 0
    return read.chart(
        charts.beside(
            [charts.stems(left, heading=read("used_for"), aside=read("acsel"), population="professionals")],
            [
                charts.stems(
                    right, heading=read("relevant"), aside=read("basis"), population="students_and_professionals"
                )
            ],
        )
    )


def soft_bars(read: Reader) -> charts.Chart:
    """Bars with a soft end, and outlined ones where no interval is known."""
    known = pd.DataFrame([read.row("validation", 57, spread=4), read.row("updates", 98, spread=1.5)])
    unclear = pd.DataFrame([read.row("wrong", 94), read.row("satisfied", 67)])
    return read.chart(
        charts.bars(unclear, heading=read("met"), aside=read("basis"), population="professionals", ticks=False),
        charts.bars(known, heading=read("hold"), aside="n = 608", population="professionals"),
    )


def two_populations(read: Reader) -> charts.Chart:
    """Two populations' answers to one question, also alike, also only one of them, also at the ends."""
    frame = pd.DataFrame(
        [
            read.row("data", 58),
            read.row("data", 89, "public"),
            read.row("checking", 36),
            read.row("liability", 34),
            read.row("liability", 34, "public"),
            read.row("errors", 97, "public", 2),
            read.row("analysing", 3),
            read.row("analysing", 5, "public"),
        ]
    )
    missing = {"professionals": read("no_pro"), "public": read("no_public")}
    names = {"professionals": read("pro"), "public": read("public")}
    both = f"{{printed}} {read('both')}"
    return read.chart(charts.pairs(frame, names=names, both=both, missing=missing, heading=read("asked_both")))


def _part(read: Reader, label: str, share: float, **more) -> dict:
    return {"share": share / 100, "printed": read.percent(share), "label": read(label), "published": True} | more


def stacks(read: Reader) -> charts.Chart:
    """Parts of their own bases: with brackets, intervals, narrow parts and what is not published."""
    hidden = {"published": False}
    first = pd.DataFrame(
        [
            _part(read, "day", 23, low=0.18, high=0.28, short=read("day_short")),
            _part(read, "week", 58, **hidden),
            _part(read, "less", 19, **hidden),
        ]
    )
    second = pd.DataFrame(
        [
            _part(read, "day", 13, short=read("day_short")),
            _part(read, "week", 8, short=read("week_short")),
            _part(read, "month", 14, short=read("month_short")),
            _part(read, "less", 10, short=read("less_short")),
            _part(read, "not_health", 55, rest=True, **hidden),
        ]
    ).fillna({"rest": False})
    third = pd.DataFrame([_part(read, "week", 96), _part(read, "never", 2, rest=True), _part(read, "less", 2)])
    bracket = {"printed": read.percent(81), "label": read("added")}
    return read.chart(
        charts.stack(
            first,
            population="professionals",
            heading=read("pro"),
            aside=read("basis"),
            right="n = 338 – 343",
            brackets=pd.DataFrame([{"share": 0.81, **bracket, "low": 0.76, "high": 0.85}]),
            filled=True,
        ),
        charts.stack(
            second,
            population="public",
            heading=read("public"),
            right=read("no_n"),
            brackets=pd.DataFrame([{"share": 0.21, **bracket}]),
        ),
        charts.stack(
            third.fillna({"rest": False}),
            population="students_and_professionals",
            heading=read("students"),
            brackets=pd.DataFrame([{"share": 0.98, "start": 0.9, **bracket}]),
        ),
    )


def telling(read: Reader) -> charts.Chart:
    """Bars that hold their words, and answers behind short stems; a bar beside points on one axis."""
    told = pd.DataFrame(
        [_part(read, "told", 84), _part(read, "not_published", 16, printed="", published=False, short="")]
    )
    tell = pd.DataFrame([_part(read, "tell", 55, short=read("tell")), _part(read, "never", 45, rest=True)])
    ways = pd.DataFrame([read.row("website", 26), read.row("explaining", 19), read.row("documents", 16)])
    trusted = pd.DataFrame([read.row("full", 7), read.row("any", 50, qualifier="more_than"), read.row("any", 96)])
    return read.chart(
        charts.stack(told, population="public", heading=read("public"), question=read("question"), inside=True),
        charts.stack(told, population="public", inside=True, rule=False, strength=0.57),
        charts.stack(tell.fillna({"rest": False}), population="professionals", heading=read("pro"), inside=True),
        charts.answers(ways, question=read("ways")),
        charts.stack(tell.fillna({"rest": False}), population="professionals", heading=read("pro"), label=read("is")),
        charts.points(trusted, rule=False),
    )


def falling(read: Reader) -> charts.Chart:
    """Three answers that go down, step by step."""
    rows = [read.row("by_professional", 69), read.row("by_self", 47), read.row("by_patients", 26)]
    return read.chart(charts.steps(pd.DataFrame(rows), population="public"))


def two_groups(read: Reader) -> charts.Chart:
    """The whole and a part of it, question by question."""
    rows = [
        read.row("use", 62, "physicians", 5) | {"where": read("all")},
        read.row("use", 65, "physicians", qualifier="up_to") | {"where": read("desert")},
        read.row("weekly", 81, spread=4.5) | {"where": read("all")},
        read.row("weekly", 89) | {"where": read("desert")},
        read.row("daily", 23, spread=4.5) | {"where": read("all")},
        read.row("daily", 27) | {"where": read("desert")},
    ]
    frame = pd.DataFrame(rows).assign(of=read("of_users"))
    return read.chart(charts.slopes(frame, panel="label", group="where", aside="of"))


def editions(read: Reader) -> charts.Chart:
    """A barometer that was held again."""
    years = (("2025", 0), ("2026", 370), ("2028", 1100))
    rows = [
        read.row(name, share + 4 * place, spread=spread) | {"when": year, "day": day}
        for name, share, spread in (("use", 56, 4), ("weekly", 81, 0), ("analysing", 12, 3))
        for place, (year, day) in enumerate(years)
    ]
    return read.chart(charts.over_time(pd.DataFrame(rows), panel="label", date="when", place="day"))


def disclosed(read: Reader) -> charts.Chart:
    """What each page discloses."""
    items = [read(f"item.{number}") for number in range(1, 7)]
    marks = pd.DataFrame(
        {"a": ["full", "part", "none"] * 2, "b": ["full"] * 6, "c": ["none"] * 6, "d": ["part"] * 6}, index=items
    )
    heads = pd.DataFrame(
        {
            "name": ["PulseLife", "Campagna", "ACSEL", "ACSEL"],
            "population": ["professionals", "students_and_professionals", "professionals", "public"],
            "detail": [read("pro"), read("students"), read("pro"), read("public")],
            "n": ["n = 608", "n = 45", read("no_n"), read("no_n")],
            "detail_narrow": ["prof.", read("students_short"), "prof.", "public"],
            "n_narrow": ["n = 608", "n = 45", "–", "–"],
        },
        index=list(marks),
    )
    short = {item: item.split(" ")[0] for item in items}
    return read.chart(charts.matrix(marks, heads, totals=[(read("in_full"), dict.fromkeys(marks, "4"))], short=short))


def answer(read: Reader) -> charts.Chart:
    """The answer in two columns."""
    rows = [
        read.bound("untrained_users", 54.7, 67.6, strong=False, detail="", group=read("topic.untrained")),
        read.row("use_some", 90) | {"group": read("topic.use"), "detail": read("different")},
        read.row("use_public", 45, "public") | {"group": read("topic.use"), "detail": read("different")},
        read.row("good_thing", 89, spread=2) | {"group": read("topic.good"), "detail": read("same"), "strong": True},
        read.row("good_thing", 76, "public") | {"group": read("topic.good"), "detail": read("same"), "strong": True},
    ]
    rows[0]["printed"] = f"≥ {read.percent(54.7)}"
    names = {"professionals": read("pro"), "public": read("public")}
    return read.chart(charts.summary(pd.DataFrame(rows), names=names, nothing={"public": read("nothing_public")}))


def robust(read: Reader) -> charts.Chart:
    """Claims under every choice."""
    frame = pd.DataFrame(
        [
            read.row("claim.weekly", 81, spread=9) | {"detail": "", "above": True, "hollow": False},
            read.row("claim.validation", 57, spread=8) | {"detail": read("why"), "above": True, "hollow": False},
            read.row("claim.public", 45, "public", 19) | {"detail": read("why"), "above": False, "hollow": True},
        ]
    ).assign(holds=[read.percent(100), read.percent(91), read.percent(55)])
    heads = {"label": read("needs"), "right": read("holds")}
    points = {"label": read("needs_more"), "right": read("holds")}
    return read.chart(
        charts.unions(frame, threshold=0.5, holds="holds", heads=heads),
        charts.unions(frame[:1], threshold=0.0, holds="holds", heads=points, points=True),
    )


def specifications() -> pd.DataFrame:
    """Return as many specifications as the largest claim has."""
    grid = pd.MultiIndex.from_product(
        [
            ("wilson", "jeffreys", "exact", "agresti"),
            (0.9, 0.95, 0.99),
            (1.0, 1.5, 2.0),
            ("low", "high", "as"),
            (100, 500),
        ],
        names=["method", "confidence", "effect", "rounding", "n"],
    )
    table = grid.to_frame(index=False)
    table["estimate"] = 0.56 + table["rounding"].map({"low": -0.005, "as": 0.0, "high": 0.005})
    half = 0.03 * table["effect"] ** 0.5 * (1 + table["confidence"] - 0.9) * (500 / table["n"]) ** 0.3
    table = table.assign(low=table["estimate"] - half, high=table["estimate"] + half)
    return table.assign(stands=table["low"] > 0.5).sort_values(["estimate", "low"], ignore_index=True)


def every_choice(read: Reader) -> charts.Chart:
    """The full specification curve."""
    table = specifications()
    names = ["method", "confidence", "effect", "rounding", "n"]
    choices = pd.DataFrame({name: table[name].astype(str).astype("category") for name in names})
    texts = {"axis": read("estimate"), "holds": read("it_holds"), "falls": read("it_falls"), "needs": read("needs")}
    return read.chart(charts.curve(table, threshold=0.5, choices=choices, **texts))


def overlapping(read: Reader) -> charts.Chart:
    """Two answers whose overlap is not published."""
    frame = pd.DataFrame([read.row("wish", 93), read.row("had", 40)])
    return read.chart(charts.overlap(frame, most=read("most"), least=read("least"), heading=read("pro")))


FORMS = {
    draw.__name__: draw
    for draw in (
        points, ranges, ranked, soft_bars, two_populations, stacks, telling, falling, two_groups, editions,
        disclosed, answer, robust, every_choice, overlapping,
    )
}  # fmt: skip


@cache
def example(form: str, language: str) -> charts.Chart:
    """Return a form's chart in a language; drawn once."""
    return FORMS[form](Reader(language))
