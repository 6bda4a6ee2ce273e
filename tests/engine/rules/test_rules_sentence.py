"""Rules said in Chinese: the words of official papers, inclusive and exclusive limits told apart."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from chengzhang.engine.rules.parse import parse_due, parse_tree
from chengzhang.engine.rules.sentence import say_moment, say_test, say_tree
from chengzhang.engine.rules.states import state_zh
from tests.engine.rules.build import PACK, TABLES, make_pack
from tests.engine.rules.test_rules_laws import LINES, RECORD_LINES


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("total >= 500万元", "总投资概算在500万元以上（含）"),
        ("total < 500万元", "总投资概算不足500万元"),
        ("total > 500万元", "总投资概算超过500万元"),
        ("total <= 500万元", "总投资概算在500万元以下（含）"),
        ("total > 0元", "总投资概算大于零"),
        ("total == own_money", "总投资概算等于自筹资金"),
        ("part < 10%", "占比低于10%"),
        ("part >= 3/5", "占比在60%以上（含）"),
        ("members >= 3", "成员人数不少于3"),
        ("members < 3", "成员人数少于3"),
        ("build_mode == own", "建设方式为“自行建设”"),
        ("build_mode != own", "建设方式不为“自行建设”"),
        ("build_mode in own|unified", "建设方式属于“自行建设”“统一建设”之一"),
        ("build_mode not_in own", "建设方式不为“自行建设”"),
        ("services has supervision", "第三方服务包含“监理”"),
        ("urgent == no", "“应急项目”为“否”"),
        ("papers has design", "已提交“设计方案”"),
        ("papers lacks design", "尚未提交“设计方案”"),
        ("survey has map", "“调查报告”含有“图”部分"),
        ("wanted_on <= act_day", "计划完成日期不晚于办理日期"),
        ("act_day >= wanted_on + 1 month", "办理日期不早于计划完成日期后1个月"),
        ("act_day <= wanted_on - 6 working_days", "办理日期不晚于计划完成日期前6个工作日"),
        ("act_day within 07-01..08-31", "办理日期在每年7月1日至8月31日之内"),
        ("review is passed", "“审查论证”已“形成论证结论：通过”"),
        ("review is not passed|failed", "“审查论证”尚未“形成论证结论：通过”或“形成论证结论：不通过”"),
        ("review is new", "“审查论证”尚未开始"),
        ("review is not new", "“审查论证”已经开始"),
        ("approval is granted", "“立项”已“批复立项”"),
        ("approval is pending", "“立项”当前为已“单独报批”或“纳入打捆报批”"),
        ("review.held_on is absent", "尚无“论证日期”"),
        ("title is present", "已填写“项目名称”"),
        ("members is odd", "成员人数为奇数"),
        ("duty.rectify is overdue", "“整改”已逾期"),
        ("duty.rectify is not overdue", "“整改”没有逾期"),
        ("every contract: amount > 1万元", "每个合同都满足：合同金额超过1万元"),
        ("no payment: payment is paid", "没有一个支付是：“支付”已“登记支付”"),
        ("route == bundled", "报批方式为“打捆立项”"),
        ("tier.class == large", "分级为“大型”"),
        ("total >= own_from", "总投资概算不低于own_from（500万元）"),
        ("total < own_money", "总投资概算低于自筹资金"),
        ("season > this_year", "年度晚于本年度"),
        ("act_day >= wanted_on + trial_least", "办理日期不早于计划完成日期后1个月（trial_least）"),
    ],
)
def test_a_line_as_a_sentence(line: str, said: str) -> None:
    assert say_test(PACK, "project", parse_tree(line)) == said  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("node", "said"),
    [
        ({"all": ["total > 1元"]}, "总投资概算超过1元"),
        ({"all": ["total > 1元", "review is passed"]}, "总投资概算超过1元，且“审查论证”已“形成论证结论：通过”"),
        (
            {"any": ["total > 1元", {"all": ["members > 3", "urgent == yes"]}]},
            "总投资概算超过1元，或（成员人数超过3，且“应急项目”为“是”）",
        ),
        ({"any": [{"all": ["total > 1元"]}, {"all": ["members > 3"]}]}, "总投资概算超过1元，或成员人数超过3"),
        ({"none": ["total > 1元"]}, "不属于下列情形：总投资概算超过1元"),
        ({"none": ["total > 1元", "members > 3"]}, "不属于下列情形中的任何一种：总投资概算超过1元；成员人数超过3"),
    ],
)
def test_a_tree_as_a_sentence(node: Any, said: str) -> None:
    assert say_tree(PACK, "project", parse_tree(node)) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("undated", "未规定时限"),
        ("with_act", "同时办理"),
        ("day 20 of period", "当月20日"),
        ("period_end", "当期最后一日"),
        ("wanted_on + 30 working_days", "计划完成日期后30个工作日"),
        ("filing_day of next_period", "次年filing_day"),
        ("review_window of period", "当年review_window（每年7月1日至8月31日）的最后一日"),
        ("10-31 of season - 1", "年度前一年的10月31日"),
        ("year_end(season) + 2 years", "年度的12月31日后2年"),
        ("later(wanted_on, review.held_on)", "计划完成日期与论证日期中较晚的一日"),
    ],
)
def test_a_due_date_as_a_sentence(text: str, said: str) -> None:
    assert say_moment(PACK, "project", parse_due(text)) == said


def test_what_the_form_says_is_told_from_what_is_on_record() -> None:
    def said(line: str) -> str:
        return say_test(PACK, "trial", parse_tree(line))  # type: ignore[arg-type]

    assert said("form.volume == build_mode") == "所填分册等于建设方式"
    assert said("form.note is present") == "已填写“说明”"


def test_a_table_without_a_name_of_its_own() -> None:
    table = replace(TABLES["route"], zh="单独立项、打捆立项")
    pack = make_pack(tables={**TABLES, "route": table})
    assert say_tree(pack, "project", parse_tree("route == own")) == "属于“单独立项”的情形"
    assert say_tree(pack, "project", parse_tree("route != own")) == "不属于“单独立项”的情形"


def test_a_state_is_said_by_the_act_that_leads_to_it() -> None:
    assert state_zh(PACK, "review", "revising") == "已“形成论证结论：修改后通过”"
    assert state_zh(PACK, "approval", "granted") == "已“批复立项”", "not the note that is made afterwards"
    assert state_zh(PACK, "review", "new") == "未开始"


@pytest.mark.parametrize("line", [*LINES, *RECORD_LINES])
def test_every_line_has_a_sentence_without_english_operators(line: str) -> None:
    said = say_test(PACK, "project", parse_tree(line))  # type: ignore[arg-type]
    assert said
    assert not set(said) & set("<>=!|")
