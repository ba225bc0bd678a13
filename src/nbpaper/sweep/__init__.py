"""Many what-ifs: a notebook under every combination of values, and what it records under each, as one table."""
