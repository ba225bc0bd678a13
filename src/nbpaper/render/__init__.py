"""Renderers: the same `.qmd` by Quarto where it is present, by pandoc and typst from wheels where it is not."""

RENDERERS = {"quarto": "Quarto", "builtin": "pandoc and typst"}  # name → what renders, in words
