"""The case that proofs speak of: a tree of subjects like `engine.case`, with variables for all that can vary.

Rows of a many-subject are unrolled to a fixed number, or (`rows` 0) what is summed over them is left free.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

import z3

from chengzhang.engine.clock import Calendar
from chengzhang.engine.pack.model import FactDef, Field
from chengzhang.engine.proof.life import THERE, Lives, Look, Step, surely_set
from chengzhang.engine.proof.nodes import Node
from chengzhang.engine.proof.symbols import Bool, Sym, both, constant, either, no
from chengzhang.engine.proof.variables import Variables
from chengzhang.engine.rules.names import Rows, Scope


class World(Variables):
    """The subjects, their facts, papers and duties, and what is true of them whatever the rules say."""

    def __init__(
        self, lives: Lives, kind: str, forms: tuple[str, ...] | None, rows: int, calendar: Calendar | None
    ) -> None:
        super().__init__(lives.pack, Scope(lives.pack, kind, forms), calendar)
        self.lives, self.rows = lives, rows
        self.nodes: list[Node] = []
        self.answers: dict[str, tuple[str, Sym]] = {}
        self._looked: dict[tuple[Node, tuple[str, ...], int], tuple[Bool, tuple[Look, ...]]] = {}
        self.free = False  # whether a sum or count was left free, so that a case may not be a real one
        self.acting = self._begun(kind)

    # -------------------------------------------------------------- subjects

    def _begun(self, kind: str) -> Node:
        """The subject acted on, below its ancestors; of a batch with its members."""
        node: Node | None = None
        for above in reversed(self.scope.chain(kind)):
            node = self._add(above, node)
        assert node is not None
        return node

    def _add(self, kind: str, parent: Node | None, exists: Bool = True) -> Node:
        node = Node(kind, self.fresh(kind), parent, exists)
        if parent is not None:
            parent.children.setdefault(kind, []).append(node)
        self.nodes.append(node)
        node.state = self._state(node)
        return node

    def _state(self, node: Node) -> Any:
        state = self.integer(f"{node.name}.state")
        subject = self.pack.subjects.get(node.kind)
        states = subject.states if subject is not None else ("new",)
        self.assume(either(*(state == self.codes.of(name) for name in dict.fromkeys(("new", *states)))))
        if node.exists is not True:
            self.assume(either(node.exists, state == self.codes.of("new")))
        return state

    def child(self, node: Node, kind: str) -> Node:
        """The single child of a kind."""
        if kind not in node.children:
            self._may_add(kind, node)
        return node.children[kind][-1]

    def _may_add(self, kind: str, parent: Node) -> Node:
        exists = self.truth(f"{kind}.exists")
        self.assume(either(no(exists), parent.exists))
        return self._add(kind, parent, exists)

    def children(self, node: Node, kind: str) -> list[Node]:
        """The rows of a kind below a subject, the one acted on among them."""
        if not self.scope.many(kind):
            return [self.child(node, kind)]
        rows = node.children.setdefault(kind, [])
        while len(rows) < self.rows:
            self._may_add(kind, node)
        return rows

    def witnesses(self, rows: Rows, top: Node) -> list[Node]:
        """Where rows are not unrolled: the one acted on, and one made to stand for all others this once."""
        if rows.members:
            level = [self._may_add(self.pack.subject_types[top.kind].members or "", top)]
            top.children.pop(level[0].kind, None)
            return level
        level = [top]
        for kind in rows.path:
            below = []
            for above in level:
                if not self.scope.many(kind):
                    below.append(self.child(above, kind))
                    continue
                listed = list(above.children.get(kind, ()))
                below += [*(row for row in listed if row.exists is True), self._may_add(kind, above)]
            level = below
        return level

    def members(self, node: Node) -> list[Node]:
        """The members of a batch: each with its own ancestors up to the batch's parent."""
        kind = self.pack.subject_types[node.kind].members
        while kind is not None and len(node.members) < self.rows:
            above = node.parent
            down = self.scope.chain(kind)
            shared = next((k for k in down if above is not None and above.up(k) is not None), None)
            top = above.up(shared) if above is not None and shared is not None else None
            for step in reversed(down[: down.index(shared)] if shared is not None else down):
                top = self._may_add(step, top) if top is not None else self._add(step, None)
            assert top is not None
            node.members.append(top)
        return node.members

    def link(self, node: Node, name: str, kind: str) -> Node:
        if name not in node.links:
            exists = self.truth(f"{name}.exists")
            self.assume(either(no(exists), node.exists))
            linked = Node(kind, self.fresh(name), node.parent, exists)
            self.nodes.append(linked)
            linked.state = self._state(linked)
            node.links[name] = linked
        return node.links[name]

    def table_rows(self, node: Node, name: str, kind: str) -> list[Node]:
        """Rows of a table fact or of a form's table, below their owner."""
        if name not in node.tables:
            known = node.tables_known[name] = self.truth(f"{node.name}.{name}.there")
            self.assume(either(node.exists, no(known)))
            rows = [Node(kind, self.fresh(kind), node, self.truth("row")) for _ in range(self.rows)]
            for row in rows:
                self.assume(either(no(row.exists), known))
            node.tables[name] = rows
        return node.tables[name]

    # -------------------------------------------------------------- facts

    def fact(self, node: Node, fact: FactDef) -> Sym:
        if fact.key not in node.facts:
            value = self.value(fact.type, f"{node.name}.{fact.key}")
            there = self.truth(f"{node.name}.{fact.key}.there")
            self.assume(either(node.exists, no(there)))
            recorded = fact.source == "recorded"
            found = Sym(value.shape, value.term, False if recorded else no(there), no(there) if recorded else False)
            node.facts[fact.key] = (fact, found)
            if fact.type == "date" and fact.key in self.lives.past.get(node.kind, ()):
                self.assume(either(no(there), value.term <= self.act_day))
        return node.facts[fact.key][1]

    def answer(self, id: str, asked: Field | None) -> Sym:
        if id not in self.answers:
            type_name = asked.type if asked is not None else ""
            value = self.value(type_name, f"form.{id}", asked.only if asked is not None else ())
            there = self.truth(f"form.{id}.there")
            self.answers[id] = (type_name, Sym(value.shape, value.term, no(there)))
            if asked is not None:
                self._limit(asked, value, there)
        return self.answers[id][1]

    def _limit(self, asked: Field, value: Sym, there: Bool) -> None:
        """What the form itself refuses."""
        if value.shape != "int" or asked.type in ("text", "long_text"):
            return
        for limit, below in ((asked.least, True), (asked.most, False)):
            if limit is not None and not isinstance(limit, str):
                bound = constant(limit, self.codes).term
                self.assume(either(no(there), value.term >= bound if below else value.term <= bound))

    # -------------------------------------------------------------- papers, duties

    def paper(self, node: Node, paper: str, part: str | None) -> Any:
        key = (paper, part)
        if key not in node.papers:
            node.papers[key] = self.truth(f"{node.name}.{paper}.{part}")
            self.assume(either(node.exists, no(node.papers[key])))
            if part is not None:
                self.assume(either(no(node.papers[key]), self.paper(node, paper, None)))
        return node.papers[key]

    def duty(self, node: Node, duty: str, status: str) -> Any:
        for one in ("open", "done", "overdue"):
            if (duty, one) not in node.duties:
                node.duties[duty, one] = self.truth(f"{node.name}.{duty}.{one}")
                self.assume(either(node.exists, no(node.duties[duty, one])))
                if one == "overdue":
                    self.assume(either(no(node.duties[duty, one]), node.duties[duty, "open"]))
        return node.duties[duty, status]

    # -------------------------------------------------------------- what must be so

    def truths(self, lives: Lives | None = None) -> list[Any]:
        """Everything assumed: the bounds of the variables and what the acts of each subject can make of it.

        `lives`: other, fewer looks than those the world was made with.
        """
        return [*self.assumed, *self._looks(lives or self.lives)]

    def _looks(self, lives: Lives) -> list[Any]:
        found = []
        for node in self.nodes:
            recorded = tuple(sorted(key for key, (fact, _) in node.facts.items() if fact.source == "recorded"))
            known = lives.of.get(node.kind)
            if known is None or node.state is None:
                continue
            key = (node, recorded, id(known))
            if key not in self._looked:  # the looks are kept with it, lest others come to bear their id
                self._looked[key] = (self._one_of(node, recorded, known), known)
            if self._looked[key][0] is not True:
                found.append(self._looked[key][0])
        return found

    def _one_of(self, node: Node, recorded: tuple[str, ...], known: tuple[Look, ...]) -> Bool:
        """The node has one of these looks, as far as its facts have been asked for."""
        kept = {(look.state, tuple((key, look.get(key)) for key in recorded)) for look in known}
        syms = {key: node.facts[key][1] for key in recorded}
        options = [self._look(node, state, facts, syms) for state, facts in sorted(kept, key=str)]
        options += [no(node.exists)] if node.exists is not True else []
        condition = either(*options)
        return z3.BoolVal(False) if condition is False else condition

    def _look(self, node: Node, state: str, facts: tuple[tuple[str, Any], ...], recorded: dict[str, Sym]) -> Bool:
        parts = [node.state == self.codes.of(state)]
        for key, value in facts:
            sym = recorded[key]
            parts.append(sym.absent if value is None else no(sym.absent))
            if value is not None and value is not THERE and sym.shape in ("int", "truth"):
                if isinstance(value, str) and value in ("yes", "no") and sym.shape == "truth":
                    value = value == "yes"
                parts.append(sym.term == constant(value, self.codes).term)
        return both(*parts)

    def just_after(self, step: Step) -> Bool:
        """The subject acted on is as a step leaves it."""
        return self._as(step.after, surely_set(self.pack, step).items())

    def looks_like(self, look: Look) -> Bool:
        """The subject acted on has a look: its state, and each recorded fact there or absent as the look has it."""
        own = [
            key for kind, key in self._owned if kind == self.acting.kind and self._owned[kind, key].source == "recorded"
        ]
        return self._as(look.state, [(key, look.get(key)) for key in own])

    def _as(self, state: str, facts: Iterable[tuple[str, Any]]) -> Bool:
        node = self.acting
        own = tuple((key, value) for key, value in facts if (node.kind, key) in self._owned)
        return self._look(node, state, own, {key: self.fact(node, self._owned[node.kind, key]) for key, _ in own})

    @cached_property
    def _owned(self) -> dict[tuple[str, str], FactDef]:
        return {(fact.owner, fact.key): fact for fact in self.pack.facts.values()}

    def in_states(self, node: Node, states: tuple[str, ...]) -> Bool:
        return either(*(node.state == self.codes.of(state) for state in states))
