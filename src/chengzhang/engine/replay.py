"""replay(): the same answer from a stored receipt, or what came out differently."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from chengzhang.engine.case import Act, Bench, Subject
from chengzhang.engine.clock import Calendar
from chengzhang.engine.decide import decide
from chengzhang.engine.deciding.stored import read_input, write_input
from chengzhang.engine.decision import Decision
from chengzhang.engine.decision_json import receipt_json
from chengzhang.engine.pack.errors import PackErrors
from chengzhang.engine.pack.model import Pack
from chengzhang.engine.transition.residual import beside

FORMAT = 1


class ReceiptError(ValueError):
    """A file that is no receipt, or one that was changed; the message is Chinese and says what to do."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """`differs`: sentences, empty if the answer is the same."""

    same: bool
    decision: Decision
    differs: tuple[str, ...] = ()


def receipt_file(subject: Subject, act: Act, bench: Bench, decision: Decision) -> dict[str, Any]:
    """What to store: the receipt, the complete input, and the findings in brief, to say later what differs."""
    assert decision.receipt is not None
    return {
        "format": FORMAT,
        **receipt_json(decision.receipt),
        "input": write_input(subject, act, bench),
        "answer": _brief(decision),
    }


def replay(
    stored: Mapping[str, Any], pack_of: Callable[[str], Pack], calendar_of: Callable[[Pack], Calendar]
) -> Replayed:
    """Decide again. `pack_of` finds "place/release"; a pack, calendar or input that has changed is named."""
    try:
        receipt, given = stored.get("receipt", stored), stored.get("receipt", stored)["input"]
        subject, act, bench = read_input(given)
        named, digest = f"{receipt['pack']}/{receipt['release']}", str(receipt["digest"])
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise ReceiptError(f"这不是可以重放的回执：{error}。请给出 decide 写下的完整回执文件") from None
    pack = beside(pack_of(named), bench.residual, lambda name: _there(pack_of, name))
    calendar = calendar_of(pack)
    decision = decide(pack, subject, act, calendar, bench)
    assert decision.receipt is not None
    if decision.receipt.digest == digest:
        return Replayed(True, decision)
    return Replayed(False, decision, tuple(_differences(receipt, decision)))


def _there(pack_of: Callable[[str], Pack], name: str) -> Pack | None:
    try:
        return pack_of(name)
    except PackErrors:
        return None


def _differences(receipt: Mapping[str, Any], decision: Decision) -> list[str]:
    now = decision.receipt
    assert now is not None
    told = [
        words
        for key, words, value in (
            ("pack_digest", "规则包的内容变了", now.pack_digest),
            ("calendar_digest", "工作日历变了", now.calendar_digest),
            ("engine", "引擎的版本变了", now.engine),
            ("facts_digest", "事实被改动过", now.facts_digest),
        )
        if receipt.get(key) != value
    ]
    then, brief = receipt.get("answer") or {}, _brief(decision)
    if then.get("outcome") != brief["outcome"]:
        told.append(f"结论原为 {then.get('outcome')}，现为 {brief['outcome']}")
    before, after = then.get("findings") or {}, brief["findings"]
    told += [
        f"“{id}”原为 {before.get(id, '没有')}，现为 {after.get(id, '没有')}"
        for id in sorted({*before, *after})
        if before.get(id) != after.get(id)
    ]
    return told or ["回执的摘要被改动过"]


def _brief(decision: Decision) -> dict[str, Any]:
    return {
        "outcome": decision.outcome.value,
        "next_state": decision.next_state,
        "findings": {f"{f.kind}.{f.id}": f.truth.value for f in decision.findings},
    }
