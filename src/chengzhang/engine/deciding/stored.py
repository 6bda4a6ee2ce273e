"""A whole input as JSON and back, exactly: what a stored receipt carries, to be replayed without a database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from chengzhang.engine.case import Act, Bench, Carried, Clock, Event, Part, Ruling, Subject, Value
from chengzhang.engine.values import (
    Days,
    Money,
    MonthDay,
    Months,
    Window,
    WorkingDays,
    Year,
    format_literal,
    parse_literal,
)

_TYPES: tuple[tuple[type[Any], str], ...] = (
    (Money, "money"),
    (Year, "year"),
    (MonthDay, "month_day"),
    (Window, "window"),
    (Days, "period"),
    (WorkingDays, "period"),
    (Months, "period"),
    (Fraction, "ratio"),
    (date, "date"),
)


def write_value(value: Value) -> Any:
    """Text, truth and counts as they are; every other value as `{type: literal}`."""
    for kind, name in _TYPES:
        if isinstance(value, kind):
            return {name: format_literal(value)}
    match value:
        case None | bool() | str() | int():
            return value
        case frozenset() | set():
            return {"set": sorted(value)}
        case Mapping():
            return {"map": {str(k): write_value(v) for k, v in value.items()}}
        case tuple():
            return {"rows": [write_value(v) for v in value]}
        case list():
            return [write_value(v) for v in value]
    raise TypeError(f"不能写入回执：{value!r}")


def read_value(raw: Any) -> Value:
    if isinstance(raw, list):
        return [read_value(v) for v in raw]
    if not isinstance(raw, Mapping):
        return raw
    [(name, body)] = raw.items()
    match name:
        case "set":
            return frozenset(body)
        case "map":
            return {k: read_value(v) for k, v in body.items()}
        case "rows":
            return tuple(read_value(v) for v in body)
    return parse_literal(name, body)


def write_input(subject: Subject, act: Act, bench: Bench) -> dict[str, Any]:
    """The case, the act and the bench. Members and links are named by their place in the walk of the case."""
    nodes = list(subject.root().walk())
    places = {id(node): n for n, node in enumerate(nodes)}
    return {
        "case": [_node(node, places) for node in nodes],
        "acted_on": places.get(id(subject)),
        "fresh": None if id(subject) in places else _fresh(subject, places),
        "act": _act(act),
        "bench": _bench(bench),
    }


def _node(node: Subject, places: Mapping[int, int]) -> dict[str, Any]:
    found: dict[str, Any] = {"kind": node.kind, "id": node.id, "state": node.state, "facts": _values(node.facts)}
    if node.parent is not None:
        found["parent"] = places[id(node.parent)]
    if node.papers:
        found["papers"] = {paper: sorted(parts) for paper, parts in node.papers.items()}
    if node.not_applicable:
        found["not_applicable"] = dict(node.not_applicable)
    if node.events:
        found["events"] = [_event(e) for e in node.events]
    if node.members:
        found["members"] = [places[id(m)] for m in node.members if id(m) in places]
    if node.links:
        found["links"] = {name: places[id(other)] for name, other in node.links.items() if id(other) in places}
    return found


def _fresh(subject: Subject, places: Mapping[int, int]) -> dict[str, Any]:
    """A subject that isn't part of the case yet: begun by the act."""
    parent = places.get(id(subject.parent)) if subject.parent is not None else None
    return {
        "kind": subject.kind,
        "id": subject.id,
        "state": subject.state,
        "facts": _values(subject.facts),
        "parent": parent,
    }


def _event(e: Event) -> dict[str, Any]:
    return {
        "act": e.act,
        "on": e.on.isoformat(),
        "sets": _values(e.sets),
        "answers": _values(e.answers),
        "by": e.by,
        "seq": e.seq,
        "parts": list(e.parts),
    }


def _values(values: Mapping[str, Value]) -> dict[str, Any]:
    return {name: write_value(value) for name, value in values.items()}


def _act(act: Act) -> dict[str, Any]:
    return {
        "action": act.action,
        "on": act.on.isoformat(),
        "roles": sorted(act.roles),
        "person": act.person,
        "organisation": act.organisation,
        "answers": None if act.answers is None else _values(act.answers),
        "reason": act.reason,
        "lifted": dict(act.lifted),
        "papers": sorted(act.papers),
        "not_applicable": dict(act.not_applicable),
        "members": {m: _values(v) for m, v in act.members.items()},
        "asked_on": act.asked_on.isoformat() if act.asked_on else None,
        "parts": [
            {
                "role": p.role,
                "person": p.person,
                "favour": p.favour,
                "text": p.text,
                "member": p.member,
                "lifts": p.lifts,
                "on": p.on.isoformat() if p.on else None,
            }
            for p in act.parts
        ],
    }


