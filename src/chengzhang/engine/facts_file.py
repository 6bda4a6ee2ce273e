"""A facts file (JSON or YAML) to a case: what an official, a test or a stored receipt says about one project.

Past events alone suffice: states and recorded facts follow from them by the pack's own `to`, `sets` and `then`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from chengzhang.engine.case import Act, Bench, Part, Ruling, Subject, Value
from chengzhang.engine.deciding.building import Grower, read_day
from chengzhang.engine.deciding.places import rows_below
from chengzhang.engine.deciding.typed import FactsError, read_value
from chengzhang.engine.pack.model import Pack
from chengzhang.engine.rules.ast import Tree

KEYS = ("facts", "states", "papers", "not_applicable", "events", "history", "subjects", "answers", "reason", "lifted",
        "parts", "rulings", "parameters", "members", "person", "organisation", "residual")
SUBJECT_KEYS = ("subject", "kind", "id", "state", "facts", "papers", "not_applicable", "events", "history", "subjects",
                "members")


@dataclass(slots=True)
class CaseFile:
    """A case read from a file, with what somebody wants to do: raw answers wait for the form of the act."""

    pack: Pack
    on: date
    top: Subject
    project: Subject
    bench: Bench
    answers: dict[str, Any] | None = None
    reason: str = ""
    lifted: dict[str, str] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()
    members: dict[str, dict[str, Value]] = field(default_factory=dict)
    person: str = ""
    organisation: str = ""
    every_part: bool = False
    ignored: tuple[str, ...] = ()  # events after the day: they have not happened yet
    _grower: Grower | None = field(default=None, repr=False)

    def subject(self, action: str, id: str | None = None) -> Subject:
        """The subject an act would be done to: the one named, the only one, else the last in a state for it."""
        assert self._grower is not None
        act = self._grower.action(action, "action")
        rows = list(rows_below(self.top, act.subject))
        if id:
            return self._grower.one(act.subject, "id", id)
        ready = [row for row in rows if row.state in act.from_states]
        return ready[-1] if ready else rows[-1] if rows else self._grower.begin(act.subject, act.subject)

    def act(self, action: str, roles: frozenset[str]) -> Act:
        """The act in these roles. What the file lifts, it says was lifted by whoever may; `parts: all` likewise."""
        lifting = tuple(
            Part(lift.by, lift.by, lifts=rule) for rule in self.lifted if (lift := self.pack.rules[rule].lift) is not None
        )
        parts = self._all_parts(action) if self.every_part else self.parts
        return Act(
            action, self.on, roles, self.person, self.organisation, self.answers, self.reason, self.lifted,
            (*parts, *lifting), members=self.members,
        )

    def _all_parts(self, action: str) -> tuple[Part, ...]:
        """Every party in favour, as many as it must be, for every member."""
        known = self.pack.actions.get(action)
        chain = [known, *(self.pack.actions[f.act] for f in known.then)] if known is not None else []
        found: list[Part] = []
        for act in chain:
            for party in act.with_:
                members = self.subject(action).members if party.each_member else []
                found += [Part(party.role, f"{party.role}-{n}") for n in range(1, party.at_least + 1)]
                found += [Part(party.role, f"{party.role}-{m.id}", member=m.id) for m in members]
        return tuple(dict.fromkeys(found))


def read_facts_file(pack: Pack, path: Path, on: date) -> CaseFile:
    """The case in a file ending in .json, .yaml or .yml. FactsError says which key is wrong and what to write."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise FactsError(str(path), f"读不了文件：{error.strerror}", "核对文件名和权限") from None
    return read_case(pack, _parsed(content, path.name), on)


def read_case(pack: Pack, data: Any, on: date) -> CaseFile:
    """The case that a mapping of the shape in docs/reference/decide-json.md describes, as it stands on a day."""
    if not isinstance(data, Mapping):
        raise FactsError("facts", "文件的最外层不是映射", "写成 {facts: {…}, states: {…}, events: […]}")
    grower = Grower(pack, _holds(pack))
    facts = _facts_of(data, grower)
    pending: list[tuple[date, int, Mapping[str, Any], str, Subject | None]] = []
    _skeleton(grower, data.get("subjects") or [], "subjects", None, pending)
    for name, raw in facts.items():
        grower.fact(name, raw, name)
    grower.settle()
    _queue(data, "", None, pending)
    later = _replay(grower, pending, on)
    _settle(grower, data, facts)
    bench = _bench(pack, data)
    return CaseFile(
        pack, on, grower.top, grower.project, bench,
        answers=_mapping(data, "answers") if "answers" in data else None, reason=str(data.get("reason") or ""),
        lifted=_lifted(pack, data.get("lifted")), parts=_parts(pack, data.get("parts") or ()), every_part=data.get("parts") == "all",
        members={str(k): dict(v) for k, v in _mapping(data, "members").items()},
        person=str(data.get("person") or ""), organisation=str(data.get("organisation") or ""),
        ignored=later, _grower=grower,
    )


