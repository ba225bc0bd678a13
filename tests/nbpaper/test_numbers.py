"""The number check on a made-up paper: what people smuggle past a reader, kind by kind, and what is beyond it."""

import json
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner, Result

from cases import cases
from nbpaper.__main__ import main
from nbpaper.errors import PaperError
from nbpaper.numbers import Fault, Report, Subjects, check, count_bound
from nbpaper.numbers.stream import Stream, letters
from nbpaper.render.staged import one_by_one

TOWN = Path(__file__).with_name("town")  # the project, but for its executed notebook
SOURCE = (TOWN / "reports" / "paper.qmd").read_text(encoding="utf-8")
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="5" height="5"/></svg>'
TABLE = "| Answer | Share |\n|:--|--:|\n| well | 53% |\n| badly | 41% |"


def write(root: Path) -> None:
    """Write the project, as a build would have staged it."""
    shutil.copytree(TOWN, root, dirs_exist_ok=True)
    shows = {"image/svg+xml": SVG, "text/plain": "Dots: 53%, 41%."}, {"text/markdown": TABLE}
    chart = nbformat.v4.new_code_cell("#| label: chart-sleep\n#| fig-alt: 'Dots: 53%, 41%.'\nx")
    table = nbformat.v4.new_code_cell("#| label: table-sleep\nx")
    for cell, data in zip((chart, table), shows, strict=True):
        cell.outputs = [nbformat.v4.new_output("display_data", data=data)]
    (root / "reports" / "executed").mkdir()
    nbformat.write(nbformat.v4.new_notebook(cells=[chart, table]), root / "reports" / "executed" / "sleep.ipynb")


def render(root: Path, *kinds: str) -> None:
    for kind in kinds:
        one_by_one("builtin", root / "reports" / "paper.qmd", root, kind, datetime(2026, 1, 1, tzinfo=UTC))


