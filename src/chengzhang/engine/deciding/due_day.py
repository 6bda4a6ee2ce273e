"""A duty's `due` to a day that explains itself: counted from which event, by which article, over which suspensions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from chengzhang.engine.clock import (
    Calendar,
    Counted,
    NotAnnounced,
    Roll,
    Span,
    Suspension,
    add,
    day_of_span,
    day_of_year,
    next_span,
    nth_day,
    roll_on,
)
from chengzhang.engine.decision import Citation, DueDay, DueStep
from chengzhang.engine.pack.model import Pack
from chengzhang.engine.rules.ast import (
    Call,
    DayOfPeriod,
    Due,
    Literal,
    Moment,
    Name,
    OfPeriod,
    PeriodEnd,
    Shifted,
    Undated,
    WithAct,
)
from chengzhang.engine.rules.cited import citations
from chengzhang.engine.rules.context import Context
from chengzhang.engine.rules.run import day_of, value_of
from chengzhang.engine.rules.truth import ABSENT, Unknown
from chengzhang.engine.values import Days, MonthDay, Months, Window, WorkingDays, zh_date

UNDATED = DueDay(None, undated=True, steps=(DueStep("result", "办法未定期限"),))
_PICKS = {"later": max, "earlier": min, "first_of": None}


class Counter:
    """Counts due days of one duty in one context: `ctx.on` is the day it opened, `span` the period it is for."""

    def __init__(
        self,
        ctx: Context,
        calendar: Calendar | None,
        span: Span | None = None,
        start: date | None = None,
        suspensions: Sequence[Suspension] = (),
    ) -> None:
        self.ctx, self.pack = ctx, ctx.pack
        self.calendar = calendar
        self.span, self.start = span, start
        self.suspensions = suspensions

    def due(self, due: Due | None) -> DueDay:
        match due:
            case None | Undated():
                return UNDATED
            case WithAct():
                step = DueStep("result", f"与办理同日：{zh_date(self.ctx.on)}", self.ctx.on)
                return DueDay(self.ctx.on, steps=(step,))
        try:
            return self.moment(due)
        except NotAnnounced as error:
            return DueDay(None, provisional=True, steps=(DueStep("provisional", f"日历未公布，暂不能推算：{error}"),))

    def moment(self, moment: Moment) -> DueDay:
        match moment:
            case Shifted():
                return self._shifted(moment)
            case Call(function, args) if function in _PICKS:
                return self._pick(function, [self.moment(arg) for arg in args])
            case Name(text) if self._derived(text) is not None:
                inner = self._derived(text)
                assert inner is not None
                return self.moment(inner)
            case OfPeriod() | DayOfPeriod() | PeriodEnd():
                return self._of_period(moment)
        return self._plain(moment)

    def _derived(self, name: str) -> Moment | None:
        """A derived fact that is itself a date expression is counted step by step."""
        fact = self.pack.derived.get(name)
        derivation = fact.derivation if fact is not None else None
        if derivation is None:
            return None
        if derivation.moment is not None:
            return derivation.moment
        return Call(derivation.function, derivation.args) if derivation.function in _PICKS else None

    def _shifted(self, moment: Shifted) -> DueDay:
        base = self.moment(moment.base)
        if base.on is None:
            return base
        period = moment.period.value if isinstance(moment.period, Literal) else value_of(self.ctx, moment.period.text)
        if not isinstance(period, Days | Months | WorkingDays):
            return self._lacking(period, moment.period.text)
        shift = period if moment.sign == 1 else -period
        if self.calendar is None:
            return DueDay(None, steps=(DueStep("result", "没有日历，不能推算"),))
        counted = add(
            base.on,
            shift,
            self.calendar,
            self._roll,
            event=self._event(moment.base),
            suspensions=self.suspensions if shift.n > 0 else (),
        )
        return self._explained(counted, self._before(moment.base, base))

    @property
    def _roll(self) -> Roll:
        return "next_working_day" if self.pack.calendar.roll == "next_working_day" else None

    def _before(self, base: Moment, due: DueDay) -> tuple[DueStep, ...]:
        """How the base itself was counted, where it was; a plain date needs no step of its own."""
        return () if len(due.steps) < 2 else due.steps

    def _explained(self, counted: Counted, before: tuple[DueStep, ...] = ()) -> DueDay:
        steps = tuple(
            DueStep(s.kind, s.zh, s.on, s.until, (Citation("", "", s.cite),) if s.cite else ()) for s in counted.steps
        )
        return DueDay(counted.date, counted.latest, counted.provisional, steps=before + steps)

    def _pick(self, function: str, days: list[DueDay]) -> DueDay:
        known = [day for day in days if day.on is not None]
        if not known:
            return days[0]
        if function == "first_of":
            return known[0]
        pick = max if function == "later" else min
        return pick(known, key=lambda day: day.on or date.min)

    def _of_period(self, moment: OfPeriod | DayOfPeriod | PeriodEnd) -> DueDay:
        if isinstance(moment, OfPeriod) and moment.base not in ("period", "next_period"):
            return self._of_year(moment)
        if self.span is None:
            return DueDay(None, steps=(DueStep("result", "不是按期的义务，没有期"),))
        base = getattr(moment, "base", "period")
        span = self.span if base == "period" else next_span(self.span, self.start)
        if isinstance(moment, PeriodEnd):
            return self._fixed(span.last, f"{span.zh}末日")
        if isinstance(moment, DayOfPeriod):
            return self._fixed(nth_day(moment.day, span), f"{span.zh}第{moment.day}日")
        anchor = self._anchor(moment)
        if not isinstance(anchor, MonthDay | Window):
            return self._lacking(anchor, getattr(moment.anchor, "text", ""))
        return self._fixed(day_of_span(anchor, span), f"{span.zh}{self._anchored(moment, anchor)}")

    def _of_year(self, moment: OfPeriod) -> DueDay:
        anchor, year = self._anchor(moment), value_of(self.ctx, moment.base)
        if not isinstance(anchor, MonthDay | Window):
            return self._lacking(anchor, getattr(moment.anchor, "text", ""))
        if year is ABSENT or isinstance(year, Unknown):
            return self._lacking(year, moment.base)
        number = (year.year if isinstance(year, date) else int(year)) + moment.years
        return self._fixed(day_of_year(anchor, number), f"{number}年{self._anchored(moment, anchor)}")

    def _anchored(self, moment: OfPeriod, anchor: MonthDay | Window) -> str:
        """`1月31日`, or `申报期的末日7月31日` for a window."""
        if isinstance(anchor, MonthDay):
            return anchor.zh
        named = f"{self._name(moment.anchor.text)}的" if isinstance(moment.anchor, Name) else ""
        return f"{named}末日{anchor.last.zh}"

    def _anchor(self, moment: OfPeriod) -> object:
        return moment.anchor.value if isinstance(moment.anchor, Literal) else value_of(self.ctx, moment.anchor.text)

    def _fixed(self, day: date, words: str) -> DueDay:
        """A calendar date: it moves off a day off only where the pack says so."""
        steps = (DueStep("rule", words, day),)
        if self.pack.calendar.fixed_dates_roll and self.calendar is not None:
            rolled = self._explained(roll_on(day, self.calendar))
            return DueDay(
                rolled.on, rolled.latest, rolled.provisional, steps=(*steps, *rolled.steps, _result(rolled.on or day))
            )
        return DueDay(day, steps=(*steps, _result(day)))

    def _plain(self, moment: Moment) -> DueDay:
        found = day_of(self.ctx, moment)
        if isinstance(found, date):
            if self.pack.calendar.fixed_dates_roll and self.calendar is not None:
                return self._fixed(found, self._event(moment) or zh_date(found))
            return DueDay(found, steps=(DueStep("result", f"{self._event(moment)}{zh_date(found)}", found),))
        return self._lacking(found, getattr(moment, "text", ""))

    def _lacking(self, found: object, name: str) -> DueDay:
        if isinstance(found, Unknown):
            lacks = sorted(found.facts) or sorted(found.rulings)
            return DueDay(
                None, steps=(DueStep("result", f"不清楚“{'、'.join(self._name(n) for n in lacks)}”，暂不能推算"),)
            )
        return DueDay(None, steps=(DueStep("result", f"“{self._name(name)}”尚未发生，期限未起算"),))

    def _event(self, moment: Moment) -> str:
        """What the base is called: the fact's Chinese name, with its article where a derived fact has one."""
        match moment:
            case Name("act_day"):
                return "办理之日"
            case Name(text):
                return self._name(text)
        return ""

    def _name(self, name: str) -> str:
        name = name.partition(":")[2] or name
        return next(
            (table[name].zh for table in (self.pack.facts, self.pack.derived, self.pack.parameters) if name in table),
            name,
        )


def _result(day: date) -> DueStep:
    return DueStep("result", f"届满 {zh_date(day)}", day)


def cited(pack: Pack, cite: tuple[str, ...]) -> str:
    return "、".join(dict.fromkeys(c.zh for c in citations(pack, cite)))
