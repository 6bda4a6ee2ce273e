"""What a project under way faced on 6 August 2021, state by state (inventory README, section 5.3)."""

from dataclasses import replace
from datetime import date

import pytest

from chengzhang.cli.asking import calendar_for
from chengzhang.engine.case import Bench
from chengzhang.engine.facts_file import read_case
from chengzhang.engine.pack.load import load_pack
from chengzhang.engine.pack.shelf import find
from chengzhang.engine.transition.classify import Change, classify
from chengzhang.engine.transition.difference import Fate
from chengzhang.engine.transition.lineage import repeals_of_others
from chengzhang.engine.transition.pair import Pair

OLD, NEW = load_pack(find("cn-anhui-luan/2019-05-27")), load_pack(find("cn-anhui-luan/2021-08-06"))
SINCE = date(2021, 8, 6)
CHANGE = Change(Pair(OLD, NEW), SINCE, Bench(), Bench(), calendar_for(OLD), calendar_for(NEW))
FACTS = {
    "unit.type": "party",
    "title": "防汛会商",
    "secrecy": "plain",
    "supply_mode": "invested",
    "nature": "new",
    "local_budget_funds": "700万元",
    "total_estimate": "700万元",
}
DECLARED = [
    {"act": "project.register", "on": "2021-03-01"},
    {"act": "declaration.draft", "on": "2021-03-02"},
    {"act": "declaration.submit", "on": "2021-06-20"},
]
ADMITTED = [*DECLARED, {"act": "declaration.admit", "on": "2021-07-02"}]
PASSED = {"project": "active", "declaration": "admitted", "review": "passed"}
PLANNED = {**PASSED, "approval": "granted", "plan_line": "approved"}
SIGNED = {**PLANNED, "procurement": "awarded", "contract": "signed"}
BUILT = {"project": "active", "construction": "completed", "initial_acceptance": "passed"}


def at(states=None, events=(), change=CHANGE, **facts):
    """The project as it stood on the eve, classified; differences by kind and id."""
    case = read_case(OLD, {"facts": FACTS | facts, "states": states or {}, "events": list(events)}, change.eve)
    found = classify(change, case.project)
    return found, {(one.kind, one.id): one for one in found.differences}


def test_declared_not_reviewed():
    found, told = at(events=DECLARED)
    assert found.verdict is Fate.CHANGES
    assert told["kept", "declaration"].fate is Fate.STAYS, "the declaration and its day stay valid"
    assert ("gate", "declaration_in_time") not in told, "the later cut-off can't make it late"
    assert "市密码管理局" in told["party", "review.conclude"].new, "the fourth signature"
    assert "共享清单已提供" in told["form", "review.conclude"].zh


def test_review_under_way():
    _, told = at(events=ADMITTED)
    members = told["party", "review.conclude"]
    assert "市密码管理局" in members.zh
    assert "不再要求" not in members.zh, "those who signed stay members"
    assert told["gate", "review_season"].new, "the window now ends on 31 August"


@pytest.mark.parametrize(
    ("amount", "kinds", "before", "after"),
    [
        ("700万元", "equipment", "统一", "单独"),
        ("500万元", "equipment", "统一", "单独"),
        ("499.99万元", "equipment", None, None),
        ("1000万元", "equipment", "统一", "单独"),
    ],
)
def test_reviewed_and_approval_pending_is_routed_by_the_new_threshold(amount, kinds, before, after):
    _, told = at(PASSED, total_estimate=amount, simple_classes=kinds, approval_path="bundled")
    route = told.get(("route", "approval_route"))
    if after is None:
        assert route is None or "打捆" in route.new
        return
    assert (before in route.old, after in route.new) == (True, True), (route.old, route.new)
    assert route.cite_old
    assert [c.zh for c in route.cite_new] == ["第九条"]


def test_approval_granted_needs_nothing_again():
    _, told = at({**PASSED, "approval": "granted"})
    asked = [id for kind, id in told if id.startswith("approval.") and kind != "step"]
    assert not asked, "what was approved is not approved again; a step of the notice only falls away"
    assert ("route", "approval_route") not in told


