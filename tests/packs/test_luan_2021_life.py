"""The measure lived through: every act of a project's life is allowed in its turn, and what should stop it does."""

from __future__ import annotations

from pathlib import Path

import pytest

from chengzhang.engine.clock import Calendar
from chengzhang.engine.clock.load import load_calendar
from chengzhang.engine.decision import Outcome
from chengzhang.engine.pack.load import load_pack
from chengzhang.engine.pack.model import Pack
from tests.packs.luan_life import (
    DESIGN,
    Life,
    accepted,
    after,
    built,
    concluded,
    contracted,
    declared,
    planned,
    reviewed,
)

PACKS = Path(__file__).parents[2] / "packs"


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(PACKS / "cn-anhui-luan" / "2021-08-06")


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    return load_calendar(PACKS / "_calendars" / "cn")


def test_an_own_project_lives_from_draft_to_archive(pack: Pack, calendar: Calendar) -> None:
    life = Life(pack, calendar)
    declared(life, "510万元")
    reviewed(life, "500万元")
    assert "bundled_route" in life.refused("approval.list", "2026-09-07")
    life.papers += ["proposal", "implementation_plan"]
    life.does("approval.apply", "2026-09-08", {"version_name": "实施方案"})
    life.does(
        "approval.grant",
        "2026-09-28",
        {"number": "六发改审批〔2026〕12号", "granted_on": "2026-09-25", "total": "500万元"},
    )
    assert life.refused("procurement.start", "2026-10-08", {"method": "open", "budget": "1万元", "what": "平台"}) == {
        "procure_on_plan"
    }
    planned(life, "500万元")
    contracted(life, "480万元")
    built(life)
    accepted(life)
    after(life, "480万元", "480万元", "20万元")


def test_a_small_project_is_approved_in_a_bundle(pack: Pack, calendar: Calendar) -> None:
    life = Life(pack, calendar)
    declared(life, "300万元")
    reviewed(life, "290万元")
    assert "own_route" in life.refused("approval.apply", "2026-09-08", {"version_name": "实施方案"})
    life.does("approval_bundle.open", "2026-09-08", {"number": "2026-1"})
    life.does("approval.list", "2026-09-09")
    life.papers.append("bundled_proposal")
    life.does("approval_bundle.submit", "2026-09-20")
    life.does("approval_bundle.return", "2026-09-22")
    life.does("approval_bundle.submit", "2026-09-24")
    granted = life.does(
        "approval_bundle.grant", "2026-09-28", {"reply_number": "六发改审批〔2026〕13号", "replied_on": "2026-09-28"}
    )
    assert [effect.after for effect in granted.effects if effect.subject_kind == "approval"] == ["granted"]
    planned(life, "290万元")
    contracted(life, "280万元")


def test_an_addition_goes_by_special_request_at_any_season(pack: Pack, calendar: Calendar) -> None:
    life = Life(pack, calendar)
    life.does(
        "project.register",
        "2026-10-09",
        {"title": "应急指挥", "secrecy": "plain", "supply_mode": "invested", "local_budget_funds": "90万元"},
    )
    life.does(
        "declaration.draft",
        "2026-10-09",
        {"nature": "new", "contents": ["hardware"], "total_estimate": "90万元", "crosses_levels": "no"},
    )
    life.papers += ["sharing_list", "security_solution"]
    money = {
        "cost_lines": [{"item": "设备", "sum": "90万元"}],
        "total_estimate": "90万元",
        "local_budget_funds": "90万元",
        "contents": ["hardware"],
        "services": ["design"],
    }
    assert life.refused("declaration.submit", "2026-10-10", DESIGN | money) == {"declaration_in_time"}
    life.does("addition.ask", "2026-10-12", {"why": "汛情", "total_estimate": "90万元", "fund_source": "预备费"})
    life.does("declaration.submit", "2026-10-13", DESIGN | money)
    life.papers.append("addition_reply")
    reply = {"number": "六政秘〔2026〕80号", "date": "2026-11-02"}
    assert life.refused("addition.approve", "2026-11-03", reply) == {"addition_reviewed"}
    life.does(
        "declaration.admit", "2026-10-14", {"papers_complete": "yes", "conditions_addressed": "yes", "duplicates": "无"}
    )
    life.does("review.conclude", "2026-10-20", concluded("90万元", "2026-10-20"))
    line = {"year": "2026", "volume": "build", "budget": "90万元"}
    assert life.refused("plan_line.insert", "2026-11-01", line) == {"insertion_approved"}
    life.does("addition.approve", "2026-11-03", reply)
    life.does("plan_line.insert", "2026-11-04", line)


