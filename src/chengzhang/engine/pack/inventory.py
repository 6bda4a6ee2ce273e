"""The clause inventory of a regulation: one entry a norm, its numbers, ambiguity, forms. Never shipped."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from chengzhang.engine.pack.errors import Faults
from chengzhang.engine.pack.yaml import Entries, Items, Node, Text, read_yaml
from chengzhang.engine.rules.ast import Mark


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a clause. `values`: two for a span; `op`: its inclusivity; `counted`: the text only lists items."""

    values: tuple[str, ...]
    unit: str
    op: str
    means: str
    as_written: str
    counted: bool
    mark: Mark


@dataclass(frozen=True, slots=True)
class Clause:
    id: str
    article: str
    numbers: tuple[Number, ...]
    ambiguity: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class InventoryForm:
    id: str
    title: str
    clauses: tuple[str, ...]
    fields: int
    mark: Mark


@dataclass(frozen=True, slots=True)
class Inventory:
    id: str
    title: str
    clauses: dict[str, Clause]
    forms: tuple[InventoryForm, ...]


def read_inventory(path: Path) -> Inventory:
    """PackErrors where the file can't be read or isn't an inventory."""
    faults = Faults()
    node: Node | None = None
    try:
        node = read_yaml(path.read_bytes(), path.name, faults)
    except OSError as wrong:
        faults.add("inventory.file", None, f"读不了条款清单“{path}”：{wrong.strerror}", "核对 --inventory 后面的路径")
    if node is not None and not (isinstance(node, Entries) and Text("clauses") in node):
        faults.add("inventory.shape", node, f"“{path.name}”不是条款清单", "它应有 regulation、clauses、forms")
    faults.raise_any()
    assert isinstance(node, Entries)
    regulation = _entries(node, "regulation")
    clauses = {clause.id: clause for clause in map(_clause, _items(node, "clauses"))}
    forms = tuple(map(_form, _items(node, "forms")))
    return Inventory(_text(regulation, "id"), _text(regulation, "title"), clauses, forms)


def _clause(node: Entries) -> Clause:
    numbers = tuple(map(_number, _items(node, "numbers")))
    return Clause(_text(node, "id"), _text(node, "article"), numbers, _text(node, "ambiguity"), node.mark)


def _number(node: Entries) -> Number:
    value = node.get(Text("value"), Text(""))
    values = tuple(map(str, value)) if isinstance(value, Items) else (str(value),)
    return Number(
        values,
        _text(node, "unit"),
        _text(node, "op") or "==",
        _text(node, "means"),
        _text(node, "as_written"),
        _text(node, "counted") == "true",
        node.mark,
    )


def _form(node: Entries) -> InventoryForm:
    clauses = node.get(Text("clauses"), Items())
    fields = len(_items(node, "fields"))
    return InventoryForm(_text(node, "id"), _text(node, "title"), tuple(map(str, clauses)), fields, node.mark)


def _text(node: Entries, key: str) -> str:
    return str(node.get(Text(key), ""))


def _entries(node: Entries, key: str) -> Entries:
    found = node.get(Text(key))
    return found if isinstance(found, Entries) else Entries()


def _items(node: Entries, key: str) -> list[Entries]:
    found = node.get(Text(key))
    return [item for item in found if isinstance(item, Entries)] if isinstance(found, Items) else []
