"""One line, one closure: tests to `(context, subject) -> True | False | Unknown` (pack-format section 6)."""

from __future__ import annotations

import operator
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from chengzhang.engine.case import Subject
from chengzhang.engine.rules.ast import (
    All,
    Among,
    Compare,
    DutyIs,
    Each,
    Holds,
    Literal,
    Name,
    NoneOf,
    Operand,
    Parity,
    Presence,
    StateIs,
    Test,
    Tree,
    Within,
)
from chengzhang.engine.rules.ast import Any as AnyOf
from chengzhang.engine.rules.between import Between, compared
from chengzhang.engine.rules.context import Context
from chengzhang.engine.rules.derived import row_finder
from chengzhang.engine.rules.names import Answer, Papers, Place, Scope, Unresolved
from chengzhang.engine.rules.operands import Read, read_meaning, read_operand
from chengzhang.engine.rules.truth import ABSENT, Unknown, Verdict, all_of, any_of, lacking, none_of
from chengzhang.engine.values import Window

if TYPE_CHECKING:
    from chengzhang.engine.rules.run import Library

Check = Callable[[Context, Subject], Verdict]

OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}


def check_of_tree(library: Library, scope: Scope, tree: Tree) -> Check:
    match tree:
        case All(items):
            return _group(all_of, [check_of_tree(library, scope, item) for item in items])
        case AnyOf(items):
            return _group(any_of, [check_of_tree(library, scope, item) for item in items])
        case NoneOf(items):
            return _group(none_of, [check_of_tree(library, scope, item) for item in items])
        case _:
            return check_of_test(library, scope, tree)


def _group(combine: Callable[[Any], Verdict], checks: list[Check]) -> Check:
    return lambda ctx, subject: combine(check(ctx, subject) for check in checks)


def check_of_test(library: Library, scope: Scope, test: Test) -> Check:
    match test:
        case Compare(left, op, right):
            right = settled(scope, left, right)
            return _compared(read_operand(library, scope, left), OPERATORS[op], read_operand(library, scope, right))
        case Among(name, words, reverse):
            members = frozenset(words)
            if reverse:
                return _tested(read_operand(library, scope, name), lambda value: value not in members)
            return _tested(read_operand(library, scope, name), lambda value: value in members)
        case Holds():
            return _check_holds(library, scope, test)
        case Within(left, window):
            return _compared(
                read_operand(library, scope, left), _holds_day,
                read_operand(library, scope, window),
            )
        case StateIs(path, states, reverse):
            return _check_state(scope.place(path), frozenset(states), reverse)
        case DutyIs():
            return _check_duty(scope, test)
        case Presence(name, present):
            return _check_presence(library, scope, name, present)
        case Parity(name, odd):
            return _tested(read_operand(library, scope, name), lambda value: value % 2 == int(odd))
        case Each():
            return _check_each(library, scope, test)


def settled(scope: Scope, left: Operand, right: Operand) -> Operand:
    """A bare word on the right of a word list is a word of it; elsewhere it is a name."""
    if isinstance(right, Name) and "." not in right.text and isinstance(left, Name):
        type_name = scope.type_of_meaning(scope.meaning(left.text))
        if scope.is_word_of(type_name, right.text):
            return Literal(type_name or "word", right.text, right.text)
    return right


def _compared(left: Read, work: Callable[[Any, Any], bool], right: Read) -> Check:
    def check(ctx: Context, subject: Subject) -> Verdict:
        a, b = left(ctx, subject), right(ctx, subject)
        if a is ABSENT or b is ABSENT:
            return False
        if isinstance(a, Unknown):
            return a | b if isinstance(b, Unknown) else a
        if isinstance(b, Unknown):
            return b
        return compared(work, a, b) if isinstance(a, Between) or isinstance(b, Between) else work(a, b)

    return check


def _holds_day(day: date, window: Window) -> bool:
    return window.holds(day)


def _tested(read: Read, work: Callable[[Any], bool]) -> Check:
    def check(ctx: Context, subject: Subject) -> Verdict:
        value = read(ctx, subject)
        if value is ABSENT:
            return False
        return value if isinstance(value, Unknown) else work(value)

    return check


