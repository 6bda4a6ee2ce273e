"""Receipts: what is needed to get the same answer years later, and proof that it is the same.

The same input has the same digest, whatever the order of its facts and of the pack's rules.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from fractions import Fraction
from typing import Any

from cryptography.hazmat.primitives import hashes

from chengzhang.engine.case import Act, Bench, Subject
from chengzhang.engine.clock import Calendar
from chengzhang.engine.decision import Decision, Effect, Finding, Receipt, Truth
from chengzhang.engine.pack.model import Pack
from chengzhang.engine.values import format_literal

_LINES_KEPT = 4_000
_lines: dict[int, tuple[Finding, str]] = {}  # by identity; the finding is held, so its id stays its own

ENGINE = "1"  # raised when the same input may get another answer


def sm3(text: str) -> str:
    """SM3 (GB/T 32905) of a text in UTF-8, hex."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(text.encode())
    return digest.finalize().hex()


def _plain(value: Any) -> Any:
    """What JSON doesn't know: sets in order, values of the rule language as literals, records as mappings."""
    if isinstance(value, frozenset | set):
        return sorted(value)
    if isinstance(value, date | Fraction):
        return format_literal(value)
    if hasattr(value, "literal"):
        return value.literal
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: getattr(value, f.name) for f in fields(value)}
    raise TypeError(f"不能写成 JSON：{value!r}")


def _encoder() -> Callable[[Any], str]:
    """Compact JSON with sorted keys. The C encoder is made once: `json` makes it anew for every text."""
    slow = json.JSONEncoder(
        ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain, check_circular=False
    )
    made = getattr(json.encoder, "c_make_encoder", None)
    if made is None:
        return slow.encode
    quote = getattr(json.encoder, "encode_basestring")  # noqa: B009  (not in the stubs)
    pieces = made(None, _plain, quote, None, ":", ",", True, False, True)
    return lambda value: "".join(pieces(value, 0))


# Money and years are whole numbers here: the pack gives each name its type, so nothing can be mistaken.
canonical = _encoder()


def literal(value: Any) -> Any:
    """A value as a reader sees it in JSON: literals of the rule language, so that money isn't a bare number."""
    match value:
        case Enum():
            return value.value
        case None | bool() | str():
            return value
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


def seal(
    pack: Pack, subject: Subject, act: Act, calendar: Calendar | None, bench: Bench, decision: Decision
) -> Receipt:
    """The receipt of a decision. `facts_digest` covers case, act and bench; `digest` all that and the answer."""
    facts = sm3(canonical(case_json(subject, act, bench)))
    day = calendar.digest if calendar is not None else ""
    digest = sm3("\n".join((pack.digest, day, ENGINE, facts, canonical(answer_json(decision)))))
    return Receipt(pack.id, pack.release, pack.digest, day, ENGINE, act.action, act.on, facts, digest)


# ---------------------------------------------------------------- the input


def case_json(subject: Subject, act: Act, bench: Bench) -> dict[str, Any]:
    """The whole input, in an order that doesn't depend on how it was put together."""
    return {"case": _tree(subject.root(), subject), "act": _act(act), "bench": _bench(bench)}


def _tree(node: Subject, acted_on: Subject) -> dict[str, Any]:
    found: dict[str, Any] = {"kind": node.kind, "id": node.id, "state": node.state, "facts": node.facts}
    if node is acted_on:
        found["acted_on"] = True
    if node.papers:
        found["papers"] = {paper: sorted(parts) for paper, parts in node.papers.items()}
    if node.not_applicable:
        found["not_applicable"] = node.not_applicable
    if node.events:
        found["events"] = [
            (e.act, e.on.isoformat(), e.sets, e.answers, e.by, e.seq, sorted(e.parts)) for e in node.events
        ]
    if node.members:
        found["members"] = sorted(f"{m.kind}#{m.id}" for m in node.members)
    if node.links:
        found["links"] = {name: f"{other.kind}#{other.id}" for name, other in node.links.items()}
    if node.children:
        below = [_tree(row, acted_on) for rows in node.children.values() for row in rows]
        found["children"] = sorted(below, key=_named) if len(below) > 1 else below
    return found


def _named(row: dict[str, Any]) -> tuple[str, str]:
    return row["kind"], row["id"]


def _act(act: Act) -> list[Any]:
    return [
        act.action,
        act.on.isoformat(),
        sorted(act.roles),
        act.person,
        act.organisation,
        act.answers,
        act.reason,
        act.lifted,
        sorted((p.role, p.person, p.member, p.lifts, p.favour, p.text) for p in act.parts),
        sorted(act.papers),
        act.not_applicable,
        act.members,
        act.asked_on,
    ]


def _bench(bench: Bench) -> list[Any]:
    rulings = sorted((r.question, r.reading, r.from_on.isoformat()) for r in bench.rulings)
    told: list[Any] = [rulings, bench.parameters, sorted(bench.residual)]
    return [*told, bench.carried] if bench.carried is not None else told


# ---------------------------------------------------------------- the answer


def answer_json(decision: Decision) -> list[Any]:
    """What a decision says, its findings in an order of their own: packs that list rules otherwise agree."""
    d = decision
    return [
        d.action,
        d.subject_kind,
        d.subject_id,
        d.outcome,
        d.on.isoformat(),
        d.next_state,
        sorted([_finding(f) for f in d.findings]),
        sorted((p.paper, p.present, p.skipped or "", p.missing_parts, p.unknown) for p in d.papers),
        sorted((t.id, str(t.value)) for t in d.tables),
        sorted((q.id, q.reading or "", q.ruled) for q in d.questions),
        [_effect(e) for e in d.effects],
        [answer_json(t) for t in d.then],
        sorted((v.key, str(v.due.on)) for v in d.duties_opened),
        sorted((v.key, v.status) for v in d.duties_closed),
        sorted(d.left_out),
    ]


def _finding(f: Finding) -> str:
    """A finding's line. Rules that hold come as the same object again and again: their line is kept."""
    known = _lines.get(id(f))
    if known is not None and known[0] is f:
        return known[1]
    line = _line(f)
    if f.kind == "rule" and f.truth is Truth.MET:
        if len(_lines) >= _LINES_KEPT:
            _lines.clear()
        _lines[id(f)] = (f, line)
    return line


def _line(f: Finding) -> str:
    return f"{f.kind}|{f.id}|{f.truth}|{f.level}|{f.lacks}|{f.missing_papers}|{f.lifted}|{f.opens_on}|{f.rulings}"


def _effect(effect: Effect) -> list[Any]:
    return [
        effect.subject_kind,
        effect.subject_id,
        effect.action,
        effect.before,
        effect.after,
        effect.sets,
        effect.declared,
        effect.answers,
        effect.makes,
        effect.created,
    ]
