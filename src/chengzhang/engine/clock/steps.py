"""The steps of a count: what each one is, on which days, by which notice or article, and its Chinese sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Literal

from chengzhang.engine.clock.calendar import Calendar, Special
from chengzhang.engine.clock.suspension import Suspension
from chengzhang.engine.values import Months, Period, WorkingDays, zh_date, zh_days, zh_range

StepKind = Literal["start", "rule", "count", "holiday", "makeup", "suspended", "roll", "provisional", "result"]


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `on` to `until` are the days it speaks of; `cite` is the notice or article as it is printed."""

    kind: StepKind
    zh: str
    on: date | None = None
    until: date | None = None
    cite: str = ""


def started(start: date, period: Period, event: str) -> Step:
    way = "倒计" if period.n < 0 else "起"
    return Step("start", f"{zh_date(start)}{event}{way}（当日不计）", start, cite="民法典第二百零一条")


def ruled(period: Period, moves: bool) -> Step:
    words = (-period).zh if period.n < 0 else period.zh
    if isinstance(period, WorkingDays):
        return Step("rule", f"{'提前' if period.n < 0 else '计'}{words}，周六、周日和放假日不计")
    if period.n < 0:
        return Step("rule", f"提前{words}，遇放假不移动")
    how = "按对应日届满" if isinstance(period, Months) else "按自然日连续计"
    return Step("rule", f"计{words}，{how}，末日遇放假{'顺延' if moves else '不顺延'}")


def counted_days(calendar: Calendar, start: date, end: date, suspensions: Sequence[Suspension]) -> list[Step]:
    """Holidays skipped, make-up days counted and suspensions on the way from `start` (not inside) to `end`, by date."""
    first, last = sorted((start.toordinal(), end.toordinal()))
    first, last = (first + 1, last) if end > start else (first, last - 1)
    if last < first:
        return []
    here = [s for s in suspensions if s.last and s.first.toordinal() <= last and s.last.toordinal() >= first]
    free = [
        special
        for special in calendar.specials(date.fromordinal(first), date.fromordinal(last))
        if not any(s.holds(special.day) for s in here)
    ]
    steps = [*_special_steps(free, start), *(suspended(s, calendar) for s in here)]
    return sorted(steps, key=lambda step: step.on or start)


def _special_steps(specials: Sequence[Special], start: date) -> Iterator[Step]:
    year = start.year
    for (kind, name), group in groupby(specials, key=lambda s: (s.kind, s.name)):
        run = list(group)
        days, cite = [special.day for special in run], run[-1].notice.zh
        if kind == "holiday":
            yield Step("holiday", f"{_in_year(days[0], year, days[-1])}{name}放假不计", days[0], days[-1], cite)
        else:
            yield Step("makeup", f"{zh_days(days, _other_month(days[0], year))}调休上班计入", days[0], days[-1], cite)
        year = days[-1].year


def suspended(suspension: Suspension, calendar: Calendar | None = None) -> Step:
    """A suspension and how far it moves the day, in working days if a calendar is given (all its days announced)."""
    words = suspension.zh
    if last := suspension.last:
        before = date.fromordinal(suspension.first.toordinal() - 1)
        if calendar is None:
            words += f"，{last.toordinal() - before.toordinal()}日不计"
        elif calendar.announces(before) and calendar.announces(last):
            words += f"，其间{calendar.working_days_between(before, last)}个工作日不计"
        else:
            words += "，其间不计"
    return Step("suspended", words, suspension.first, last, suspension.cite)


def rolled(calendar: Calendar, day: date, to: date) -> tuple[Step, ...]:
    why = calendar.day(day).zh if calendar.announces(day) else f"{'周六' if day.weekday() == 5 else '周日'}"
    return (Step("roll", f"{zh_date(day)}为{why}，顺延至{_in_year(to, day.year)}", day, to, "民法典第二百零三条"),)


def _in_year(first: date, year: int, last: date | None = None) -> str:
    """A day or stretch in a sentence that has already named `year`: its month always, its year only if it differs."""
    return zh_range(first, last or first, _other_month(first, year))


def _other_month(day: date, year: int) -> date:
    return date(year, 2 if day.month == 1 else 1, 1)


def uncertain(calendar: Calendar) -> Step:
    until = calendar.announced_until
    return Step("provisional", f"{until.year + 1}年起放假安排未公布，{calendar.assumes}", until)


def result(day: date | None, latest: date | None = None, back: bool = False) -> Step:
    if day is None:
        return Step("result", "恢复前届满日未定")
    if latest is None:
        return Step("result", f"{'即' if back else '届满'} {zh_date(day)}", day)
    if latest == day:
        return Step("result", f"暂定{'' if back else '届满'} {zh_date(day)}", day, latest)
    return Step("result", f"暂定{'' if back else '届满'} {zh_range(day, latest)}之间", day, latest)
