"""Trees of groups and lists, as YAML and JSON hold them."""

from collections.abc import Iterator


def leaves(tree: object, way: tuple = ()) -> Iterator[tuple[tuple, object]]:
    """Yield what is neither group nor list, each with its way there: keys and places, counted from 0."""
    if isinstance(tree, dict | list):
        for step, part in tree.items() if isinstance(tree, dict) else enumerate(tree):
            yield from leaves(part, (*way, step))
    else:
        yield way, tree


def at(tree: object, name: str) -> object:
    """Return what a name such as `author.name` leads to; None where there is nothing."""
    for step in name.split("."):
        tree = tree.get(step) if isinstance(tree, dict) else None
    return tree
