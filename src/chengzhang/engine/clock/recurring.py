"""Periods that come round: months, quarters, half-months, weeks, years, or any period counted from an event."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from chengzhang.engine.clock.counting import add_months, shift
from chengzhang.engine.values import Days, Months, Period, WorkingDays, parse_period, zh_range

Interval = Literal["week", "half_month", "month", "quarter", "half_year", "year"]
Every = Interval | Days | Months
Edge = Literal["touching", "whole"]

_MONTHS: dict[Interval, int] = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Span:
    """One period, both ends inside. `n` numbers periods that run from an event (1, 2, ...); 0 for calendar ones."""

    first: date
    last: date
    every: Every
    n: int = 0

    @property
    def key(self) -> str:
        """Stable name of the period: its first day."""
        return self.first.isoformat()

    @property
    def zh(self) -> str:
        """`2023年5月`, `2023年第2季度`, `2023年5月上半月`, else its days."""
        year, month = self.first.year, self.first.month
        match self.every:
            case "month":
                return f"{year}年{month}月"
            case "quarter":
                return f"{year}年第{(month + 2) // 3}季度"
            case "half_year":
                return f"{year}年{'上' if month == 1 else '下'}半年"
            case "year":
                return f"{year}年"
            case "half_month":
                return f"{year}年{month}月{'上' if self.first.day == 1 else '下'}半月"
        return zh_range(self.first, self.last)


def parse_every(text: str) -> Every:
    """`month`, `quarter`, `half_month`, `half_year`, `week`, `year`, or a period such as `6 months`."""
    if text in get_args(Interval):
        return text  # type: ignore[return-value]
    period = parse_period(text)
    if isinstance(period, WorkingDays) or period.n < 1:
        raise ValueError(f"“{text}”不能作周期。请写 week、half_month、month、quarter、year 或 6 months 这样的期间")
    return period


def span_of(day: date, every: Interval) -> Span:
    """The calendar period that holds a day. Weeks run from Monday to Sunday.

    >>> span_of(date(2023, 5, 20), "quarter").zh
    '2023年第2季度'
    """
    if every == "week":
        first = day.toordinal() - day.weekday()
        return Span(date.fromordinal(first), date.fromordinal(first + 6), every)
    if every == "half_month":
        middle = day.replace(day=15)
        if day <= middle:
            return Span(day.replace(day=1), middle, every)
        return Span(day.replace(day=16), _day_before(add_months(day.replace(day=1), 1)), every)
    months = _MONTHS[every]
    first_day = date(day.year, (day.month - 1) // months * months + 1, 1)
    return Span(first_day, _day_before(add_months(first_day, months)), every)


def next_span(span: Span, start: date | None = None) -> Span:
    """The period after this one. Periods run from an event also need that event's day, `start`."""
    if isinstance(span.every, str):
        return span_of(date.fromordinal(span.last.toordinal() + 1), span.every)
    if start is None:
        raise ValueError("按期间滚动的周期要给出起算日")
    return _nth(start, span.every, span.n + 1)


def spans(every: Every, start: date, until: date, *, first: Edge = "touching", last: Edge = "touching") -> list[Span]:
    """The periods from `start` to `until`, both days inside, in order; none if `until` is earlier.

    Calendar periods that are only touched at an end count, unless that edge asks for `whole` ones. Periods run from an
    event (`Months`, `Days`) begin the day after `start`; each ends where counting from `start` itself ends (no drift at
    month ends). The last of them is the one that `until` falls in; `last="whole"` keeps only those completed by then.

    >>> [s.zh for s in spans("month", date(2023, 5, 20), date(2023, 7, 1), last="whole")]
    ['2023年5月', '2023年6月']
    """
    found = []
    for span in _endless(every, start):
        if span.first > until or (last == "whole" and span.last > until):
            break
        if first == "touching" or span.first >= start:
            found.append(span)
        if len(found) > _MOST:
            raise ValueError(f"从{start}到{until}的周期超过{_MOST}个，请核对起止日")
    return found


def _endless(every: Every, start: date) -> Iterator[Span]:
    span = span_of(start, every) if isinstance(every, str) else _nth(start, every, 1)
    while True:
        yield span
        span = next_span(span, start)


def _nth(start: date, every: Period, n: int) -> Span:
    if isinstance(every, WorkingDays):
        raise TypeError("周期不能以工作日计")
    begins, ends = shift(start, every.times(n - 1)), shift(start, every.times(n))
    return Span(date.fromordinal(begins.toordinal() + 1), ends, every, n)


def _day_before(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)
