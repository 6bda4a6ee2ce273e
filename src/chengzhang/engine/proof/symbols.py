"""Symbolic values and verdicts: what `rules.operands` and `rules.truth` hold as Python values, as terms of the solver.

The connectives fold Python truths, so that a line without variables stays a plain True or False.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import z3

from chengzhang.engine.values import Days, Money, MonthDay, Months, Window, WorkingDays

Bool = Any  # bool | z3.BoolRef
Int = Any  # int | z3.ArithRef


class Beyond(Exception):
    """What can't be encoded; its text says why. The claim is then left unproven, never guessed."""


# ---------------------------------------------------------------- connectives


def both(*parts: Bool) -> Bool:
    return _join(parts, True, z3.And)


def either(*parts: Bool) -> Bool:
    return _join(parts, False, z3.Or)


def _join(parts: Sequence[Bool], neutral: bool, make: Any) -> Bool:
    found = []
    for part in parts:
        if isinstance(part, bool):
            if part is not neutral:
                return part
        else:
            found.append(part)
    if not found:
        return neutral
    return found[0] if len(found) == 1 else make(*found)


def no(part: Bool) -> Bool:
    return not part if isinstance(part, bool) else z3.Not(part)


def when(guard: Bool, yes: Any, otherwise: Any) -> Any:
    """`yes` under the guard, else `otherwise`."""
    if isinstance(guard, bool):
        return yes if guard else otherwise
    return yes if yes is otherwise else z3.If(guard, yes, otherwise)


def total(terms: Iterable[Int]) -> Int:
    return sum(terms, 0)


def one_if(guard: Bool) -> Int:
    return int(guard) if isinstance(guard, bool) else z3.If(guard, 1, 0)


# ---------------------------------------------------------------- verdicts


@dataclass(frozen=True, slots=True)
class Says:
    """A verdict: met, unmet, or (neither) unknown."""

    met: Bool
    unmet: Bool

    @property
    def unknown(self) -> Bool:
        return both(no(self.met), no(self.unmet))

    @property
    def turned(self) -> Says:
        return Says(self.unmet, self.met)


def settled_as(truth: Bool) -> Says:
    """A verdict that is never unknown."""
    return Says(truth, no(truth))


def all_say(verdicts: Sequence[Says]) -> Says:
    return Says(both(*(v.met for v in verdicts)), either(*(v.unmet for v in verdicts)))


def any_say(verdicts: Sequence[Says]) -> Says:
    return Says(either(*(v.met for v in verdicts)), both(*(v.unmet for v in verdicts)))


# ---------------------------------------------------------------- values


@dataclass(frozen=True, slots=True)
class Sym:
    """A value: not known, absent, or `term`.

    `shape`: int (money in fen, counts, years, days, codes of words and names), truth, set (word -> Bool),
    ratio ((part, whole), whole not 0), pick (several (guard, Python value) of which one holds: periods, windows).
    """

    shape: str
    term: Any
    unknown: Bool = False
    absent: Bool = False

    @property
    def there(self) -> Bool:
        return both(no(self.unknown), no(self.absent))


NOTHING = Sym("int", 0, False, True)  # absent whatever happens


class Codes:
    """Numbers for words and names: one table for all lists, since a word may stand in several."""

    def __init__(self) -> None:
        self.codes: dict[str, int] = {}

    def of(self, word: str) -> int:
        return self.codes.setdefault(word, len(self.codes))

    def word(self, code: int) -> str:
        return next(word for word, known in self.codes.items() if known == code)


def constant(value: Any, codes: Codes) -> Sym:
    """A Python value of the rule language as a symbolic one."""
    match value:
        case bool():
            return Sym("truth", value)
        case Money() | int():
            return Sym("int", int(value))
        case date():
            return Sym("int", value.toordinal())
        case Fraction():
            return Sym("ratio", (value.numerator, value.denominator))
        case str():
            return Sym("int", codes.of(value))
        case frozenset():
            return Sym("set", dict.fromkeys(value, True))
        case MonthDay() | Window() | Days() | Months() | WorkingDays():
            return Sym("pick", [(True, value)])
    raise Beyond(f"值 {value!r} 不能写成公式")


