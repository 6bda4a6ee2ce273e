"""The dry run of a ruling: which running projects a reading of an open question would touch, and in what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from chengzhang.engine.pack.model import Question
from chengzhang.engine.transition.difference import Difference
from chengzhang.engine.transition.ruling import Proposed, touched
from chengzhang.foundation import clock
from chengzhang.foundation.refusal import Refusal
from chengzhang.foundation.rulebook.standing import standing
from chengzhang.projects.calendars import calendar_of

from .running import count, running


@dataclass(frozen=True, slots=True)
class Touched:
    """A project that a ruling touches."""

    code: str
    title: str
    unit: str
    differences: tuple[Difference, ...]


@dataclass(slots=True)
class RulingRun:
    """Walk `lines` once; `seen` counts the projects looked at, `hit` those touched."""

    question: Question
    reading: str
    on: date
    number: int
    proposed: Proposed
    authority: int | None
    seen: int = field(default=0)
    hit: int = field(default=0)

    def lines(self) -> Iterator[Touched]:
        for one in running(self.proposed.pack, self.authority):
            self.seen += 1
            found = touched(self.proposed, one.home)
            if found:
                self.hit += 1
                yield Touched(one.project.code, one.project.title, one.project.unit, found)


def who_is_touched(pack: str, question: str, reading: str, *, on: date | None = None) -> RulingRun:
    """Prepare the dry run of a reading from a day on (default: today)."""
    day = on or clock.today()
    held = standing(pack, day)
    asked = held.pack.questions.get(question)
    if asked is None:
        raise Refusal("question_not_found", f"规则中没有编号为“{question}”的问题。", "请在规则页选择待定问题。")
    if reading not in asked.readings:
        choices = "、".join(f"{one.id}（{one.zh}）" for one in asked.readings.values())
        raise Refusal("reading_not_found", f"“{asked.asks}”没有“{reading}”这一口径。", f"可选：{choices}。")
    proposed = Proposed(held.pack, question, reading, day, held.bench, calendar_of(held.pack))
    return RulingRun(asked, reading, day, count(pack), proposed, held.authority_id)
