"""Tests of the rule language as FEEL: one input column and one cell, wherever FEEL can say it without guessing.

What FEEL has no words for (states, windows, duties, rows of many) becomes a yes/no input that is named by its sentence.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any
from zlib import crc32

from chengzhang.engine.pack.diff_meaning import said_tree
from chengzhang.engine.pack.model import UNSET, Pack
from chengzhang.engine.rules.ast import All, Among, Compare, Literal, Name, Tree
from chengzhang.engine.rules.unparse import unparse_tree
from chengzhang.engine.values import Money

TYPES = {"money": "number", "ratio": "number", "count": "number", "year": "number", "yes_no": "boolean", "date": "date"}


@dataclass(frozen=True, slots=True)
class Column:
    """One input of a decision table. `source`: the name in the pack it reads; empty for a condition as a whole."""

    label: str
    variable: str
    type: str  # of FEEL
    source: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    column: Column
    text: str


def cells(pack: Pack, tree: Tree) -> list[Cell]:
    """A row's condition as cells that must all be met; a tree that is no plain list is one yes/no cell a part."""
    if isinstance(tree, All):
        return [cell for item in tree.items for cell in cells(pack, item)]
    match tree:
        case Compare(Name(name), op, right) if (value := _value(pack, name, right)) is not None:
            return [Cell(_column(pack, name), _compared(op, value))]
        case Among(Name(name), words, negated) if type_of(pack, name) == "string":
            listed = ", ".join(f'"{word}"' for word in words)
            return [Cell(_column(pack, name), f"not({listed})" if negated else listed)]
    said = said_tree(pack, (), tree)
    return [Cell(Column(said, f"condition_{crc32(repr(unparse_tree(tree)).encode()):08x}", "boolean"), "true")]


def _compared(op: str, value: str) -> str:
    return {"==": value, "!=": f"not({value})"}.get(op, f"{op} {value}")


def _value(pack: Pack, name: str, right: Any) -> str | None:
    """The right side as a FEEL literal; None where it is no fixed value."""
    if isinstance(right, Literal):
        return literal(right.value)
    if not isinstance(right, Name):
        return None
    parameter = pack.parameters.get(right.text)
    if parameter is not None:
        fixed = parameter.by is None and parameter.value is not UNSET
        return literal(parameter.value) if fixed else None
    return f'"{right.text}"' if right.text in _words(pack, name) else None


def literal(value: Any) -> str | None:
    """Money in 元, ratios as numbers; None for what FEEL would count otherwise (working days, windows)."""
    match value:
        case bool():
            return "true" if value else "false"
        case Money():
            return _decimal(Fraction(value.fen, 100))
        case int() | Fraction():
            return _decimal(Fraction(value))
        case date():
            return f'date("{value.isoformat()}")'
        case str():
            return f'"{value}"'
    return None


def _decimal(number: Fraction) -> str:
    """Exact where a decimal is; else the fraction itself."""
    if number.denominator == 1:
        return str(number.numerator)
    scaled, places = number, 0
    while scaled.denominator != 1 and places < 12:
        scaled, places = scaled * 10, places + 1
    if scaled.denominator != 1:
        return f"{number.numerator} / {number.denominator}"
    digits = str(abs(scaled.numerator)).rjust(places + 1, "0")
    return f"{'-' if number < 0 else ''}{digits[:-places]}.{digits[-places:]}"


def _column(pack: Pack, name: str) -> Column:
    for known in (pack.facts, pack.derived, pack.parameters):
        if name in known:
            return Column(known[name].zh, _variable(name), type_of(pack, name), name)
    table = pack.tables.get(name.partition(".")[0])
    return Column(table.zh if table else name, _variable(name), type_of(pack, name), name)


def type_of(pack: Pack, name: str) -> str:
    """The FEEL type of a fact, derived fact, parameter or table."""
    for known in (pack.facts, pack.derived, pack.parameters):
        if name in known:
            return TYPES.get(known[name].type, "string")
    return "string"


def _words(pack: Pack, name: str) -> frozenset[str]:
    """The words that a name of a word list may have."""
    for known in (pack.facts, pack.derived, pack.parameters):
        if name in known and known[name].type in pack.types:
            return frozenset(pack.types[known[name].type].words)
    id, _, column = name.partition(".")
    return frozenset(pack.tables[id].columns.get(column, ())) if id in pack.tables else frozenset()


def _variable(text: str) -> str:
    """A FEEL name: no dots, no spaces, no operators."""
    plain = "".join(c if c.isascii() and c.isalnum() else "_" for c in text)
    return "_".join(filter(None, plain.split("_")))
