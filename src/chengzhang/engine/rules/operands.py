"""Operands and moments to closures `(context, subject) -> value`, ABSENT or Unknown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from chengzhang.engine.case import Bench, Subject
from chengzhang.engine.clock import Span, add_months, day_of_span, day_of_year, next_span, nth_day
from chengzhang.engine.rules.ast import (
    Call,
    DayOfPeriod,
    Derivation,
    Literal,
    Moment,
    Name,
    OfPeriod,
    Operand,
    PeriodEnd,
    Shifted,
)
from chengzhang.engine.rules.between import moved
from chengzhang.engine.rules.context import Context
from chengzhang.engine.rules.names import (
    Answer,
    DerivedOf,
    FactAt,
    Meaning,
    Papers,
    ParameterOf,
    Scope,
    TableOf,
    Today,
)
from chengzhang.engine.rules.parameters import value_in_force
from chengzhang.engine.rules.truth import ABSENT, Unknown, lacking
from chengzhang.engine.values import Year

if TYPE_CHECKING:
    from chengzhang.engine.rules.run import Library

Read = Callable[[Context, Subject], Any]


def read_operand(library: Library, scope: Scope, operand: Operand) -> Read:
    match operand:
        case Literal(_, value, _):
            return lambda ctx, subject: value
        case Name(text):
            return read_meaning(library, scope, scope.meaning(text))
        case Shifted():
            return _read_shifted(library, scope, operand)
        case Call(function, args):
            names = tuple(arg for arg in args if isinstance(arg, Name | Literal))
            if len(names) == len(args):
                return library.read_derivation(scope, Derivation(function, names))
            return library.read_choice(function, [read_operand(library, scope, arg) for arg in args])


def read_moment(library: Library, scope: Scope, moment: Moment) -> Read:
    """A day (a date), Unknown or ABSENT; anchors `of period` need the context's period."""
    match moment:
        case PeriodEnd():
            return lambda ctx, subject: _span(ctx, "period").last
        case DayOfPeriod(day, base):
            return lambda ctx, subject: nth_day(day, _span(ctx, base))
        case OfPeriod():
            return _read_of_period(library, scope, moment)
        case _:
            return read_operand(library, scope, moment)


def read_meaning(library: Library, scope: Scope, meaning: Meaning) -> Read:
    match meaning:
        case FactAt():
            return read_fact(meaning)
        case Answer(id, _):
            return read_answer(id)
        case Today(id):
            return _TODAY[id]
        case ParameterOf(parameter):
            if parameter.by is None:
                return _fixed(value_in_force(scope.pack, parameter, date.min, _NO_BENCH))
            return lambda ctx, subject: value_in_force(ctx.pack, parameter, ctx.on, ctx.bench)
        case DerivedOf(fact):
            return library.read_derived(scope, fact)
        case TableOf(table, column):
            return library.read_table(scope, table, column)
        case Papers(paper):
            return _read_papers(paper)


def _fixed(value: Any) -> Read:
    return lambda ctx, subject: value


def read_fact(meaning: FactAt) -> Read:
    """Missing: not known if a person declares it, absent if only an act records it (pack-format section 4)."""
    walk, key, name = meaning.place.walk, meaning.fact.key, meaning.fact.name
    missing = ABSENT if meaning.fact.source == "recorded" else lacking(name)
    here = not meaning.place.steps

    def read(ctx: Context, subject: Subject) -> Any:
        owner = subject if here else walk(subject)
        if ctx.overlay:
            given = ctx.overlay.get((id(owner), key) if owner is not None else ("", name))
            if given is not None:
                return given
        value = owner.facts.get(key) if owner is not None else None
        return missing if value is None else value

    return read


def read_answer(id: str) -> Read:
    missing = lacking(f"form.{id}")

    def read(ctx: Context, subject: Subject) -> Any:
        value = ctx.answers.get(id) if ctx.answers is not None else None
        return missing if value is None else value

    return read


def _read_papers(paper: str | None) -> Read:
    """All papers of the subject's file, or the parts of one paper."""

    def read(ctx: Context, subject: Subject) -> Any:
        if paper is None:
            return frozenset(subject.papers) | ctx.papers
        given = {p.partition(".")[2] for p in ctx.papers if p.startswith(f"{paper}.")}
        return subject.papers.get(paper, frozenset()) | given

    return read


def _read_shifted(library: Library, scope: Scope, operand: Shifted) -> Read:
    base, period = read_operand(library, scope, operand.base), read_operand(library, scope, operand.period)
    forward = operand.sign == 1

    def read(ctx: Context, subject: Subject) -> Any:
        day, by = base(ctx, subject), period(ctx, subject)
        if day is ABSENT or by is ABSENT:
            return ABSENT
        if isinstance(day, Unknown):
            return day | by if isinstance(by, Unknown) else day
        if isinstance(by, Unknown):
            return by
        return moved(day, by if forward else -by, ctx.calendar)

    return read


def _read_of_period(library: Library, scope: Scope, moment: OfPeriod) -> Read:
    """`07-31 of period`, `10-31 of season - 1`: the anchor's day (of a window: its last) in a year."""
    anchor, base, years = read_operand(library, scope, moment.anchor), moment.base, moment.years
    if base in ("period", "next_period"):
        def read_in_span(ctx: Context, subject: Subject) -> Any:
            day = anchor(ctx, subject)
            if day is ABSENT or isinstance(day, Unknown):
                return day
            found = day_of_span(day, _span(ctx, base))
            return add_months(found, 12 * years) if years else found

        return read_in_span
    year = read_operand(library, scope, Name(base))

    def read(ctx: Context, subject: Subject) -> Any:
        day, of = anchor(ctx, subject), year(ctx, subject)
        for value in (day, of):
            if value is ABSENT or isinstance(value, Unknown):
                return value
        return day_of_year(day, (of.year if isinstance(of, date) else int(of)) + years)

    return read


def _span(ctx: Context, base: str) -> Span:
    if ctx.period is None:
        raise ValueError(f"“of {base}”只用于按期的义务，这里没有期")
    return ctx.period if base == "period" else next_span(ctx.period, ctx.period_from)


_NO_BENCH = Bench()
_TODAY: dict[str, Read] = {
    "act_day": lambda ctx, subject: ctx.on,
    "this_year": lambda ctx, subject: Year(ctx.on.year),
    "next_year": lambda ctx, subject: Year(ctx.on.year + 1),
}
