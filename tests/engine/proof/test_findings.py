"""Each kind of finding on the small pack with one place broken; and nothing found where nothing is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("z3")

from chengzhang.engine.clock import load_calendar
from chengzhang.engine.pack.shelf import calendar_folder
from chengzhang.engine.proof.claims import Claim, Report, Status
from chengzhang.engine.proof.prove import prove
from tests.engine.pack.small_pack import FILES, changed, load

CALENDAR = load_calendar(calendar_folder("cn"))
SOUND = changed("duties.yaml", "due: visit.held_on + grace", "due: undated")
NO_LIMITS = {"limit.tried"}  # the small pack has no scenarios


def proved(folder: Path, *changes: dict[str, str]) -> Report:
    files: dict[str, str] = dict(SOUND)
    for change in changes:
        files.update(change)
    pack = load(folder, files)
    return prove(pack, folder / "small" / "2020-01-01", CALENDAR)


def found(report: Report) -> dict[str, list[Claim]]:
    by_code: dict[str, list[Claim]] = {}
    for claim in report.findings:
        if claim.code not in NO_LIMITS:
            by_code.setdefault(claim.code, []).append(claim)
    return by_code


def more(file: str, text: str) -> dict[str, str]:
    return {file: FILES[file] + text}


def test_a_sound_pack_has_no_finding_but_its_missing_scenarios(tmp_path: Path) -> None:
    report = proved(tmp_path)
    assert found(report) == {}
    assert report.count(Status.PROVED) > 30
    assert report.count(Status.UNPROVED) == report.count(Status.ASTRAY) == 0
    assert {claim.what for claim in report.findings} == {
        "“造价在10万元以上（含）”没有情形试恰为、略低于、略高于的一例",
        "“比例低于10%”没有情形试恰为、略低于、略高于的一例",
    }


COSTLY = {
    "rules.yaml": FILES["rules.yaml"]
    + """\
price:
  decide: price
  words: {dear: 贵, cheap: 便宜}
  rows:
  - {then: dear, cite: [6-1], when: {all: [cost > 200万元]}}
  - {then: cheap, cite: [6-2], when: {all: [cost < 200万元]}}
