"""Trees as JSON for the API: the structure for programs, the source line for people, nothing lost.

`from_json(to_json(tree)) == tree`: a test is read back from its source, of which its structure is a reading.
"""

from __future__ import annotations

from typing import Any

from chengzhang.engine.rules.ast import (
    All,
    Among,
    Call,
    Compare,
    DutyIs,
    Each,
    Holds,
    Literal,
    Mark,
    Name,
    NoneOf,
    Operand,
    Parity,
    Presence,
    Shifted,
    StateIs,
    Test,
    Tree,
    Within,
)
from chengzhang.engine.rules.ast import Any as AnyOf
from chengzhang.engine.rules.parse import parse_test
from chengzhang.engine.values import to_json as value_to_json

_GROUPS: dict[str, type[All] | type[AnyOf] | type[NoneOf]] = {"all": All, "any": AnyOf, "none": NoneOf}


def to_json(tree: Tree) -> dict[str, Any]:
    """`{"all": [...]}`, or a test: `{"test": kind, ..., "source": text, "at": {"file", "line"}}`."""
    match tree:
        case All(items):
            return {"all": [to_json(item) for item in items]}
        case AnyOf(items):
            return {"any": [to_json(item) for item in items]}
        case NoneOf(items):
            return {"none": [to_json(item) for item in items]}
        case _:
            found = {**_structure(tree), "source": tree.source}
            if tree.mark is not None:
                found["at"] = {"file": tree.mark.file, "line": tree.mark.line}
            return found


def from_json(raw: dict[str, Any]) -> Tree:
    """The tree; RuleError if a source line isn't of the rule language, KeyError if there is none."""
    for key, group in _GROUPS.items():
        if key in raw and "test" not in raw:
            return group(tuple(from_json(item) for item in raw[key]))
    at = raw.get("at")
    return parse_test(raw["source"], Mark(at["file"], at["line"]) if at else None)


def _structure(test: Test) -> dict[str, Any]:
    match test:
        case Compare(left, op, right):
            return {"test": "compare", "left": _operand(left), "op": op, "right": _operand(right)}
        case Among(name, words, negated):
            return {"test": "among", "name": name.text, "words": list(words), "negated": negated}
        case Holds(name, word, negated):
            return {"test": "holds", "name": name.text, "word": word, "negated": negated}
        case Within(left, window):
            return {"test": "within", "left": _operand(left), "window": _operand(window)}
        case StateIs(subject, states, negated):
            return {"test": "state", "subject": subject, "states": list(states), "negated": negated}
        case DutyIs(duty, status, negated):
            return {"test": "duty", "duty": duty, "status": status, "negated": negated}
        case Presence(name, present):
            return {"test": "presence", "name": name.text, "present": present}
        case Parity(name, odd):
            return {"test": "parity", "name": name.text, "odd": odd}
        case Each(quantifier, subject, inner):
            return {"test": "each", "quantifier": quantifier, "subject": subject, "inner": to_json(inner)}


def _operand(operand: Operand) -> dict[str, Any]:
    match operand:
        case Literal(kind, value, text):
            return {"literal": text, "type": kind, "value": value_to_json(value)}  # type: ignore[arg-type]
        case Name(text):
            return {"name": text}
        case Shifted(base, sign, period):
            return {"base": _operand(base), "sign": sign, "period": _operand(period)}
        case Call(function, args):
            return {"call": function, "args": [_operand(arg) for arg in args]}