def _facts_of(data: Mapping[str, Any], grower: Grower) -> dict[str, Any]:
    """What stands under `facts`, and top-level keys that are facts."""
    facts = {str(k): v for k, v in _mapping(data, "facts").items()}
    for key, raw in data.items():
        if str(key) in KEYS:
            continue
        grower.definition(str(key), str(key))
        if str(key) in facts:
            raise FactsError(str(key), "在 facts 里和最外层各写了一次", "只写一处")
        facts[str(key)] = raw
    return facts


def _skeleton(grower: Grower, raw: Any, key: str, under: Subject | None,
              pending: list[tuple[date, int, Mapping[str, Any], str, Subject | None]]) -> None:
    """The nested list of subjects: begin each where it belongs; its facts, papers and state; its events wait."""
    if not isinstance(raw, list | tuple):
        raise FactsError(key, f"{raw!r} 不是列表", "写成 [{subject: 种类, id: 编号, facts: {…}}]")
    for number, item in enumerate(raw, 1):
        here = f"{key}[{number}]"
        if not isinstance(item, Mapping):
            raise FactsError(here, f"{item!r} 不是映射", "写成 {subject: 种类, id: 编号, facts: {…}}")
        kind = grower.kind(str(item.get("subject") or item.get("kind") or ""), f"{here}.subject")
        node = grower.place(kind, str(item.get("id") or ""), under, here)
        for name, value in _subject_facts(item, here).items():
            grower.fact(name, value, f"{here}.{name}", node)
        grower.later.append(lambda item=item, node=node, here=here: _own(grower, item, node, here))
        if "members" in item:
            grower.members(node, item["members"], f"{here}.members")
        _queue(item, here, node, pending)
        _skeleton(grower, item.get("subjects") or [], f"{here}.subjects", node, pending)


def _own(grower: Grower, item: Mapping[str, Any], node: Subject, key: str) -> None:
    """What an entry of `subjects` says of its own subject; said again after the events, for it outranks them."""
    for name, value in _subject_facts(item, key).items():
        grower.fact(name, value, f"{key}.{name}", node)
    if "state" in item:
        grower.state(node, item["state"], f"{key}.state")
    grower.papers(item.get("papers") or (), f"{key}.papers", node)
    grower.not_applicable(item.get("not_applicable") or {}, f"{key}.not_applicable", node)


def _subject_facts(item: Mapping[str, Any], key: str) -> dict[str, Any]:
    return {**_mapping(item, "facts", key), **{k: v for k, v in item.items() if k not in SUBJECT_KEYS}}


def _queue(data: Mapping[str, Any], key: str, node: Subject | None,
           pending: list[tuple[date, int, Mapping[str, Any], str, Subject | None]]) -> None:
    for name in ("events", "history"):
        listed = data.get(name) or []
        if not isinstance(listed, list | tuple):
            raise FactsError(name, f"{listed!r} 不是列表", "写成 [{act: 动作, on: 日期, answers: {…}}]")
        for number, raw in enumerate(listed, 1):
            here = f"{key}.{name}[{number}]".lstrip(".")
            if not isinstance(raw, Mapping):
                raise FactsError(here, f"{raw!r} 不是映射", "写成 {act: 动作, on: 日期, answers: {…}}")
            pending.append((read_day(raw.get("on"), f"{here}.on"), len(pending), raw, here, node))


def _replay(grower: Grower, pending: list[tuple[date, int, Mapping[str, Any], str, Subject | None]],
            on: date) -> tuple[str, ...]:
    """Replay in order of day, then as listed; what lies after the day hasn't happened and is named in the answer."""
    grower.listed = {(str(raw.get("act")), day) for day, _, raw, _, _ in pending}
    later = []
    for day, _, raw, key, node in sorted(pending, key=lambda p: (p[0], int(p[2].get("seq") or 0), p[1])):
        if day > on:
            grower.check(raw, key)
            later.append(f"{key}（{raw.get('act')}，{day.isoformat()}）")
        else:
            grower.event(raw, key, node)
    return tuple(later)


