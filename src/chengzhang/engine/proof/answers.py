"""From the solver's answers to claims: a case found refutes what must never be, and proves what must be possible."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from chengzhang.engine.proof.asking import Answer, Astray, Found, NoSuch
from chengzhang.engine.proof.claims import Claim, astray, refuted, unproved
from chengzhang.engine.proof.instance import Instance
from chengzhang.engine.proof.said import say_case


def against(
    claim: Claim, answer: Answer, holds: Callable[[Instance], bool], limits: frozenset[Any], what: str, do: str
) -> Claim:
    """A claim that a found case refutes; `holds`: the evaluator's word, by which the case is made plainer."""
    match answer:
        case NoSuch():
            return claim
        case Found(case):
            return refuted(claim, what, do, say_case(case, lambda: holds(case), limits))
    return _unsettled(claim, answer)


def possible(claim: Claim, answer: Answer, what: str, do: str) -> Claim:
    """A claim that a found case proves."""
    match answer:
        case Found():
            return claim
        case NoSuch():
            return refuted(claim, what, do)
    return _unsettled(claim, answer)


def _unsettled(claim: Claim, answer: Answer) -> Claim:
    if isinstance(answer, Astray):
        return astray(claim, say_case(answer.case, lambda: False))
    return unproved(claim, getattr(answer, "why", ""))
