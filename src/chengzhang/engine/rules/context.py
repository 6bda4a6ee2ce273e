"""One moment at which rules are read: whose rulebook, which subject, which day, which answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from chengzhang.engine.case import Bench, Subject, Value
from chengzhang.engine.clock import Calendar, Span
from chengzhang.engine.pack.model import Pack
from chengzhang.engine.rules.names import FactAt, Scope, Unresolved

# (duty id, subject acted on or the nearest common ancestor) -> the statuses that hold there, of open | done | overdue.
# A late duty is both open and overdue.
DutyStatus = Callable[[str, Subject], frozenset[str]]


@dataclass(slots=True)
class Context:
    """`answers`: the act's own form, typed; None = a look ahead, so `form.x` is not known yet.

    `declared`: facts that this act's form supplies (full name -> value), seen as if they were known already.
    `papers`: handed in together with the act (paper ids, or `paper.part`).
    `period`: the period a recurring duty is in; `period_from`: the event's day, for periods that run from one.
    A context is of one moment: it remembers what it worked out, so make a new one after a fact has changed.
    """

    pack: Pack
    subject: Subject
    on: date
    answers: Mapping[str, Value] | None = None
    bench: Bench = field(default_factory=Bench)
    calendar: Calendar | None = None  # needed only where a period is counted
    duty_status: DutyStatus | None = None
    declared: Mapping[str, Value] = field(default_factory=dict)
    papers: frozenset[str] = frozenset()
    period: Span | None = None
    period_from: date | None = None
    memo: dict[Any, Any] = field(default_factory=dict, repr=False)
    overlay: dict[tuple[int | str, str], Value] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        if not self.declared:
            return
        scope = Scope(self.pack, self.subject.kind)
        for name, value in self.declared.items():
            try:
                meaning = scope.meaning(name)
            except Unresolved:
                continue  # a fact that no rule at this subject can name
            if isinstance(meaning, FactAt):
                owner = meaning.place.walk(self.subject)
                key = (id(owner), meaning.fact.key) if owner is not None else ("", meaning.fact.name)
                self.overlay[key] = value