def test_in_the_plan_not_procured_meets_the_new_gates():
    found, told = at(PLANNED)
    assert found.stage == "plan", "the plan line stays"
    assert {
        ("gate", g) for g in ("procure_on_plan", "no_building_off_plan", "supervision", "three_lists")
    } <= told.keys()
    _, small = at({**PLANNED, "approval": "granted"}, total_estimate="99.99万元", **{"plan_line.budget": "99.99万元"})
    assert ("gate", "supervision") not in small, "under a million nobody asks for a supervisor"


def test_contract_signed_stays_signed_and_needs_the_lists_at_acceptance():
    _, told = at(SIGNED)
    assert ("gate", "three_lists") not in told, "what is signed is not signed again"
    assert "申请竣工验收" in told["paper", "three_lists"].zh


def test_building_waits_for_the_decision_on_monthly_reports():
    started = [{"act": "construction.start", "on": "2021-06-01"}]
    found, told = at(PLANNED, started)
    assert found.verdict is Fate.PERSON
    monthly = told["duty", "monthly_progress"]
    assert (monthly.fate, bool(monthly.cite_old)) == (Fate.PERSON, True)
    off = replace(CHANGE, decided=frozenset({"duties.monthly_progress"}))
    assert at(PLANNED, started, off)[1]["duty", "monthly_progress"].fate is Fate.CHANGES
    on = replace(off, new=Bench(residual=frozenset({"duties.monthly_progress"})))
    assert at(PLANNED, started, on)[1]["duty", "monthly_progress"].fate is Fate.STAYS
    assert ("party", "change.approve") in told, "changes follow the newer measure"


def test_the_month_after_initial_acceptance_stops_and_the_trial_begins():
    passed = [{"act": "initial_acceptance.pass", "on": "2021-07-20", "answers": {"held_on": "2021-07-20"}}]
    _, told = at({"project": "active", "construction": "completed"}, passed)
    clock = told["duty", "apply_for_acceptance"]
    assert clock.fate is Fate.CHANGES
    assert "停止计算（原期限2021年8月20日）" in clock.zh
    assert clock.cite_new, "the article that displaced the old notice"
    assert told["gate", "apply_after_trial"].new
    assert ("step", "trial.start") in told


def test_an_acceptance_already_before_the_organiser_is_finished_under_the_notice():
    _, told = at({**BUILT, "acceptance": "applied"})
    assert told["kept", "acceptance"].fate is Fate.STAYS
    assert not [id for kind, id in told if id.startswith("acceptance.")]
    assert ("gate", "acceptance_papers") not in told


def test_accepted_is_not_accepted_again():
    _, told = at({**BUILT, "acceptance": "passed"})
    assert not [id for _, id in told if id.startswith(("acceptance.", "trial."))]
    assert ("gate", "surplus_goes_back") in told


def test_in_operation_the_yearly_filing_begins_and_the_owner_is_only_proposed():
    running = [{"act": "operation.start", "on": "2020-06-01"}]
    states = {**BUILT, "acceptance": "passed", "settlement": "closed"}
    case = read_case(OLD, {"facts": FACTS, "states": states, "events": running}, CHANGE.eve)
    before = [(node.id, node.state, dict(node.facts)) for node in case.top.walk()]
    found = classify(CHANGE, case.project)
    told = {(one.kind, one.id): one for one in found.differences}
    assert told["duty", "om_filing"].new
    assert "2022年1月31日" in told["duty", "om_filing"].zh, "the year before the measure is not asked for backwards"
    assert before == [(node.id, node.state, dict(node.facts)) for node in case.top.walk()], "nothing is rewritten"


def test_sanctions_under_the_notice_are_for_a_recorded_decision():
    items = {one.item for one in NEW.residual.items}
    assert "rules.deferral_after_failed_rectification" in items
    assert all(not one.standing for one in NEW.residual.items), "off until decided, one by one"


def test_the_repeal_names_another_document():
    assert [edge.measure for edge in repeals_of_others(NEW, OLD)] == ["六政办〔2020〕20号"]
