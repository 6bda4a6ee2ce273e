"""What is shown beside a line of trace: the values it saw, and the first day on which a minimum time is over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from chengzhang.engine.case import Subject
from chengzhang.engine.rules.ast import Compare, DutyIs, Each, Holds, Name, Operand, StateIs, Test, Within
from chengzhang.engine.rules.between import Between
from chengzhang.engine.rules.context import Context
from chengzhang.engine.rules.lines import duty_place, settled
from chengzhang.engine.rules.names import Papers, Scope, Unresolved
from chengzhang.engine.rules.operands import Read, read_meaning, read_operand
from chengzhang.engine.rules.touch import names_in_moment, names_in_test
from chengzhang.engine.rules.truth import ABSENT, Unknown
from chengzhang.engine.values import Window, format_literal

if TYPE_CHECKING:
    from chengzhang.engine.rules.run import Library

Opens = Callable[[Context, Subject], date | None]


def shown(value: Any) -> str:
    """Literal text; `absent` for what has not happened, `unknown` for what is not known."""
    if value is ABSENT:
        return "absent"
    if isinstance(value, Unknown):
        return "unknown"
    if isinstance(value, Between):
        return f"{value.first.isoformat()}..{'' if value.last == date.max else value.last.isoformat()}"
    return f"{len(value)} rows" if isinstance(value, tuple) else format_literal(value)


def reads_of(library: Library, scope: Scope, test: Test) -> dict[str, Read]:
    """What each name of a line is: facts, parameters, derived facts; of a state test the state it is in."""
    if isinstance(test, Each):
        return {}
    if isinstance(test, StateIs):
        place = scope.place(test.subject)
        return {test.subject: lambda ctx, subject: _state(place.walk(subject))}
    if isinstance(test, DutyIs):
        home = duty_place(scope, scope.pack.duties[test.duty].of)
        return {f"duty.{test.duty}": lambda ctx, subject: _statuses(ctx, test.duty, home.walk(subject))}
    if isinstance(test, Compare):
        names = [*names_in_moment(test.left), *names_in_moment(settled(scope, test.left, test.right))]
    else:
        names = list(names_in_test(test))
    found: dict[str, Read] = {}
    for name in names:
        meaning = scope.meaning(name.text)
        if isinstance(meaning, Papers) or (isinstance(test, Holds) and name.text == "papers"):
            continue  # that a paper is lacking is said by the line itself
        found[name.text] = read_meaning(library, scope, meaning)
    return found


def _state(subject: Subject | None) -> str:
    return subject.state if subject is not None else "new"


def _statuses(ctx: Context, duty: str, subject: Subject | None) -> Any:
    return ctx.duty_status(duty, subject) if ctx.duty_status is not None and subject is not None else ABSENT


def opens_of(library: Library, scope: Scope, test: Test) -> Opens | None:
    """For a minimum time (`act_day >= a + 1 month`, `act_day within w`): the first day that meets it."""
    match test:
        case Compare(left, ">=" | ">" as op, right) if _is_day(scope, left):
            return _first_day(read_operand(library, scope, right), int(op == ">"))
        case Compare(left, "<=" | "<" as op, right) if _is_day(scope, right):
            return _first_day(read_operand(library, scope, left), int(op == "<"))
        case Within(Name("act_day"), window):
            read = read_operand(library, scope, window)
            return lambda ctx, subject: _next_opening(read(ctx, subject), ctx.on)
    return None


def _is_day(scope: Scope, operand: Operand) -> bool:
    """The day of the act, or a day its form states."""
    if not isinstance(operand, Name):
        return False
    if operand.text == "act_day":
        return True
    try:
        return operand.text.startswith("form.") and scope.type_of_meaning(scope.meaning(operand.text)) == "date"
    except Unresolved:
        return False


def _first_day(read: Read, later: int) -> Opens:
    def opens(ctx: Context, subject: Subject) -> date | None:
        day = read(ctx, subject)
        if isinstance(day, Between) and day.last != date.max:
            day = day.last  # by then it is sure
        return date.fromordinal(day.toordinal() + later) if isinstance(day, date) else None

    return opens


def _next_opening(window: Any, on: date) -> date | None:
    if not isinstance(window, Window):
        return None
    return window.opens(on.year) if on <= window.opens(on.year) else window.opens(on.year + 1)
