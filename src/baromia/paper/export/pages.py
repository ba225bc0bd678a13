"""What the archive says in words: what is in it, and what may not be said. The words that stay are in templates."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from string import Template

import pandas as pd

from nbpaper.markdown import Said, Table, escape

from ...notebook import Surveys
from ...register.descriptor import read_descriptor
from ..results_files import about
from ..schema_org import citation
from .pictures import Picture

HERE = Path(__file__).parent


def readme(language: str, data: Path, charts: Sequence[Picture]) -> str:
    """Return the archive's README in a language."""
    view = Surveys("evidence", data=data, language=language)
    figures = view.register.figures
    sources = [
        f"- {escape(view.wording.source(name))}. *{escape(view.register.sources[name]['title'])}*. `{name}`"
        for name in dict.fromkeys(figures["source"])
    ]
    shown = [f"- `{one.name}`{_colon(view)} {escape(one.title)}" for one in charts]
    return _filled(
        f"readme.{language}.md",
        **about(language, data),
        title=escape(read_descriptor(data).get("title", "baromia")),
        charts="\n".join(shown),
        cite=escape(cite_package(language, data)),
        sources="\n".join(sources),
        data_licence=_licence(data),
    )


def caveats(language: str, data: Path) -> str:
    """Return what may not be said, in a language."""
    view = Surveys("evidence", data=data, language=language)
    return _filled(
        f"caveats.{language}.md",
        indicators=_lines(_indicators(view)),
        bases=_lines(_bases(view)),
        doubtful=_markdown(view.doubtful()),
        gate=_markdown(view.gate()),
        samples=_markdown(view.cards()),
        publications=_markdown(view.publications()),
        data_licence=_licence(data),
    )


def cite_package(language: str, data: Path) -> str:
    """Return the reference of the package, as CITATION.cff and the build have it."""
    known, build = citation(), about(language, data)
    names = [one.get("name") or f"{one['given-names']} {one['family-names']}" for one in known["authors"]]
    return (
        f"{', '.join(names)}. {known['title']}. Version {build['version']}, commit {build['commit']}, {build['date']}."
    )


def _indicators(view: Surveys) -> Iterable[str]:
    """Yield, for each indicator that some figure has, what it measures and what it is easily taken for."""
    figures, say = view.register.figures, view.write.label
    heads = say("column.measures"), say("column.is_not")
    for name, row in view.register.indicators.iterrows():
        if (figures["indicator"] == name).any():
            label = escape(view.write.text(row[f"label_{view.parameters.language}"]))
            told = [escape(view.wording.translated(row, column)) for column in ("measures", "is_not")]
            yield f"**{label}.** " + " ".join(
                f"*{escape(head)}*{_colon(view)} {text}" for head, text in zip(heads, told, strict=True)
            )


def _bases(view: Surveys) -> Iterable[str]:
    """Yield the figures whose base needs a reason, with the reason."""
    for name, row in view.register.figures.iterrows():
        if not pd.isna(row["base_reason"]) and pd.isna(row["restates"]):
            value, label = view.wording.value(name), escape(view.wording.label(name))
            yield f"**{value}** {label} (`{name}`){_colon(view)} {escape(view.wording.translated(row, 'base_reason'))}"


def _colon(view: Surveys) -> str:
    return view.write.text(" :") if view.parameters.language == "fr" else ":"


def _lines(items: Iterable[str]) -> str:
    return "\n".join(f"- {item}" for item in items)


def _markdown(shown: Table | Said) -> str:
    return shown.markdown() if isinstance(shown, Table) else shown.markdown


def _licence(data: Path) -> str:
    return ", ".join(
        f"[{escape(one.get('title', one['name']))}]({one['path']})" for one in read_descriptor(data).get("licenses", [])
    )


def _filled(name: str, **values: str) -> str:
    return Template((HERE / name).read_text(encoding="utf-8")).substitute(values)