def _settle(grower: Grower, data: Mapping[str, Any], facts: Mapping[str, Any]) -> None:
    """What the file says of the present outranks what follows from its events."""
    for own in grower.later:
        own()
    for name, raw in facts.items():
        grower.fact(name, raw, name)
    for kind, state in _mapping(data, "states").items():
        grower.state(grower.one(grower.kind(str(kind), f"states.{kind}"), f"states.{kind}"), state, f"states.{kind}")
    grower.papers(data.get("papers") or (), "papers")
    grower.not_applicable(data.get("not_applicable") or {}, "not_applicable")


def _bench(pack: Pack, data: Mapping[str, Any]) -> Bench:
    return Bench(
        rulings=tuple(_rulings(pack, data.get("rulings") or ())),
        parameters={name: _parameter(pack, str(name), raw) for name, raw in _mapping(data, "parameters").items()},
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


def _lifted(pack: Pack, raw: Any) -> dict[str, str]:
    given = raw if isinstance(raw, Mapping) else dict.fromkeys(raw or (), "")
    for rule in given:
        if rule not in pack.rules or pack.rules[rule].lift is None:
            can = "、".join(r for r, d in pack.rules.items() if d.lift)
            raise FactsError(f"lifted.{rule}", "不是可以例外的规则", f"可用：{can or '没有'}")
    return {str(k): str(v or "") for k, v in given.items()}


def _parts(pack: Pack, raw: Any) -> tuple[Part, ...]:
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
        found.append(Part(role, str(row.get("person") or f"{role}-{number}"), favour in (True, "yes"),
                          str(row.get("text") or ""), day))
    return tuple(found)


def _mapping(data: Mapping[str, Any], name: str, key: str = "") -> dict[str, Any]:
    raw = data.get(name)
    if raw is None:
        return {}
    if not isinstance(raw, Mapping):
        raise FactsError(f"{key}.{name}".lstrip("."), f"{raw!r} 不是映射", "写成 {名称: 值}")
    return dict(raw)


def _holds(pack: Pack) -> Any:
    """Whether a follow-up's `when` is met on the case as replayed so far."""
    def holds(tree: Tree, subject: Subject, on: date, answers: Mapping[str, Value]) -> bool:
        from chengzhang.engine.rules.context import Context
        from chengzhang.engine.rules.run import library_of

        return library_of(pack).compiled(subject.kind, tree).verdict(Context(pack, subject, on, answers)) is True

    return holds


def _parsed(content: bytes, name: str) -> Any:
    if name.endswith((".yaml", ".yml")):
        return _yaml(content, name)
    try:
        return json.loads(content.decode("utf-8-sig"), object_pairs_hook=_once, parse_float=_no_float)
    except UnicodeDecodeError:
        raise FactsError(name, "不是 UTF-8 编码", "另存为 UTF-8") from None
    except json.JSONDecodeError as error:
        raise FactsError(f"{name}:{error.lineno}:{error.colno}", f"JSON 写得不对：{error.msg}", "检查这一处的引号、逗号和括号") from None
    except RecursionError:
        raise FactsError(name, "层次太深", "减少嵌套") from None


def _yaml(content: bytes, name: str) -> Any:
    """YAML with every scalar as text; the same strictness as for packs, but `on` is a key here."""
    try:
        events = list(yaml.parse(content, Loader=yaml.BaseLoader))
        for event in events:
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise FactsError(f"{name}:{event.start_mark.line + 1}", "用了锚点或别名", "把内容照样写出来")
        node = yaml.compose(content, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise FactsError(f"{name}:{line}", f"YAML 写得不对：{error.problem}", "检查这一行的缩进、冒号和引号") from None
    except (yaml.YAMLError, RecursionError, UnicodeDecodeError):
        raise FactsError(name, "YAML 读不下去", "另存为 UTF-8，减少嵌套") from None
    return _plain(node, name) if node is not None else {}


def _plain(node: yaml.Node, name: str) -> Any:
    if isinstance(node, yaml.MappingNode):
        return _once([(str(key.value), _plain(value, name)) for key, value in node.value])
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, name) for item in node.value]
    return str(node.value)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise FactsError(key, "写了两次", "合并，或删去一处")
        found[key] = value
    return found


def _no_float(text: str) -> Any:
    raise FactsError(text, "小数没有单位", "金额写成 \"0.5万元\"，比例写成 \"12.5%\"")
