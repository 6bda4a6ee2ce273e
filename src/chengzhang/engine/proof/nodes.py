"""A subject of the case that proofs speak of: like `engine.case.Subject`, with terms for all that can vary."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from chengzhang.engine.pack.model import FactDef
from chengzhang.engine.proof.symbols import Bool, Sym


@dataclass(eq=False)
class Node:
    """A subject of the case. `exists` is True for the one acted on and what it hangs on."""

    kind: str
    name: str
    parent: Node | None
    exists: Bool = True
    state: Any = None  # code of the state; None for a row of a form table
    facts: dict[str, tuple[FactDef, Sym]] = field(default_factory=dict)
    papers: dict[tuple[str, str | None], Any] = field(default_factory=dict)
    duties: dict[tuple[str, str], Any] = field(default_factory=dict)
    children: dict[str, list[Node]] = field(default_factory=dict)
    links: dict[str, Node] = field(default_factory=dict)
    members: list[Node] = field(default_factory=list)
    tables: dict[str, list[Node]] = field(default_factory=dict)  # rows of a fact or of a form field
    tables_known: dict[str, Any] = field(default_factory=dict)

    def up(self, kind: str) -> Node | None:
        node: Node | None = self
        while node is not None and node.kind != kind:
            node = node.parent
        return node
