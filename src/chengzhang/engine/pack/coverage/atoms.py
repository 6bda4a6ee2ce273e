"""Numbers of a pack as atoms: a value with its unit, and whether the limit includes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from chengzhang.engine.pack.model import Action, Duty, Field, Lapse, Measure, Pack, Parameter, Party
from chengzhang.engine.rules.ast import All as AllOf
from chengzhang.engine.rules.ast import Any as AnyOf
from chengzhang.engine.rules.ast import (
    Call,
    Compare,
    DayOfPeriod,
    Due,
    Each,
    Literal,
    Name,
    NoneOf,
    OfPeriod,
    Operand,
    PeriodEnd,
    Shifted,
    Test,
    Tree,
    Undated,
    WithAct,
    Within,
)
from chengzhang.engine.values import Months, Window


@dataclass(frozen=True, slots=True)
class Atom:
    """A value as it bears on a limit. `value`: a typed value, or (kind, n) for what has no type of its own:
    ("of", n) n of something; ("year", n) n years after the year spoken of; ("each", "year"); ("day", n) of the month.
    `parameter`: where the value came from, so that the parameter's own entry shows how its uses include it."""

    value: Any
    op: str
    parameter: str | None = None


FLIPPED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "==": "==", "!=": "!="}
NEGATED = {"<": ">=", ">": "<=", "<=": ">", ">=": "<", "==": "!=", "!=": "=="}
YEARS = {"this_year": 0, "next_year": 1}


# ---------------------------------------------------------------- atoms of trees and moments


def atoms_of_tree(tree: Tree | None, pack: Pack, negated: bool = False) -> list[Atom]:
    if tree is None:
        return []
    if isinstance(tree, AllOf | AnyOf | NoneOf):
        turned = negated is not isinstance(tree, NoneOf)
        return [atom for item in tree.items for atom in atoms_of_tree(item, pack, turned)]
    return list(_of_test(tree, pack, negated))


def _of_test(test: Test, pack: Pack, negated: bool) -> Iterator[Atom]:
    match test:
        case Compare(left, op, right):
            op = NEGATED[op] if negated else op  # type: ignore[assignment]
            yield from _of_side(right, op, pack)
            yield from _of_side(left, FLIPPED[op], pack)
        case Within(_, window):
            value = _value(window, pack)
            if isinstance(value, Window):
                yield from _of_window(value)
        case Each(_, _, inner):
            yield from _of_test(inner, pack, negated)


def _of_side(side: Operand, op: str, pack: Pack) -> Iterator[Atom]:
    if isinstance(side, Shifted):
        period = _value(side.period, pack)
        if period is not None:
            yield Atom(period, op if side.sign > 0 else FLIPPED[op], _parameter(side.period, pack))
        yield from _of_side(side.base, op, pack)
        return
    if isinstance(side, Name) and side.text in YEARS:
        yield Atom(("year", YEARS[side.text]), op)
    value = _value(side, pack) if isinstance(side, Literal | Name) else None
    if value is not None:
        yield Atom(("of", value) if type(value) is int else value, op, _parameter(side, pack))


def _parameter(operand: Operand, pack: Pack) -> str | None:
    return operand.text if isinstance(operand, Name) and operand.text in pack.parameters else None


def _of_window(window: Window) -> Iterator[Atom]:
    yield Atom(window, "between")
    yield Atom(window.last, "<=")
    yield Atom(window.first, ">=")


def _value(operand: Literal | Name, pack: Pack) -> Any:
    """What a literal or a parameter comes to; every value that its readings can give is an atom of the parameter."""
    if isinstance(operand, Literal):
        return operand.value
    parameter = pack.parameters.get(operand.text)
    return parameter.value if parameter else None


def atoms_of_moment(moment: Due | None, pack: Pack, op: str) -> list[Atom]:
    """A due date (`<=`) or a first day (`>=`)."""
    return list(_of_moment(moment, pack, op))


