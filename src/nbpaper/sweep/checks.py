"""Whether the notebook takes the parameters of a grid, and the values it gives them; asked before anything runs."""

import inspect
from pathlib import Path

from baromia.analysis.parameters import RULES, ParameterError, check_parameters
from baromia.notebook import theme_of
from baromia.register.read import load_figures
from nbpaper.errors import did_you_mean

LISTS = " A grid lists the values to try; of a parameter that is a list, it lists lists: [[a], [b, c]]."


def check_values(data: Path, notebook: str, declared: list[str], values: dict[str, list]) -> None:
    """Refuse a name that the notebook has no parameter of, and a value that will not do.

    Raises
    ------
    ParameterError
        Naming the nearest right name, or the values that would do.
    """
    sources = set(load_figures(data)["source"])
    own = set(inspect.signature(theme_of(notebook).__init__).parameters) - {"self", "name", "data"}
    for name, tried in values.items():
        if name not in declared:
            names = ", ".join(declared) or "none"
            raise ParameterError(
                f"no parameter of {notebook} is called {name!r}{did_you_mean(name, declared)}. There are: {names}."
            )
        for value in tried:
            try:
                if name in RULES:
                    check_parameters({name: value}, sources)
                elif name in own:  # the notebook's own: it checks the value itself
                    theme_of(notebook)(notebook, data=data, **{name: value})
            except ParameterError as error:
                alone = "takes a list" in str(error) and not isinstance(value, list)
                raise ParameterError(f"{error}{LISTS if alone else ''}") from None