def chosen(options: Sequence[tuple[Bool, Sym]]) -> Sym:
    """The value of the option whose guard holds; exactly one does."""
    if not options:
        return NOTHING
    shapes = {sym.shape for _, sym in options if sym.absent is not True and sym.unknown is not True} or {"int"}
    if len(shapes) != 1:
        raise Beyond("同一名称在不同情形下类型不同")
    shape = shapes.pop()
    unknown = either(*(both(guard, sym.unknown) for guard, sym in options))
    absent = either(*(both(guard, sym.absent) for guard, sym in options))
    alive = [(guard, sym) for guard, sym in options if sym.shape == shape]
    if shape == "pick":
        term: Any = [(both(guard, inner), value) for guard, sym in alive for inner, value in sym.term]
    elif shape == "set":
        words = {word for _, sym in alive for word in sym.term}
        term = {word: either(*(both(guard, sym.term.get(word, False)) for guard, sym in alive)) for word in words}
    elif shape == "ratio":
        term = (_nested([(g, s.term[0]) for g, s in alive]), _nested([(g, s.term[1]) for g, s in alive]))
    else:
        term = _nested([(guard, sym.term) for guard, sym in alive])
    return Sym(shape, term, unknown, absent)


def _nested(options: Sequence[tuple[Bool, Any]]) -> Any:
    *first, (_, last) = options
    for guard, term in reversed(first):
        last = when(guard, term, last)
    return last


def compare(op: str, a: Any, b: Any) -> Bool:
    """Two integers (or truths) compared; folds numbers."""
    match op:
        case "==":
            return a == b
        case "!=":
            return no(a == b)
        case "<":
            return a < b
        case "<=":
            return a <= b
        case ">":
            return a > b
    return a >= b


def compared(op: str, a: Sym, b: Sym) -> Says:
    """As `rules.lines`: absent on a side is unmet, then not known on a side is unknown."""
    gone = either(a.absent, b.absent)
    open_ = both(no(gone), either(a.unknown, b.unknown))
    truth = _truth(op, a, b)
    return Says(both(no(gone), no(open_), truth), either(gone, both(no(open_), no(truth))))


def _truth(op: str, a: Sym, b: Sym) -> Bool:
    if True in (a.absent, b.absent, a.unknown, b.unknown):
        return False
    if a.shape != b.shape:
        raise Beyond("两边类型不同")
    match a.shape:
        case "ratio":
            return _ratios(op, a.term, b.term)
        case "set":
            raise Beyond("集合之间的比较")
        case "pick":
            options = [(g, h, _plain(op, x, y)) for g, x in a.term for h, y in b.term]
            return either(*(both(g, h, truth) for g, h, truth in options))
    return compare(op, a.term, b.term)


def _plain(op: str, a: Any, b: Any) -> bool:
    try:
        return {"==": a == b, "!=": a != b}[op] if op in ("==", "!=") else bool(compare(op, a, b))
    except TypeError:
        raise Beyond("不同单位的期间不能比较") from None


def _ratios(op: str, a: tuple[Int, Int], b: tuple[Int, Int]) -> Bool:
    """Cross-multiplied; linear, since one side's whole and part are fixed numbers."""
    (p, q), (r, s) = (a, b) if isinstance(b[1], int) and isinstance(b[0], int) else (b, a)
    if not (isinstance(r, int) and isinstance(s, int)):
        raise Beyond("两个都会变的比例相比，不是线性的")
    if (p, q) != a:
        op = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}.get(op, op)
    left, right = p * s, q * r
    if isinstance(q, int):
        return compare(op, left, right)  # q > 0: a literal
    turned = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}.get(op, op)
    return when(q > 0, compare(op, left, right), compare(turned, left, right))
