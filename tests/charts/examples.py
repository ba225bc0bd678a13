"""Each form of chart, with labels of real length and shares at the ends of its axis: what the tests of charts draw."""

import numpy as np
import pandas as pd

from baromia import charts

LABELS = charts.Labels("{number}\u202f%", {code: f"ce que dit le signe {code}, à 95 %" for code in charts.KEYS})
TITLE = "Dans les deux enquêtes, plus de la moitié souhaitent se former à l’IA et n’ont reçu ni formation ni initiation"
USE, TOOL = "Une IA généraliste comme ChatGPT", "Tout outil comportant de l’IA, même rarement"
PEOPLE = {"professionals": "Professionnels de santé", "public": "Grand public"}
STUDENTS = "students_and_professionals"


def row(share: float, population: str = "professionals", spread: float = 0, **more) -> dict:
    """Return a row of a frame: share in percent, and an interval of `spread` to each side."""
    known = {"share": share / 100, "printed": f"{share:g}\u202f%".replace(".", ",")}
    known |= {"low": (share - spread) / 100, "high": (share + spread) / 100} if spread else {}
    plain = {"qualifier": "exact", "strong": False, "rest": False, "published": True}
    return {"label": USE, "population": population, **plain, **known, **more}


def frame(*rows: dict, **columns) -> pd.DataFrame:
    """Return rows as a frame, as the evidence has them; `columns` are the same in all."""
    return pd.DataFrame(rows).assign(**columns)


def chart(*panels: charts.Panel, words: dict[str, str] | None = None, **options) -> charts.Chart:
    """Return panels under a title and a source, or under these words."""
    texts = {"subtitle": "Part de ceux qui disent utiliser l’IA", "source": "Source : ACSEL, PulseLife."}
    texts |= {"title": TITLE, "alt": TITLE} | (words or {})
    return charts.Chart(*panels, labels=LABELS, **texts, **options)


KNOWN = frame(
    row(90, label=TOOL),
    row(65, "physicians", qualifier="up_to"),
    row(97, "physicians", 2, label="L’IA « régulièrement », au sens de chacun"),
    row(24.4, STUDENTS, 12, label="Une IA pour un sujet de santé"),
)
RANGE = {"population": "professionals", "share": np.nan, "low": 0.547, "high": 0.676, "strong": True}
RANGE |= {"label": "L’utilisent sans formation", "printed": "au moins 54,7 %", "printed_high": "67,6 %"}
PLAIN = frame(row(52), row(3, label=TOOL, strong=True), row(0, label="La recherche"))
PAIRS = frame(
    *(row(58, label="les données"), row(89, "public", label="les données")),
    *(row(34, label="la responsabilité"), row(34, "public", label="la responsabilité")),
    *(row(3, label=TOOL), row(5, "public", label=TOOL), row(36), row(97, "public", 2, label="des erreurs")),
)
PARTS = frame(
    row(13, "public", 2, label="chaque jour", short="jour"),
    row(8, "public", label="chaque semaine", short="sem."),
    row(14, "public", label="chaque mois", short="mois"),
    row(10, "public", label="moins d’une fois par mois"),
    row(55, "public", label="pas pour un sujet de santé", published=False, rest=True),
)
SPAN = frame(row(21, "public", label="au moins chaque semaine"))
ANSWERS = frame(row(55, label="le disent", short="oui"), row(45, label="ne le disent jamais", rest=True))
GROUPS = frame(
    row(62, "physicians", 5), row(65, "physicians", qualifier="up_to"), row(81, label=TOOL), row(89, label=TOOL)
)
GROUPS = GROUPS.assign(where=["tous", "déserts"] * 2)
EDITIONS = frame(*(row(share, spread=4) for share in (56, 60, 64)), *(row(share, label=TOOL) for share in (12, 16, 20)))
EDITIONS = EDITIONS.assign(when=["2025", "2026", "2028"] * 2, day=[0, 370, 1100] * 2)
MARKS = pd.DataFrame(
    {"acsel": ["full", "part", "none"], "campagna": ["full"] * 3}, index=[USE, TOOL, "Le mode de recueil"]
)
HEADS = frame(row(0, name="ACSEL"), row(0, STUDENTS, name="Campagna"), detail="étudiants et professionnels", n="n = 45")
HEADS = HEADS.assign(detail_narrow="prof.", n_narrow="–").set_index(MARKS.columns)
CLAIMS = frame(
    row(81, spread=9, above=True, hollow=False, detail=""),
    row(57, spread=8, above=True, hollow=False, detail="si la question valait pour tous", label=TOOL),
    row(45, "public", 19, above=False, hollow=True, detail="", label="Moins de la moitié l’utilisent"),
    held="91 %",
)

