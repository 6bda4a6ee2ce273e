"""The common workload, read from our own pack: steps, roles, facts that pass, the 28 cases and their expected answers.

The pack says what the shared definition says; nothing about the rules is written a second time here.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from chengzhang.engine.pack.load import load_pack
from chengzhang.engine.pack.model import Pack

PACKS = Path(__file__).parent / "pack"
PLACE, RELEASE = "workload", "2020-01-01"
TODAY = date(2026, 6, 1)
DEPARTMENTS = 10
BROKEN = {"overdue_obl": 2, "sec_doc": False, "share_doc": False, "funding_ok": False}
PEOPLE = {"applicant": "申请单位1", "reviewer": "审查局", "planner": "计划局", "visitor": "旁观单位"}


def load() -> Pack:
    return load_pack(PACKS / PLACE / RELEASE)


def steps(pack: Pack) -> list[tuple[str, str, str, str]]:
    """(verb, from, to, role) in the order of the life; the change stays where it is."""
    return [
        (a.verb, a.from_states[0], str(a.to), a.by)
        for a in pack.subjects["project"].actions.values()
        if a.verb != "register"
    ]


def citation(clause: str) -> str:
    """`18-3` is Art.18(3)."""
    article, _, check = clause.partition("-")
    return f"Art.{article}({check})"


def passing(i: int) -> dict[str, Any]:
    """Facts with which every step passes; odd projects need the approval route."""
    facts: dict[str, Any] = dict.fromkeys(
        [
            "funding_ok",
            "feas_doc",
            "budget_doc",
            "crypto_doc",
            "sec_doc",
            "share_doc",
            "domestic_ok",
            "reviewer_ok",
            "board_ok",
            "demand_doc",
            "legal_ok",
            "plan_doc",
            "supervisor_ok",
            "change_doc",
            "approval_ok",
            "archive_doc",
            "test_doc",
            "audit_doc",
        ],
        True,
    )
    facts |= {
        "budget": 190,
        "contract_sum": 150,
        "change_sum": 15,
        "paid_pct": 20,
        "progress_pct": 100,
        "experts": 5,
        "expert_score": 85,
        "bids": 4,
        "public_days": 25,
        "contract_days": 10,
        "sec_level": 3,
        "trial_days": 60,
        "open_defects": 0,
        "overdue_obl": 0,
        "user_count": 300,
        "method": "open",
    }
    if i % 2:
        facts |= {"contract_sum": 180, "change_sum": 30}
    return facts


def answers(facts: dict[str, Any], title: str) -> dict[str, str]:
    """The facts as somebody would type them."""
    typed = {
        name: ("yes" if value else "no") if isinstance(value, bool) else str(value) for name, value in facts.items()
    }
    return {"title": title, **typed}


def cases(pack: Pack) -> list[tuple[str, dict[str, Any], str]]:
    """28 cases (state, facts, role): each state with all met, and with four facts broken, asked by a visitor."""
    found = []
    for n, (verb, source, _, role) in enumerate(steps(pack)):
        if verb == "change":
            continue
        found.append((source, passing(n), role))
        found.append((source, passing(n) | BROKEN, "visitor"))
    return found


def expected(pack: Pack, verb: str, broken: bool) -> list[str]:
    """The citations that block a step when the four facts are broken, in the order of the checks."""
    if not broken:
        return []
    tests = ("overdue_obl == 0", "sec_doc == yes", "share_doc == yes", "funding_ok == yes")
    found = []
    for rule in pack.rules.values():
        if rule.at == (f"project.{verb}",) and rule.require is not None:
            items = getattr(rule.require, "items", ())
            if len(items) == 1 and getattr(items[0], "source", "") in tests:
                found.append(citation(rule.cite[0]))
    return found


def stored(n: int, seed: int = 7) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """n seeded projects: (code, state, facts)."""
    rnd = random.Random(seed)
    states = ["draft", "declared", "pre_reviewed", "expert_reviewed", "planned", "procured", "contracted", "building"]
    for i in range(1, n + 1):
        facts = passing(i)
        for name, value in facts.items():
            if isinstance(value, bool):
                facts[name] = rnd.random() < 0.985
        facts["budget"] = int(rnd.lognormvariate(5.0, 1.0)) + 20
        facts["progress_pct"] = rnd.randrange(0, 101)
        yield f"P{i:07d}", states[rnd.randrange(len(states))], facts


def obligations(seed: int = 11) -> Iterator[tuple[str, date, str]]:
    """For ever: (kind, due day, status), three a project."""
    rnd = random.Random(seed)
    while True:
        for kind in ("submit_plan", "sign_contract", "report_progress"):
            if rnd.random() < 0.7:
                yield kind, TODAY - timedelta(days=rnd.randrange(1, 700)), "done"
            else:
                yield kind, TODAY + timedelta(days=rnd.randrange(-20, 380)), "open"
