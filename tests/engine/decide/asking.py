"""Asking the engine about test-land, the invented harbour, the way a facts file would."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from chengzhang.engine.case import Act, Subject
from chengzhang.engine.clock import Calendar, load_calendar
from chengzhang.engine.decide import decide
from chengzhang.engine.decision import Decision, Finding
from chengzhang.engine.facts_file import CaseFile, read_case
from chengzhang.engine.pack.load import load_pack
from chengzhang.engine.pack.model import Pack
from chengzhang.engine.pack.shelf import calendar_folder

PACKS = Path(__file__).parents[3] / "packs"
ABOARD: dict[str, Any] = {
    "unit.local": "yes",
    "secret_cargo": "no",
    "vessel_kind": "boat",
    "trade": "coastal",
    "hull_metres": 9,
    "hull_cost": "30万元",
    "own_funds": "20万元",
    "grant_funds": "10万元",
    "cargo": ["fish"],
    "voters": 3,
    "votes": 2,
}


@cache
def land() -> Pack:
    return load_pack(PACKS / "test-land" / "2020-01-01")


@cache
def calendar() -> Calendar:
    return load_calendar(calendar_folder("cn"))


def case(on: date | str = "2026-12-01", **said: Any) -> CaseFile:
    """A case of test-land; `facts` are added to those of an ordinary boat."""
    facts = ABOARD | said.pop("facts", {})
    known = {name: value for name, value in facts.items() if value is not None}
    return read_case(land(), {"facts": known, **said}, date.fromisoformat(on) if isinstance(on, str) else on)


def put(file: CaseFile, action: str, *roles: str, id: str | None = None) -> tuple[Subject, Act]:
    acting = land().actions[action]
    return file.subject(action, id), file.act(action, frozenset(roles or (acting.entered_by or acting.by,)))


def ask(action: str, on: date | str = "2026-12-01", *roles: str, **said: Any) -> Decision:
    file = case(on, **said)
    subject, act = put(file, action, *roles)
    return decide(land(), subject, act, calendar(), file.bench)


def found(decision: Decision, id: str) -> Finding:
    return next(f for f in decision.findings if f.id == id)
