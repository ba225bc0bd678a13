"""What the proof reads of a page: blocks of text, links, cards, tables, pictures, each where it stands."""

from base64 import b64encode

import pytest

from baromia.paper.binding.pages import HOLE, Block, Card, Link, Page, Picture, Table, read_page


def read(body: str) -> Page:
    return read_page(f"<html id=page><head><title>7</title></head>7<p>7</p><body id>{body}</body></html>")


def unbound(body: str) -> list[str]:
    return [block.unbound for block in read(body).blocks]


def test_what_stands_before_the_body_is_no_text():
    assert read("") == Page()


def test_a_block_is_its_text_under_its_heading():
    page = read("<h1>A<b>&#49;</b></h1><p hidden>x<br>y</p><h2>B</h2><p>z</p><h3>C</h3><p>t</p><h4>D</h4><p>u</p>")
    told = [(block.tag, block.section, block.text) for block in page.blocks]
    assert told == [
        ("h1", "", "A1"), ("p", "A1", "x y"), ("h2", "A1", "B"), ("p", "B", "z"),
        ("h3", "B", "C"), ("p", "C", "t"), ("h4", "C", "D"), ("p", "C", "u"),
    ]  # fmt: skip
    assert all(block.text == block.unbound == block.said for block in page.blocks)


def test_blocks_within_blocks_keep_their_own_words():
    page = read("<div>one <ul><li>two</li></ul></em></br> three<p> </p></div>")
    assert page.blocks == [Block("li", "", *["two"] * 3), Block("div", "", "one  three", *["one  three"] * 2)]


@pytest.mark.parametrize("tag", ["nav", "script", "style", "template", "svg", "button", "noscript"])
def test_copies_of_headings_and_what_is_not_read_are_silent(tag):
    page = read(f'<div>one <{tag} id="s"><p>2</p><a href="#x">3</a></{tag}> four<p>five</p></div>')
    assert [block.text for block in page.blocks] == ["five", "one  four"]
    assert (page.ids, page.links) == ({"s"}, [])


@pytest.mark.parametrize(
    "label",
    [
        '<span class="header-section-number">2</span>',
        '<span class="toc-section-number">2</span>',
        '<span class="a citation">2</span>',
        '<a class="quarto-xref" href="#x">2</a>',
        '<span class="float-label">2</span>',
        '<a href="#fig-a">2</a>',
        '<a href="#tbl-a">2</a>',
        '<a href="#sec-a">2</a>',
        '<a href="#ref-a"><i>2</i></a>',
        '<i id="refs">2</i>',
    ],
)
def test_a_label_is_neither_bound_nor_said(label):
    assert read(f"<p>a {label} 3</p>").blocks == [Block("p", "", "a 2 3", f"a {HOLE} 3", f"a {HOLE} 3")]


@pytest.mark.parametrize("plain", ["<a>2</a>", '<a href="#figures">2</a>', '<i class="b">2</i>', "<em class>2</em>"])
def test_what_is_no_label_is_read(plain):
    assert read(f"<p>a {plain} 3</p>").blocks == [Block("p", "", *["a 2 3"] * 3)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('<p>a <a class="b figure" href="#x">2</a> 3</p>', "a 2 3"),
        ("<p>a <code>2</code> 3</p>", "a 2 3"),
        ("<p>a <details>2</details> 3</p>", f"a {HOLE} 3"),
    ],
)
def test_what_is_bound_is_still_said_unless_it_is_folded(text, said):
    assert read(text).blocks == [Block("p", "", "a 2 3", f"a {HOLE} 3", said)]


@pytest.mark.parametrize("cell", ["td", "th"])
def test_a_cell_is_bound_by_its_table(cell):
    text = f"<table><tr><{cell}>2</{cell}></tr></table>"
    assert read(text).blocks == [Block(cell, "", "2", HOLE, "2")]


@pytest.mark.parametrize(
    ("caption", "left"),
    [("Figure 2: A finding.", " A finding."), ("Tableau\u00a03\u202f: Une.", " Une."), ("Figures 2: x",) * 2],
)
def test_a_caption_loses_its_number(caption, left):
    assert unbound(f"<figcaption> {caption}</figcaption>") == [left]


