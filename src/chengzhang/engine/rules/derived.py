"""Derived facts: one closed function each, or `when` for a term of art (pack-format sections 3 and 6)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from chengzhang.engine.case import Subject
from chengzhang.engine.clock import NotAnnounced, add_months, year_end
from chengzhang.engine.pack.model import DerivedFact
from chengzhang.engine.rules.ast import Derivation, Literal, Tree
from chengzhang.engine.rules.between import Between
from chengzhang.engine.rules.context import Context
from chengzhang.engine.rules.names import FactAt, Rows, Scope, Unresolved
from chengzhang.engine.rules.operand_text import AGGREGATES
from chengzhang.engine.rules.operands import Read, read_answer, read_fact, read_meaning, read_moment, read_operand
from chengzhang.engine.rules.truth import ABSENT, Unknown, merged, needs_ruling
from chengzhang.engine.values import Money, Year, share

if TYPE_CHECKING:
    from chengzhang.engine.rules.run import Library


def read_derived(library: Library, scope: Scope, fact: DerivedFact) -> Read:
    """The fact's value, worked out once a context and subject."""
    value = _read_once(library, scope, fact)
    name = fact.name

    def read(ctx: Context, subject: Subject) -> Any:
        key = (name, id(subject))
        found = ctx.memo.get(key)
        if found is None or found[0] is not subject:  # kept with its subject, lest a passing row's id come again
            found = ctx.memo[key] = (subject, value(ctx, subject))
        return found[1]

    return read


def _read_once(library: Library, scope: Scope, fact: DerivedFact) -> Read:
    if fact.when is not None:
        return library.verdict(scope, fact.when)
    if fact.derivation is None:
        raise Unresolved(f"推导事实“{fact.name}”没有 is，也没有 when", "写上其中一个", "derived.empty")
    return read_derivation(library, scope, fact.derivation, fact.where, fact.over, fact.type)


def read_derivation(
    library: Library, scope: Scope, derivation: Derivation, where: Tree | None = None, over: str | None = None,
    type_name: str = "",
) -> Read:
    if derivation.moment is not None:
        return read_moment(library, scope, derivation.moment)
    if derivation.function in AGGREGATES:
        return _read_aggregate(library, scope, derivation, where, over, type_name)
    return read_choice(derivation.function, [read_operand(library, scope, arg) for arg in derivation.args])


def read_choice(function: str, reads: Sequence[Read]) -> Read:
    """A function over single values."""
    if function == "first_of":
        return _read_first(reads)
    if function in ("later", "earlier"):
        pick = max if function == "later" else min
        return lambda ctx, subject: _picked([read(ctx, subject) for read in reads], pick)
    work = _SINGLE[function]

    def read(ctx: Context, subject: Subject) -> Any:
        values = [one(ctx, subject) for one in reads]
        unknown = [value for value in values if isinstance(value, Unknown)]
        if unknown:
            return merged(unknown)
        if any(value is ABSENT for value in values):
            return ABSENT
        unsure = next((value for value in values if isinstance(value, Between)), None)
        return work(ctx, *values) if unsure is None else needs_ruling(f"calendar:{unsure.calendar}")

    return read


def _read_first(reads: Sequence[Read]) -> Read:
    """The first present one; one that is not known stops the search, for it might be present."""

    def read(ctx: Context, subject: Subject) -> Any:
        for one in reads:
            value = one(ctx, subject)
            if value is not ABSENT:
                return value
        return ABSENT

    return read


def _picked(values: Sequence[Any], pick: Callable[..., Any]) -> Any:
    """The latest or earliest (largest or smallest) of the present values; absent if there is none."""
    unknown = [value for value in values if isinstance(value, Unknown)]
    if unknown:
        return merged(unknown)
    present = [value for value in values if value is not ABSENT]
    unsure = next((value for value in present if isinstance(value, Between)), None)
    if unsure is not None and len(present) > 1:
        return needs_ruling(f"calendar:{unsure.calendar}")
    return pick(present) if present else ABSENT


def _share(part: int, whole: int) -> Any:
    exact = share(part, whole)
    return ABSENT if exact is None else exact


