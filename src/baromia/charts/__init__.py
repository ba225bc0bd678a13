"""Charts: one style, a few forms."""
