"""What a notebook works with: one call each for a table, a chart, a sentence, a result."""

from .choices import Choices
from .shown import Theme
from .surveys import Surveys

# Two notebooks ask something else than what a theme's figures say.
_OTHERS = {"evidence": Surveys, "robustness": Choices}


def open_theme(name: str, **parameters: object) -> Theme:
    """Open the register on one notebook's theme, with its parameters checked.

    Parameters
    ----------
    name : str
        The notebook's stem, such as "adoption".
    **parameters
        The notebook's parameters by name.

    Raises
    ------
    ParameterError
        For an unknown parameter or a value that will not do, with those that would.

    Examples
    --------
    >>> view = open_theme("adoption", language="fr", confidence=0.9)
    >>> len(view.figures(source="pulselife2025", indicator="use-general-purpose")) > 0
    True
    """
    return theme_of(name)(name, **parameters)


def theme_of(name: str) -> type[Theme]:
    """Return the class that a notebook of this stem works with."""
    return _OTHERS.get(name, Theme)


__all__ = ["Choices", "Surveys", "Theme", "open_theme", "theme_of"]