"""
}


def test_a_gap_is_shown_as_the_project_that_falls_through_it(tmp_path: Path) -> None:
    [claim] = found(proved(tmp_path, COSTLY))["table.gap"]
    assert claim.status is Status.REFUTED
    assert str(claim.mark) == "rules.yaml:27"
    assert "造价恰为200万元" in claim.case
    assert not any("大小" in line for line in claim.case)  # nothing that it doesn't turn on


def test_an_overlap_names_both_rows(tmp_path: Path) -> None:
    both = {"rules.yaml": COSTLY["rules.yaml"].replace("> 200万元", ">= 200万元").replace("< 200万元", "<= 200万元")}
    findings = found(proved(tmp_path, both))
    [claim] = findings["table.overlap"]
    assert "“dear”和“cheap”" in claim.what
    assert "造价恰为200万元" in claim.case
    assert "table.gap" not in findings


def test_a_truth_of_the_facts_closes_a_gap(tmp_path: Path) -> None:
    truth = {
        "facts.yaml": FILES["facts.yaml"] + "always:\n- {test: cost > 300万元, cite: [6-1], say: 造价都过三百万}\n"
    }
    assert set(found(proved(tmp_path, COSTLY, truth))) == {"table.row"}  # nothing is cheap now


def test_a_row_that_no_case_meets(tmp_path: Path) -> None:
    never = {"rules.yaml": COSTLY["rules.yaml"].replace("cost < 200万元", "cost < 200万元, cost > 300万元")}
    findings = found(proved(tmp_path, never))
    assert [claim.of for claim in findings["table.row"]] == ["tables.price"]


def test_a_rule_that_nothing_can_meet(tmp_path: Path) -> None:
    never = changed("rules.yaml", "cost >= 10万元", "cost >= 10万元, cost < 9万元")
    findings = found(proved(tmp_path, never))
    [met] = findings["rule.met"]
    assert met.of == "rules.visited"
    assert "所要求的各条不能同时成立" in met.what
    assert "project" in {claim.of.partition(".")[2] for claim in findings["state.left"]}


def test_a_rule_that_stops_nobody(tmp_path: Path) -> None:
    idle = changed("rules.yaml", "visit is passed, cost >= 10万元", "project is active")
    [claim] = found(proved(tmp_path, idle))["rule.unmet"]
    assert claim.of == "rules.visited"


def test_two_rules_that_clash_are_named_and_no_third(tmp_path: Path) -> None:
    clash = more(
        "rules.yaml",
        "dear_only: {at: payment.pay, cite: [5-2], say: 只收一万以上, require: {all: [payment.amount > 1万元]}}\n"
        "cheap_only: {at: payment.pay, cite: [5-2], say: 只收五千以下, require: {all: [payment.amount < 5000元]}}\n"
        "known: {at: payment.pay, cite: [5-2], say: 须有船名, require: {all: [title is present]}}\n",
    )
    [claim] = found(proved(tmp_path, clash))["act.possible"]
    assert "“只收一万以上”" in claim.what
    assert "“只收五千以下”" in claim.what
    assert "须有船名" not in claim.what


def test_a_clash_under_another_reading_names_the_reading(tmp_path: Path) -> None:
    clash = more(
        "rules.yaml",
        "under_b: {at: payment.pay, cite: [5-2], question: which_fee, reading: b, say: 乙读法下小船不收,"
        " require: {all: [size == big, size == little]}}\n",
    )
    [claim] = found(proved(tmp_path, clash))["act.possible"]
    assert "在口径“乙”之下" in claim.what


GATED = """\
payment_first: {at: visit.open, cite: [4-1], say: 先缴费后检查, require: {all: [paid_count >= 1]}}
visit_first: {at: payment.pay, cite: [5-2], say: 先检查后缴费, require: {all: [visit is passed]}}
"""
COUNTED = FILES["facts.yaml"] + (
    "paid_count: {zh: 已缴笔数, type: count, is: count(payment), where: {all: [payment is paid]}, cite: [5-1]}\n"
)


def test_a_circle_of_gates_through_a_count(tmp_path: Path) -> None:
    findings = found(proved(tmp_path, more("rules.yaml", GATED), {"facts.yaml": COUNTED}))
    [circle] = findings["gates.circle"]
    assert "“开始”等“缴费”" in circle.what
    assert "“缴费”等“开始”" in circle.what
    assert {claim.of for claim in findings["act.reached"]} >= {"subjects.visit.open", "subjects.payment.pay"}
    assert any("到不了" in claim.what for claim in findings["state.reached"])


def test_half_of_the_circle_is_no_circle(tmp_path: Path) -> None:
    half = more("rules.yaml", GATED.splitlines(keepends=True)[1])
    assert found(proved(tmp_path, half)) == {}


def test_a_state_with_no_way_out_under_the_gates(tmp_path: Path) -> None:
    stuck = more(
        "rules.yaml", "never: {at: visit.hold, cite: [4-2], say: 缴清再检查, require: {all: [visit is new]}}\n"
    )
    findings = found(proved(tmp_path, stuck))
    assert any("到了就没有出路" in claim.what for claim in findings["state.left"])


def duty(id: str, keys: str) -> str:
    return f"{id}: {{of: visit, who: master, cite: [4-1], say: {id}, {keys}}}\n"


def test_a_duty_that_never_arises(tmp_path: Path) -> None:
    never = duty(
        "report", "opens: {act: visit.open, when: {all: [visit is passed]}}, due: undated, done_by: visit.hold"
    )
    findings = found(proved(tmp_path, {"duties.yaml": SOUND["duties.yaml"] + never}))
    assert [claim.of for claim in findings["duty.arises"]] == ["duties.report"]


def test_a_duty_that_nothing_can_end_any_more(tmp_path: Path) -> None:
    late = duty("reopen", "opens: visit.hold, due: undated, done_by: visit.open")
    [claim] = found(proved(tmp_path, {"duties.yaml": SOUND["duties.yaml"] + late}))["duty.done"]
    assert "再也完成不了" in claim.what


def test_two_duties_that_bar_each_other(tmp_path: Path) -> None:
    either = changed(
        "subjects.yaml",
        "    open: {zh: 开始, by: master, from: new, to: running, cite: [4-1]}\n",
        "    open: {zh: 开始, by: master, from: new, to: running, cite: [4-1]}\n"
        "    waive: {zh: 免检, by: master, from: running, to: passed, cite: [4-1]}\n",
    )
    duties = duty("inspect", "opens: visit.open, due: undated, done_by: visit.hold")
    duties += duty("exempt", "opens: visit.open, due: undated, done_by: visit.waive")
    findings = found(proved(tmp_path, either, {"duties.yaml": duties}))
    [claim] = findings["duty.pair"]
    assert claim.case == ("办“开始”",)


MINIMUM = """\
patient: {at: visit.hold, cite: [4-1], say: 开始满20日再下结论, require: {all: [act_day >= visit.opened_on + 20 days]}}
"""
OPENED = {
    "_vocabulary/facts.yaml": FILES["_vocabulary/facts.yaml"]
    + "visit.opened_on: {zh: 开始日期, type: date, from: recorded}\n",
    **changed("subjects.yaml", "to: running, cite", "to: running, sets: {opened_on: act_day}, cite"),
    **more("rules.yaml", MINIMUM),
}


@pytest.mark.parametrize(
    ("due", "kept"), [("19 days", False), ("21 days", True), ("1 month", True), ("2 weeks", False)]
)
def test_a_minimum_longer_than_the_maximum_that_follows(tmp_path: Path, due: str, kept: bool) -> None:
    duties = duty("soon", f"opens: visit.open, due: visit.opened_on + {due}, done_by: visit.hold")
    findings = found(proved(tmp_path, OPENED, {"duties.yaml": duties}))
    assert ("duty.in_time" not in findings) is kept
    if not kept:
        assert "不可能如期完成" in findings["duty.in_time"][0].what


def test_a_day_that_rests_on_what_only_the_fulfilment_brings(tmp_path: Path) -> None:
    [claim] = found(proved(tmp_path, {"duties.yaml": FILES["duties.yaml"]}))["duty.in_time"]
    assert "无从算起" in claim.what


def test_a_limit_needs_scenarios_on_all_three_sides(tmp_path: Path) -> None:
    cases = "".join(
        f"- {{zh: 造价{amount}, at: project.close, given: {{cost: {amount}, unit.local: yes}}, "
        f"states: {{project: active, visit: passed}}, expect: {expect}}}\n"
        for amount, expect in (("10万元", "allowed"), ("99999.99元", "blocked"))
    )
    report = proved(tmp_path, {"scenarios/limits.yaml": f"cases:\n{cases}"})
    said = [claim.what for claim in report.findings if claim.of == "rules.visited"]
    assert said == ["“造价在10万元以上（含）”没有情形试略高于的一例"]
