"""The graphs in cargo-deny's report: a crate with the crates that ask for it within it, up to those of the project."""

from collections.abc import Iterator, Mapping

from gates.typed import Any

_DEPTH_LIMIT = 200


def read_node(node: Mapping[str, Any]) -> tuple[str, str]:
    """Give the name and version of a crate in a graph; empty ones for a feature."""
    krate = node.get("Krate", node)
    told = krate if isinstance(krate, dict) else {}
    return str(told.get("name", "")), str(told.get("version", ""))


def find_paths(graph: Mapping[str, Any]) -> Iterator[str]:
    """Give the ways from what the project asks for to the crate, as `a>b>crate`.

    A crate that stands in the graph twice has its parents only once; the way through the other ends there and is left out.
    """
    waiting: list[tuple[Mapping[str, Any], tuple[str, ...]]] = [(graph, ())]
    while waiting:
        node, below = waiting.pop()
        parents = node.get("parents")
        above = [each for each in parents if isinstance(each, dict)] if isinstance(parents, list) else []
        name = read_node(node)[0]
        if above and len(below) < _DEPTH_LIMIT:
            waiting += [(each, (name, *below) if name else below) for each in above]
        elif below and not node.get("repeat"):
            yield ">".join(below)
