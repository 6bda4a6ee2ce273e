"""What a facts file says beside the case: rulings, parameters, liftings, the parts that others gave."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from chengzhang.engine.case import Bench, Part, Ruling, Value
from chengzhang.engine.deciding.building import read_day
from chengzhang.engine.deciding.typed import FactsError, read_value
from chengzhang.engine.pack.model import Pack


def bench_said(pack: Pack, data: Mapping[str, Any]) -> Bench:
    return Bench(
        rulings=tuple(_rulings(pack, data.get("rulings") or ())),
        parameters={name: _parameter(pack, str(name), raw) for name, raw in mapping(data, "parameters").items()},
        residual=frozenset(str(item) for item in data.get("residual") or ()),
    )


def _rulings(pack: Pack, raw: Any) -> list[Ruling]:
    listed = [{"question": q, "reading": r} for q, r in raw.items()] if isinstance(raw, Mapping) else raw
    found = []
    for number, item in enumerate(listed, 1):
        key = f"rulings[{number}]"
        if not isinstance(item, Mapping):
            raise FactsError(key, f"{item!r} 不是映射", "写成 {question: 问题, reading: 读法}")
        question, reading = str(item.get("question")), str(item.get("reading"))
        known = _readings(pack, question)
        if known is None:
            raise FactsError(f"{key}.question", f"没有“{question}”这个问题", f"可用：{'、'.join(pack.questions)}")
        if reading not in known:
            raise FactsError(f"{key}.reading", f"“{question}”没有“{reading}”这种读法", f"可用：{'、'.join(known)}")
        day = read_day(item["on"], f"{key}.on") if item.get("on") else date(1949, 10, 1)
        found.append(Ruling(question, reading, day, str(item.get("by") or ""), str(item.get("reason") or "")))
    return found


def _readings(pack: Pack, question: str) -> tuple[str, ...] | None:
    if question in pack.questions:
        return tuple(pack.questions[question].readings)
    asked = [row.readings for table in pack.tables.values() for row in table.rows if row.ask == question]
    return tuple(asked[0]) if asked else None


def _parameter(pack: Pack, name: str, raw: Any) -> Value:
    key = f"parameters.{name}"
    if name not in pack.parameters:
        raise FactsError(key, "没有这个参数", f"可用：{'、'.join(n for n, p in pack.parameters.items() if p.by)}")
    parameter = pack.parameters[name]
    if parameter.by is None or parameter.by[0] != "office":
        source = "由办法写定，不能另设" if parameter.by is None else f"由问题“{parameter.by[1]}”的读法给出"
        raise FactsError(key, source, "由口径给出的写在 rulings 里" if parameter.by else "去掉它")
    value = read_value(pack, parameter.type, raw, key)
    for bound, wrong in ((parameter.least, "小于下限"), (parameter.most, "大于上限")):
        if bound is not None and (value < bound if bound is parameter.least else value > bound):
            raise FactsError(key, f"{raw}{wrong} {bound}", "改在上下限之内")
    return value


def lifted_said(pack: Pack, raw: Any) -> dict[str, str]:
    given = raw if isinstance(raw, Mapping) else dict.fromkeys(raw or (), "")
    for rule in given:
        if rule not in pack.rules or pack.rules[rule].lift is None:
            can = "、".join(r for r, d in pack.rules.items() if d.lift)
            raise FactsError(f"lifted.{rule}", "不是可以例外的规则", f"可用：{can or '没有'}")
    return {str(k): str(v or "") for k, v in given.items()}


def parts_said(pack: Pack, raw: Any) -> tuple[Part, ...]:
    if raw == "all":
        return ()
    listed = [{"role": r, "favour": v} for r, v in raw.items()] if isinstance(raw, Mapping) else raw
    if not isinstance(listed, list | tuple):
        raise FactsError("parts", f"{raw!r} 不是列表", "写成 [角色]、[{role: 角色, favour: yes}] 或 all")
    found = []
    for number, item in enumerate(listed, 1):
        key = f"parts[{number}]"
        row = {"role": item} if isinstance(item, str) else item
        if not isinstance(row, Mapping):
            raise FactsError(key, f"{item!r} 不是映射", "写成 {role: 角色, favour: yes, text: 意见}")
        role = str(row.get("role"))
        if role not in pack.roles and role not in pack.role_names:
            raise FactsError(f"{key}.role", f"没有“{role}”这个角色", f"可用：{'、'.join(pack.roles)}")
        favour = row.get("favour", True)
        if favour not in (True, False, "yes", "no"):
            raise FactsError(f"{key}.favour", f"{favour!r} 不是是否", "写 yes 或 no")
        day = read_day(row["on"], f"{key}.on") if row.get("on") else None
        found.append(
            Part(
                role,
                str(row.get("person") or f"{role}-{number}"),
                favour in (True, "yes"),
                str(row.get("text") or ""),
                day,
            )
        )
    return tuple(found)


def mapping(data: Mapping[str, Any], name: str, key: str = "") -> dict[str, Any]:
    raw = data.get(name)
    if raw is None:
        return {}
    if not isinstance(raw, Mapping):
        raise FactsError(f"{key}.{name}".lstrip("."), f"{raw!r} 不是映射", "写成 {名称: 值}")
    return dict(raw)
