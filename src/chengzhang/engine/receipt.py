"""Receipts: what is needed to get the same answer years later, and proof that it is the same.

The same input has the same digest, whatever the order of its facts and of the pack's rules.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from enum import Enum
from fractions import Fraction
from typing import Any

from cryptography.hazmat.primitives import hashes

from chengzhang.engine.case import Act, Bench, Subject
from chengzhang.engine.clock import Calendar
from chengzhang.engine.decision import Decision, Receipt
from chengzhang.engine.pack.model import Pack
from chengzhang.engine.values import format_literal

ENGINE = "1"  # raised when the same input may get another answer


def sm3(text: str) -> str:
    """SM3 (GB/T 32905) of a text in UTF-8, hex."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(text.encode())
    return digest.finalize().hex()


def canonical(value: Any) -> str:
    """JSON with sorted keys and no spaces; values of the rule language as literals."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)


def _plain(value: Any) -> Any:
    if isinstance(value, frozenset | set):
        return sorted(value)
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value) and not isinstance(value, type) and not hasattr(value, "literal"):
        return {f.name: getattr(value, f.name) for f in fields(value)}
    return format_literal(value)


def literal(value: Any) -> Any:
    """A value as JSON keeps it: literals of the rule language, so that money isn't a bare number."""
    match value:
        case None | bool() | str():
            return value if not isinstance(value, Enum) else value.value
        case frozenset() | set():
            return sorted(value)
        case Mapping():
            return {str(k): literal(v) for k, v in value.items()}
        case tuple() | list():
            return [literal(v) for v in value]
        case date() | Fraction():
            return format_literal(value)
    if hasattr(value, "literal"):
        return value.literal
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: literal(getattr(value, f.name)) for f in fields(value)}
    return value


def seal(pack: Pack, subject: Subject, act: Act, calendar: Calendar | None, bench: Bench, decision: Decision) -> Receipt:
    """The receipt of a decision. `facts_digest` covers the case, the act and the bench; `digest` all that and the answer."""
    facts = sm3(canonical(case_json(subject, act, bench)))
    day = calendar.digest if calendar is not None else ""
    digest = sm3("\n".join((pack.digest, day, ENGINE, facts, canonical(answer_json(decision)))))
    return Receipt(pack.id, pack.release, pack.digest, day, ENGINE, act.action, act.on, facts, digest)


# ---------------------------------------------------------------- the input


def case_json(subject: Subject, act: Act, bench: Bench) -> dict[str, Any]:
    """The whole input, in an order that doesn't depend on how it was put together."""
    return {"case": _tree(subject.root(), subject), "act": _act(act), "bench": _bench(bench)}


def _tree(node: Subject, acted_on: Subject) -> dict[str, Any]:
    found: dict[str, Any] = {"kind": node.kind, "id": node.id, "state": node.state, "facts": _values(node.facts)}
    if node is acted_on:
        found["acted_on"] = True
    if node.papers:
        found["papers"] = {paper: sorted(parts) for paper, parts in node.papers.items()}
    if node.not_applicable:
        found["not_applicable"] = node.not_applicable
    if node.events:
        found["events"] = [_event(e) for e in node.events]
    if node.members:
        found["members"] = sorted(f"{m.kind}#{m.id}" for m in node.members)
    if node.links:
        found["links"] = {name: f"{other.kind}#{other.id}" for name, other in node.links.items()}
    if node.children:
        below = [_tree(row, acted_on) for rows in node.children.values() for row in rows]
        found["children"] = sorted(below, key=lambda row: (row["kind"], row["id"], canonical(row)))
    return found


def _event(event: Any) -> dict[str, Any]:
    found = {"act": event.act, "on": event.on.isoformat(), "sets": _values(event.sets), "seq": event.seq}
    if event.answers:
        found["answers"] = _values(event.answers)
    if event.by:
        found["by"] = event.by
    if event.parts:
        found["parts"] = sorted(event.parts)
    return found


def _values(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value if type(value) in (str, bool) else literal(value) for name, value in values.items()}


def _act(act: Act) -> dict[str, Any]:
    found = {
        "action": act.action, "on": act.on.isoformat(), "roles": sorted(act.roles), "person": act.person,
        "organisation": act.organisation, "answers": None if act.answers is None else literal(act.answers),
        "reason": act.reason, "lifted": act.lifted, "parts": [literal(p) for p in act.parts], "papers": sorted(act.papers),
        "not_applicable": act.not_applicable, "members": literal(act.members),
        "asked_on": act.asked_on.isoformat() if act.asked_on is not None else None,
    }
    return {k: v for k, v in found.items() if v not in ("", [], {})}


def _bench(bench: Bench) -> dict[str, Any]:
    return {
        "rulings": sorted([r.question, r.reading, r.from_on.isoformat()] for r in bench.rulings),
        "parameters": _values(bench.parameters), "residual": sorted(bench.residual),
    }


# ---------------------------------------------------------------- the answer


def answer_json(decision: Decision) -> Any:
    """What a decision says, its findings in an order of their own: two packs that list rules otherwise agree."""
    return {
        "action": decision.action, "subject": [decision.subject_kind, decision.subject_id],
        "outcome": decision.outcome.value, "on": decision.on.isoformat(), "next_state": decision.next_state,
        "findings": sorted(_finding(f) for f in decision.findings),
        "papers": sorted([p.paper, p.present, p.skipped or "", list(p.missing_parts), p.unknown] for p in decision.papers),
        "tables": sorted([t.id, str(literal(t.value))] for t in decision.tables),
        "questions": sorted([q.id, q.reading or "", q.ruled] for q in decision.questions),
        "effects": [_effect(e) for e in decision.effects], "then": [answer_json(d) for d in decision.then],
        "opened": sorted([d.key, d.due.on.isoformat() if d.due.on else ""] for d in decision.duties_opened),
        "closed": sorted([d.key, d.status] for d in decision.duties_closed),
        "left_out": sorted(list(pair) for pair in decision.left_out),
    }


def _finding(f: Any) -> list[Any]:
    return [f.kind, f.id, f.truth.value, f.level, ",".join(f.lacks), ",".join(f.missing_papers), f.lifted,
            f.opens_on.isoformat() if f.opens_on is not None else "", ",".join(f.rulings)]


def _effect(effect: Any) -> list[Any]:
    return [effect.subject_kind, effect.subject_id, effect.action, effect.before, effect.after, _values(effect.sets),
            literal(effect.declared), literal(effect.answers), list(effect.makes), effect.created]


__all__ = ["Replayed", "answer_json", "canonical", "case_json", "literal", "seal", "sm3"]


@dataclass(frozen=True, slots=True)
class Replayed:
    """Whether a stored decision came out the same, and if not, what differs."""

    same: bool
    differs: tuple[str, ...] = ()


