"""The case that proofs speak of: a tree of subjects like `engine.case`, with variables for all that can vary.

Rows of a many-subject are unrolled to a fixed number, or (`rows` 0) what is summed over them is left free.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import z3

from chengzhang.engine.clock import Calendar
from chengzhang.engine.pack.model import UNSET, FactDef, Field, Pack, Parameter, Question
from chengzhang.engine.proof.days import FIRST, LAST, Almanac
from chengzhang.engine.proof.life import THERE, Look, Step, looks, not_in_future, steps_of, surely_set
from chengzhang.engine.proof.symbols import (
    Beyond,
    Bool,
    Codes,
    Sym,
    both,
    chosen,
    constant,
    either,
    no,
)
from chengzhang.engine.rules.names import Rows, Scope
from chengzhang.engine.values import Days, Months, Window, WorkingDays

MOST_MONEY = 10**15  # fen
MOST_COUNT = 10_000
OTHER = "other_word"  # a word an office added to an open list
NAMES = ("甲单位", "乙单位", "丙单位")


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


@dataclass(frozen=True)
class Lives:
    """Which looks each kind of subject can have; worked out once a pack, or from fewer steps."""

    pack: Pack
    of: Mapping[str, tuple[Look, ...] | None]
    past: Mapping[str, frozenset[str]]

    @staticmethod
    def all(pack: Pack) -> Lives:
        return Lives(
            pack,
            {kind: looks(pack, subject, steps_of(subject)) for kind, subject in pack.subjects.items()},
            {kind: not_in_future(pack, subject) for kind, subject in pack.subjects.items()},
        )


class World:
    """Variables, and what is true of them whatever the rules say."""

    def __init__(
        self, lives: Lives, kind: str, forms: tuple[str, ...] | None, rows: int, calendar: Calendar | None
    ) -> None:
        self.pack, self.lives, self.rows, self.calendar = lives.pack, lives, rows, calendar
        self.scope = Scope(self.pack, kind, forms)
        self.codes = Codes()
        self.assumed: list[Any] = []
        self.nodes: list[Node] = []
        self.readings: dict[str, tuple[Any, tuple[str, ...]]] = {}
        self.settings: dict[str, tuple[Parameter, Sym]] = {}
        self.answers: dict[str, tuple[str, Sym]] = {}
        self.free = False  # whether a sum or count was left free, so that a case may not be a real one
        self.sampled = False  # whether a setting was tried at a few values only
        self._count = 0
        self.almanac = Almanac(self.integer, self.assume, calendar)
        self.act_day = self.integer("act_day")
        since = max(filter(None, (self.pack.valid_from, date(2019, 1, 1))))
        until = calendar.announced_until if calendar is not None else date(2026, 12, 31)
        self.assume(both(self.act_day >= min(since, until).toordinal(), self.act_day <= until.toordinal()))
        self.acting = self._begun(kind)

    # -------------------------------------------------------------- variables

    def fresh(self, name: str) -> str:
        self._count += 1
        return f"{name}!{self._count}"

    def integer(self, name: str) -> Any:
        return z3.Int(self.fresh(name))

    def truth(self, name: str) -> Any:
        return z3.Bool(self.fresh(name))

    def assume(self, condition: Bool) -> None:
        if condition is not True:
            self.assumed.append(condition if not isinstance(condition, bool) else z3.BoolVal(condition))

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

    def value(self, type_name: str, name: str, only: tuple[str, ...] = ()) -> Sym:
        """A variable of a type, within what the type allows."""
        if type_name.startswith("set of "):
            words = self._words(type_name.removeprefix("set of "), only)
            return Sym("set", {word: self.truth(f"{name}.{word}") for word in words})
        if type_name == "yes_no":
            return Sym("truth", self.truth(name))
        if type_name == "ratio":
            part = self.integer(name)
            self.assume(both(part >= 0, part <= 10**8))
            return Sym("ratio", (part, 10**6))
        term = self.integer(name)
        if type_name in ("money", "count", "date", "year"):
            least, most = {
                "money": (0, MOST_MONEY), "count": (0, MOST_COUNT), "year": (FIRST.year, LAST.year),
                "date": (FIRST.toordinal(), LAST.toordinal()),
            }[type_name]
            self.assume(both(term >= least, term <= most))
            return Sym("int", term)
        words = self._words(type_name, only) or list(NAMES)
        self.assume(either(*(term == self.codes.of(word) for word in words)))
        return Sym("int", term)

    def _words(self, type_name: str, only: tuple[str, ...] = ()) -> list[str]:
        words = self.scope.words(type_name)
        if words is None:
            return []
        return list(only or words) + ([OTHER] if not only and self.scope.open_ended(type_name) else [])

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

    # -------------------------------------------------------------- readings, parameters

    def reading(self, question: str, readings: tuple[str, ...]) -> Any:
        """The code of the reading in force; one always is."""
        if question not in self.readings:
            term = self.integer(f"reading.{question}")
            self.assume(either(*(term == self.codes.of(f"{question}:{name}") for name in readings)))
            self.readings[question] = (term, readings)
        return self.readings[question][0]

    def reads(self, question: str, reading: str) -> Bool:
        known: Question | None = self.pack.questions.get(question)
        listed = tuple(known.readings) if known is not None else self.readings[question][1]
        return self.reading(question, listed) == self.codes.of(f"{question}:{reading}")

    def parameter(self, parameter: Parameter) -> Sym:
        if parameter.by is None:
            return self._given(parameter.value)
        source, who = parameter.by
        if source == "question":
            known = self.pack.questions[who]
            return chosen([
                (self.reads(who, id), self._given(reading.gives.get(parameter.id, parameter.value)))
                for id, reading in known.readings.items()
            ])
        if parameter.id not in self.settings:
            self.settings[parameter.id] = (parameter, self._setting(parameter))
        return self.settings[parameter.id][1]

    def _given(self, value: Any) -> Sym:
        return Sym("int", 0, True) if value is UNSET else constant(value, self.codes)

    def _setting(self, parameter: Parameter) -> Sym:
        """Anything between the bounds that the pack gives the office."""
        value, least, most = parameter.value, parameter.least, parameter.most
        if parameter.type in ("money", "count", "date", "year", "ratio", "yes_no") or parameter.type in self.pack.types:
            found = self.value(parameter.type, parameter.id)
            for bound, below in ((least, True), (most, False)):
                if bound is not None and found.shape == "int":
                    edge = constant(bound, self.codes).term
                    self.assume(found.term >= edge if below else found.term <= edge)
            return found
        if parameter.type == "window":
            return self._window(parameter)
        example = next((v for v in (value, least, most) if isinstance(v, Days | Months | WorkingDays)), None)
        if example is None:
            raise Beyond(f"机关设定的“{parameter.zh}”不能写成公式")
        n = self.integer(parameter.id)
        low = least.n if isinstance(least, type(example)) else 0
        high = most.n if isinstance(most, type(example)) else 250
        self.assume(both(n >= low, n <= high))
        return Sym("span", (type(example), n))

    def _window(self, parameter: Parameter) -> Sym:
        """A few windows that the office might set; that none of these serves proves nothing of the others."""
        self.sampled = True
        windows = [parameter.value] if isinstance(parameter.value, Window) else []
        windows += [Window.parse(text) for text in ("01-01..12-31", "03-01..03-31", "11-01..01-31")]
        which = self.integer(parameter.id)
        self.assume(both(which >= 0, which < len(windows)))
        return Sym("pick", [(which == at, window) for at, window in enumerate(windows)])

    # -------------------------------------------------------------- what must be so

    def truths(self, lives: Lives | None = None) -> list[Any]:
        """Everything assumed: the bounds of the variables and what the acts of each subject can make of it.

        `lives`: other, fewer looks than those the world was made with.
        """
        return [*self.assumed, *self._looks(lives or self.lives)]

    def _looks(self, lives: Lives) -> list[Any]:
        found = []
        for node in self.nodes:
            known = lives.of.get(node.kind)
            recorded = {key: sym for key, (fact, sym) in node.facts.items() if fact.source == "recorded"}
            if known is None or node.state is None:
                continue
            kept = {
                (look.state, tuple((key, look.get(key)) for key in recorded)) for look in known
            }
            options = [self._look(node, state, facts, recorded) for state, facts in sorted(kept, key=str)]
            options += [no(node.exists)] if node.exists is not True else []
            condition = either(*options)
            if condition is not True:
                found.append(condition if not isinstance(condition, bool) else z3.BoolVal(condition))
        return found

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
        own = [key for kind, key in self._owned if kind == self.acting.kind and self._owned[kind, key].source == "recorded"]
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