TOPICS = frame(
    row(89, spread=2, strong=True), row(76, "public", strong=True), detail="même question", group="Confiance"
)
TOPICS = pd.concat([TOPICS, frame(RANGE, detail="", group="Sans formation")])


def specifications() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return as many specifications as the largest claim has, and their choices."""
    names = {"méthode": 4, "confiance": 3, "effet": 3, "arrondi": 3, "n": 2}
    grid = pd.MultiIndex.from_product([range(many) for many in names.values()], names=names).to_frame(index=False)
    table = pd.DataFrame({"estimate": 0.55 + grid["arrondi"] / 100}).assign(low=0.44 + grid["effet"] / 20, high=0.66)
    return table.assign(stands=table["low"] > 0.5), grid.astype(str).astype("category")


def forms() -> dict[str, tuple[list[charts.Panel], set[str]]]:
    """Return form → panels, and the codes of the signs they draw."""
    columns = {"who": "people", "under": "publication", "right": "n", "group": "of"}
    asked = KNOWN.assign(people="Médecins, déserts médicaux", publication="PulseLife", n="326 – 331", of="En santé")
    heads = {"label": "Ce qui compte comme usage", "who": "Qui", "right": "n"}
    group = {"heading": PEOPLE["professionals"], "aside": "ACSEL, n non publié", "population": "professionals"}
    whole = {"heading": PEOPLE["public"], "right": "n = 45", "population": "public", "filled": True}
    listed = [charts.stems(PLAIN, **group, ticks=False)], [charts.stems(KNOWN, **group, marker=False)]
    two = {"names": PEOPLE, "both": "{printed} tous deux", "missing": dict.fromkeys(PEOPLE, "rien de publié")}
    bar, beside_it = charts.stack(ANSWERS, population="public", label=USE), charts.points(PLAIN, rule=False)
    dates = {"date": "when", "place": "day"}
    totals = [("En tout", dict.fromkeys(MARKS, "4"))]
    claims = {"holds": "held", "heads": {"label": "Demandent plus de la moitié", "right": "tient"}}
    needing = (
        charts.unions(CLAIMS, threshold=0.5, **claims),
        charts.unions(CLAIMS[:1], threshold=0, points=True, **claims),
    )
    table, choices = specifications()
    said = {"axis": "part", "holds": "tient", "falls": "tombe", "needs": "50 %"}
    return {
        "points": ([charts.points(asked, heads=heads, **columns)], {"interval", "hollow", "bound"}),
        "ranges": ([charts.points(frame(row(40), RANGE), **group)], {"hollow", "computed"}),
        "stems": ([charts.beside(*listed)], {"interval", "hollow", "bound"}),
        "bars": ([charts.bars(KNOWN, **group)], {"soft", "outlined"}),
        "answers": ([charts.answers(PLAIN, question="Comment le disent-ils ?")], {"hollow"}),
        "pairs": ([charts.pairs(PAIRS, **two)], {"interval"}),
        "stack": ([charts.stack(PARTS, **whole, brackets=SPAN)], {"unpublished"}),
        "inside": ([charts.stack(ANSWERS, population="public", question="Le disent-ils ?", inside=True)], set()),
        "labelled": ([bar, beside_it], {"hollow"}),
        "overlap": ([charts.overlap(frame(row(93), row(40)), most="au plus", least="au moins")], set()),
        "steps": ([charts.steps(PLAIN, population="public")], set()),
        "slopes": ([charts.slopes(GROUPS, panel="label", group="where")], {"interval", "hollow", "bound"}),
        "over_time": ([charts.over_time(EDITIONS, panel="label", **dates)], {"interval", "hollow"}),
        "matrix": ([charts.matrix(MARKS, HEADS, totals=totals, short={TOOL: "Outil"})], {"full", "part", "none"}),
        "summary": (
            [charts.summary(TOPICS, names=PEOPLE, nothing={"public": "rien"})],
            {"solid", "outlined", "computed"},
        ),
        "unions": ([*needing], {"union", "filled", "hollow", "wrong"}),
        "curve": ([charts.curve(table, threshold=0.5, choices=choices, **said)], set()),
    }
