"""Charts of a notebook: panels drawn from frames, under words of sentences.csv that are filled from the same rows."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from nbpaper.markdown import Sentence

from .. import charts
from .words import Words

MOST = 40  # rows that a panel draws: nobody can read more
LICENCE = "CC\u00a0BY\u00a04.0"
DATA = {"figure": "label", "sample": "who", "value": "printed", "n": "n", "interval": "interval"}  # heading → column


class Drawn(NamedTuple):
    """A panel, the rows in it and what stands above them; no panel where none of the rows has a number."""

    panel: charts.Panel | None
    rows: pd.DataFrame
    above: str = ""
    undrawn: int = 0  # rows with a number beyond the first `MOST`

    @property
    def printed_rows(self) -> pd.DataFrame:
        """The rows with a printed value, a computed range with both its ends."""
        rows = self.rows[self.rows["printed"] != ""]
        if "printed_high" not in rows:
            return rows
        high = rows["printed_high"].fillna("")
        return rows.assign(printed=rows["printed"] + (", " + high).where(high != "", ""))


def panel(form: Callable[..., charts.Panel], rows: pd.DataFrame, **options: object) -> Drawn:
    """Draw the rows that have a number with a form of `baromia.charts`; those of sources left out have none.

    Of more than `MOST` rows the first are drawn; `draw` says how many are not.

    Parameters
    ----------
    form : callable
        Such as `charts.points`.
    rows : pandas.DataFrame
        Rows of the evidence, or computed ones; what they leave of a whole (`Words.unpublished`) is drawn with them.
    **options
        What else the form takes.
    """
    has_number = rows.reindex(columns=["share", "low"]).notna().any(axis=1)
    if not (has_number & rows["source"].notna()).any():
        return Drawn(None, rows)
    heading = options.get("heading")
    above = ", ".join(filter(None, (heading, heading and options.get("aside"), options.get("question"))))
    added = options.get("brackets")  # parts together, which are drawn, too
    first_rows = rows[has_number][:MOST]
    rows_shown = first_rows if added is None else pd.concat([first_rows, added])
    return Drawn(form(first_rows, **options), rows_shown, above, max(0, int(has_number.sum()) - MOST))


def draw(
    name: str,
    *panels: Drawn | Sequence,
    words: Words,
    frames: Sequence[pd.DataFrame],
    confidence: float,
    keys: Sequence[str] = charts.KEYS,
    signs: Mapping[str, str] | None = None,
    **values: object,
) -> charts.Chart | Sentence:
    """Put panels under the title, subtitle, note and source that belong to a chart.

    Parameters
    ----------
    name : str
        Of the chart, such as "adoption.chart_often": its words are the sentences `…_title`, `…_subtitle` and, where
        there is one, `…_note`. Where the finding rests on a source that is left out, `…_topic` is the title.
    *panels : Drawn, or a list of them
        What `panel` returns, one below the other; those of a list stand side by side.
    words : Words
        The language and its sentences.
    frames : sequence of pandas.DataFrame
        In which the places of the sentences are looked up, as for `Words.say`.
    confidence : float
        Of the intervals drawn.
    keys : sequence of str, optional
        The signs to explain, as for `charts.Chart`.
    signs : mapping, optional
        Code of a sign → what it means in this chart, where that is not what it means in all.
    **values
        What the other places of the sentences hold.

    Returns
    -------
    Chart or Sentence
        Where no row has a number, the sentence that says why.
    """
    shown = [drawn for drawn in _flat(panels) if drawn.panel]
    if not shown:
        return words.nothing(pd.concat([drawn.rows for drawn in _flat(panels)]) if panels else frames[0])
    rows = pd.concat([drawn.rows for drawn in shown]).dropna(subset="source")
    title = words.filled(f"{name}_title", *frames, **values) or words.filled(f"{name}_topic", *frames, **values)
    own_note = f"{name}_note" in words.register.sentences.index and words.filled(f"{name}_note", *frames, **values)
    undrawn = sum(drawn.undrawn for drawn in shown)
    undrawn_note = words.label("chart.undrawn", rows=words.number(undrawn)) if undrawn else ""
    note = " ".join(filter(None, (own_note, undrawn_note)))
    data, ids = _table(shown, words)
    return charts.Chart(
        *filter(None, map(_side_by_side, panels)),
        title=title,
        subtitle=words.filled(f"{name}_subtitle", *frames, **values) or "",
        note=note,
        source=words.label("chart.credit", sources=words.publications(rows["source"]), licence=LICENCE),
        alt=_alternative(title, shown, note, words),
        labels=charts.Labels(words.label("percent", number="{number}"), words.keys(rows, confidence) | (signs or {})),
        keys=keys,
        data=data,
        ids=ids,
    )


def _flat(panels: Sequence) -> list[Drawn]:
    """Return all panels as one list, those that stand side by side included."""
    return [drawn for item in panels for drawn in ([item] if isinstance(item, Drawn) else _flat(item))]


def _side_by_side(panels: Drawn | Sequence) -> charts.Panel | None:
    """Return the panel to draw, or columns of panels as one; None where nothing is to be drawn."""
    if isinstance(panels, Drawn):
        return panels.panel
    columns = [[drawn.panel for drawn in _flat([column]) if drawn.panel] for column in panels]
    return charts.beside(*filter(None, columns)) if any(columns) else None


def _alternative(title: str, shown: Sequence[Drawn], note: str, words: Words) -> str:
    """Return the alternative text of a chart: its title, the data drawn under their headings, its note."""
    sentences = [title]
    for drawn in shown:
        rows, phrases = drawn.printed_rows, drawn.panel.phrases
        several = "who" in rows and rows["who"].nunique() > 1
        kind = "chart.row_phrase" if phrases else "chart.row_who" if several else "chart.row"
        groups = rows["group"].fillna("") if "group" in rows and not phrases else [""] * len(rows)
        rows = rows.assign(label=_headed(rows["label"], groups, drawn.above, words))
        cells = rows.reindex(columns=["label", "printed", "who"])
        sentences.append(words.separator.join(words.label(kind, **row) for row in cells.to_dict("records")))
    return " ".join(text if text.endswith((".", "!", "?")) else f"{text}." for text in (*sentences, note) if text)


def _headed(labels: Iterable[str], groups: Iterable[str], above: str, words: Words) -> list[str]:
    """Return labels, the first of the panel and of each group with its heading before it."""
    headed, previous = [], ""
    for label, group in zip(labels, groups, strict=True):
        head = ", ".join(filter(None, ("" if headed else above, "" if group == previous else group)))
        headed.append(words.label("chart.row", label=head, printed=label) if head else label)
        previous = group
    return headed


def _table(shown: Sequence[Drawn], words: Words) -> tuple[list[list[str]], list[str]]:
    """Return the rows that are drawn as a table, headings first, and the card of each; without empty columns."""
    parts = []
    for drawn in shown:
        parts += [pd.DataFrame({"label": [drawn.above]}, [""]) if drawn.above else None, drawn.printed_rows]
    table = pd.concat(parts).reindex(columns=DATA.values()).astype(object).fillna("")
    if table["who"].replace("", pd.NA).nunique() < 2:
        table["who"] = ""
    columns = {name: column for name, column in DATA.items() if (table[column] != "").any()}
    head = [words.label(f"column.{name}") for name in columns]
    # Parts and formulas have no card.
    ids = [name if "." in name and " " not in name else "" for name in table.index.astype(str)]
    return [head, *table[list(columns.values())].astype(str).to_numpy().tolist()], ids
