"""The values at which the lines of an act's rules turn: what a fact must be for a line to come out otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from chengzhang.engine.case import Act, Value
from chengzhang.engine.deciding.plan import plan_of
from chengzhang.engine.pack.model import Pack
from chengzhang.engine.rules.ast import Among, Compare, Holds, Literal, Name, Operand, Presence, Test, Tree
from chengzhang.engine.rules.context import Context
from chengzhang.engine.rules.names import Answer, FactAt, Unresolved
from chengzhang.engine.rules.run import library_of, value_of
from chengzhang.engine.rules.touch import leaves
from chengzhang.engine.rules.truth import ABSENT, Unknown
from chengzhang.engine.values import Money

FLIPPED = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


@dataclass(slots=True)
class Turning:
    """Values in one context, for one act."""

    pack: Pack
    ctx: Context
    act: Act
    forms: tuple[str, ...] | None

    def turning(self, name: str) -> Iterator[Value]:
        """Values on both sides of every line of the act's rules, and of the tables they read, that tests the fact."""
        plan = plan_of(self.pack).of(self.act.action)
        trees: list[Tree] = [
            t
            for r in plan.rules
            for t in (r.rule.when, r.rule.require, *(p.when for p in r.rule.papers))
            if t is not None
        ]
        trees += [row.when for one in plan.tables for row in one.table.rows]
        trees += [
            f.when for d in plan.touched.derived if (f := self.pack.derived.get(d)) is not None and f.when is not None
        ]
        if self.pack.scope.table is not None:
            trees += [row.when for row in self.pack.scope.table.rows]
        fact = self.pack.facts[name]
        for tree in trees:
            for test in leaves(tree):
                yield from self._sides(test, name, fact.type)

    def _sides(self, test: Test, name: str, type_name: str) -> Iterator[Value]:
        match test:
            case Compare(Name(left), op, right) if self._means(left, name):
                limit = self._value(right, type_name)
                if limit is not None:
                    yield from self._values(type_name, op, limit)
                    yield from self._values(type_name, FLIPPED[op], limit)
            case Among(Name(left), words) if self._means(left, name):
                yield from words
                known = self.pack.types[type_name].words if type_name in self.pack.types else {}
                yield from [w for w in known if w not in words][:1]
            case Holds(Name(left), word) if self._means(left, name):
                yield frozenset({word})
                yield frozenset()
            case Presence(Name(left)) if self._means(left, name):
                yield self._sample(type_name)

    def _means(self, written: str, fact: str) -> bool:
        """Whether a name stands for a fact, directly or as the first present of several."""
        if written == fact:
            return True
        derived = self.pack.derived.get(written)
        return (
            derived is not None
            and derived.derivation is not None
            and derived.derivation.function == "first_of"
            and Name(fact) in derived.derivation.args
        )

    # ---------------------------------------------------------- values

    def _values(self, type_name: str, op: str, limit: Value) -> list[Value]:
        """Values that meet `op limit`: the nearest one; for words, each."""
        if isinstance(limit, bool):
            return [limit if op == "==" else not limit]
        if op in ("==", ">=", "<="):
            return [limit]
        if op == "!=":
            words = self.pack.types[type_name].words if type_name in self.pack.types else {}
            others = [w for w in words if w != limit]
            return others or [_next(limit, 1)] if not isinstance(limit, str) else others
        return [_next(limit, 1 if op == ">" else -1)]

    def _value(self, operand: Operand, type_name: str) -> Value | None:
        """What the other side of a line is, where that is known."""
        if isinstance(operand, Literal):
            return operand.value
        if not isinstance(operand, Name):
            return None
        words = self.pack.types[type_name].words if type_name in self.pack.types else {}
        meaning = self._meaning(operand)
        if meaning is None:
            return operand.text
        if operand.text in words and not isinstance(meaning, FactAt):
            return operand.text
        found = value_of(self.ctx, operand.text) if not isinstance(meaning, Answer) else None
        return None if found is ABSENT or isinstance(found, Unknown) else found

    def _meaning(self, name: Name) -> Any:
        try:
            return library_of(self.pack).scope(self.ctx.subject.kind, self.forms).meaning(name.text)
        except Unresolved:
            return None

    def _type(self, meaning: Any) -> str:
        scope = library_of(self.pack).scope(self.ctx.subject.kind, self.forms)
        return scope.type_of_meaning(meaning) if meaning is not None else ""

    def _sample(self, type_name: str) -> Value:
        if type_name in self.pack.types:
            return next(iter(self.pack.types[type_name].words))
        samples: dict[str, Value] = {
            "yes_no": True,
            "money": Money.parse("1元"),
            "count": 1,
            "date": self.act.on,
            "ratio": Fraction(1, 2),
            "year": self.act.on.year,
            "rows": ((),),  # one row with nothing in it yet
        }
        return frozenset() if type_name.startswith("set of ") else samples.get(type_name, "（待填）")


def _next(value: Any, step: int) -> Any:
    """The nearest value on the other side of a limit that isn't included."""
    if isinstance(value, Money):
        return Money(int(value) + step)
    if isinstance(value, date):
        return date.fromordinal(value.toordinal() + step)
    if isinstance(value, Fraction):
        return value + Fraction(step, 10_000)
    return value + step if isinstance(value, int) else value
