"""What a release says it does to others: a circle of replacements is refused, a repeal of another text is shown."""

from __future__ import annotations

from collections.abc import Callable

from chengzhang.engine.pack.model import Edge, Pack

REPLACES = frozenset({"repeals", "partly_replaces", "displaces_by_conflict"})


def circle(pack: Pack, find: Callable[[str], Pack | None]) -> tuple[str, ...]:
    """The releases ("place/release") of a circle that the lineage of `pack` leads into; empty if there is none.

    `find` gives a release by name, None where it is not on the shelf. Replacing and descending are two orders.
    """
    return _circle(pack, find, REPLACES, ()) or _circle(pack, find, frozenset({"child_of"}), ())


def _circle(
    pack: Pack, find: Callable[[str], Pack | None], edges: frozenset[str], path: tuple[str, ...]
) -> tuple[str, ...]:
    name = f"{pack.id}/{pack.release}"
    if name in path:
        return (*path[path.index(name) :], name)
    for edge in pack.lineage:
        below = find(edge.pack) if edge.edge in edges and edge.pack is not None else None
        found = _circle(below, find, edges, (*path, name)) if below is not None else ()
        if found:
            return found
    return ()


def repeals_of_others(new: Pack, old: Pack | None) -> tuple[Edge, ...]:
    """Repeals that name a document which is not the one in force here: whom they touch, a person must say."""
    if old is None:
        return tuple(edge for edge in new.lineage if edge.edge == "repeals" and edge.measure is not None)
    known = {name for m in old.measures.values() for name in (m.title, m.number) if name}
    here = f"{old.id}/{old.release}"
    return tuple(
        edge for edge in new.lineage if edge.edge == "repeals" and edge.pack != here and edge.measure not in known
    )
