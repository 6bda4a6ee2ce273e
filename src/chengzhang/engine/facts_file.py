"""A facts file (JSON or YAML) to a case: what an official, a test or a stored receipt says about one project.

Past events alone suffice: states and recorded facts follow from them by the pack's own `to`, `sets` and `then`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from chengzhang.engine.case import Act, Bench, Part, Subject, Value
from chengzhang.engine.deciding.building import Grower, read_day
from chengzhang.engine.deciding.parsed import parsed
from chengzhang.engine.deciding.places import rows_below
from chengzhang.engine.deciding.replaying import Holds, Replayer, action_of
from chengzhang.engine.deciding.said import bench_said, lifted_said, mapping, parts_said
from chengzhang.engine.deciding.typed import FactsError
from chengzhang.engine.pack.model import Pack
from chengzhang.engine.rules.ast import Tree
from chengzhang.engine.rules.context import Context
from chengzhang.engine.rules.run import compile_tree

KEYS = (
    "facts",
    "states",
    "papers",
    "not_applicable",
    "events",
    "history",
    "subjects",
    "answers",
    "reason",
    "lifted",
    "parts",
    "rulings",
    "parameters",
    "members",
    "person",
    "organisation",
    "residual",
)
SUBJECT_KEYS = (
    "subject",
    "kind",
    "id",
    "state",
    "facts",
    "papers",
    "not_applicable",
    "events",
    "history",
    "subjects",
    "members",
)


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
        act = action_of(self.pack, action, "action")
        rows = list(rows_below(self.top, act.subject))
        if id:
            return self._grower.one(act.subject, "id", id)
        ready = [row for row in rows if row.state in act.from_states]
        return ready[-1] if ready else rows[-1] if rows else self._grower.begin(act.subject, act.subject)

    def act(self, action: str, roles: frozenset[str]) -> Act:
        """The act in these roles. What the file lifts, it says was lifted by whoever may; `parts: all` likewise."""
        lifting = tuple(
            Part(lift.by, lift.by, lifts=rule)
            for rule in self.lifted
            if (lift := self.pack.rules[rule].lift) is not None
        )
        parts = self._all_parts(action) if self.every_part else self.parts
        return Act(
            action,
            self.on,
            roles,
            self.person,
            self.organisation,
            self.answers,
            self.reason,
            self.lifted,
            (*parts, *lifting),
            members=self.members,
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
    return read_case(pack, parsed(content, path.name), on)


def read_case(pack: Pack, data: Any, on: date) -> CaseFile:
    """The case that a mapping of the shape in docs/reference/decide-json.md describes, as it stands on a day."""
    if not isinstance(data, Mapping):
        raise FactsError("facts", "文件的最外层不是映射", "写成 {facts: {…}, states: {…}, events: […]}")
    bench = bench_said(pack, data)
    reading = _Reading(pack, data, bench)
    ignored = reading.case_on(on)
    return CaseFile(
        pack,
        on,
        reading.grower.top,
        reading.grower.project,
        bench,
        answers=mapping(data, "answers") if "answers" in data else None,
        reason=str(data.get("reason") or ""),
        lifted=lifted_said(pack, data.get("lifted")),
        parts=parts_said(pack, data.get("parts") or ()),
        every_part=data.get("parts") == "all",
        members={str(k): dict(v) for k, v in mapping(data, "members").items()},
        person=str(data.get("person") or ""),
        organisation=str(data.get("organisation") or ""),
        ignored=ignored,
        _grower=reading.grower,
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """A past act as the file tells it; `node` = the entry of `subjects` it stands under."""

    on: date
    raw: Mapping[str, Any]
    key: str
    node: Subject | None


class _Reading:
    """First the subjects with what is known of them, then the past in its order, then again what holds now."""

    def __init__(self, pack: Pack, data: Mapping[str, Any], bench: Bench) -> None:
        self.data, self.bench = data, bench
        self.grower = Grower(pack)
        self.facts = self._facts()
        self.told: list[_Told] = []
        self.own: list[tuple[Mapping[str, Any], Subject, str]] = []

    def case_on(self, on: date) -> tuple[str, ...]:
        """Build the case; the events after the day, which haven't happened, are returned by name."""
        self._subjects(self.data.get("subjects") or [], "subjects", None)
        for name, raw in self.facts.items():
            self.grower.fact(name, raw, name)
        self.grower.settle()
        self._events(self.data, "", None)
        later = self._replay(on)
        self._now()
        return later

    def _facts(self) -> dict[str, Any]:
        """What stands under `facts`, and top-level keys that are facts."""
        facts = {str(k): v for k, v in mapping(self.data, "facts").items()}
        for key, raw in self.data.items():
            if str(key) in KEYS:
                continue
            self.grower.definition(str(key), str(key))
            if str(key) in facts:
                raise FactsError(str(key), "在 facts 里和最外层各写了一次", "只写一处")
            facts[str(key)] = raw
        return facts

    def _subjects(self, raw: Any, key: str, under: Subject | None) -> None:
        """The nested list of subjects: begin each where it belongs; its events wait."""
        if not isinstance(raw, list | tuple):
            raise FactsError(key, f"{raw!r} 不是列表", "写成 [{subject: 种类, id: 编号, facts: {…}}]")
        for number, item in enumerate(raw, 1):
            here = f"{key}[{number}]"
            if not isinstance(item, Mapping):
                raise FactsError(here, f"{item!r} 不是映射", "写成 {subject: 种类, id: 编号, facts: {…}}")
            kind = self.grower.kind(str(item.get("subject") or item.get("kind") or ""), f"{here}.subject")
            node = self.grower.place(kind, str(item.get("id") or ""), under, here)
            for name, value in _own_facts(item, here).items():
                self.grower.fact(name, value, f"{here}.{name}", node)
            self.own.append((item, node, here))
            if "members" in item:
                self.grower.members(node, item["members"], f"{here}.members")
            self._events(item, here, node)
            self._subjects(item.get("subjects") or [], f"{here}.subjects", node)

    def _events(self, data: Mapping[str, Any], key: str, node: Subject | None) -> None:
        for name in ("events", "history"):
            listed = data.get(name) or []
            if not isinstance(listed, list | tuple):
                raise FactsError(name, f"{listed!r} 不是列表", "写成 [{act: 动作, on: 日期, answers: {…}}]")
            for number, raw in enumerate(listed, 1):
                here = f"{key}.{name}[{number}]".lstrip(".")
                if not isinstance(raw, Mapping):
                    raise FactsError(here, f"{raw!r} 不是映射", "写成 {act: 动作, on: 日期, answers: {…}}")
                self.told.append(_Told(read_day(raw.get("on"), f"{here}.on"), raw, here, node))

    def _replay(self, on: date) -> tuple[str, ...]:
        replayer = Replayer(self.grower, _holds(self.grower.pack, self.bench))
        replayer.listed = {(str(one.raw.get("act")), one.on) for one in self.told}
        later = []
        for one in sorted(self.told, key=lambda one: one.on):
            if one.on > on:
                replayer.check(one.raw, one.key)
                later.append(f"{one.key}（{one.raw.get('act')}，{one.on.isoformat()}）")
            else:
                replayer.event(one.raw, one.key, one.node)
        return tuple(later)

    def _now(self) -> None:
        """What the file says of the present outranks what follows from its events."""
        grower, data = self.grower, self.data
        for item, node, key in self.own:
            for name, value in _own_facts(item, key).items():
                grower.fact(name, value, f"{key}.{name}", node)
            if "state" in item:
                grower.state(node, item["state"], f"{key}.state")
            grower.papers(item.get("papers") or (), f"{key}.papers", node)
            grower.not_applicable(item.get("not_applicable") or {}, f"{key}.not_applicable", node)
        for name, raw in self.facts.items():
            grower.fact(name, raw, name)
        for kind, state in mapping(data, "states").items():
            key = f"states.{kind}"
            grower.state(grower.one(grower.kind(str(kind), key), key), state, key)
        grower.papers(data.get("papers") or (), "papers")
        grower.not_applicable(data.get("not_applicable") or {}, "not_applicable")


def _own_facts(item: Mapping[str, Any], key: str) -> dict[str, Any]:
    return {**mapping(item, "facts", key), **{k: v for k, v in item.items() if k not in SUBJECT_KEYS}}


def _holds(pack: Pack, bench: Bench) -> Holds:
    """Whether a follow-up's `when` is met on the case as replayed so far, under the readings of that day."""

    def holds(tree: Tree, subject: Subject, on: date, answers: Mapping[str, Value]) -> bool:
        return compile_tree(pack, subject.kind, tree).verdict(Context(pack, subject, on, answers, bench)) is True

    return holds
