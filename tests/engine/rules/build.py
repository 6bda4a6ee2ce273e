"""A small pack of a harbour-like office, made by hand: one of everything the rule language can name."""

from __future__ import annotations

from datetime import date
from pathlib import PurePath
from typing import Any

from chengzhang.engine.case import Subject
from chengzhang.engine.clock import Calendar, Notice, Special
from chengzhang.engine.pack.model import (
    UNSET,
    Action,
    CalendarSetting,
    DerivedFact,
    Duty,
    FactDef,
    Field,
    Form,
    Measure,
    Pack,
    Paper,
    Parameter,
    Question,
    Reading,
    Row,
    Scope,
    Section,
    SubjectDef,
    SubjectType,
    Table,
    WordList,
)
from chengzhang.engine.rules.ast import Tree
from chengzhang.engine.rules.context import Context
from chengzhang.engine.rules.parse import parse_derivation, parse_tree
from chengzhang.engine.rules.run import compile_tree
from chengzhang.engine.rules.truth import Verdict
from chengzhang.engine.values import parse_literal

DAY = date(2026, 7, 15)

TYPES = {
    "nature": ("新建", {"new_build": "新建", "operation": "运维"}, True),
    "mode": ("建设方式", {"unified": "统一建设", "own": "自行建设"}, False),
    "service": ("服务", {"supervision": "监理", "test": "测评"}, False),
    "conclusion": ("结论", {"pass": "通过", "revise": "修改后通过", "fail": "不通过"}, False),
}

# id: zh, parent, many, members
KINDS: dict[str, tuple[str, str | None, bool, str | None]] = {
    "office": ("主管部门", None, False, None),
    "unit": ("单位", "office", True, None),
    "unit_flag": ("单位限制", "unit", True, None),
    "project": ("项目", "unit", True, None),
    "session": ("审查会", "office", True, "review"),
    "review": ("审查论证", "project", False, None),
    "approval": ("立项", "project", False, None),
    "contract": ("合同", "project", True, None),
    "payment": ("支付", "project", True, None),
    "phase": ("服务期", "project", True, None),
    "trial": ("试运行", "phase", False, None),
    "acceptance": ("竣工验收", "phase", False, None),
    "older": ("旧系统", "unit", True, None),
}

# name: zh, type, declared or recorded
FACTS = {
    "title": ("项目名称", "text", "declared"),
    "total": ("总投资概算", "money", "declared"),
    "own_money": ("自筹资金", "money", "declared"),
    "members": ("成员人数", "count", "declared"),
    "votes_for": ("赞成人数", "count", "declared"),
    "part": ("占比", "ratio", "declared"),
    "build_mode": ("建设方式", "mode", "declared"),
    "nature": ("项目性质", "nature", "declared"),
    "services": ("第三方服务", "set of service", "declared"),
    "urgent": ("应急项目", "yes_no", "declared"),
    "lead": ("牵头部门", "organisation", "declared"),
    "helper": ("配合部门", "organisation", "declared"),
    "wanted_on": ("计划完成日期", "date", "declared"),
    "season": ("年度", "year", "declared"),
    "cargo": ("设备清单", "rows", "declared"),
    "unit.type": ("单位类型", "mode", "declared"),
    "unit_flag.excepted": ("另有规定", "yes_no", "recorded"),
    "review.held_on": ("论证日期", "date", "recorded"),
    "review.conclusion": ("论证结论", "conclusion", "recorded"),
    "review.total": ("审定投资", "money", "recorded"),
    "approval.granted_on": ("批复日期", "date", "recorded"),
    "contract.amount": ("合同金额", "money", "recorded"),
    "contract.due_on": ("合同验收日期", "date", "recorded"),
    "payment.amount": ("支付金额", "money", "declared"),
    "trial.started_on": ("试运行开始日期", "date", "recorded"),
    "trial.stable_on": ("稳定日期", "date", "recorded"),
    "acceptance.held_on": ("验收日期", "date", "recorded"),
    "older.retired_on": ("停用日期", "date", "recorded"),
    "older.cost": ("旧系统造价", "money", "declared"),
}

