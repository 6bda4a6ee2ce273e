"""Raw answers to typed facts: every type, every limit, every error at its field with a sentence and an article."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from chengzhang.engine.case import Subject
from chengzhang.engine.clock import load_calendar
from chengzhang.engine.forms import Typed, read_answers
from chengzhang.engine.pack.load import load_pack
from chengzhang.engine.pack.model import Pack
from chengzhang.engine.pack.shelf import calendar_folder, find
from chengzhang.engine.rules.context import Context
from chengzhang.engine.values import Money, MonthDay, Window, Year, parse_period

ON = date(2026, 3, 2)
CALENDAR = load_calendar(calendar_folder("cn"))
REQUEST: dict[str, Any] = {
    "vessel_kind": "boat",
    "trade": "coastal",
    "hull_metres": "9",
    "hull_cost": "30万元",
    "own_funds": "20万元",
    "grant_funds": "10万元",
    "cargo": ["fish"],
    "season": "2027",
    "reason": "卸鱼和补给",
    "cost_lines": [{"item": "船体", "sum": "30万元"}],
}


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(find("test-land"))


@pytest.fixture
def project(pack: Pack) -> Subject:
    return Subject("authority_office").add(Subject("unit", "u")).add(Subject("project", "p"))


def ask(pack: Pack, project: Subject, form: str, raw: dict[str, Any], kind: str = "request", **more: Any) -> Typed:
    rows = project.children.get(kind)
    subject = rows[0] if rows else project.add(Subject(kind))
    return read_answers(pack, form, raw, Context(pack, subject, ON, calendar=CALENDAR), **more)


def errors(typed: Typed) -> dict[str, str]:
    return {error.field: error.code for error in typed.errors}


def test_a_sound_form_gives_typed_facts(pack: Pack, project: Subject) -> None:
    typed = ask(pack, project, "request", REQUEST)
    assert typed.errors == ()
    assert typed.facts["hull_cost"] == Money.parse("30万元")
    assert typed.facts["cargo"] == frozenset({"fish"})
    assert typed.facts["season"] == Year(2027)
    assert typed.answers["cost_lines"] == ({"item": "船体", "sum": Money.parse("30万元")},)
    assert "cost_lines" not in typed.facts  # the form's own answer, no fact


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ({"hull_cost": "620万元"}, "620万元"),
        ({"hull_cost": "6200000元"}, "620万元"),
        ({"hull_cost": "620", "hull_cost_unit": "万元"}, "620万元"),
        ({"hull_cost": "6,200,000 元"}, "620万元"),
        ({"hull_cost": "６２０万元"}, "620万元"),
        ({"hull_cost": "0.05亿元"}, "500万元"),
        ({"hull_cost": "1.01元"}, "1.01元"),
        ({"hull_cost": Money.parse("7元")}, "7元"),
    ],
)
def test_money_takes_yuan_and_ten_thousands(pack: Pack, project: Subject, raw: dict[str, Any], value: str) -> None:
    typed = ask(pack, project, "request", {**REQUEST, "cost_lines": [{"item": "船体", "sum": value}], **raw})
    assert errors(typed) == {}
    assert typed.facts["hull_cost"] == Money.parse(value)


@pytest.mark.parametrize(
    ("raw", "field", "code", "said"),
    [
        ({"hull_cost": "620"}, "hull_cost", "type", "没有单位"),
        ({"hull_cost": "很多"}, "hull_cost", "type", "不是金额"),
        ({"hull_cost": 620}, "hull_cost", "type", "连同单位"),
        ({"hull_cost": "1.005元"}, "hull_cost", "type", "不足一分"),
        ({"own_funds": "-1元"}, "own_funds", "negative", "不能小于零"),
        ({"own_funds": "20000亿元"}, "own_funds", "too_large", "核对单位"),
        ({"own_funds": "9" * 80 + "元"}, "own_funds", "too_long", "太长"),
        ({"hull_cost": "0元"}, "hull_cost", "least", "不能少于1.00元"),
        ({"hull_metres": "2"}, "hull_metres", "least", "是2，不能少于3"),
        ({"hull_metres": "401"}, "hull_metres", "most", "不能超过400"),
        ({"hull_metres": "九"}, "hull_metres", "type", "不是数目"),
        ({"hull_metres": 9.5}, "hull_metres", "type", "应是整数"),
        ({"vessel_kind": "submarine"}, "vessel_kind", "choice", "可选：小船、渡船、油船"),
        ({"vessel_kind": ["boat"]}, "vessel_kind", "type", "从选项里选"),
        ({"season": "27"}, "season", "type", ""),
        ({"reason": "短"}, "reason", "least", "只有1字，不能少于5字"),
        ({"reason": "长" * 501}, "reason", "most", "有501字，不能超过500字"),
        ({"reason": "长" * 30_000}, "reason", "too_long", "最多20000字"),
        ({"reason": "有\x00控制字符"}, "reason", "characters", "控制字符"),
        ({"from_on": "2026-03-01"}, "from_on", "earliest", "2026年3月1日不能早于2026年3月2日"),
        ({"from_on": "2027-03-03"}, "from_on", "latest", "不能晚于2027年3月2日"),
        ({"from_on": "2026-02-29"}, "from_on", "type", "没有29日"),
        ({"cost_lines": [{"item": "船体", "sum": "29万元"}]}, "hull_cost", "adds_up", "合计29.00万元不一致"),
        ({"cost_lines": [{"item": "船体"}]}, "cost_lines.1.sum", "required", "第1行的“金额”必须填"),
        ({"cost_lines": [{"item": "船体", "sum": "30万元", "x": "1"}]}, "cost_lines.1.x", "unknown", "没有“x”这一列"),
        ({"cost_lines": "船体"}, "cost_lines", "type", "表格"),
        ({"cost_lines": [{"item": "a", "sum": "1元"}] * 501}, "cost_lines", "rows", "最多500行"),
        ({"cost_lines": ["船体"]}, "cost_lines.1", "type", "第1行不是一行"),
        ({"trade": "ocean"}, "agent_house", "required", "必须填"),
        ({"trade": ""}, "trade", "required", "必须选"),
        ({"voters": "3"}, "votes", "required", "必须填"),
        ({"voters": "3", "votes": "4"}, "voters", "always", "赞成数不会多于表决数"),
        ({"colour": "红"}, "colour", "unknown", "表单里没有这一项"),
        ({"funds": "30万元"}, "funds", "shown", "由系统算出"),
        ({"reason_unit": "万元"}, "reason_unit", "unknown", "表单里没有"),
        ({"title": "海鸥号"}, "title", "unknown", "表单里没有"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    pack: Pack, project: Subject, raw: dict[str, Any], field: str, code: str, said: str
) -> None:
    typed = ask(pack, project, "request", {**REQUEST, **raw})
    found = [error for error in typed.errors if (error.field, error.code) == (field, code)]
    assert found, typed.errors
    assert said in found[0].say


def test_an_error_names_its_article(pack: Pack, project: Subject) -> None:
    typed = ask(pack, project, "request", {**REQUEST, "trade": "ocean"})
    assert [(c.clause, c.zh) for c in typed.errors[0].cite] == [("3-6", "第三条")]


def test_nothing_is_lost_beside_an_error(pack: Pack, project: Subject) -> None:
    typed = ask(pack, project, "request", {**REQUEST, "hull_cost": "x"})
    assert errors(typed) == {"hull_cost": "type"}
    assert typed.facts["own_funds"] == Money.parse("20万元")


def test_a_fact_known_already_is_not_asked_again(pack: Pack, project: Subject) -> None:
    project.facts["vessel_kind"] = "ferry"
    without = {key: value for key, value in REQUEST.items() if key != "vessel_kind"}
    typed = ask(pack, project, "request", without)
    assert typed.errors == ()
    assert typed.answers["vessel_kind"] == "ferry"
    assert "vessel_kind" in typed.known
    assert "vessel_kind" not in typed.facts
    emptied = ask(pack, project, "request", {**without, "vessel_kind": ""})
    assert errors(emptied) == {"vessel_kind": "required"}  # taken out by hand


def test_a_field_may_be_named_by_its_fact_but_once(pack: Pack, project: Subject) -> None:
    named = {"permit.delay_reason": "台风"}
    assert ask(pack, project, "delay", named, "permit").facts == {"permit.delay_reason": "台风"}
    twice = ask(pack, project, "delay", {**named, "delay_reason": "大雾"}, "permit")
    assert errors(twice) == {"delay_reason": "unknown"}


def test_words_sets_and_yes_no(pack: Pack, project: Subject) -> None:
    typed = ask(pack, project, "request", {**REQUEST, "vessel_kind": "渡船", "cargo": "fish|冰块"})
    assert typed.facts["vessel_kind"] == "ferry"
    assert typed.facts["cargo"] == frozenset({"fish", "冰块"})  # the list ends in 等
    assert ask(pack, project, "request", {**REQUEST, "cargo": []}).facts["cargo"] == frozenset()
    for raw, value in (("是", True), ("no", False), (True, True)):
        assert ask(pack, project, "crew", {"name": "李四", "fit": raw}, "crew").facts == {"crew.fit": value}
    assert errors(ask(pack, project, "crew", {"name": "李四", "fit": "maybe"}, "crew")) == {"fit": "type"}


def test_the_other_types(pack: Pack, project: Subject) -> None:
    raw = {"fee": "1万元", "share": "12.5%", "due": "07-31", "hours": "11-01..01-31", "notice": "5 working_days"}
    typed = ask(pack, project, "berth", raw, "berth")
    assert typed.errors == ()
    assert typed.answers == {
        "fee": Money.parse("1万元"),
        "share": Fraction(1, 8),
        "due": MonthDay(7, 31),
        "hours": Window.parse("11-01..01-31"),
        "notice": parse_period("5 working_days"),
    }
    wrong = ask(pack, project, "berth", dict.fromkeys(raw, "?"), "berth")
    assert set(errors(wrong).values()) == {"type"}


@pytest.mark.parametrize("raw", ["2026-02-28", "2026年2月28日", "2026/2/28", date(2026, 2, 28)])
def test_dates_as_people_write_them(pack: Pack, project: Subject, raw: Any) -> None:
    typed = ask(pack, project, "mooring", {"moored_on": raw, "pilot_on_board": "yes"}, "berth")
    assert typed.answers["moored_on"] == date(2026, 2, 28)
    assert "berth.moored_on" not in typed.facts  # recorded by the act, not declared


def test_a_table_needs_each_word_or_a_reason(pack: Pack, project: Subject) -> None:
    rows = [
        {"kind": "catch", "what": "带鱼"},
        {"kind": "fuel", "what": "柴油", "litres": "200"},
        {"kind": "", "what": ""},
    ]
    missing = ask(pack, project, "lists", {"rows": rows}, "project")
    assert errors(missing) == {"rows": "at_least_one_of"}
    assert "渔具清单" in missing.errors[0].say
    given = ask(pack, project, "lists", {"rows": rows, "rows_none": {"gear": "未带渔具"}}, "project")
    assert given.errors == ()
    assert len(given.answers["rows"]) == 2  # the blank row is dropped
    assert given.answers["rows_none"] == {"gear": "未带渔具"}


def test_a_column_is_required_by_its_own_row(pack: Pack, project: Subject) -> None:
    rows = [{"kind": "fuel", "what": "柴油"}, {"kind": "catch", "what": "鱼"}, {"kind": "gear", "what": "网" * 41}]
    assert errors(ask(pack, project, "lists", {"rows": rows}, "project")) == {
        "rows.1.litres": "required",
        "rows.3.what": "most",
    }


def test_a_checklist_wants_every_item(pack: Pack, project: Subject) -> None:
    raw = {"held_on": "2026-03-02", "result": "passed", "checks": {"船底": "好", "缆绳": "好"}}
    typed = ask(pack, project, "inspection", raw, "inspection")
    assert errors(typed) == {"checks": "incomplete"}
    assert "还缺：灯火" in typed.errors[0].say
    for checks in ({"船底": "好", "缆绳": True, "3": "坏"}, ["好", "是", "坏"]):
        done = ask(pack, project, "inspection", {**raw, "checks": checks}, "inspection")
        assert done.errors == ()
        assert [row["value"] for row in done.answers["checks"]] == ["好", "是", "坏"]
    odd = ask(pack, project, "inspection", {**raw, "checks": {"桅杆": "好"}}, "inspection")
    assert errors(odd) == {"checks": "unknown"}


def test_a_condition_sees_the_forms_own_answers(pack: Pack, project: Subject) -> None:
    raw = {"held_on": "2026-03-02", "result": "failed", "checks": ["坏", "好", "好"]}
    assert errors(ask(pack, project, "inspection", raw, "inspection")) == {"defects": "required"}


def test_a_hidden_field_does_not_exist(pack: Pack, project: Subject) -> None:
    raw = {"title": "甲", "local": "yes", "secret_cargo": "yes"}
    assert ask(pack, project, "project", raw, "project", keep=("title", "local", "secret_cargo")).errors == ()
    hidden = ask(pack, project, "project", raw, "project", keep=("title",))
    assert errors(hidden) == {"local": "hidden", "secret_cargo": "hidden"}
    assert hidden.answers == {"title": "甲"}  # and what is hidden is not asked for either


def test_a_flood_of_fields_is_refused(pack: Pack, project: Subject) -> None:
    typed = ask(pack, project, "crew", {f"x{n}": "1" for n in range(3_000)}, "crew")
    assert len(typed.errors) < 10
    assert typed.errors[0].code == "unknown"