def _bench(bench: Bench) -> dict[str, Any]:
    return {
        "rulings": [
            {
                "question": r.question,
                "reading": r.reading,
                "from_on": r.from_on.isoformat(),
                "by": r.by,
                "reason": r.reason,
            }
            for r in bench.rulings
        ],
        "parameters": _values(bench.parameters),
        "residual": sorted(bench.residual),
        **({"carried": _carried(bench.carried)} if bench.carried is not None else {}),
    }


def _carried(carried: Carried) -> dict[str, Any]:
    return {
        "since": carried.since.isoformat(),
        "clocks": {
            key: {
                "due_on": c.due_on.isoformat() if c.due_on else None,
                "latest_on": c.latest_on.isoformat() if c.latest_on else None,
                "ended": c.ended,
                "release": c.release,
            }
            for key, c in carried.clocks.items()
        },
    }


def read_input(raw: Mapping[str, Any]) -> tuple[Subject, Act, Bench]:
    """The inverse of `write_input`; KeyError, TypeError or ValueError for anything else."""
    nodes = [_subject(row) for row in raw["case"]]
    for node, row in zip(nodes, raw["case"], strict=True):
        if "parent" in row:
            nodes[row["parent"]].add(node)
        node.members = [nodes[n] for n in row.get("members", ())]
        node.links = {name: nodes[n] for name, n in row.get("links", {}).items()}
    if raw["acted_on"] is not None:
        subject = nodes[raw["acted_on"]]
    else:
        subject = _subject(raw["fresh"])
        subject.parent = nodes[raw["fresh"]["parent"]] if raw["fresh"]["parent"] is not None else None
    return subject, _read_act(raw["act"]), _read_bench(raw["bench"])


def _subject(row: Mapping[str, Any]) -> Subject:
    return Subject(
        row["kind"],
        row["id"],
        row["state"],
        _read(row["facts"]),
        {paper: frozenset(parts) for paper, parts in row.get("papers", {}).items()},
        dict(row.get("not_applicable", {})),
        [
            Event(
                e["act"],
                date.fromisoformat(e["on"]),
                _read(e["sets"]),
                _read(e["answers"]),
                e["by"],
                e["seq"],
                tuple(e["parts"]),
            )
            for e in row.get("events", ())
        ],
    )


def _read(values: Mapping[str, Any]) -> dict[str, Value]:
    return {name: read_value(value) for name, value in values.items()}


def _read_act(raw: Mapping[str, Any]) -> Act:
    return Act(
        raw["action"],
        date.fromisoformat(raw["on"]),
        frozenset(raw["roles"]),
        raw["person"],
        raw["organisation"],
        None if raw["answers"] is None else _read(raw["answers"]),
        raw["reason"],
        dict(raw["lifted"]),
        tuple(
            Part(
                p["role"],
                p["person"],
                p["favour"],
                p["text"],
                date.fromisoformat(p["on"]) if p["on"] else None,
                p["member"],
                p["lifts"],
            )
            for p in raw["parts"]
        ),
        date.fromisoformat(raw["asked_on"]) if raw["asked_on"] else None,
        frozenset(raw["papers"]),
        dict(raw["not_applicable"]),
        {m: _read(v) for m, v in raw["members"].items()},
    )


def _read_bench(raw: Mapping[str, Any]) -> Bench:
    rulings = tuple(
        Ruling(r["question"], r["reading"], date.fromisoformat(r["from_on"]), r["by"], r["reason"])
        for r in raw["rulings"]
    )
    carried = _read_carried(raw["carried"]) if "carried" in raw else None
    return Bench(rulings, _read(raw["parameters"]), frozenset(raw["residual"]), carried)


def _read_carried(raw: Mapping[str, Any]) -> Carried:
    def day(text: str | None) -> date | None:
        return date.fromisoformat(text) if text else None

    clocks = {
        key: Clock(day(c["due_on"]), day(c["latest_on"]), bool(c["ended"]), c["release"])
        for key, c in raw["clocks"].items()
    }
    return Carried(date.fromisoformat(raw["since"]), clocks)