# name: type, is (or when), where, over
DERIVED: dict[str, tuple[str, str, str | None, str | None]] = {
    "basis": ("money", "first_of(review.total, total)", None, None),
    "funds": ("money", "plus(total, own_money)", None, None),
    "gap": ("money", "minus(total, own_money)", None, None),
    "apart": ("money", "distance(total, own_money)", None, None),
    "own_share": ("ratio", "share(own_money, total)", None, None),
    "vote_share": ("ratio", "share_of(votes_for, members)", None, None),
    "contracted": ("money", "sum(contract.amount)", "contract is signed", None),
    "contracts": ("count", "count(contract)", None, None),
    "paid": ("money", "sum(payment.amount)", "payment is paid", None),
    "paid_after": ("money", "plus(paid, payment.amount)", None, None),
    "big_paid": ("count", "count(payment)", "payment.amount >= 100万元", None),
    "last_due": ("date", "latest(contract.due_on)", None, None),
    "first_due": ("date", "earliest(contract.due_on)", None, None),
    "second_due": ("date", "nth(2, contract.due_on)", None, None),
    "largest": ("money", "max(contract.amount)", None, None),
    "smallest": ("money", "min(contract.amount)", None, None),
    "heaviest": ("count", "max(cargo.weight)", "cargo.kind == own", None),
    "flags": ("count", "count(unit_flag)", "unit_flag is raised", None),
    "siblings": ("count", "count(project)", "approval is granted", "unit"),
    "office_total": ("money", "sum(total)", None, "office"),
    "unaccepted": ("count", "count(phase)", "acceptance is not passed", None),
    "clock_from": ("date", "later(trial.started_on, trial.stable_on)", None, None),
    "sooner": ("date", "earlier(trial.started_on, trial.stable_on)", None, None),
    "warranty_end": ("date", "year_end(review.held_on) + 2 years", None, None),
    "before_season": ("date", "10-31 of season - 1", None, None),
    "held_year": ("year", "year_of(review.held_on)", None, None),
    "passed_in": ("count", "days_between(approval.granted_on, review.held_on)", None, None),
    "worked": ("count", "working_days_between(approval.granted_on, review.held_on)", None, None),
    "months_taken": ("count", "months_between(approval.granted_on, review.held_on)", None, None),
    "reviews_passed": ("count", "count(review)", "review is passed", None),
    "via_table": ("yes_no", "when: route == own", None, None),
}

# id: type, value, by
PARAMETERS: dict[str, tuple[str, Any, tuple[str, str] | None]] = {
    "own_from": ("money", "500万元", None),
    "trial_least": ("period", "1 month", None),
    "review_window": ("window", "07-01..08-31", None),
    "filing_day": ("month_day", "01-31", ("question", "filing")),
    "cap": ("count", UNSET, ("office", "authority")),
    "ruled_rate": ("ratio", UNSET, ("question", "rate")),
}

# kind: states, ends, actions {verb: zh, from, to or {word: state}}
STATES: dict[str, tuple[str, str, dict[str, tuple[str, str, Any]]]] = {
    "office": ("new", "new", {}),
    "unit": ("new", "new", {}),
    "older": ("new", "new", {}),
    "project": ("new|active|closed", "closed", {
        "register": ("建档", "new", "active"), "close": ("办结归档", "active", "closed")}),
    "session": ("new|closed", "closed", {"close": ("审查会结论", "new", "closed")}),
    "review": ("new|waiting|passed|revising|failed", "passed|failed", {
        "open": ("进入集中审查", "new", "waiting"),
        "conclude": ("形成论证结论", "waiting", {"pass": "passed", "revise": "revising", "fail": "failed"})}),
    "approval": ("new|pending|granted", "granted", {
        "apply": ("单独报批", "new", "pending"), "bundle": ("纳入打捆报批", "new", "pending"),
        "grant": ("批复立项", "pending", "granted"), "note": ("登记说明", "granted", "granted")}),
    "contract": ("new|signed|closed", "closed", {
        "sign": ("签订合同", "new", "signed"), "close": ("合同履行完毕", "signed", "closed")}),
    "payment": ("new|requested|paid", "paid", {
        "request": ("申请支付", "new", "requested"), "pay": ("登记支付", "requested", "paid")}),
    "phase": ("new|open", "open", {"open": ("设服务期", "new", "open")}),
    "trial": ("new|running|finished", "finished", {
        "start": ("开始试运行", "new", "running"), "finish": ("结束试运行", "running", "finished")}),
    "acceptance": ("new|passed|failed", "passed", {"hold": ("组织竣工验收", "new", "passed")}),
    "unit_flag": ("new|raised|lifted", "lifted", {
        "raise": ("登记限制", "new", "raised"), "lift": ("解除限制", "raised", "lifted")}),
}


