"""Receipts: the same input has the same digest whatever its order; a stored one replays without a database."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from chengzhang.engine.clock import Calendar
from chengzhang.engine.decide import decide
from chengzhang.engine.deciding.stored import read_input, write_input
from chengzhang.engine.pack.model import Pack
from chengzhang.engine.receipt import canonical, case_json, sm3
from chengzhang.engine.replay import ReceiptError, receipt_file, replay
from tests.engine.decide.asking import calendar, case, land, put

READY: dict[str, Any] = {
    "states": {"request": "drafting"},
    "papers": ["tide_survey", "manifest", "crew_list"],
    "events": [{"act": "repair.order", "on": "2026-03-02"}],
    "parts": ["pilot"],
    "rulings": {"which_fee_rule": "strict"},
    "parameters": {"fleet_cap": "2"},
}


def stored(**said: Any) -> dict[str, Any]:
    file = case("2026-12-01", **(READY | said))
    subject, act = put(file, "request.submit")
    decision = decide(land(), subject, act, calendar(), file.bench)
    return json.loads(json.dumps(receipt_file(subject, act, file.bench, decision)))  # type: ignore[no-any-return]


def again(receipt: dict[str, Any], pack: Pack | None = None) -> Any:
    return replay(receipt, lambda name: pack or land(), lambda _: calendar())


def test_sm3_is_the_standards_own() -> None:
    assert sm3("abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"  # GB/T 32905, annex A.1


def test_a_stored_receipt_replays_to_the_same_digest() -> None:
    receipt = stored()
    replayed = again(receipt)
    assert replayed.same
    assert replayed.decision.receipt.digest == receipt["digest"]
    assert again({"outcome": "allowed", "receipt": receipt}).same  # as `decide --json` prints it


def test_the_input_comes_back_exactly() -> None:
    file = case("2026-12-01", **READY)
    subject, act = put(file, "request.submit")
    back, act_again, bench = read_input(json.loads(json.dumps(write_input(subject, act, file.bench))))
    assert canonical(case_json(back, act_again, bench)) == canonical(case_json(subject, act, file.bench))
    assert (act_again, bench) == (act, file.bench)


def test_a_changed_fact_a_changed_pack_and_a_changed_answer_are_told_apart() -> None:
    receipt = stored()
    changed = json.loads(json.dumps(receipt))
    project = next(row for row in changed["input"]["case"] if row["kind"] == "project")
    project["facts"]["hull_cost"] = {"money": "1元"}
    told = again(changed)
    assert not told.same
    assert "事实被改动过" in told.differs
    assert any("rule.funds_add_up" in line for line in told.differs)
    other = again(receipt, replace(land(), digest="0" * 64))
    assert other.differs == ("规则包的内容变了",)
    assert again({**receipt, "digest": "0" * 64}).differs == ("回执的摘要被改动过",)


@pytest.mark.parametrize("raw", [{}, {"input": {}}, {"input": {"case": []}, "digest": ""}, {"receipt": 3}])
def test_what_is_no_receipt_is_refused_in_words(raw: dict[str, Any]) -> None:
    with pytest.raises(ReceiptError, match="不是可以重放的回执"):
        again(raw)


def test_the_order_of_facts_rules_and_papers_changes_nothing() -> None:
    file = case("2026-12-01", **READY)
    subject, act = put(file, "request.submit")
    first = decide(land(), subject, act, calendar(), file.bench)
    turned = replace(land(), rules=dict(reversed(land().rules.items())))
    for row in subject.root().walk():
        row.facts = dict(reversed(row.facts.items()))
        row.papers = dict(reversed(row.papers.items()))
        row.children = dict(reversed(row.children.items()))
    second = decide(turned, subject, act, calendar(), file.bench)
    assert first.receipt is not None and second.receipt is not None
    assert second.receipt.digest == first.receipt.digest


def test_another_day_calendar_or_person_is_another_receipt() -> None:
    file = case("2026-12-01", **READY)
    subject, act = put(file, "request.submit")
    base = decide(land(), subject, act, calendar(), file.bench).receipt
    person = decide(land(), subject, replace(act, person="7"), calendar(), file.bench).receipt
    other = decide(land(), subject, act, _other(calendar()), file.bench).receipt
    assert base is not None and person is not None and other is not None
    assert len({base.digest, person.digest, other.digest}) == 3


def _other(one: Calendar) -> Calendar:
    return replace(one, digest="x")