def _months_between(first: date, last: date) -> int:
    """The most whole months that are over on `last`: from 31 January, one is over on 28 February (民法典 202)."""
    if last < first:
        return -_months_between(last, first)
    months = (last.year - first.year) * 12 + last.month - first.month
    return months if add_months(first, months) <= last else months - 1


def _working_days_between(ctx: Context, first: date, last: date) -> Any:
    if ctx.calendar is None:
        raise ValueError("计算工作日要有工作日历，这里没有给出")
    try:
        return ctx.calendar.working_days_between(first, last)
    except NotAnnounced:
        return needs_ruling(f"calendar:{ctx.calendar.id}")


_SINGLE: dict[str, Callable[..., Any]] = {
    "plus": lambda ctx, a, b: a + b,
    "minus": lambda ctx, a, b: a - b,
    "distance": lambda ctx, a, b: abs(a - b),
    "share": lambda ctx, a, b: _share(a, b),
    "share_of": lambda ctx, a, b: _share(a, b),
    "year_end": lambda ctx, a: year_end(a),
    "year_of": lambda ctx, a: Year(a.year if isinstance(a, date) else int(a)),
    "days_between": lambda ctx, a, b: b.toordinal() - a.toordinal(),
    "months_between": lambda ctx, a, b: _months_between(a, b),
    "working_days_between": lambda ctx, a, b: _working_days_between(ctx, a, b),
}

# ---------------------------------------------------------------- over rows


def _read_aggregate(
    library: Library, scope: Scope, derivation: Derivation, where: Tree | None, over: str | None, type_name: str
) -> Read:
    """`where` unknown for a row, or a row's value not known, makes the whole unknown; absent values are skipped."""
    [arg] = derivation.args
    if isinstance(arg, Literal):
        raise Unresolved(f"{derivation.function} 里应是名称", "写主体或它的事实", "rule.function")
    rows = scope.aggregate(derivation.function, arg.text, over)
    inside = scope.of(rows.kind, rows)
    value = _one if derivation.function == "count" else read_meaning(library, inside, inside.meaning(arg.text))
    keeps = library.verdict(inside, where) if where is not None else None
    finish = _finisher(derivation, type_name)
    find = row_finder(rows)

    def read(ctx: Context, subject: Subject) -> Any:
        found: list[Any] = []
        unknown: list[Unknown] = []
        listed = find(ctx, subject)
        if isinstance(listed, Unknown):
            return listed
        for row in listed:
            keep = keeps(ctx, row) if keeps is not None else True
            if keep is False:
                continue
            one = value(ctx, row) if keep is True else keep
            if isinstance(one, Unknown):
                unknown.append(one)
            elif one is not ABSENT:
                found.append(one)
        return merged(unknown) if unknown else finish(found)

    return read


def _one(ctx: Context, row: Subject) -> int:
    return 1


def row_finder(rows: Rows) -> Callable[[Context, Subject], list[Subject] | Unknown]:
    """The row subjects; rows of a form table or of a fact become subjects for the while, below their owner."""
    if rows.fact is None and rows.form_field is None:
        return lambda ctx, subject: rows.walk(subject)
    read = read_fact(FactAt(rows.top, rows.fact)) if rows.fact is not None else read_answer(rows.form_field or "")

    def find(ctx: Context, subject: Subject) -> list[Subject] | Unknown:
        values = read(ctx, subject)
        if isinstance(values, Unknown):
            return values
        if values is ABSENT:
            return []
        owner = rows.top.walk(subject) or subject
        return [Subject(rows.kind, facts=dict(value), parent=owner) for value in values]

    return find


def _finisher(derivation: Derivation, type_name: str) -> Callable[[list[Any]], Any]:
    match derivation.function:
        case "count":
            return len
        case "sum":
            return lambda found: _sum(found, type_name)
        case "earliest" | "min":
            return lambda found: min(found) if found else ABSENT
        case "latest" | "max":
            return lambda found: max(found) if found else ABSENT
    place = (derivation.index or 1) - 1
    return lambda found: sorted(found)[place] if len(found) > place else ABSENT


def _sum(found: list[Any], type_name: str) -> Any:
    if type_name == "money" or any(isinstance(one, Money) for one in found):
        return Money.sum(found)
    return sum(found, Fraction(0) if type_name == "ratio" else 0)

