"""One act heard on one subject under one set of readings: what each step adds its findings to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from chengzhang.engine.case import Act, Bench, Subject, Value
from chengzhang.engine.clock import Calendar
from chengzhang.engine.deciding.plan import ActionPlan
from chengzhang.engine.decision import Finding, PaperNeed, TableView, Truth
from chengzhang.engine.pack.model import Action, Pack
from chengzhang.engine.rules.context import Context


@dataclass(slots=True)
class Hearing:
    """`typed`: answers by field id (None = a look ahead). `rulings`: what an unknown waits for, by finding."""

    plan: ActionPlan
    subject: Subject
    act: Act
    calendar: Calendar | None
    bench: Bench
    ctx: Context
    typed: dict[str, Value] | None = None
    declared: dict[str, tuple[str, Value]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    papers: list[PaperNeed] = field(default_factory=list)
    tables: list[TableView] = field(default_factory=list)
    makes: list[str] = field(default_factory=list)
    rulings: set[str] = field(default_factory=set)
    recorded: bool = False  # something is put on record: a lifted rule, a filing to oneself
    outside: bool = False
    waiting: bool = False

    @property
    def pack(self) -> Pack:
        return self.plan.pack

    @property
    def action(self) -> Action:
        return self.plan.action

    @property
    def looks_ahead(self) -> bool:
        return self.act.answers is None

    def finds(self, kind: str, id: str, truth: Truth, say: str, **more: Any) -> None:
        level = more.pop("level", "must")
        self.findings.append(Finding(kind, id, truth, level, say, **more))

    def awaits_form(self, lacks: tuple[str, ...]) -> bool:
        """Whether all that is lacking would come with this act's own form, which nobody has filled in yet."""
        return self.looks_ahead and bool(lacks) and all(name in self.plan.supplies for name in lacks)


def with_papers(papers: Mapping[str, frozenset[str]], handed: frozenset[str]) -> frozenset[str]:
    """Paper ids, and `paper.part` for the parts that are there."""
    parts = {f"{paper}.{part}" for paper, have in papers.items() for part in have}
    return frozenset(papers) | parts | handed
