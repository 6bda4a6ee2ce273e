"""Ways from one subject to others, and what is summed over rows: the twin of the aggregates of `rules.derived`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from chengzhang.engine.proof.nodes import Node
from chengzhang.engine.proof.symbols import Beyond, Bool, Says, Sym, both, either, no, one_if, total, when
from chengzhang.engine.proof.world import World
from chengzhang.engine.rules.ast import Derivation, Name, Operand, Tree
from chengzhang.engine.rules.names import Place, Rows, Scope


class Summing:
    """Rows of one world. `tree` and `operand` are given by the encoders built on this."""

    tree: Callable[..., Says]
    operand: Callable[[Operand, Scope, Node], Sym]

    def __init__(self, world: World) -> None:
        self.world = world

    def walk(self, place: Place, node: Node) -> Node:
        for step, name in place.steps:
            if step == "up":
                above = node.up(name)
                if above is None:
                    raise Beyond(f"从这里到不了“{name}”")
                node = above
            elif step == "child":
                node = self.world.child(node, name)
            else:
                node = self.world.link(node, name, self.world.pack.subject_types[node.kind].links[name])
        return node

    def rows(self, rows: Rows, node: Node) -> tuple[Bool, list[Node]]:
        """Whether the list itself is not known, and the rows (each may not exist)."""
        if rows.form_field is not None:
            name, acting = f"form.{rows.form_field}", self.world.acting
            table = self.world.table_rows(acting, name, rows.kind)
            return no(acting.tables_known[name]), table
        top = self.walk(rows.top, node)
        if rows.fact is not None:
            table = self.world.table_rows(top, rows.fact.key, rows.kind)
            known = top.tables_known[rows.fact.key]
            return (no(known) if rows.fact.source == "declared" else False), table
        if rows.members:
            return False, self.world.members(top)
        level = [top]
        for kind in rows.path:
            level = [row for above in level for row in self.world.children(above, kind)]
        return False, level

    # -------------------------------------------------------------- over rows

    def aggregate(self, derivation: Derivation, scope: Scope, node: Node, where: Tree | None, over: str | None) -> Sym:
        [arg] = derivation.args
        assert isinstance(arg, Name)
        rows = scope.aggregate(derivation.function, arg.text, over)
        inside = scope.of(rows.kind, rows)
        if not self.world.rows:
            some = self._some(rows, inside, node, where)
            return self._free(derivation.function, some)
        unknown, listed = self.rows(rows, node)
        unsettled: list[Bool] = [unknown]
        found: list[tuple[Bool, Any]] = []
        for row in listed:
            keep = self.tree(where, inside, row) if where is not None else Says(True, False)
            value = Sym("int", 1) if derivation.function == "count" else self.operand(arg, inside, row)
            if value.shape != "int":
                raise Beyond("汇总的不是整数")
            unsettled.append(both(row.exists, either(keep.unknown, both(keep.met, value.unknown))))
            found.append((both(row.exists, keep.met, value.there), value.term))
        return self._finished(derivation, found, either(*unsettled))

    def _some(self, rows: Rows, inside: Scope, node: Node, where: Tree | None) -> Bool:
        """Whether some row may be kept: one of those at hand, or a witness for all the others."""
        if rows.fact is not None or rows.form_field is not None:
            return True
        listed = self.world.witnesses(rows, self.walk(rows.top, node))
        kept = [self.tree(where, inside, row) if where is not None else Says(True, False) for row in listed]
        return either(*(both(row.exists, no(keep.unmet)) for row, keep in zip(listed, kept, strict=True)))

    def _free(self, function: str, some: Bool) -> Sym:
        """A sum or count that may be anything if there may be a row: more cases than there are, never fewer."""
        self.world.free = True
        term, unknown = self.world.integer(function), self.world.truth(f"{function}.unknown")
        self.world.assume(both(term >= 0, term <= 10**17))
        self.world.assume(either(some, both(term == 0, no(unknown))))
        if function in ("count", "sum"):
            return Sym("int", term, unknown)
        absent = self.world.truth(f"{function}.absent")
        self.world.assume(both(no(both(unknown, absent)), either(some, absent)))
        return Sym("int", term, unknown, absent)

    def _finished(self, derivation: Derivation, found: list[tuple[Bool, Any]], unknown: Bool) -> Sym:
        count = total(one_if(keep) for keep, _ in found)
        match derivation.function:
            case "count":
                return Sym("int", count, unknown)
            case "sum":
                return Sym("int", total(when(keep, term, 0) for keep, term in found), unknown)
            case "earliest" | "min":
                place = 1
            case "latest" | "max":
                place = 0
            case _:
                place = derivation.index or 1
        return self._nth(found, count, place, unknown)

    def _nth(self, found: list[tuple[Bool, Any]], count: Any, place: int, unknown: Bool) -> Sym:
        """The n-th smallest of the rows kept; place 0 = the largest. Absent if there are not so many."""
        if not found:
            return Sym("int", 0, unknown, no(unknown))
        term = self.world.integer("nth")
        enough = count >= max(place, 1)
        below = total(one_if(both(keep, value < term)) for keep, value in found)
        upto = total(one_if(both(keep, value <= term)) for keep, value in found)
        rank = place or count
        here = either(*(both(keep, value == term) for keep, value in found))
        self.world.assume(either(no(enough), both(here, below < rank, rank <= upto)))
        self.world.assume(either(enough, term == 0))
        return Sym("int", term, unknown, both(no(unknown), no(enough)))
