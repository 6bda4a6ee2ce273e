"""Syntax tree back to rule text, canonical: `parse_tree(unparse_tree(tree)) == tree` for every tree that was parsed."""

from __future__ import annotations

from typing import Any

from chengzhang.engine.rules.ast import (
    All,
    Among,
    Call,
    Compare,
    DayOfPeriod,
    Derivation,
    Due,
    DutyIs,
    Each,
    Holds,
    Literal,
    Name,
    NoneOf,
    OfPeriod,
    Operand,
    Parity,
    PeriodEnd,
    Presence,
    Shifted,
    StateIs,
    Test,
    Tree,
    Undated,
    WithAct,
    Within,
)
from chengzhang.engine.rules.ast import Any as AnyOf


def unparse_tree(tree: Tree) -> Any:
    """A line of text, or a mapping with one key, as YAML would load it."""
    match tree:
        case All(items):
            return {"all": [unparse_tree(item) for item in items]}
        case AnyOf(items):
            return {"any": [unparse_tree(item) for item in items]}
        case NoneOf(items):
            return {"none": [unparse_tree(item) for item in items]}
        case _:
            return unparse_test(tree)


def unparse_test(test: Test) -> str:
    match test:
        case Compare(left, op, right):
            return f"{unparse_operand(left)} {op} {unparse_operand(right)}"
        case Among(name, words, negated):
            return f"{name.text} {'not_in' if negated else 'in'} {'|'.join(words)}"
        case Holds(name, word, negated):
            return f"{name.text} {'lacks' if negated else 'has'} {word}"
        case Within(left, window):
            return f"{unparse_operand(left)} within {unparse_operand(window)}"
        case StateIs(subject, states, negated):
            return f"{subject} is {'not ' if negated else ''}{'|'.join(states)}"
        case DutyIs(duty, status, negated):
            return f"duty.{duty} is {'not ' if negated else ''}{status}"
        case Presence(name, present):
            return f"{name.text} is {'present' if present else 'absent'}"
        case Parity(name, odd):
            return f"{name.text} is {'odd' if odd else 'even'}"
        case Each(quantifier, subject, inner):
            return f"{quantifier} {subject}: {unparse_test(inner)}"


def unparse_operand(operand: Operand) -> str:
    match operand:
        case Literal(_, _, text) | Name(text):
            return text
        case Shifted(base, sign, period):
            return f"{unparse_operand(base)} {'+' if sign == 1 else '-'} {unparse_operand(period)}"
        case Call(function, args):
            return f"{function}({', '.join(map(unparse_operand, args))})"


def unparse_due(due: Due) -> str:
    match due:
        case Undated():
            return "undated"
        case WithAct():
            return "with_act"
        case PeriodEnd():
            return "period_end"
        case DayOfPeriod(day, base):
            return f"day {day} of {base}"
        case OfPeriod(anchor, base, years):
            tail = f" {'+' if years > 0 else '-'} {abs(years)}" if years else ""
            return f"{unparse_operand(anchor)} of {base}{tail}"
        case _:
            return unparse_operand(due)


def unparse_derivation(derivation: Derivation) -> str:
    if derivation.moment is not None:
        return unparse_due(derivation.moment)
    args = [arg.text for arg in derivation.args]
    if derivation.index is not None:
        args.insert(0, str(derivation.index))
    return f"{derivation.function}({', '.join(args)})"
