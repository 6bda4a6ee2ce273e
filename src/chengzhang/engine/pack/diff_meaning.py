"""What a rule means, as a value that two packs can be compared by: order, grouping and way of writing don't count.

A parameter that the text fixes is the number it stands for; a list of conditions is a set; 500万元 is 5000000元.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

from chengzhang.engine.pack.model import UNSET, Pack
from chengzhang.engine.rules.ast import All, Literal, Name, NoneOf, Tree
from chengzhang.engine.rules.ast import Any as AnyOf
from chengzhang.engine.rules.names import Unresolved
from chengzhang.engine.rules.sentence import say_moment, say_tree

Meaning = Any  # hashable and comparable, nothing else is promised
HOW_WRITTEN = ("source", "mark", "text")


def meaning(pack: Pack, part: Any) -> Meaning:
    """The meaning of a tree, a moment, a literal or any plain value of a pack."""
    match part:
        case All(items) | AnyOf(items):
            return _group(pack, type(part), items)
        case NoneOf(items):
            return ("none", frozenset(meaning(pack, item) for item in items))
        case Name(text):
            return _named(pack, text)
        case Literal(type=kind, value=value):
            return ("literal", kind, meaning(pack, value))
        case dict():
            return frozenset((key, meaning(pack, value)) for key, value in part.items())
        case list() | tuple():
            return tuple(meaning(pack, item) for item in part)
        case set() | frozenset():
            return frozenset(meaning(pack, item) for item in part)
    if is_dataclass(part) and type(part).__module__.endswith("rules.ast"):
        said = (getattr(part, f.name) for f in fields(part) if f.name not in HOW_WRITTEN)
        return (type(part).__name__, *(meaning(pack, item) for item in said))
    return part


def _group(pack: Pack, kind: type, items: tuple[Tree, ...]) -> Meaning:
    """Members of a group are a set; a group in a group of its kind is that group; a group of one is the one."""
    found: set[Meaning] = set()
    for item in items:
        inner = meaning(pack, item)
        if type(item) is kind and isinstance(inner, tuple) and inner[0] == kind.__name__:
            found |= inner[1]
        else:
            found.add(inner)
    return next(iter(found)) if len(found) == 1 else (kind.__name__, frozenset(found))


def _named(pack: Pack, name: str) -> Meaning:
    parameter = pack.parameters.get(name)
    if parameter is None or parameter.by is not None or parameter.value is UNSET:
        return ("name", name)
    return ("literal", parameter.type, meaning(pack, parameter.value))


def said_tree(pack: Pack, kinds: tuple[str, ...], tree: Tree) -> str:
    """The tree as a sentence, read from the first kind of subject at which its names mean something."""
    for kind in (*kinds, "project", *pack.subjects):
        try:
            return say_tree(pack, kind, tree)
        except (Unresolved, KeyError):
            continue
    return "（读不成句的条件）"


def said_moment(pack: Pack, kinds: tuple[str, ...], moment: Any) -> str:
    """The day as words, read like `said_tree`."""
    for kind in (*kinds, "project", *pack.subjects):
        try:
            return say_moment(pack, kind, moment)
        except (Unresolved, KeyError):
            continue
    return "（读不成句的日期）"