def _of_moment(moment: Due | None, pack: Pack, op: str) -> Iterator[Atom]:
    match moment:
        case Shifted(base, sign, period):
            value = _value(period, pack)
            if value is not None:
                yield Atom(value, op if sign > 0 else FLIPPED[op], _parameter(period, pack))
            yield from _of_moment(base, pack, op)
        case Call(function, args):
            if function == "year_end":
                yield Atom(("year", 0), "==")
            for arg in args:
                yield from _of_moment(arg, pack, op)
        case OfPeriod(anchor, base, years):
            value = _value(anchor, pack)
            if isinstance(value, Window):
                yield from _of_window(value)
            elif value is not None:
                yield Atom(value, op, _parameter(anchor, pack))
            yield Atom(("year", 1 if base == "next_period" else years), "==")
        case DayOfPeriod(day, _):
            yield Atom(("day", day), op)
        case Literal(_, value, _):
            yield Atom(value, op)
        case Name(text):
            if text in YEARS:
                yield Atom(("year", YEARS[text]), "==")
            value = _value(moment, pack)
            if value is not None:
                yield Atom(value, op, _parameter(moment, pack))
        case PeriodEnd() | Undated() | WithAct() | None:
            return


# ---------------------------------------------------------------- atoms of entries


def atoms_of_action(action: Action, pack: Pack) -> Iterator[Atom]:
    signing = [party for party in action.with_ if party.part in ("sign", "join")]
    yield from counted(len(action.with_) + 1)
    yield from counted(len(signing) + 1)
    for source in action.sets.values():
        if isinstance(source, Name) and source.text in YEARS:
            yield Atom(("year", YEARS[source.text]), "==")
    for party in action.with_:
        yield from atoms_of_party(party)


def atoms_of_party(party: Party) -> Iterator[Atom]:
    yield Atom(("of", party.at_least), ">=")
    if party.within is not None:
        yield Atom(party.within, "<=")


def atoms_of_lapse(lapse: Lapse, pack: Pack) -> Iterator[Atom]:
    """The day after which a state ends: said as a most (within) or as a limit passed."""
    for after, _ in lapse.any:
        for op in ("<=", ">"):
            yield from atoms_of_moment(after, pack, op)


def atoms_of_duty(duty: Duty, pack: Pack) -> Iterator[Atom]:
    yield from atoms_of_moment(duty.due, pack, "<=")
    if duty.window is not None:
        yield from atoms_of_moment(duty.window.opens, pack, ">=")
        yield from atoms_of_moment(duty.window.due, pack, "<=")
    yield from _of_every(duty.every, pack)
    yield from atoms_of_tree(duty.only, pack)
    for opening in duty.opens:
        yield from atoms_of_tree(opening.when, pack)


def _of_every(every: Any, pack: Pack) -> Iterator[Atom]:
    value = _value(every, pack) if isinstance(every, Name) else every
    if isinstance(every, Name) and every.text in pack.tables:
        return
    if isinstance(value, str):
        yield Atom(("each", value), "==")
    elif value is not None:
        yield Atom(value, "==", _parameter(every, pack) if isinstance(every, Name) else None)
        if isinstance(value, Months) and value.n in (1, 12):
            yield Atom(("each", "year" if value.n == 12 else "month"), "==")


def atoms_of_field(field: Field, pack: Pack) -> Iterator[Atom]:
    for limit, op in ((field.least, ">="), (field.most, "<=")):
        if limit is not None:
            yield Atom(("of", limit) if type(limit) is int else limit, op)
    yield from atoms_of_moment(field.latest, pack, "<=")
    yield from atoms_of_moment(field.earliest, pack, ">=")
    yield from counted(len(field.items))
    if field.at_least_one_of:
        yield from counted(len(field.at_least_one_of["of"]))


def atoms_of_parameter(parameter: Parameter, pack: Pack, ops: Iterable[str]) -> Iterator[Atom]:
    """Its value and what readings may give it, with every inclusivity that the pack's uses of it have."""
    ops = sorted(set(ops)) or ["=="]
    values = [parameter.value, parameter.least, parameter.most]
    values += [
        r.gives[parameter.id] for q in pack.questions.values() for r in q.readings.values() if parameter.id in r.gives
    ]
    for value in values:
        if isinstance(value, Window):
            yield from _of_window(value)
        elif value is not None:
            yield from (Atom(("of", value) if type(value) is int else value, op) for op in ops)


def atoms_of_measure(measure: Measure) -> Iterator[Atom]:
    for day in (measure.issued_on, measure.in_force_on):
        if day is not None:
            yield Atom(day, "==")


def counted(n: int) -> tuple[Atom, ...]:
    return (Atom(("of", n), "=="),) if n else ()
