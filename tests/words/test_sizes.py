"""A sample size written into a label, a title or a sentence is that of samples.csv, or it is refused."""

from baromia.register import Register
from baromia.words.check import check_register, size_problems
from damaged import DATA, TABLES, line_where, problems_of, write_cell

ROWS = {  # of a sample of 608, of 45, and of none
    "figures": "pulselife2025.use-general-purpose",
    "samples": "campagna2025",
    "headlines": "users-most",
    "derived": "derived.campagna-regular-not-introduced",
    "indicators": "use-any-ai",
    "sentences": "adoption.chart_often_title",
}
LINES = {table: line_where(DATA, table, lambda row, name=name: row["id"] == name) for table, name in ROWS.items()}
WRONG = [
    ("figures", "label_en", "Use it (n = 609)", "n = 609, and samples.csv 608"),
    ("figures", "label_fr", "L’utilisent, N=609", "n = 609, and samples.csv 608"),
    ("figures", "note_fr", "Demandé à 6 080 professionnels de santé.", "n = 6 080, and samples.csv 608"),
    ("samples", "label_en", "Campagna, 46 respondents", "n = 46, and samples.csv 45"),
    ("samples", "label_fr", "Campagna, quarante-six répondants", "n = quarante-six, and samples.csv 45"),
    ("headlines", "label_en", "Most of the 610 professionals use AI", "n = 610, and samples.csv 608"),
    ("derived", "label_fr", "Parmi 46 étudiants et professionnels", "n = 46, and samples.csv 45"),
    ("indicators", "label_en", "Use, of 608 people", "n = 608, of no sample whose n is known"),
    ("sentences", "en", "Of 608 health professionals", "n = 608, of no sample whose n is known"),
]


def test_a_wrong_size_in_words_is_refused(register_copy):
    for table, column, words, _ in WRONG:
        write_cell(register_copy, table, column, words, LINES[table])
    problems = problems_of(register_copy, check_register)
    found = {(one.file.rpartition("/")[2], one.line, one.column): one.what for one in problems}
    for table, column, _, says in WRONG:
        assert says in found[TABLES[table]["path"], LINES[table], column]


def test_a_right_size_and_other_numbers_may_stand(register_copy):
    english = "Use it (n = 608), say nine in ten professionals, 24 of every 100 physicians and 60% of nurses"
    french = "L’utilisent : 24 médecins sur 100, les trois quarts des 608 répondants, deux personnes"
    for column, words in (("label_en", english), ("label_fr", french)):
        write_cell(register_copy, "figures", column, words, LINES["figures"])
    assert list(size_problems(Register.read(register_copy))) == []
