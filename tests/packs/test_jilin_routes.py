"""Who acts under which mode, and service periods that go their own way to acceptance."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from chengzhang.engine.case import Act, Subject
from chengzhang.engine.clock import Calendar
from chengzhang.engine.clock.load import load_calendar
from chengzhang.engine.decide import decide
from chengzhang.engine.decision import Decision, Outcome
from chengzhang.engine.facts_file import CaseFile, read_case
from chengzhang.engine.pack.load import load_pack
from chengzhang.engine.pack.model import Pack

PACKS = Path(__file__).parents[2] / "packs"
PLAIN = {"unit.type": "provincial_dept", "secrecy": "plain", "local_budget_funds": "300万元"}
FIVE = frozenset({"summary", "initial_report", "finance_report", "audit_report", "risk_assessment"})


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(PACKS / "cn-jilin" / "draft")


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    return load_calendar(PACKS / "_calendars" / "cn")


@pytest.mark.parametrize(
    ("act", "unified", "own"),
    [
        ("approval.apply", "authority", "demand_unit"),
        ("procurement.draft", "authority", "demand_unit"),
        ("contract.sign", "authority", "demand_unit"),
        ("construction.start", "authority", "demand_unit"),
        ("acceptance.hold", "authority", "demand_unit"),
        ("operation.start", "authority", "demand_unit"),
        ("project.set_mode", "authority", "authority"),
        ("procurement.cooperate", "demand_unit", "demand_unit"),
        ("approval.grant", "authority", "authority"),
    ],
)
def test_the_mode_says_whose_act_it_is(pack: Pack, calendar: Calendar, act: str, unified: str, own: str) -> None:
    day = date(2026, 3, 2)
    for mode, able in (("unified", unified), ("own", own)):
        for role in ("authority", "demand_unit"):
            case = read_case(pack, {"facts": PLAIN | {"build_mode": mode}, "states": {"project": "active"}}, day)
            decision = decide(pack, case.subject(act), Act(act, day, frozenset({role})), calendar, case.bench)
            by = pack.actions[act].by
            refused = {f.id for f in decision.findings if f.kind == "role" and f.truth.value == "unmet"}
            assert (by not in refused) == (role == able), (mode, role)


def phase(name: str, state: str, **below: Any) -> dict[str, Any]:
    """One service period with what stands in it."""
    rows = [{"subject": kind, "state": said.pop("state"), "facts": said} for kind, said in below.items()]
    return {"subject": "phase", "id": name, "state": state, "subjects": rows}


@pytest.fixture
def two_periods(pack: Pack) -> CaseFile:
    """The first period accepted long ago; the second passed its initial acceptance on 2 March."""
    first = phase(
        "p1",
        "accepted",
        construction={"state": "completed", "completed_on": "2025-02-28"},
        trial={"state": "finished", "started_on": "2025-03-03", "stable_on": "2025-04-01", "assessed_on": "2025-04-02"},
        initial_acceptance={"state": "passed", "passed_on": "2025-04-10"},
        acceptance={"state": "passed", "agreed_on": "2025-06-02"},
    )
    second = phase(
        "p2",
        "open",
        construction={"state": "completed", "completed_on": "2026-01-30"},
        trial={"state": "running", "started_on": "2026-02-02", "stable_on": "2026-02-24", "assessed_on": "2026-02-25"},
        initial_acceptance={"state": "passed", "passed_on": "2026-03-02"},
        acceptance={"state": "new"},
    )
    money = {"subject": "contract", "id": "c1", "state": "signed", "facts": {"amount": "300万元"}}
    said = {"facts": PLAIN | {"build_mode": "own"}, "states": {"project": "active"}}
    return read_case(pack, said | {"subjects": [first, second, money]}, date(2026, 3, 2))


def of(case: CaseFile, name: str, kind: str) -> Subject:
    [home] = [row for row in case.project.children["phase"] if row.id == name]
    return home.children[kind][0]


def applies(pack: Pack, calendar: Calendar, case: CaseFile, name: str, on: str) -> Decision:
    act = Act("acceptance.apply", date.fromisoformat(on), frozenset({"initiator"}), "甲", answers={"report": "申请"},
              papers=FIVE)  # fmt: skip
    return decide(pack, of(case, name, "acceptance"), act, calendar, case.bench)


def test_each_period_has_its_own_clock(pack: Pack, calendar: Calendar, two_periods: CaseFile) -> None:
    early = applies(pack, calendar, two_periods, "p2", "2026-03-27")
    assert [finding.id for finding in early.against] == ["stable_twenty_days"]
    assert applies(pack, calendar, two_periods, "p2", "2026-03-30").outcome is Outcome.ALLOWED


def test_the_agreement_for_one_period_is_none_for_another(
    pack: Pack, calendar: Calendar, two_periods: CaseFile
) -> None:
    plan = {"contract_items": [{"item": "二期", "result": "完成"}]}
    act = Act("acceptance.plan", date(2026, 4, 1), frozenset({"initiator"}), "甲", answers=plan)
    decision = decide(pack, of(two_periods, "p2", "acceptance"), act, calendar, two_periods.bench)
    assert [finding.id for finding in decision.against] == ["own_needs_agreement"]


def test_a_rectification_holds_up_its_own_period_only(pack: Pack, calendar: Calendar, two_periods: CaseFile) -> None:
    [first, second] = two_periods.project.children["phase"]
    first.add(Subject("rectification", "r1", "open"))
    assert applies(pack, calendar, two_periods, "p2", "2026-03-30").outcome is Outcome.ALLOWED
    second.add(Subject("rectification", "r2", "open"))
    assert "rectified_first" in {f.id for f in applies(pack, calendar, two_periods, "p2", "2026-03-30").against}


def test_not_all_is_paid_while_a_period_is_open(pack: Pack, calendar: Calendar, two_periods: CaseFile) -> None:
    def asks(amount: str) -> set[str]:
        payment = two_periods.project.add(Subject("payment", amount))
        act = Act("payment.request", date(2026, 4, 1), frozenset({"initiator"}), "甲",
                  answers={"amount": amount, "node": "进度款"})  # fmt: skip
        return {f.id for f in decide(pack, payment, act, calendar, two_periods.bench).against}

    assert asks("299.99万元") == set()
    assert asks("300万元") == {"not_all_before_acceptance"}
    two_periods.project.children["phase"][1].state = "accepted"
    assert asks("300万元") == set()
