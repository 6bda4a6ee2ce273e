"""Faults found before a pack is used: where, what is wrong, what to do."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from chengzhang.engine.pack.model import DerivedFact
from chengzhang.engine.rules.ast import Mark
from chengzhang.engine.rules.check import Scope, check_moment, check_tree, type_of
from chengzhang.engine.rules.definitions import check_cycles, check_derived, check_table
from chengzhang.engine.rules.errors import RuleError
from chengzhang.engine.rules.parse import parse_derivation, parse_due, parse_moment, parse_tree
from chengzhang.engine.rules.run import compile_tree
from tests.engine.rules.build import PACK, TABLES, make_pack
from tests.engine.rules.test_rules_laws import LINES


def faults(kind: str, line: str, forms: tuple[str, ...] | None = None) -> list[RuleError]:
    return check_tree(Scope(PACK, kind, forms), parse_tree(line, Mark("rules/x.yaml", 3)))


@pytest.mark.parametrize("line", [
    *LINES, "lead != helper", "season == 2026", "tier.visit == 1 month", "replaces.retired_on <= act_day",
    "project.replaces.cost > 1元", "duty.rectify is overdue", "duty.file is not done", "part >= 3/5",
    "act_day <= wanted_on - 6 working_days", "500万元 <= total", "survey has signature", "gap == -1元",
])
def test_right_lines_pass(line: str) -> None:
    assert faults("project", line) == []
    compile_tree(PACK, "project", parse_tree({"all": [line]}))


@pytest.mark.parametrize(
    ("line", "code", "column", "says"),
    [
        ("totl > 3元", "name.unknown", 1, "是不是“total”"),
        ("review.hold_on is present", "name.unknown", 1, "held_on"),
        ("reviw is passed", "name.unknown", 1, "是不是“review”"),
        ("total >= 500", "compare.unit", 10, "500万元"),
        ("part > 10", "compare.unit", 8, "10%"),
        ("total >= act_day", "compare.types", 10, "金额不能与日期比较"),
        ("total == members", "compare.types", 10, "金额不能与数目比较"),
        ("build_mode == ownn", "word.unknown", 15, "是不是“own”"),
        ("build_mode == pass", "word.unknown", 15, "统一建设"),
        ("nature == old", "word.unknown", 11, "运维"),
        ("build_mode in own|zz", "word.unknown", 19, "自行建设"),
        ("total in own", "among.type", 1, "词表"),
        ("build_mode > own", "compare.operator", 12, "=="),
        ("urgent > yes", "compare.operator", 8, "大小先后"),
        ("lead < helper", "compare.operator", 6, "大小先后"),
        ("services == test", "compare.operator", 10, "has"),
        ("title == helper", "compare.operator", 7, "present"),
        ("services has zz", "word.unknown", 14, "监理"),
        ("total has test", "holds.type", 1, "=="),
        ("papers has zz", "name.paper", 12, "papers"),
        ("survey has zz", "paper.part", 12, "signature"),
        ("act_day within own_from", "operand.type", 16, "时段"),
        ("total within review_window", "operand.type", 1, "日期"),
        ("act_day >= total + 1 month", "shift.date", 12, "日期"),
        ("act_day >= wanted_on + own_from", "operand.type", 24, "期间"),
        ("review is done", "state.unknown", 11, "passed"),
        ("contract is signed", "name.which", 1, "哪一个"),
        ("contract.amount > 1元", "name.which", 1, "汇总"),
        ("paid_after > 1元", "name.which", 1, "payment.amount"),
        ("duty.zz is open", "name.duty", 1, "duties"),
        ("total is odd", "operand.type", 1, "数目"),
        ("act_day is present", "presence.always", 1, "去掉"),
        ("every review: review is passed", "name.not_many", 7, "多个"),
        ("every zz: a == yes", "name.not_many", 7, "多个"),
        ("5 > 3", "compare.constant", 1, "左边"),
        ("tier == large", "name.column", 1, "tier.列名"),
        ("tier.size == large", "name.unknown", 1, "tier"),
        ("replaces.title == lead", "name.unknown", 1, "retired_on"),
    ],
)
def test_wrong_lines_are_refused(line: str, code: str, column: int, says: str) -> None:
    found = faults("project", line)
    assert [(fault.code, fault.column) for fault in found] == [(code, column)]
    assert says in str(found[0])
    assert str(found[0]).startswith("rules/x.yaml:3：")


def test_every_fault_of_a_tree_is_told() -> None:
    tree = parse_tree({"all": ["totl > 3元", {"any": ["total > 1元", {"none": ["review is done"]}]}]})
    assert [fault.code for fault in check_tree(Scope(PACK, "project"), tree)] == ["name.unknown", "state.unknown"]


def test_fields_of_the_form() -> None:
    forms = ("trial_end",)
    assert faults("trial", "form.finished_on >= trial.started_on", forms) == []
    assert faults("trial", "form.volume == own", forms) == []
    assert faults("trial", "form.volume == build_mode", forms) == []
    assert faults("trial", "every form.logs: hours < 5", forms) == []
    [fault] = faults("trial", "form.finishd_on >= act_day", forms)
    assert (fault.code, "finished_on" in fault.what_to_do) == ("name.field", True)
    [fault] = faults("trial", "form.volume == zz", forms)
    assert fault.code == "word.unknown"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("undated", []), ("with_act", []), ("period_end", []), ("wanted_on + 20 working_days", []),
        ("filing_day of next_period", []), ("10-31 of season - 1", []), ("year_end(season) + 2 years", []),
        ("later(wanted_on, review.held_on)", []), ("latest(contract.due_on)", []), ("day 20 of period", []),
        ("total", ["operand.type"]), ("wanted_on + own_from", ["operand.type"]),
        ("own_from of period", ["operand.type"]), ("10-31 of total", ["operand.type"]),
        ("year_end(total)", ["operand.type"]), ("later(total, wanted_on)", ["operand.type"]),
        ("nowhere", ["name.unknown"]), ("contract.due_on", ["name.which"]),
    ],
)
def test_due_dates(text: str, codes: list[str]) -> None:
    assert [f.code for f in check_moment(Scope(PACK, "project"), parse_due(text), None, text)] == codes


def test_types_of_operands() -> None:
    scope = Scope(PACK, "project")

    def kind(text: str) -> str:
        operand: Any = parse_moment(text)
        return type_of(scope, operand)

    texts = ("total", "funds", "route", "tier.visit", "act_day", "this_year", "cap", "wanted_on + 1 day")
    expected = ["money", "money", "table:route", "period", "date", "year", "count", "date"]
    assert [kind(text) for text in texts] == expected


def test_the_packs_own_definitions_pass() -> None:
    assert [f for fact in PACK.derived.values() for f in check_derived(PACK, fact)] == []
    assert [f for table in PACK.tables.values() for f in check_table(PACK, table)] == []
    assert check_cycles(PACK) == []


@pytest.mark.parametrize(
    ("type_name", "text", "where", "code"),
    [
        ("money", "sum(title)", None, "derived.function"),
        ("money", "sum(contract.due_on)", None, "derived.function"),
        ("count", "sum(contract.amount)", None, "derived.type"),
        ("money", "plus(total, members)", None, "derived.mixed"),
        ("money", "plus(wanted_on, total)", None, "derived.function"),
        ("money", "share(total, own_money)", None, "derived.type"),
        ("date", "later(total, own_money)", None, "derived.function"),
        ("count", "count(review)", None, None),
        ("count", "count(nothing)", None, "name.not_many"),
        ("money", "plus(total, own_money)", "total > 1元", "derived.where"),
        ("money", "sum(contract.amount)", "contract is gone", "state.unknown"),
        ("money", "sum(contract.amont)", None, "name.unknown"),
        ("date", "total + 1 month", None, "shift.date"),
    ],
)
def test_derived_facts(type_name: str, text: str, where: str | None, code: str | None) -> None:
    fact = DerivedFact("x", "x", type_name, (), parse_derivation(text), where=parse_tree(where) if where else None)
    assert [fault.code for fault in check_derived(PACK, fact)] == ([code] if code else [])


def test_circles_are_found() -> None:
    first = replace(PACK.derived["funds"], name="first", derivation=parse_derivation("plus(second, total)"))
    second = replace(first, name="second", derivation=None, when=parse_tree("loop == yes"))
    loop = replace(TABLES["route"], id="loop", rows=(replace(TABLES["route"].rows[0], when=parse_tree("first > 1元")),))
    pack = make_pack(derived={**PACK.derived, "first": first, "second": second}, tables={**TABLES, "loop": loop})
    [fault] = check_cycles(pack)
    assert fault.code == "derived.cycle"
    assert {"first", "second", "loop"} <= set(fault.what_is_wrong.replace("绕成了圈：", "").split(" → "))
