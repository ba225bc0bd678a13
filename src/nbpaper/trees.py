"""Trees of groups and lists, as YAML and JSON hold them."""

from collections.abc import Iterator


def leaves(tree: object, path: tuple = ()) -> Iterator[tuple[tuple, object]]:
    """Yield each value that is neither group nor list, after its path: keys, and places counted from 0."""
    if isinstance(tree, dict | list):
        for step, part in tree.items() if isinstance(tree, dict) else enumerate(tree):
            yield from leaves(part, (*path, step))
    else:
        yield path, tree


def at(tree: object, name: str) -> object:
    """Return the part of a tree that has a name such as `author.name`, or None."""
    for step in name.split("."):
        tree = tree.get(step) if isinstance(tree, dict) else None
    return tree
