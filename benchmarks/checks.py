"""The pack's checks as plain Python, for the limit and the peers: one expression a check."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from chengzhang.engine.pack.model import Pack
from chengzhang.engine.rules import ast

Check = tuple[str, str]  # citation, Python expression


def checks_of(pack: Pack, verb: str, place: str) -> list[Check]:
    """The ten checks of a step, in order; `place` is how a fact is reached, such as `f[{!r}]` or `o.{}`."""
    found = []
    for rule in pack.rules.values():
        if rule.at == (f"project.{verb}",) and rule.when == ast.ALWAYS and rule.require is not None:
            found.append((f"Art.{rule.cite[0].replace('-', '(')})", _said(pack, rule.require, place)))
    return found


def guard(pack: Pack, verb: str) -> Callable[[dict[str, Any]], tuple[bool, ...]]:
    """One compiled function that gives all answers of a step: the physical limit."""
    body = ", ".join(said for _, said in checks_of(pack, verb, "f[{!r}]"))
    made: Callable[[dict[str, Any]], tuple[bool, ...]] = eval(f"lambda f: ({body},)")
    return made


def needs_approval(contract_sum: int, change_sum: int, limit: int) -> bool:
    """The route of a change: filed while at most a tenth of the contract and within the limit, else approved."""
    return change_sum * 10 > contract_sum or contract_sum + change_sum > limit


def _said(pack: Pack, tree: ast.Tree, place: str) -> str:
    match tree:
        case ast.All(items):
            return "(" + " and ".join(_said(pack, one, place) for one in items) + ")"
        case ast.Any(items):
            return "(" + " or ".join(_said(pack, one, place) for one in items) + ")"
        case ast.Compare(left, op, right):
            return f"({_operand(pack, left, place)} {op} {_operand(pack, right, place)})"
    raise ValueError(f"the workload has no such test: {tree}")


def _operand(pack: Pack, operand: ast.Operand, place: str) -> str:
    if isinstance(operand, ast.Literal):
        return repr(operand.value)
    if isinstance(operand, ast.Name):
        if operand.text in pack.parameters:
            return repr(pack.parameters[operand.text].value)
        if operand.text in pack.facts:
            return place.format(operand.text)
        return repr({"yes": True, "no": False}.get(operand.text, operand.text))
    raise ValueError(f"the workload has no such operand: {operand}")
