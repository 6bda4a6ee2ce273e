"""What could make a tree come out otherwise: for each failing line, the single changes that would turn it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from chengzhang.engine.case import Value
from chengzhang.engine.deciding.mending import act_to
from chengzhang.engine.deciding.plan import plan_of
from chengzhang.engine.deciding.turning import FLIPPED, Turning
from chengzhang.engine.deciding.wishes import Wish
from chengzhang.engine.decision import Citation
from chengzhang.engine.pack.model import Table
from chengzhang.engine.rules.ast import (
    All,
    Among,
    Compare,
    DutyIs,
    Holds,
    Name,
    NoneOf,
    Operand,
    Presence,
    StateIs,
    Test,
    Tree,
    Within,
)
from chengzhang.engine.rules.ast import Any as AnyOf
from chengzhang.engine.rules.names import Answer, DerivedOf, FactAt, Papers, TableOf, Unresolved
from chengzhang.engine.rules.run import Compiled, compile_tree, library_of, value_of
from chengzhang.engine.rules.sentence import say_test
from chengzhang.engine.rules.touch import names_in_test
from chengzhang.engine.rules.truth import ABSENT, Unknown

_MIRROR = {"==": "==", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}
_DEEPEST = 12


@dataclass(slots=True)
class Repairer(Turning):
    """Looks for changes in one context; `cite` = the articles of the rule whose tree it is."""

    cite: tuple[Citation, ...] = ()
    depth: int = 0

    def tree(self, tree: Tree, want: bool = True) -> Iterator[Wish]:
        """Changes, at least one of which any way of getting `want` must contain."""
        if self.depth > _DEEPEST:
            return
        if isinstance(tree, NoneOf):
            yield from self.tree(AnyOf(tree.items), not want)
        elif isinstance(tree, All | AnyOf):
            every = isinstance(tree, All) is want
            open_items = [item for item in tree.items if self._compiled(item).verdict(self.ctx) is not want]
            for item in open_items[:1] if every else open_items:
                yield from self.tree(item, want)
        else:
            yield from self.line(tree, want)

    def _compiled(self, tree: Tree) -> Compiled:
        return compile_tree(self.pack, self.ctx.subject.kind, tree, self.forms)

    # ---------------------------------------------------------- one line

    def line(self, test: Test, want: bool) -> Iterator[Wish]:
        found = list(self._line(test, want))
        yield from found if found else [self.settle(test)]

    def _line(self, test: Test, want: bool) -> Iterator[Wish]:
        match test:
            case Compare(left, op, right):
                yield from self._compare(test, left, op if want else FLIPPED[op], right)
            case Among(name, words, negated):
                yield from self._words(name, words, (not negated) is want)
            case Holds(name, word, negated):
                yield from self._holds(name, word, (not negated) is want)
            case StateIs(path, states, negated):
                yield from self._state(path.rpartition(".")[2], states, (not negated) is want)
            case Presence(name, present):
                yield from self._presence(name, present is want)
            case Within():
                yield from self._day(test)
            case DutyIs(duty, _, _):
                for act in self.pack.duties[duty].done_by[:1]:
                    yield Wish("settle", test.source, self._zh(test), who=self._by(act), act=act, cite=self.cite)

    def _compare(self, test: Compare, left: Operand, op: str, right: Operand) -> Iterator[Wish]:
        yield from self._day(test)
        for name, sign, other in ((left, op, right), (right, _MIRROR[op], left)):
            if not isinstance(name, Name) or name.text in ("act_day", "this_year", "next_year"):
                continue
            meaning = self._meaning(name)
            limit = self._value(other, self._type(meaning))
            if limit is None:
                continue
            yield from self._named(name, meaning, sign, limit)

    def _named(self, name: Name, meaning: Any, op: str, limit: Value) -> Iterator[Wish]:
        match meaning:
            case FactAt(_, fact):
                for value in self._values(fact.type, op, limit):
                    yield from self._fact(fact.name, value)
            case Answer(id, _):
                for value in self._values(self._type(meaning), op, limit):
                    yield Wish("answer", id, self._field(id), value, cite=self.cite)
            case TableOf(table, column) if op in ("==", "!="):
                yield from self._table(table, column, str(limit), op == "==")
            case DerivedOf(fact) if fact.when is not None and isinstance(limit, bool):
                yield from self._deeper().tree(fact.when, limit is (op == "=="))
            case DerivedOf(fact) if fact.derivation is not None and fact.derivation.function == "first_of":
                for arg in fact.derivation.args:
                    if isinstance(arg, Name) and value_of(self.ctx, arg.text) is not ABSENT:
                        yield from self._named(arg, self._meaning(arg), op, limit)
                        return

    def _table(self, table: Table, column: str, word: str, want: bool) -> Iterator[Wish]:
        """A table gives a word when its row is met."""
        for row in table.rows:
            then = row.then.get(column) if isinstance(row.then, dict) else row.then
            if (then == word) is want and then is not None:
                yield from self._deeper().tree(row.when)

    def _deeper(self) -> Repairer:
        return Repairer(self.pack, self.ctx, self.act, self.forms, self.cite, self.depth + 1)

    def _words(self, name: Name, words: tuple[str, ...], inside: bool) -> Iterator[Wish]:
        meaning = self._meaning(name)
        known = list(library_of(self.pack).scope(self.ctx.subject.kind, self.forms).words(self._type(meaning)) or {})
        fitting = [w for w in (words if inside else known) if (w in words) is inside]
        for word in fitting:
            if isinstance(meaning, FactAt):
                yield from self._fact(meaning.fact.name, word)
            elif isinstance(meaning, TableOf):
                yield from self._table(meaning.table, meaning.column, word, True)
            elif isinstance(meaning, Answer):
                yield Wish("answer", meaning.id, self._field(meaning.id), word, cite=self.cite)

    def _holds(self, name: Name, word: str, wanted: bool) -> Iterator[Wish]:
        meaning = self._meaning(name)
        if isinstance(meaning, Papers):
            if wanted:
                paper = word if meaning.paper is None else f"{meaning.paper}.{word}"
                yield self.paper(paper)
            return
        if isinstance(meaning, FactAt):
            now = value_of(self.ctx, name.text)
            have = now if isinstance(now, frozenset) else frozenset()
            yield from self._fact(meaning.fact.name, have | {word} if wanted else have - {word})

    def paper(self, paper: str) -> Wish:
        definition = self.pack.papers.get(paper.partition(".")[0])
        who = (definition.gives, definition.takes) if definition is not None and definition.kind == "custody" else ()
        return Wish(
            "paper",
            paper,
            definition.zh if definition else paper,
            who=tuple(w for w in who if w) or self._mine(),
            cite=self.cite,
        )

    def _state(self, kind: str, states: tuple[str, ...], wanted: bool) -> Iterator[Wish]:
        known = ("new", *self.pack.subjects[kind].states) if kind in self.pack.subjects else ()
        fitting = [s for s in known if (s in states) is wanted]
        for state in fitting:
            act = act_to(self.pack, kind, (state,))
            if act is not None:
                zh = self.pack.actions[act].zh
                yield Wish("act", kind, zh, state, self._by(act), act, self.cite, states=(state,))

    def _presence(self, name: Name, wanted: bool) -> Iterator[Wish]:
        meaning = self._meaning(name)
        if not wanted:
            return
        match meaning:
            case FactAt(_, fact):
                yield from self._fact(fact.name, self._sample(fact.type))
            case Answer(id, _):
                yield Wish("answer", id, self._field(id), self._sample(self._type(meaning)), cite=self.cite)
            case Papers(paper) if paper is not None:
                yield self.paper(paper)

    def _day(self, test: Test) -> Iterator[Wish]:
        """Waiting, where the line is a minimum time or a window."""
        line = library_of(self.pack).line(library_of(self.pack).scope(self.ctx.subject.kind, self.forms), test)
        day = line.opens(self.ctx, self.ctx.subject) if line.opens is not None else None
        if day is None:
            return
        field = next((n.text.removeprefix("form.") for n in names_in_test(test) if n.text.startswith("form.")), "")
        if day > self.act.on or (field and self.act.answers is not None):
            yield Wish("day", "act_day", line.zh, day, self._mine(), cite=self.cite, on=day, field=field)

    # ---------------------------------------------------------- facts

    def fact_given(self, name: str) -> Iterator[Wish]:
        """A fact that isn't known: each value at which some line of the act's rules turns."""
        fact = self.pack.facts.get(name)
        if fact is None:
            if name.startswith("form."):
                yield Wish(
                    "answer",
                    name.removeprefix("form."),
                    self._field(name.removeprefix("form.")),
                    None,
                    self._mine(),
                    cite=self.cite,
                )
            return
        values = list(dict.fromkeys(self.turning(name))) or [self._sample(fact.type)]
        for value in values:
            yield from self._fact(name, value)

    def _fact(self, name: str, value: Value) -> Iterator[Wish]:
        fact = self.pack.facts[name]
        sources = plan_of(self.pack).sources.get(name, ())
        act = next((a for a in sources if a != self.act.action), None) or next(iter(sources), None)
        now = value_of(self.ctx, name) if self._reachable(name) else ABSENT
        if now == value and not isinstance(now, Unknown):
            return
        kind = "give" if now is ABSENT or isinstance(now, Unknown) else "correct"
        if kind == "correct" and fact.source == "recorded":
            return  # what was recorded has happened
        yield Wish(kind, name, fact.zh, value, self._by(act) if act else self._mine(), act, self.cite)

    def _reachable(self, name: str) -> bool:
        try:
            library_of(self.pack).scope(self.ctx.subject.kind).meaning(name)
        except Unresolved:
            return False
        return True

    # ---------------------------------------------------------- words

    def settle(self, test: Test) -> Wish:
        return Wish("settle", test.source, self._zh(test), cite=self.cite, who=self._mine())

    def _zh(self, test: Test) -> str:
        return say_test(self.pack, self.ctx.subject.kind, test)

    def _field(self, id: str) -> str:
        form = self.pack.forms.get(next(iter(self.forms or ()), ""))
        return next((f.zh for f in form.fields if f.id == id), id) if form is not None else id

    def _mine(self) -> tuple[str, ...]:
        action = self.pack.actions.get(self.act.action)
        return (action.by,) if action is not None else ()

    def _by(self, act: str) -> tuple[str, ...]:
        action = plan_of(self.pack).actions.get(act)
        return tuple(dict.fromkeys(r for r in (action.by, action.entered_by) if r)) if action is not None else ()
