"""One archive for others: data and tables, caveats, both papers, the charts, and what builds all of it again."""