def test_a_revised_scheme_passes_after_confirmation(pack: Pack, calendar: Calendar) -> None:
    life = Life(pack, calendar)
    declared(life, "300万元")
    life.does("declaration.return", "2026-07-22")
    life.does("declaration.submit", "2026-07-24", life.events[2]["answers"])
    life.does(
        "declaration.admit", "2026-07-27", {"papers_complete": "yes", "conditions_addressed": "yes", "duplicates": "无"}
    )
    opinions = [{"what": "补接口设计"}, {"what": "压减硬件"}]
    decision = life.does(
        "review.conclude", "2026-08-18", concluded("290万元", "2026-08-18", "revise", conditions=opinions)
    )
    assert [duty.id for duty in decision.duties_opened] == ["meet_review_opinion"] * 2
    life.does("review.hand_in", "2026-08-25", {"answer": "已修改"})
    assert life.refused("review.confirm", "2026-08-26", {"conditions_met": "no"}) == {"revision_confirmed"}
    life.does("review.send_back", "2026-08-26")
    life.does("review.hand_in", "2026-08-28", {"answer": "再修改"})
    decision = life.does("review.confirm", "2026-08-31", {"conditions_met": "yes"})
    assert [duty.id for duty in decision.duties_closed] == ["meet_review_opinion"] * 2


def test_a_project_outside_the_plan_never_reaches_a_contract(pack: Pack, calendar: Calendar) -> None:
    life = Life(pack, calendar)
    declared(life, "300万元")
    reviewed(life, "290万元")
    buying = {"method": "open", "budget": "280万元", "what": "平台"}
    assert life.refused("procurement.start", "2026-10-12", buying) == {"procure_on_plan", "procure_after_approval"}
    assert life.refused("plan_line.insert", "2026-10-12", {"year": "2026", "volume": "build", "budget": "1万元"}) == {
        "insertion_approved"
    }
    assert life.refused("payment.request", "2026-10-12", {"amount": "1万元", "node": "首付"}) == {"pay_on_plan"}


def test_a_secret_project_holds_no_content(pack: Pack, calendar: Calendar) -> None:
    life = Life(pack, calendar)
    life.does("project.register", "2026-05-11", {"title": "甲一", "secrecy": "secret"})
    for act in (
        "declaration.draft",
        "review.open",
        "approval.apply",
        "contract.draft",
        "payment.request",
        "addition.ask",
    ):
        assert life.asks(act, "2026-05-12").outcome is Outcome.OUT_OF_SCOPE
    said = life.asks("secret_node.file", "2026-06-01", {"node": "review", "done_on": "2026-05-29", "result": "passed"})
    assert said.outcome.allows
    assert {
        form_field
        for form in pack.forms.values()
        for form_field in pack.scope.tracks["register_only"].keep
        if form_field in {f.id for f in form.fields if f.type == "long_text"}
    } == set()


def test_a_planned_project_not_carried_out_is_explained_and_its_money_recalled(pack: Pack, calendar: Calendar) -> None:
    life = Life(pack, calendar)
    declared(life, "300万元")
    reviewed(life, "290万元")
    planned(life, "290万元")
    decision = life.does("plan_line.explain", "2027-12-20", {"why": "上级标准调整"})
    assert [duty.id for duty in decision.duties_closed] == ["start_or_explain"]
    life.does("plan_line.recall", "2028-01-10", {"recalled_amount": "290万元"})
    life.does("project.close", "2028-02-01")
