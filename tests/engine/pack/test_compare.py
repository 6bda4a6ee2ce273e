"""One project under several packs: what each was told, what each says, and where it doesn't know or isn't meant."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from chengzhang.engine.clock import load_calendar
from chengzhang.engine.deciding.typed import FactsError
from chengzhang.engine.pack.compare import Comparison, compare
from chengzhang.engine.pack.compare_facts import comparing
from chengzhang.engine.pack.compare_side import Cell
from chengzhang.engine.pack.load import load_pack
from chengzhang.engine.pack.model import Pack
from chengzhang.engine.pack.shelf import calendar_folder, find

LUAN, JINZHAI, SHUOCHENG, JILIN = PLACES = (
    "cn-anhui-luan/2021-08-06",
    "cn-anhui-luan-jinzhai/2022-06-16",
    "cn-shanxi-shuocheng/draft",
    "cn-jilin/draft",
)
DAY = date(2026, 7, 14)
OWN = {"build_mode": "own", "civil_works_cost": "0元", "other_funds": "0元"}


@cache
def _pack(name: str) -> Pack:
    return load_pack(find(name))


def _compare(*packs: str, **changed: object) -> Comparison:
    given = {**comparing().example, **changed}
    given = {name.replace("__", "."): value for name, value in given.items() if value is not None}
    calendar = load_calendar(calendar_folder("cn"))
    return compare([_pack(name) for name in packs], given, DAY, lambda _: calendar)


def _cell(found: Comparison, stage: str, topic: str, side: int = 0) -> Cell:
    return next(row for row in found.rows if (row.stage, row.topic) == (stage, topic)).cells[side]


def _said(cell: Cell) -> str:
    return "；".join(line.say for line in cell.lines)


def test_the_same_facts_apply_at_four_levels_of_government() -> None:
    found = _compare(*PLACES, **OWN)
    assert [_said(cell) for cell in found.rows[0].cells] == ["全流程"] * 4
    assert [column.draft for column in found.columns] == [False, False, True, True]
    assert any("“党政机关”在这里是“省级政务部门”" in note for note in found.columns[3].notes)
    assert any("资金来源" in note for note in found.columns[1].notes)


def test_every_line_cites() -> None:
    found = _compare(*PLACES, **OWN)
    lines = [line for row in found.rows for cell in row.cells for line in cell.lines]
    assert len(lines) > 300
    assert [line.say for line in lines if not line.cite] == []


@pytest.mark.parametrize(
    ("estimate", "route", "own"),
    [("499.99万元", "打捆立项", False), ("500万元", "单独立项", True), ("500.01万元", "单独立项", True)],
)
def test_the_route_of_luan_turns_at_five_million(estimate: str, route: str, own: bool) -> None:
    """The other route's acts and papers are not shown: 单独报批 asks for two papers, 打捆 for none of them."""
    found = _compare(LUAN, total_estimate=estimate, local_budget_funds=estimate)
    routes = _cell(found, "适用", "走哪条路")
    assert route in _said(routes)
    assert any(c.zh == "第九条" for line in routes.lines for c in line.cite)
    who = _said(_cell(found, "立项", "谁办"))
    assert ("单独报批：项目建设单位" in who, "列入打捆名单：市数管局" in who) == (own, not own)
    papers = [_said(row.cells[0]) for row in found.rows if (row.stage, row.topic) == ("立项", "要交")]
    assert ("项目建议书；实施方案" in papers) is own


@pytest.mark.parametrize(("funds", "route"), [("200万元", "只编项目申报书"), ("200.01万元", "另交可行性研究报告")])
def test_the_papers_of_jilin_turn_at_two_million_of_provincial_money(funds: str, route: str) -> None:
    found = _compare(JILIN, **{**OWN, "total_estimate": funds, "local_budget_funds": funds})
    assert route in _said(_cell(found, "适用", "走哪条路"))
    study = [line for line in _cell(found, "立项", "要交").lines if line.say == "可行性研究报告"]
    assert bool(study) is (route == "另交可行性研究报告")


def test_what_was_not_given_is_unknown_and_named() -> None:
    found = _compare(JILIN, build_mode="own", other_funds="0元")
    (line,) = _cell(found, "适用", "走哪条路").lines
    assert line.unknown and "不清楚" in line.say and "土建" in line.say
    found = _compare(SHUOCHENG, superior_funded=None)
    assert [cell.lines[0].unknown for cell in found.rows[0].cells] == [True]
    assert found.rows[1].cells[0].state == "unknown"


def test_a_measure_that_does_not_apply_says_so_with_its_article_and_nothing_else() -> None:
    found = _compare(LUAN, JINZHAI, secrecy="plain", local_budget_funds="0元", other_funds="620万元")
    outside = found.rows[0].cells[0]
    assert _said(outside) == "不适用" and outside.lines[0].cite
    assert {row.cells[0].state for row in found.rows[1:]} == {"outside"}
    assert _said(found.rows[0].cells[1]) == "全流程"  # there own money counts too


def test_who_acts_where_a_table_says_it() -> None:
    own = _said(_cell(_compare(JILIN, **OWN), "立项", "谁办"))
    unified = _said(_cell(_compare(JILIN, **{**OWN, "build_mode": "unified"}), "立项", "谁办"))
    assert "申请立项：项目立项单位（项目需求提出单位）" in own
    assert "项目需求提出单位" not in unified and "申请立项：项目立项单位（" in unified


def test_days_of_trial_runs_and_filing() -> None:
    found = _compare(*PLACES, **OWN)
    trial = [_said(cell) for cell in next(r for r in found.rows if (r.stage, r.topic) == ("试运行", "期限")).cells]
    assert "1个月" in trial[0] and "3个月" in trial[1]
    assert "30个工作日" in _said(_cell(found, "竣工验收", "期限", 2))
    assert _cell(found, "试运行", "谁办", 2).state == "silent"


def test_a_fact_that_nobody_knows_is_refused() -> None:
    with pytest.raises(FactsError, match="都没有这项事实"):
        _compare(LUAN, colour="red")
    with pytest.raises(FactsError, match="total_estimate"):
        _compare(LUAN, total_estimate="620")
