"""What a ruling on an open question would change in one running project: acts to come, days, tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from chengzhang.engine.case import Bench, Ruling, Subject
from chengzhang.engine.clock import Calendar
from chengzhang.engine.deciding.plan import plan_of
from chengzhang.engine.duties import duties
from chengzhang.engine.pack.model import Pack
from chengzhang.engine.rules.cited import citations
from chengzhang.engine.rules.context import Context
from chengzhang.engine.rules.names import Unresolved
from chengzhang.engine.rules.tables import evaluate
from chengzhang.engine.transition.ahead import Road
from chengzhang.engine.transition.difference import Difference, Fate
from chengzhang.engine.values import zh_date


@dataclass(slots=True)
class Proposed:
    """A reading of a question from a day on, beside what stands now."""

    pack: Pack
    question: str
    reading: str
    on: date
    bench: Bench
    calendar: Calendar | None
    road: Road = field(init=False)
    new: Bench = field(init=False)

    def __post_init__(self) -> None:
        ruling = Ruling(self.question, self.reading, self.on)
        self.road, self.new = Road(self.pack), replace(self.bench, rulings=(*self.bench.rulings, ruling))


def touched(proposed: Proposed, home: Subject) -> tuple[Difference, ...]:
    """What the ruling changes for a project; empty = it does not touch it."""
    return (*_acts(proposed, home), *_days(proposed, home), *_tables(proposed, home))


def _context(proposed: Proposed, home: Subject, bench: Bench) -> Context:
    return Context(proposed.pack, home, proposed.on, None, bench, proposed.calendar)


def _acts(proposed: Proposed, home: Subject) -> Iterator[Difference]:
    """The acts still ahead that rest on the question."""
    pack, plan = proposed.pack, plan_of(proposed.pack)
    _, place = proposed.road.reached(_context(proposed, home, proposed.bench))
    said: set[str] = set()
    for _, acts in proposed.road.ahead(home, place):
        for act in acts:
            if act.id in said or proposed.question not in plan.of(act.id).questions:
                continue
            said.add(act.id)
            cite = citations(pack, pack.questions[proposed.question].cite)
            yield Difference("question", act.id, Fate.CHANGES, f"办理“{act.zh}”时按这一口径", "", act.zh, (), cite)


def _days(proposed: Proposed, home: Subject) -> Iterator[Difference]:
    p = proposed
    before = {v.key: v for v in duties(p.pack, home, p.on, p.calendar, p.bench)}
    for view in duties(p.pack, home, p.on, p.calendar, p.new):
        old = before.pop(view.key, None)
        if old is None:
            yield Difference("duty", view.id, Fate.CHANGES, f"新增义务：{view.say}", "", view.say, (), view.cite)
        elif old.due.on != view.due.on:
            then, now = (zh_date(one.due.on) if one.due.on else "未定期限" for one in (old, view))
            words = f"“{view.say}”的期限由{then}改为{now}"
            yield Difference("date", view.id, Fate.CHANGES, words, then, now, old.cite, view.cite)
    for old in before.values():
        yield Difference("duty", old.id, Fate.CHANGES, f"不再有义务：{old.say}", old.say, "", old.cite, ())


def _tables(proposed: Proposed, home: Subject) -> Iterator[Difference]:
    for table in proposed.pack.tables.values():
        try:
            old = evaluate(proposed.pack, table, _context(proposed, home, proposed.bench))
            new = evaluate(proposed.pack, table, _context(proposed, home, proposed.new))
        except Unresolved:
            continue
        if old.value != new.value:
            then, now = old.value_zh or "不清楚", new.value_zh or "不清楚"
            words = f"“{table.zh}”由“{then}”改为“{now}”"
            yield Difference("route", table.id, Fate.CHANGES, words, then, now, old.cite, new.cite)
