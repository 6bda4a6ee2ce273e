"""What is asked for and what stands now, said short."""

import pytest

from chengzhang.engine import decision
from chengzhang.engine.decision import Truth
from chengzhang.foundation.rulebook import shelf
from chengzhang.web.kit.standing import awaited, outcome_of, requirement, short
from tests.web.city import PACK, RELEASE


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("“竣工验收”已“组织竣工验收：合格”", "竣工验收已合格"),
        ("“申报”尚未“提交申报”", "申报尚未提交"),
        ("“立项”已“批复立项”或“随批次批复立项”", "立项已批复或随批次批复"),
        ("“申报”当前为已“项目谋划”", "申报已办“项目谋划”"),
        ("总投资概算在500万元以上（含）", "总投资概算在500万元以上（含）"),
    ],
)
def test_a_state_is_said_without_what_repeats(said, shown):
    assert short(said) == shown


@pytest.mark.parametrize(
    ("source", "zh", "values", "shown"),
    [
        (
            "acceptance is passed",
            "“竣工验收”已“组织竣工验收：合格”",
            {"acceptance": "new"},
            "须：竣工验收已合格；现在：未开始",
        ),
        (
            "acceptance is passed",
            "“竣工验收”已“组织竣工验收：合格”",
            {"acceptance": "failed"},
            "须：竣工验收已合格；现在：已不合格",
        ),
        (
            "secrecy == plain",
            "涉密情况为“非涉密”",
            {"secrecy": "secret"},
            "须：涉密情况为“非涉密”；现在：涉密情况为“涉密”",
        ),
        ("papers has design", "已提交“设计方案”", {}, "须：已提交“设计方案”"),
    ],
)
def test_an_unmet_line_reads_as_a_requirement(source, zh, values, shown):
    said = requirement(decision.TestResult(source, zh, Truth.UNMET, values), shelf.read(PACK, RELEASE))
    assert said == shown


def test_a_timeline_says_an_outcome_only_where_there_are_several():
    assert outcome_of("申请竣工验收", "已“申请竣工验收”") == "申请竣工验收"
    assert outcome_of("组织竣工验收", "已“组织竣工验收：合格”") == "组织竣工验收：合格"


def test_a_missing_part_names_who_does_what():
    assert awaited("待市财政局的签署") == "等市财政局签署"
    assert awaited("待市财政局的意见，还差1份", "请") == "请市财政局出意见，还差1份"
