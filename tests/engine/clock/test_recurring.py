"""Recurring periods and the moments in them."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengzhang.engine.clock import (
    Interval,
    day_of_span,
    day_of_year,
    earlier_of,
    later_of,
    next_span,
    nth_day,
    parse_every,
    span_of,
    spans,
    year_end,
)
from chengzhang.engine.values import Days, MonthDay, Months, Window, parse_period

days = st.dates(date(2000, 1, 1), date(2050, 12, 31))
intervals = st.sampled_from(["week", "half_month", "month", "quarter", "half_year", "year"])


def test_each_month_touched_from_start_to_end() -> None:
    """Monthly by the 20th from 20 May to 1 July: May, June and July are touched."""
    found = spans("month", date(2023, 5, 20), date(2023, 7, 1))
    assert [s.zh for s in found] == ["2023年5月", "2023年6月", "2023年7月"]
    assert [nth_day(20, s) for s in found] == [date(2023, 5, 20), date(2023, 6, 20), date(2023, 7, 20)]
    assert nth_day(20, next_span(found[0])) == date(2023, 6, 20)


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [("touching", "whole", [5, 6]), ("whole", "touching", [6, 7]), ("whole", "whole", [6])],
)
def test_first_and_last_period(first: str, last: str, months: list[int]) -> None:
    """`last="whole"`: none for the month in which it ended."""
    found = spans("month", date(2023, 5, 20), date(2023, 7, 1), first=first, last=last)  # type: ignore[arg-type]
    assert [s.first.month for s in found] == months


def test_no_period_when_it_ended_before_it_began() -> None:
    assert spans("month", date(2023, 5, 20), date(2023, 4, 30)) == []
    assert spans(Months(12), date(2023, 5, 20), date(2023, 5, 20)) == []


def test_periods_run_from_an_event_without_drift() -> None:
    found = spans(Months(1), date(2023, 1, 31), date(2023, 5, 1))
    assert [(s.first, s.last) for s in found] == [
        (date(2023, 2, 1), date(2023, 2, 28)),
        (date(2023, 3, 1), date(2023, 3, 31)),
        (date(2023, 4, 1), date(2023, 4, 30)),
        (date(2023, 5, 1), date(2023, 5, 31)),
    ]
    assert [s.n for s in found] == [1, 2, 3, 4]
    assert next_span(found[-1], date(2023, 1, 31)).last == date(2023, 6, 30)
    assert [s.last for s in spans(Days(7), date(2023, 1, 1), date(2023, 1, 20), last="whole")] == [
        date(2023, 1, 8),
        date(2023, 1, 15),
    ]


def test_names_of_periods() -> None:
    day = date(2023, 5, 20)
    assert [span_of(day, every).zh for every in ("month", "quarter", "half_year", "year", "half_month")] == [
        "2023年5月", "2023年第2季度", "2023年上半年", "2023年", "2023年5月下半月",
    ]  # fmt: skip
    assert span_of(day, "week").zh == "2023年5月15日至21日"
    assert span_of(date(2023, 5, 15), "half_month").zh == "2023年5月上半月"
    assert span_of(date(2023, 12, 31), "half_month").last == date(2023, 12, 31)


@given(days, intervals)
def test_calendar_periods_tile_time(day: date, every: Interval) -> None:
    span = span_of(day, every)
    assert span.first <= day <= span.last
    assert span_of(span.first, every) == span == span_of(span.last, every)
    assert next_span(span).first.toordinal() == span.last.toordinal() + 1


@given(days, st.integers(0, 400), intervals)
def test_spans_touch_and_cover(start: date, length: int, every: Interval) -> None:
    until = date.fromordinal(start.toordinal() + length)
    found = spans(every, start, until)
    assert found[0].first <= start <= found[0].last
    assert found[-1].first <= until <= found[-1].last
    assert all(a.last.toordinal() + 1 == b.first.toordinal() for a, b in pairwise(found))


def test_what_can_recur() -> None:
    assert parse_every("quarter") == "quarter"
    assert parse_every("6 months") == Months(6)
    assert parse_every("2 weeks") == Days(14)
    for bad in ("10 working_days", "0 days", "fortnight"):
        with pytest.raises(ValueError, match=bad):
            parse_every(bad)


def test_moments() -> None:
    assert later_of(None, date(2023, 1, 1), date(2022, 1, 1)) == date(2023, 1, 1)
    assert earlier_of(None, date(2023, 1, 1), date(2022, 1, 1)) == date(2022, 1, 1)
    assert later_of(None) is earlier_of() is None
    assert year_end(2023) == year_end(date(2023, 5, 1)) == date(2023, 12, 31)
    assert day_of_year(MonthDay.parse("10-31"), 2025 - 1) == date(2024, 10, 31)
    assert day_of_year(Window.parse("07-01..08-31"), 2025) == date(2025, 8, 31)


def test_a_day_of_a_period() -> None:
    year, april = span_of(date(2023, 5, 1), "year"), span_of(date(2023, 4, 1), "month")
    assert day_of_span(MonthDay.parse("07-31"), year) == date(2023, 7, 31)
    assert day_of_span(MonthDay.parse("01-31"), next_span(year)) == date(2024, 1, 31)
    assert day_of_span(Window.parse("07-01..08-31"), year) == date(2023, 8, 31)
    assert day_of_span(Window.parse("11-01..02-29"), year) == date(2024, 2, 29)
    run = spans(parse_period("1 year"), date(2023, 5, 10), date(2023, 6, 1))[0]  # type: ignore[arg-type]
    assert day_of_span(MonthDay.parse("01-31"), run) == date(2024, 1, 31)
    assert day_of_span(MonthDay.parse("07-31"), run) == date(2023, 7, 31)
    assert nth_day(31, april) == date(2023, 4, 30)
    with pytest.raises(ValueError, match="从 1 数起"):
        nth_day(0, april)
