"""Renderers: the same `.qmd` by Quarto where it is present, by pandoc and typst from wheels where it is not."""
