"""The places of sentences in data/sentences.csv, where numbers are filled in."""

import re

# What a sentence asks of a row → the column that holds it: `{acsel2025.use-any}`, `{acsel2025.use-any:interval}`.
PUBLISHED_PARTS = {"interval": "interval", "n": "n", "sample": "who", "base": "of_whom"}
COMPUTED_PARTS = {"low": "least", "high": "most"}
COMPUTED_PARTS |= {name: name for name in ("at_least", "at_most", "range", "between", "counts", "least_count", "n")}
PARTS = {None: "printed"} | PUBLISHED_PARTS | COMPUTED_PARTS
PLACE = re.compile(rf"\{{(?P<name>[a-z0-9_.-]+)(?::(?P<part>{'|'.join(filter(None, PARTS))}))?\}}")
