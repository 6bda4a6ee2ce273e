"""The numbers of a pack, each by what it measures: parameters, and what stands in rules, tables and duties."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from chengzhang.engine.decision import Citation
from chengzhang.engine.pack.diff_aspects import name_zh, value_zh
from chengzhang.engine.pack.diff_meaning import Meaning, meaning, said_moment, said_tree
from chengzhang.engine.pack.model import Cite, Duty, Pack, Rule, Table
from chengzhang.engine.rules.ast import Compare, DayOfPeriod, Each, Literal, Name, OfPeriod, Shifted, Test, Tree, Within
from chengzhang.engine.rules.cited import citations
from chengzhang.engine.rules.touch import leaves
from chengzhang.engine.rules.unparse import unparse_operand

COUNTED = ("money", "ratio", "count", "date", "month_day", "year", "period", "window")


@dataclass(frozen=True, slots=True)
class Number:
    """One number. `of` is what it measures (a fact, an event, a duty, a parameter); `where` the entry it stands in."""

    of: str
    zh: str
    meaning: Meaning
    say: str
    where: str
    cite: tuple[Citation, ...]


def numbers(pack: Pack) -> Iterator[Number]:
    """Every number of a pack, in the order rules, tables, duties, parameters."""
    for rule in pack.rules.values():
        yield from _of_rule(pack, rule)
    for table in (pack.scope.table, *pack.tables.values()):
        if table is not None:
            yield from _of_table(pack, table)
    for duty in pack.duties.values():
        yield from _of_duty(pack, duty)
    for parameter in pack.parameters.values():
        if parameter.type in COUNTED:
            by = {"question": "，看口径", "office": "，由单位设定"}.get(parameter.by[0] if parameter.by else "", "")
            cite, what = citations(pack, parameter.cite), meaning(pack, parameter.value)
            said = value_zh(parameter.value) + by
            yield Number(parameter.id, parameter.zh, what, said, parameter.zh, cite)


def _of_rule(pack: Pack, rule: Rule) -> Iterator[Number]:
    kinds = tuple(pack.actions[act].subject for act in rule.at if act in pack.actions)
    needs: list[tuple[Tree, Cite]] = [(need.when, need.cite or rule.cite) for need in rule.papers]
    for tree, cite in [(rule.when, rule.cite), (rule.require, rule.cite), *needs]:
        if tree is not None:
            yield from _of_tree(pack, kinds, tree, cite, rule.say)
    if isinstance(rule.not_before, Shifted) and isinstance(rule.not_before.period, Literal):
        said = f"不早于{said_moment(pack, kinds, rule.not_before)}"
        yield _number(pack, _base(rule.not_before), (">=", rule.not_before), said, rule.say, rule.cite)


def _of_table(pack: Pack, table: Table) -> Iterator[Number]:
    for row in table.rows:
        yield from _of_tree(pack, (), row.when, row.cite or table.cite, row.say or table.zh)


def _of_tree(pack: Pack, kinds: tuple[str, ...], tree: Tree, cite: Cite, where: str) -> Iterator[Number]:
    for test in leaves(tree):
        of = _measured(pack, test)
        if of is not None:
            yield _number(pack, of, test, said_tree(pack, kinds, test), where, cite)


def _measured(pack: Pack, test: Test) -> str | None:
    """What a test measures against a number that is written in it; None if it compares with none."""
    inner = test.test if isinstance(test, Each) else test
    match inner:
        case Compare(left, _, Literal(type=kind, value=value)) if kind in COUNTED and not _is_nothing(value):
            return unparse_operand(left)
        case Compare(left, _, Name(text)) if _is_fixed_number(pack, text):
            return unparse_operand(left)
        case Compare(_, _, Shifted(period=Literal()) as moved) | Compare(Shifted(period=Literal()) as moved, _, _):
            return _base(moved)
        case Within(_, Literal(text=text)):
            return text
    return None


def _is_fixed_number(pack: Pack, name: str) -> bool:
    parameter = pack.parameters.get(name)
    return parameter is not None and parameter.by is None and parameter.type in COUNTED


def _is_nothing(value: Any) -> bool:
    """Zero is no limit: `funds > 0元` says that there are any."""
    return value == 0 or getattr(value, "fen", None) == 0


def _base(moved: Shifted) -> str:
    return f"{unparse_operand(moved.base)} {'+' if moved.sign == 1 else '-'}"


def _of_duty(pack: Pack, duty: Duty) -> Iterator[Number]:
    for moment in (duty.due, duty.window.opens if duty.window else None, duty.window.due if duty.window else None):
        counted = isinstance(moment, DayOfPeriod | OfPeriod) or (
            isinstance(moment, Shifted) and isinstance(moment.period, Literal | Name)
        )
        if counted:
            said = said_moment(pack, (duty.of,), moment)
            yield _number(pack, f"duty.{duty.id}", moment, said, duty.say, duty.cite)


def _number(pack: Pack, of: str, what: Any, say: str, where: str, cite: Cite) -> Number:
    return Number(of, _name(pack, of), meaning(pack, what), say, where, citations(pack, cite))


def _name(pack: Pack, of: str) -> str:
    """What is measured, in words: the fact, the event a period counts from, the duty."""
    bare = of.removesuffix(" +").removesuffix(" -")
    return pack.duties[bare.removeprefix("duty.")].say if bare.startswith("duty.") else name_zh(pack, bare)