def _form(id: str, *fields: Field) -> Form:
    return Form(id, id, (Section("", fields),))


FORMS = {
    "trial_end": _form(
        "trial_end",
        Field("finished_on", "试运行结束日期", "date"),
        Field("note", "说明", "text"),
        Field("volume", "分册", "mode"),
        Field("logs", "故障记录", "rows", columns=(Field("hours", "时长", "count"),)),
    ),
    "declaration": _form(
        "declaration",
        Field("cargo", "设备清单", "rows", fact="cargo", columns=(
            Field("weight", "重量", "count"), Field("kind", "类别", "mode"))),
    ),
}
FORM_OF = {"trial.finish": "trial_end", "project.register": "declaration"}


def _action(kind: str, verb: str, zh: str, start: str, to: Any) -> Action:
    single = to if isinstance(to, str) else None
    return Action(
        f"{kind}.{verb}", kind, verb, zh, "owner", ("1-1",), None, tuple(start.split("|")), single,
        to_by=None if single else "conclusion", to_words={} if single else to, form=FORM_OF.get(f"{kind}.{verb}"),
    )


def _subject_def(kind: str) -> SubjectDef:
    states, ends, actions = STATES[kind]
    return SubjectDef(
        kind, None, tuple(ends.split("|")), {v: _action(kind, v, *a) for v, a in actions.items()},
        tuple(states.split("|")),
    )


def _fact(name: str, zh: str, type_name: str, source: str) -> FactDef:
    owner, _, key = name.rpartition(".")
    return FactDef(name, zh, type_name, source, owner or "project", key)


def _derived(name: str, type_name: str, text: str, where: str | None, over: str | None) -> DerivedFact:
    term = text.startswith("when: ")
    return DerivedFact(
        name, name, type_name, ("1-1",),
        derivation=None if term else parse_derivation(text),
        when=parse_tree({"all": [text.removeprefix("when: ")]}) if term else None,
        where=parse_tree({"all": [where]}) if where else None, over=over,
    )


def _parameter(id: str, type_name: str, value: Any, by: tuple[str, str] | None) -> Parameter:
    return Parameter(id, id, type_name, value if value is UNSET else parse_literal(type_name, value), ("1-1",), by)


def _row(then: Any, when: str, **more: Any) -> Row:
    return Row(parse_tree({"all": [line.strip() for line in when.split(";")]}), then, ("2-1",), **more)


TABLES = {
    "route": Table("route", "报批方式", {"": {"own": "单独立项", "bundled": "打捆立项"}}, (
        _row("own", "total >= own_from"), _row("bundled", "total < own_from")), ("2-1",)),
    "tier": Table("tier", "分级", {"class": {"large": "大型", "small": "小型"}, "visit": {}}, (
        _row({"class": "large", "visit": "1 month"}, "members >= 10"),
        _row({"class": "small", "visit": "1 year"}, "members < 10")), types={"visit": "period"}),
    "band": Table("band", "档次", {"": {"large": "大", "small": "小"}}, (
        _row("large", "members > 12"), _row("small", "members < 12"),
        _row(None, "members == 12", ask="exactly_12", readings={"stricter": "large", "milder": "small"}))),
    "broken": Table("broken", "有漏洞的表", {"": {"a": "甲", "b": "乙"}}, (
        _row("a", "members > 5"), _row("b", "members > 8"))),
}