def _check_holds(library: Library, scope: Scope, test: Holds) -> Check:
    meaning = scope.meaning(test.name.text)
    word, lacks = test.word, test.negated
    if isinstance(meaning, Papers):
        paper = word if meaning.paper is None else meaning.paper
        file = paper_place(scope, paper)
        slot = paper_slot(scope, paper)
        part = None if meaning.paper is None else word
        return lambda ctx, subject: paper_there(ctx, file.walk(subject), slot, part) is not lacks
    read = read_meaning(library, scope, meaning)
    if lacks:
        return _tested(read, lambda value: word not in value)
    return _tested(read, lambda value: word in value)


def paper_place(scope: Scope, paper: str) -> Place:
    """The subject whose file a paper belongs to."""
    known = scope.pack.papers.get(paper)
    if known is None:
        raise Unresolved(f"没有“{paper}”这种材料", "核对拼写，或在 papers 里声明", "name.paper")
    return scope.place(known.of)


def paper_slot(scope: Scope, paper: str) -> tuple[str, ...]:
    """The paper and those that may stand in its place."""
    found = [paper]
    other = scope.pack.papers[paper].or_
    while other is not None and other not in found:
        found.append(other)
        other = scope.pack.papers[other].or_ if other in scope.pack.papers else None
    return tuple(found)


def paper_there(ctx: Context, file: Subject | None, slot: tuple[str, ...], part: str | None) -> bool:
    """Whether a paper (or one part of it) is in the file or handed in with the act."""
    for paper in slot:
        filed = file.papers.get(paper) if file is not None else None
        if part is None:
            if filed is not None or paper in ctx.papers or any(p.startswith(f"{paper}.") for p in ctx.papers):
                return True
        elif (filed is not None and part in filed) or f"{paper}.{part}" in ctx.papers:
            return True
    return False


def _check_state(place: Place, states: frozenset[str], reverse: bool) -> Check:
    """`new` is the state of what has not been begun; never unknown."""
    walk, here = place.walk, not place.steps

    def check(ctx: Context, subject: Subject) -> Verdict:
        node = subject if here else walk(subject)
        return ((node.state if node is not None else "new") in states) is not reverse

    return check


def _check_duty(scope: Scope, test: DutyIs) -> Check:
    duty = scope.pack.duties.get(test.duty)
    if duty is None:
        raise Unresolved(f"没有“{test.duty}”这项义务", "核对拼写，或在 duties 里声明", "name.duty")
    place = duty_place(scope, duty.of)

    def check(ctx: Context, subject: Subject) -> Verdict:
        node = place.walk(subject)
        if node is None:
            return test.negated
        if ctx.duty_status is None:
            return lacking(f"duty.{test.duty}")
        return (test.status in ctx.duty_status(test.duty, node)) is not test.negated

    return check


def duty_place(scope: Scope, kind: str) -> Place:
    """Where a duty lives; of many subjects, their nearest common ancestor: any of its duties then counts."""
    try:
        return scope.place(kind)
    except Unresolved as wrong:
        if wrong.code != "name.which":
            raise
        rows = scope.rows(kind)
        return rows.top


def _check_presence(library: Library, scope: Scope, name: Name, present: bool) -> Check:
    """Never unknown, save for what the act's own form (not filled in yet) or an unknown sum would say."""
    meaning = scope.meaning(name.text)
    if isinstance(meaning, Papers) and meaning.paper is not None:
        file, slot = paper_place(scope, meaning.paper), paper_slot(scope, meaning.paper)
        return lambda ctx, subject: paper_there(ctx, file.walk(subject), slot, None) is present
    read = read_meaning(library, scope, meaning)
    own = meaning.id if isinstance(meaning, Answer) else None

    def check(ctx: Context, subject: Subject) -> Verdict:
        if own is not None and ctx.answers is None:
            return lacking(f"form.{own}")
        value = read(ctx, subject)
        there = value is not ABSENT and not isinstance(value, Unknown) and value not in ("", frozenset(), ())
        return there is present

    return check


def _check_each(library: Library, scope: Scope, test: Each) -> Check:
    rows = scope.rows(test.subject)
    one = check_of_test(library, scope.of(rows.kind, rows), test.test)
    combine = {"every": all_of, "some": any_of, "no": none_of}[test.quantifier]
    find = row_finder(rows)

    def check(ctx: Context, subject: Subject) -> Verdict:
        listed = find(ctx, subject)
        if isinstance(listed, Unknown):
            return listed
        return combine(one(ctx, row) for row in listed)

    return check