@pytest.fixture(scope="session")
def town(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("town")
    write(root)
    render(root, "html", "typst")
    return root


def checked(root: Path, folder: Path | None = None, pdf: bool = False, **changed: str) -> Report:
    """Check the paper; a file that is named has this text instead, in a folder."""
    reports = root / "reports"
    paths = {"source": reports / "paper.qmd", "page": reports / "paper.html", "allowed": root / "numbers.yaml"}
    for key, text in changed.items():
        assert text != paths[key].read_text(encoding="utf-8")
        paths[key] = folder / paths[key].name
        paths[key].write_text(text, encoding="utf-8")
    paths |= {"pdf": reports / "paper.pdf"} if pdf else {}
    return check(results=reports / "results" / "en.json", built=reports, bibliography=root / "works.yaml", **paths)


def faults(*given: object, **changed: object) -> str:
    return "\n".join(map(str, checked(*given, **changed).faults))


def test_a_paper_whose_numbers_are_bound_has_no_fault(town):
    """Notes and lists have the numbers of the renderer."""
    report = checked(town, pdf=True)
    assert report.faults == []
    assert (report.language, report.text, report.tables, report.charts, report.allowed) == ("en", 4, 2, 2, 3)
    assert report.pdf > 20


SMUGGLED = cases(__file__, "smuggled")


@pytest.fixture(scope="session")
def typed(town, tmp_path_factory) -> dict[int, list[Fault]]:
    """The faults of a paper with all of it typed in, by line."""
    text, found = SOURCE.partition("# Notes")[0], defaultdict(list)
    for what, _ in SMUGGLED["typed"].values():
        text += f"{what}\n\n<!-- -->\n\n"
    for fault in checked(town, tmp_path_factory.mktemp("typed"), source=text).faults:
        if fault.file == "paper.qmd" and fault.place.startswith("line "):
            found[int(fault.place[5:])].append(fault)
    return found


@pytest.mark.parametrize("kind", SMUGGLED["typed"])
def test_what_is_typed_into_the_source_is_found_with_its_line(typed, kind):
    line = SOURCE.partition("# Notes")[0].count("\n") + 1
    for one, (what, number) in SMUGGLED["typed"].items():
        if one == kind:
            last = line + what.count("\n")
            assert number in {fault.number for at in range(line, last + 1) for fault in typed[at]}
        line += what.count("\n") + 4


@pytest.mark.parametrize(("old", "new", "said"), SMUGGLED["front"])
def test_the_front_matter_and_what_is_allowed_twice_are_found(town, tmp_path, old, new, said):
    assert said in faults(town, tmp_path, source=SOURCE.replace(old, new, 1))


@pytest.mark.parametrize("kind", SMUGGLED["shown"])
def test_what_the_page_says_otherwise_is_found(town, tmp_path, kind):
    old, new, said = SMUGGLED["shown"][kind]
    page = (town / "reports" / "paper.html").read_text(encoding="utf-8")
    assert old in page
    if kind == "two results swapped":
        page, old, new = page.replace(new, "\0").replace(old, new), "\0", old
    assert said in faults(town, tmp_path, page=page.replace(old, new, -1 if old == "\0" else 1))


STYLE = """#set page(header: [Of 47], footer: [nineteen in all, 46])
#show figure.caption: it => [#it half]
#show "sleep well": [sleep well, 48]
#show "106 people": [107 people]
"""


def test_what_the_pdf_says_otherwise_is_found_on_any_page(town, tmp_path):
    """In a running head, a foot, a caption, the text and the appendix."""
    write(tmp_path)
    (tmp_path / "reports" / "style.typ").write_text(STYLE, encoding="utf-8")
    render(tmp_path, "typst")
    (tmp_path / "reports" / "paper.html").write_bytes((town / "reports" / "paper.html").read_bytes())
    said = faults(tmp_path, pdf=True)
    assert "paper.pdf, text: '106' stands on the page, and not so in the PDF: 'Of n = 106 people." in said
    for number in ("47", "nineteen", "46", "half", "48", "107"):
        assert re.search(rf"paper\.pdf, (page \d+|text): '[^']*{number}", said), number


def test_a_pdf_that_is_none_is_refused(town, tmp_path):
    reports, pdf = town / "reports", tmp_path / "paper.pdf"
    pdf.write_text("none")
    with pytest.raises(PaperError, match=r"paper\.pdf: .*\(no PDF: .+To mend"):
        check(reports / "paper.qmd", reports / "results" / "en.json", page=reports / "paper.html", pdf=pdf)


@pytest.mark.parametrize(("entry", "said"), SMUGGLED["allowed"])
def test_an_allowance_is_needed_and_true(town, tmp_path, entry, said):
    found = faults(town, tmp_path, allowed=entry)
    assert said in found if said else "not true" not in found


def test_a_sentence_that_only_the_page_has_can_be_allowed(town, tmp_path):
    page = (town / "reports" / "paper.html").read_text(encoding="utf-8")
    changed = page.replace("</body>", "<p>Printed in 17 copies.</p></body>")
    entry = "paper.html:\n- {sentence: Printed in 17 copies., reason: x}\n"
    assert "'17' is not what the source says" in faults(town, tmp_path, page=changed)
    allowed = (town / "numbers.yaml").read_text(encoding="utf-8") + entry
    assert faults(town, tmp_path, page=changed, allowed=allowed) == ""


@pytest.mark.parametrize(("text", "why"), SMUGGLED["no list"])
def test_a_list_that_is_none_is_refused_with_a_mend(town, tmp_path, text, why):
    with pytest.raises(PaperError, match=rf"numbers\.yaml: cannot be read \({re.escape(why)}.*To mend"):
        faults(town, tmp_path, allowed=text)


@pytest.mark.parametrize(
    ("sizes", "wrong"),
    [({106, 9, 7}, []), ({106}, ["fig-sleep: '7'", "tbl-sleep: '9'"]), ({9, 7}, ["fig-sleep: '106'"])],
)
def test_an_n_in_a_chart_or_a_table_is_one_of_those_known(tmp_path, sizes, wrong):
    write(tmp_path)
    notebook = tmp_path / "reports" / "executed" / "sleep.ipynb"
    text = notebook.read_text(encoding="utf-8")
    for old, new in (("Dots:", "8 dots, n = 106:"), ("<rect", "<text>n = 7</text><rect"), ("| 53%", "| n = 9")):
        text = text.replace(old, new)
    notebook.write_text(text, encoding="utf-8")
    found = check(tmp_path / "reports" / "paper.qmd", tmp_path / "reports" / "results" / "en.json", sizes=sizes).faults
    said = [str(one).partition(" is ")[0] for one in found if "the n of nobody" in one.what]
    assert said == [f"sleep.ipynb, {one}" for one in wrong]


def test_numbers_that_a_source_takes_from_results_are_counted():
    """In digits; of what no shortcode names, and of a block that a condition hides, none."""
    text = "{{< meta a.b >}} {{< meta a.c >}} {{< meta a.d >}} 9\n\n"
    text += ':::: {.content-visible when-meta="has.more"}\n{{< meta a.b >}}\n::::\n'
    texts = {"a.b": "53.5% (n = 1 234)", "a.c": "half"}
    assert [count_bound(text, texts, {"more": more}) for more in (False, True)] == [3, 6]


@pytest.mark.parametrize(("has", "numbers"), [({}, 2), ({"more": False}, 2), ({"more": True}, 1)])
def test_what_a_condition_hides_is_not_counted(tmp_path, has, numbers):
    source, results = tmp_path / "paper.qmd", tmp_path / "results.json"
    block = '::: {{.content-visible {0}-meta="has.more"}}\n{{{{< meta results.{0} >}}}}\n:::\n\n'
    source.write_text("---\nlang: en\n---\n\n" + block.format("when") + block.format("unless"), encoding="utf-8")
    results.write_text(json.dumps({"results": {"when": {"text": "1"}, "unless": {"text": "2 3"}}, "has": has}))
    assert check(source, results).text == numbers


def test_what_is_typed_on_a_card_is_found(tmp_path):
    """A decimal, too, though it is written as names are; beside the cards a year of the bibliography is none."""
    write(tmp_path)
    results = tmp_path / "reports" / "results"
    cards = results / "cards.en.md"
    text = cards.read_text(encoding="utf-8").replace("people.", "people, for 12.5 nights.") + "\nSince 1927.\n"
    cards.write_text(text, encoding="utf-8")
    report = check(tmp_path / "reports" / "paper.qmd", results / "en.json", bibliography=tmp_path / "works.yaml")
    found = [one for one in report.faults if one.file == "results/cards.en.md"]
    assert [(one.place, one.number) for one in found] == [("card town.well", "12.5"), ("card town.badly", "two")]
    assert found[0].what.startswith("is no number of its figure")


def test_front_matter_that_is_broken_is_refused(tmp_path):
    (tmp_path / "paper.qmd").write_text("---\nlang: en\ntitle: [\n---\n\nSo.\n")
    (tmp_path / "results.json").write_text('{"results": {}}')
    with pytest.raises(PaperError, match=r"paper\.qmd: cannot be read .*To mend: mend the front matter\."):
        check(tmp_path / "paper.qmd", tmp_path / "results.json")


def test_a_number_is_not_taken_out_of_another():
    stream = Stream([("line 1", "In 531, 53 of 3 people")])
    assert stream.take(["53", "3 people", "31"]) == ["31"]
    assert list(stream.left()) == [("line 1", "In 531"), ("line 1", "of")]
    assert Stream([("line 1", "53")]).take(["53"]) == []


@pytest.mark.parametrize("address", ["https://a.org/v1.5", "https://a.org/v1.\n5"])
def test_an_address_broken_behind_a_full_stop_is_the_same(address):
    assert letters(f"at {address} now") == "athttps//aorg/v15now"


def test_numbers_typed_in_french_are_found(tmp_path):
    (tmp_path / "paper.qmd").write_text("---\ntitle: T\nlang: fr\n---\n\nUn soignant sur deux dit oui.\n")
    (tmp_path / "results.json").write_text('{"results": {}}')
    found = check(tmp_path / "paper.qmd", tmp_path / "results.json").faults
    assert [fault.number for fault in found] == ["Un", "deux"]


WORDS = {
    "survey: town": ["survey", "town"],
    "survey: country": ["country"],
    "who: good": ["sleep well"],
    "who: bad": ["do not"],
}
PEOPLE = Subjects(WORDS, {
    "results.sleep.well": ["survey: town", "who: good"],
    "results.sleep.badly": ["survey: town", "who: bad"],
    "figures.town.well.n": ["who: asked"],
}, ["survey"])  # fmt: skip


@pytest.mark.parametrize(("old", "new", "said"), SMUGGLED["of whom"])
def test_the_words_of_a_number_have_to_stand_beside_it(town, old, new, said):
    source, results = town / "reports" / "changed.qmd", town / "reports" / "results" / "en.json"
    text = SOURCE.replace("Of all who", "In the town, of all who")  # the abstract is a text of its own
    text = text.replace(", while", ". Of them,")  # the survey is named in the sentence before
    for changed in (text, text.replace(old, new)):
        source.write_text(changed, encoding="utf-8")
        assert (said in "\n".join(map(str, check(source, results, subjects=PEOPLE).faults))) == (changed != text)


@pytest.mark.parametrize("kind", SMUGGLED["beyond"])
def test_what_the_renderer_counts_is_beyond_the_check(town, tmp_path, kind):
    old, new = SMUGGLED["beyond"][kind]
    page = (town / "reports" / "paper.html").read_text(encoding="utf-8")
    assert faults(town, tmp_path, page=page.replace(old, new, 1)) == ""


def command(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["check", *map(str, arguments)])


def test_a_value_within_the_front_matter_is_no_missing_result(tmp_path):
    source, results = tmp_path / "paper.qmd", tmp_path / "results.json"
    source.write_text(
        "---\nlang: en\nplace: {town: Metz}\n---\n\nIn {{< meta place.town >}}, {{< meta place.river >}}.\n"
    )
    results.write_text('{"results": {}}')
    assert [fault.number for fault in check(source, results=results).faults] == ["place.river"]


def test_the_check_is_a_command_for_any_paper(tmp_path):
    source, results = tmp_path / "paper.qmd", tmp_path / "results.json"
    source.write_text("---\ntitle: T\nlang: en\n---\n\nOf all, {{< meta results.a.b >}} do; two thirds wait.\n")
    results.write_text('{"results": {"a.b": {"text": "53%"}}}')
    done = command(source, "--results", results)
    assert (done.exit_code, done.stdout) == (1, "1 numbers bound, 0 allowed with a reason, 1 at fault.\n")
    assert "paper.qmd, line 6: 'two thirds' is typed" in done.stderr
    allowed = tmp_path / "numbers.yaml"
    allowed.write_text(command(source, "--results", results, "--draft").stdout.replace("'?'", "made up"))
    assert command(source, "--results", results, "--allowed", allowed).exit_code == 0
    done = command(source, "--results", tmp_path / "none.json")
    assert (done.exit_code, done.stderr.count("\n")) == (1, 1)
    results.write_text('{"results": {"a.b": "53%"}}')
    assert "results.json: cannot be read (result a.b has no text)" in command(source, "--results", results).stderr
    assert command(source, "--results", results, "--pdf", tmp_path / "x.pdf").exit_code == 2
    source.write_bytes("---\nlang: en\n---\n\nEgaré, égaré.\n".encode("latin-1"))
    said = command(source, "--results", results).stderr
    assert "paper.qmd, line 5: is not UTF-8" in said
    assert "To mend: save it again as UTF-8" in said
    usage = subprocess.run([sys.executable, "-m", "nbpaper", "--help"], capture_output=True, text=True).stdout
    assert usage.startswith("Usage: python -m nbpaper")
