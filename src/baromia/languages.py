"""The languages of the paper; the first names no language in its file names. Light: the command line imports it."""

LANGUAGES = ("en", "fr")