def test_links_say_where_they_stand_and_whether_they_are_of_figures():
    text = '<p><a href="#a" class="figure"> 9<b>0</b>%</a> <a>x</a></p><h1>T</h1><p><a href="b">y</a> z</p>'
    page = read(f'{text}<div id="sec-register"><p><a href="#c" class="figure">5</a></p></div>')
    assert page.links == [
        Link("#a", "90%", "", True, True),
        Link("", "x", "", False, True),
        Link("b", "y", "T", False, True),
        Link("#c", "5", "T", True, False),
    ]
    assert [block.text for block in page.blocks] == [" 90% x", "T", "y z"]


def test_a_card_has_a_head_and_a_text():
    text = '<div class="a card" id="s.a"><p><b>9</b><em>1</em> of <strong>7</strong></p></div> <strong>8</strong>'
    early = '<div class="card" id="s.c">x <i>y</i> <b>9</b></div>'
    page = read(f'{early}<strong>6</strong>{text}<div class="card" id="s.b"><p><strong>5<i>3</i></strong> x</p></div>')
    assert page.cards == {
        "s.c": Card("s.c", "9", "x y 9", said="x y 9"),
        "s.a": Card("s.a", "9", "91 of 7", said="91 of 7"),
        "s.b": Card("s.b", "53", "53 x", said="53 x"),
    }
    cited = read('<div class="card" id="s.a"><b>9</b> <span class="citation">(B 2025, 3)</span> x</div>').cards["s.a"]
    assert (cited.text, cited.cited, cited.said) == ("9 (B 2025, 3) x", "(B 2025, 3)", "9  x")
    assert read('<div class="card">1</div><div id="x">2</div>').cards == {}


def test_the_appendix_has_cards_and_no_blocks():
    page = read('<p>1</p><h1 id="sec-register">Cards</h1><p>2</p>')
    assert [block.text for block in page.blocks] == ["1"]
    assert page.ids == {"sec-register"}


def test_tables_are_named_by_themselves_or_by_what_is_around_them():
    rows = "<tr> <th>a</th><th>b<i>c</i></th></tr><tr><td> 1 <b>2</b></td><td></td></tr>"
    text = f'<table id="tbl-a">{rows}</table><div id="tbl-b"><div id="x"><table>{rows} 9</table></div></div>'
    page = read(f"{text}<table><caption>C</caption>{rows}</table><td>5</td><th>6</th>")
    cells = [["a", "bc"], ["1 2", ""]]
    assert page.tables == [Table("tbl-a", cells), Table("tbl-b", cells), Table("", cells)]


def test_the_data_of_a_chart_is_a_text_and_no_table():
    table = "<table><tr><td>1</td><td>2</td></tr></table>"
    page = read(f'<div id="fig-a"><details><summary>S</summary>{table}</details></div>')
    assert page.tables == []
    assert page.folded == {"fig-a": "S 1 2 "}


def test_pictures_have_words_and_may_be_held_by_the_page():
    svg = '<svg a="1,é"/>'
    held = b64encode(svg.encode()).decode()
    page = read(
        f'<div id="fig-a"><img alt="A  1" src="data:image/svg+xml;base64,{held}"></div>'
        '<img id="fig-b" alt="B" src=\'data:image/svg+xml,%3Csvg a="1,é"/>\'>'
        '<img alt="C" src="c.svg"><img alt="D"><img alt=""><p alt="E">x</p>'
        '<svg role="img" aria-label="F"></svg><svg aria-label="G"></svg><svg role="x" aria-label="H"></svg>'
        '<p role="img" aria-label="I">x</p>'
    )
    assert page.pictures == [
        Picture("fig-a", "A 1", svg), Picture("fig-b", "B", svg), Picture("", "C"), Picture("", "D"), Picture("", "F"),
    ]  # fmt: skip


def test_names_are_those_of_the_body():
    assert read('<p id="a">x</p><i id></i><b id="c">y</b>').ids == {"a", "c"}
