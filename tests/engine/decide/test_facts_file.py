"""Facts files: what they may say, what follows from past events alone, and a clear word for what is wrong."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from chengzhang.engine.deciding.typed import FactsError
from chengzhang.engine.facts_file import CaseFile, read_case, read_facts_file
from chengzhang.engine.values import Money, Year
from tests.engine.decide.asking import land

ON = date(2026, 6, 1)


def read(data: dict[str, Any], on: date = ON) -> CaseFile:
    return read_case(land(), data, on)


def node(file: CaseFile, kind: str, n: int = 0) -> Any:
    return [row for row in file.top.walk() if row.kind == kind][n]


def test_facts_find_their_subjects_flat_or_under_facts() -> None:
    file = read(
        {"facts": {"unit.local": "yes", "hull_cost": "30万元"}, "request.season": "2026", "cargo": ["fish", "fuel"]}
    )
    assert file.project.facts == {"hull_cost": Money.parse("30万元"), "cargo": frozenset({"fish", "fuel"})}
    assert node(file, "unit").facts == {"local": True}
    assert node(file, "request").facts == {"season": Year(2026)}


def test_events_alone_give_states_facts_and_what_follows() -> None:
    events = [
        {"act": "berth.moor", "on": "2026-03-02"},
        {"act": "stay.ask", "on": "2026-04-20"},
        {"act": "stay.grant", "on": "2026-04-24", "answers": {"new_due_on": "2026-06-30"}},
    ]
    file = read({"events": events})
    berth = node(file, "berth")
    assert (berth.state, berth.facts) == ("moored", {"moored_on": date(2026, 3, 2), "guarded": False})
    assert node(file, "leg").state == "running"  # begun by `then`
    assert (node(file, "stay").state, node(file, "stay").facts["new_due_on"]) == ("granted", date(2026, 6, 30))


def test_what_lies_after_the_day_is_named_and_left_out() -> None:
    events = [{"act": "berth.moor", "on": "2026-03-02"}, {"act": "berth.leave", "on": "2026-07-02"}]
    file = read({"events": events})
    assert node(file, "berth").state == "moored"
    assert len(file.ignored) == 1 and "berth.leave" in file.ignored[0]


def test_the_present_outranks_the_past() -> None:
    file = read({"events": [{"act": "repair.order", "on": "2026-03-02"}], "states": {"repair": "paused"}})
    assert node(file, "repair").state == "paused"
    assert node(file, "repair").facts == {"opened_on": date(2026, 3, 2)}


def test_several_of_a_kind_stand_in_a_nested_list() -> None:
    legs = [
        {"subject": "leg", "id": "a", "state": "running", "subjects": [{"subject": "landing", "weight": 60}]},
        {"subject": "leg", "id": "b"},
    ]
    file = read({"subjects": legs})
    assert [row.id for row in file.project.children["leg"]] == ["a", "b"]
    assert node(file, "leg").children["landing"][0].facts == {"weight": 60}
    with pytest.raises(FactsError, match="说不清是哪一个"):
        read({"subjects": legs, "states": {"leg": "ended"}})


def test_several_past_acts_each_begin_a_thing_of_their_own_or_go_on_with_the_last() -> None:
    events = [
        {"act": "payment.request", "on": "2026-03-01", "answers": {"amount": "1万元"}},
        {"act": "payment.pay", "on": "2026-03-02"},
        {"act": "payment.request", "on": "2026-04-01", "answers": {"amount": "2万元"}},
    ]
    file = read({"events": events})
    rows = file.project.children["payment"]
    assert [(r.state, r.facts.get("amount")) for r in rows] == [
        ("paid", Money.parse("1万元")),
        ("requested", Money.parse("2万元")),
    ]


def test_papers_go_into_the_file_they_belong_to_with_their_parts() -> None:
    file = read({"papers": {"crew_list": ["names"], "manifest": "all"}})
    have = {paper: parts for row in file.top.walk() for paper, parts in row.papers.items()}
    assert have["crew_list"] == {"names"}
    assert read({"papers": ["crew_list"]}).top is not None


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"facts": {"hull_cost": 300000}}, "hull_cost", "单位"),
    ({"facts": {"hull_cost": "300000"}}, "hull_cost", "单位"),
    ({"facts": {"hull_cost": "-1元"}}, "hull_cost", "小于零"),
    ({"facts": {"hull_cost": "99999999亿元"}}, "hull_cost", "核对单位"),
    ({"facts": {"hull_cost": "2万亿元"}}, "hull_cost", "金额"),
    ({"facts": {"hull_metres": "9 m"}}, "hull_metres", "数目"),
    ({"facts": {"unit.local": "maybe"}}, "unit.local", "yes"),
    ({"facts": {"trade": "river"}}, "trade", "coastal"),
    ({"facts": {"hull_colour": "red"}}, "hull_colour", "没有这个事实"),
    ({"facts": {"funds": "1元"}}, "funds", "推导"),
    ({"facts": {"large_from": 3}}, "large_from", "参数"),
    ({"hull_colour": "red"}, "hull_colour", "没有这个事实"),
    ({"facts": {"permit.granted_on": "2026-02-29"}}, "permit.granted_on", "2026年2月没有29日"),
    ({"facts": {"permit.granted_on": "1826-02-01"}}, "permit.granted_on", "1900"),
    ({"facts": {"hull_cost": None}}, "hull_cost", "没有值"),
    ({"facts": ["hull_cost"]}, "facts", "映射"),
    ({"states": {"berth": "sunk"}}, "states.berth", "moored"),
    ({"states": {"tower": "new"}}, "states.tower", "主体"),
    ({"papers": ["log"]}, "papers.log", "材料"),
    ({"papers": {"crew_list": ["wages"]}}, "papers.crew_list", "names"),
    ({"events": [{"act": "berth.sink", "on": "2026-01-01"}]}, "events[1].act", "berth.moor"),
    ({"events": [{"act": "berth.moor"}]}, "events[1].on", "日期"),
    ({"events": [{"act": "berth.moor", "on": "2026-02-30"}]}, "events[1].on", "28日"),
    (
        {"events": [{"act": "berth.moor", "on": "2026-03-02", "answers": {"colour": "red"}}]},
        "events[1].answers.colour",
        "没有这一项",
    ),
    ({"rulings": {"who_knows": "x"}}, "rulings[1].question", "没有"),
    ({"rulings": {"day_of_report": "june"}}, "rulings[1].reading", "january"),
    ({"parameters": {"large_from": "3"}}, "parameters.large_from", "写定"),
    ({"parameters": {"report_day": "03-31"}}, "parameters.report_day", "rulings"),
    ({"parameters": {"defect_reminder": "90 working_days"}}, "parameters.defect_reminder", "上限"),
    ({"lifted": {"permit_first": "x"}}, "lifted.permit_first", "pilot_on_board"),
    ({"parts": [{"role": "cook"}]}, "parts[1].role", "角色"),
    ({"parts": [{"role": "clerk", "favour": "perhaps"}]}, "parts[1].favour", "yes"),
    ({"subjects": [{"subject": "tower"}]}, "subjects[1].subject", "主体"),
    ({"subjects": "leg"}, "subjects", "列表"),
]


@pytest.mark.parametrize(("data", "key", "told"), WRONG, ids=[f"{n}-{w[1]}" for n, w in enumerate(WRONG)])
def test_everything_wrong_names_its_key_and_what_to_write(data: dict[str, Any], key: str, told: str) -> None:
    with pytest.raises(FactsError) as caught:
        read(data)
    assert caught.value.key == key
    assert told in f"{caught.value.wrong}。{caught.value.do}"
    assert caught.value.do


def test_json_and_yaml_say_the_same(tmp_path: Path) -> None:
    data = {
        "facts": {"unit.local": "yes", "hull_cost": "30万元"},
        "events": [{"act": "repair.order", "on": "2026-03-02"}],
    }
    (tmp_path / "a.json").write_text(json.dumps(data), encoding="utf-8")
    yaml = "facts: {unit.local: yes, hull_cost: 30万元}\nevents:\n- {act: repair.order, on: 2026-03-02}\n"
    (tmp_path / "a.yaml").write_text(yaml, encoding="utf-8")
    left, right = (read_facts_file(land(), tmp_path / name, ON) for name in ("a.json", "a.yaml"))
    for a, b in zip(left.top.walk(), right.top.walk(), strict=True):
        assert (a.kind, a.state, a.facts, a.events) == (b.kind, b.state, b.facts, b.events)


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a.json", '{"facts": {"hull_cost": "1元", "hull_cost": "2元"}}', "两次"),
        ("a.json", '{"facts": {"hull_cost": 1.5}}', "单位"),
        ("a.json", '{"facts": ', "JSON"),
        ("a.json", "[1]", "映射"),
        ("a.yaml", "facts: {trade: coastal, trade: ocean}", "两次"),
        ("a.yaml", "facts: &a {trade: coastal}", "锚点"),
        ("a.yaml", "facts: [", "YAML"),
    ],
)
def test_a_file_that_cannot_be_read_says_where(tmp_path: Path, name: str, text: str, told: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(FactsError) as caught:
        read_facts_file(land(), tmp_path / name, ON)
    assert told in str(caught.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FactsError, match="读不了文件"):
        read_facts_file(land(), tmp_path / "none.json", ON)
