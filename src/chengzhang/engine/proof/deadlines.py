"""Minimum times are shorter than the maxima that follow: what fulfils a duty can be done by the duty's day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from chengzhang.engine.pack.model import Duty
from chengzhang.engine.proof.acts import Act
from chengzhang.engine.proof.answers import possible
from chengzhang.engine.proof.asking import NoSuch
from chengzhang.engine.proof.claims import Claim, Status
from chengzhang.engine.proof.encode import Encoder
from chengzhang.engine.proof.instance import Instance
from chengzhang.engine.proof.nodes import Node
from chengzhang.engine.proof.symbols import Beyond, Bool, Sym, both
from chengzhang.engine.rules.ast import Call, Moment, Name, OfPeriod, Shifted
from chengzhang.engine.rules.names import Scope, Unresolved
from chengzhang.engine.rules.run import day_of
from chengzhang.engine.rules.sentence import say_moment

BEST_FIRST = (Status.PROVED, Status.UNPROVED, Status.REFUTED, Status.ASTRAY)


def prove_in_time(by_id: dict[str, Act], duty: Duty) -> Iterator[Claim]:
    """Where a duty has a day that facts alone give: one of the acts that fulfil it can be done by then."""
    due = duty.window.due if duty.window is not None and duty.window.due is not None else duty.due
    if not isinstance(due, Name | Shifted | Call | OfPeriod) or duty.every is not None or not duty.done_by:
        return
    if isinstance(due, OfPeriod) and due.base in ("period", "next_period"):
        return
    claims = [_Deadline(by_id[id], duty, due).claim() for id in duty.done_by]
    yield min(claims, key=lambda claim: BEST_FIRST.index(claim.status))


@dataclass
class _Deadline:
    """One duty, the day it is due, and one act that fulfils it."""

    act: Act
    duty: Duty
    due: Moment

    def claim(self) -> Claim:
        duty, act = self.duty, self.act
        says = f"义务“{duty.say}”可以如期完成"
        claim = Claim("duty.in_time", f"duties.{duty.id}", says, mark=duty.mark, cite=duty.cite)
        answer = act.asker.ask(self.timely, self.really_timely)
        day = say_moment(act.pack, duty.of, self.due)
        if isinstance(answer, NoSuch) and isinstance(act.asker.ask(self.dated, self.really_dated), NoSuch):
            what = f"义务“{duty.say}”的到期日（{day}）无从算起：能办“{act.action.zh}”时，它所依据的事实还没有"
            return possible(claim, answer, what, "改用完成之前就有的事实，如引起它的那件事的日期")
        what = f"义务“{duty.say}”不可能如期完成：“{act.action.zh}”最早能办的日子，已晚于到期日（{day}）"
        return possible(claim, answer, what, "核对最短时间与期限：最短时间应短于随后的期限")

    # -------------------------------------------------------------- formulas

    def owner(self, encoder: Encoder) -> tuple[Scope, Node]:
        """The subject the duty lives on, seen from the act."""
        try:
            place = encoder.world.scope.place(self.duty.of)
        except Unresolved:
            raise Beyond(f"从“{self.act.action.zh}”看不到是哪一项义务") from None
        return encoder.world.scope.of(place.kind), encoder.walk(place, encoder.world.acting)

    def day(self, encoder: Encoder) -> Sym:
        return encoder.moment(self.due, *self.owner(encoder))

    def dated(self, encoder: Encoder) -> Bool:
        """The act can be done, and the duty has a day."""
        _, node = self.owner(encoder)
        return both(self.act.stands(encoder), self.act.allowed(encoder), node.exists, self.day(encoder).there)

    def timely(self, encoder: Encoder) -> Bool:
        by_then = encoder.world.act_day <= self.day(encoder).term
        return both(self.dated(encoder), by_then, self.opened(encoder))

    def opened(self, encoder: Encoder) -> Bool:
        """Not before the window in which alone it may be done."""
        window = self.duty.window
        if window is None or window.early != "refuse":
            return True
        first = encoder.moment(window.opens, *self.owner(encoder))
        return both(first.there, encoder.world.act_day >= first.term)

    # -------------------------------------------------------------- the evaluator's word

    def really_due(self, case: Instance) -> date | None:
        owner = self.act.asker.encoder(0).world.scope.place(self.duty.of).walk(case.subject)
        if owner is None:
            return None
        context = case.ask()
        context.subject = owner
        day = day_of(context, self.due)
        return day if isinstance(day, date) else None

    def really_dated(self, case: Instance) -> bool:
        return self.really_due(case) is not None and self.act.really_allowed(case)

    def really_timely(self, case: Instance) -> bool:
        due = self.really_due(case)
        return due is not None and case.on <= due and self.act.really_allowed(case)
