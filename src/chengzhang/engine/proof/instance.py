"""From a solution back to a real case: what the evaluator then reads, to confirm what the solver said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

import z3

from chengzhang.engine.case import Bench, Ruling, Subject
from chengzhang.engine.proof.nodes import Node
from chengzhang.engine.proof.symbols import Bool, Sym
from chengzhang.engine.proof.world import World
from chengzhang.engine.rules.context import Context
from chengzhang.engine.values import Money, Year

LONG_AGO = date(2000, 1, 1)


@dataclass
class Instance:
    """A case, the subject acted on, the day and the answers of the form."""

    subject: Subject
    on: date
    answers: dict[str, Any]
    bench: Bench
    duties: Mapping[int, frozenset[tuple[str, str]]]
    context: Context = field(init=False)
    world: World = field(repr=False)

    def __post_init__(self) -> None:
        self.context = self.ask()

    def ask(self) -> Context:
        """A fresh context of the case as it now stands; what the act's form asks of the case is answered alike."""
        return Context(
            self.world.pack,
            self.subject,
            self.on,
            {**self.answers, **self._known()},
            self.bench,
            self.world.calendar,
            self._status,
        )

    def _known(self) -> dict[str, Any]:
        """The fields of the form that say facts of the case."""
        scope, pack, found = self.world.scope, self.world.pack, {}
        for field_ in (f for form in scope.forms or () if form in pack.forms for f in pack.forms[form].fields):
            fact = pack.facts.get(field_.fact or "")
            if fact is not None and fact.source == "declared":
                owner = scope.place(fact.owner).walk(self.subject)
                if owner is not None and fact.key in owner.facts:
                    found[field_.id] = owner.facts[fact.key]
        return found

    def _status(self, duty: str, node: Subject) -> frozenset[str]:
        return frozenset(status for known, status in self.duties.get(id(node), ()) if known == duty)


def realise(world: World, model: Any) -> Instance:
    return _Builder(world, model).built()


class _Builder:
    def __init__(self, world: World, model: Any) -> None:
        self.world, self.model = world, model
        self.subjects: dict[int, Subject] = {}
        self.duties: dict[int, frozenset[tuple[str, str]]] = {}

    def built(self) -> Instance:
        world = self.world
        for node in world.nodes:
            self._subject(node)
        for node in world.nodes:
            subject = self.subjects.get(id(node))
            if subject is not None:
                subject.members = [self.subjects[id(m)] for m in node.members if id(m) in self.subjects]
                subject.links = {n: self.subjects[id(m)] for n, m in node.links.items() if id(m) in self.subjects}
        acting = self.subjects[id(world.acting)]
        answers = {
            id: self._typed(type_name, sym) for id, (type_name, sym) in world.answers.items() if self._there(sym)
        }
        for name, rows in world.acting.tables.items():
            if name.startswith("form.") and self._true(world.acting.tables_known[name]):
                answers[name.removeprefix("form.")] = tuple(self._facts(row) for row in rows if self._true(row.exists))
        return Instance(acting, self._day(), answers, self._bench(), self.duties, world)

    def _day(self) -> date:
        return date.fromordinal(self._number(self.world.act_day))

    def _bench(self) -> Bench:
        rulings = tuple(
            Ruling(question, self.world.codes.word(self._number(term)).partition(":")[2], LONG_AGO)
            for question, (term, _) in self.world.readings.items()
        )
        settings = {id: self._typed(p.type, sym) for id, (p, sym) in self.world.settings.items()}
        return Bench(rulings, settings)

    def _subject(self, node: Node) -> None:
        if not self._true(node.exists):
            return
        subject = Subject(node.kind, node.name, self.world.codes.word(self._number(node.state)), self._facts(node))
        for name, rows in node.tables.items():
            if not name.startswith("form.") and self._true(node.tables_known[name]):
                subject.facts[name] = tuple(self._facts(row) for row in rows if self._true(row.exists))
        for (paper, part), there in node.papers.items():
            if self._true(there):
                subject.papers[paper] = subject.papers.get(paper, frozenset()) | ({part} if part else frozenset())
        above = self.subjects.get(id(node.parent)) if node.parent is not None else None
        linked = node.parent is not None and node in node.parent.children.get(node.kind, [])
        if above is not None and linked:
            above.add(subject)
        elif above is not None:
            subject.parent = above
        self.subjects[id(node)] = subject
        self.duties[id(subject)] = frozenset(key for key, holds in node.duties.items() if self._true(holds))

    def _facts(self, node: Node) -> dict[str, Any]:
        return {key: self._typed(fact.type, sym) for key, (fact, sym) in node.facts.items() if self._there(sym)}

    # -------------------------------------------------------------- values

    def _there(self, sym: Sym) -> bool:
        return self._true(sym.there)

    def _true(self, term: Bool) -> bool:
        return term if isinstance(term, bool) else z3.is_true(self.model.eval(term, model_completion=True))

    def _number(self, term: Any) -> int:
        return term if isinstance(term, int) else int(self.model.eval(term, model_completion=True).as_long())

    def _typed(self, type_name: str, sym: Sym) -> Any:
        match sym.shape:
            case "truth":
                return self._true(sym.term)
            case "set":
                return frozenset(word for word, there in sym.term.items() if self._true(there))
            case "ratio":
                return Fraction(self._number(sym.term[0]), self._number(sym.term[1]))
            case "pick":
                return next(value for guard, value in sym.term if self._true(guard))
            case "span":
                kind, n = sym.term
                return kind(self._number(n))
        number = self._number(sym.term)
        match type_name:
            case "money":
                return Money(number)
            case "count":
                return number
            case "year":
                return Year(number)
            case "date":
                return date.fromordinal(number)
        return self.world.codes.word(number)