def _question(id: str, readings: dict[str, dict[str, Any]], default: str | None) -> Question:
    return Question(id, id, "silent", ("3-1",), {r: Reading(r, r, gives) for r, gives in readings.items()},
                    default, "", ("authority",))


QUESTIONS = {
    "filing": _question("filing", {"january": {"filing_day": parse_literal("month_day", "01-31")},
                                   "march": {"filing_day": parse_literal("month_day", "03-31")}}, "january"),
    "rate": _question("rate", {"low": {"ruled_rate": parse_literal("ratio", "10%")}}, None),
    "exactly_12": _question("exactly_12", {"stricter": {}, "milder": {}}, None),
}


def make_pack(**changes: Any) -> Pack:
    """The pack; any part of it may be replaced."""
    parts: dict[str, Any] = {
        "id": "harbour", "release": "2026-01-01", "zh": "试验办法", "status": "draft", "calls": {},
        "measures": {"main": Measure("main", "试验办法", None, None, date(2026, 1, 1), False, (), ())},
        "lineage": (), "calendar": CalendarSetting(), "transition": (), "scope": Scope(None, {}), "roles": {},
        "stages": (), "types": {id: WordList(id, words, more) for id, (_, words, more) in TYPES.items()},
        "role_names": {},
        "subject_types": {
            id: SubjectType(id, zh, parent, many, members, root=parent is None,
                            links={"replaces": "older"} if id == "project" else {})
            for id, (zh, parent, many, members) in KINDS.items()
        },
        "facts": {name: _fact(name, *rest) for name, rest in FACTS.items()},
        "derived": {name: _derived(name, *rest) for name, rest in DERIVED.items()},
        "always": (), "parameters": {id: _parameter(id, *rest) for id, rest in PARAMETERS.items()},
        "subjects": {kind: _subject_def(kind) for kind in STATES},
        "rules": {}, "tables": TABLES,
        "duties": {
            "rectify": Duty("rectify", "project", "owner", ("1-1",), "整改"),
            "file": Duty("file", "acceptance", "owner", ("1-1",), "备案"),
        },
        "papers": {
            "design": Paper("design", "设计方案", "file"),
            "survey": Paper("survey", "调查报告", "file", parts={"map": "图", "signature": "签字"}, or_="chart"),
            "chart": Paper("chart", "海图", "file"),
            "log": Paper("log", "运行日志", "file", of="trial"),
        },
        "forms": FORMS, "questions": QUESTIONS, "indicators": {}, "articles": {}, "residual": None, "conflicts": (),
        "digest": "", "root": PurePath("."),
    }
    return Pack(**{**parts, **changes})


PACK = make_pack()

CALENDAR = Calendar.of(
    "cn", range(2025, 2027),
    [Special(date(2026, 10, day), "holiday", "国庆节", Notice("放假通知", None, None)) for day in range(1, 9)],
)


def case() -> dict[str, Subject]:
    """An office with a unit and a project that has one of everything single; all facts missing."""
    office = Subject("office", "office")
    unit = office.add(Subject("unit", "u"))
    project = unit.add(Subject("project", "p", "active"))
    found = {"office": office, "unit": unit, "project": project}
    for kind in ("review", "approval", "phase"):
        found[kind] = project.add(Subject(kind, kind))
    for kind in ("trial", "acceptance"):
        found[kind] = found["phase"].add(Subject(kind, kind))
    return found


def tree_of(*lines: Any) -> Tree:
    return parse_tree({"all": list(lines)})


def judge(subject: Subject, *lines: Any, pack: Pack = PACK, **context: Any) -> Verdict:
    """What the lines, all of them, come to at a subject."""
    context.setdefault("on", DAY)
    context.setdefault("calendar", CALENDAR)
    return compile_tree(pack, subject.kind, tree_of(*lines)).verdict(Context(pack, subject, **context))
