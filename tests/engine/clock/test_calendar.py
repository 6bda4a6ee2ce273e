"""The calendar: every day against an independent library, the laws of counting, and why a day works."""

from datetime import date

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengzhang.engine.clock import Calendar, NotAnnounced

days = st.dates(date(2009, 1, 1), date(2024, 12, 31))


def every_day(first: int = 2007, last: int = 2026) -> list[date]:
    return [date.fromordinal(n) for n in range(date(first, 1, 1).toordinal(), date(last, 12, 31).toordinal() + 1)]


def test_every_day_agrees_with_chinesecalendar(cn: Calendar) -> None:
    assert (cn.first_year, cn.announced_until) == (2007, date(2026, 12, 31))
    differing = [day for day in every_day() if cn.is_working(day) is not chinese_calendar.is_workday(day)]
    assert differing == []


def test_a_plain_walk_counts_the_same(cn: Calendar) -> None:
    """Prefix sums against stepping day by day, from every day of three years with both kinds of exceptions."""
    for start in every_day(2019, 2021):
        for n in (1, 7, -1, -7):
            day, left = start, abs(n)
            while left:
                day = date.fromordinal(day.toordinal() + (1 if n > 0 else -1))
                left -= chinese_calendar.is_workday(day)
            assert cn.add_working_days(start, n) == day


@given(days, st.integers(-400, 400).filter(bool))
def test_the_nth_working_day_is_working_and_n_away(cn: Calendar, start: date, n: int) -> None:
    end = cn.add_working_days(start, n)
    assert cn.is_working(end)
    if n > 0:
        assert cn.working_days_between(start, end) == n
    else:
        assert cn.working_days_between(end, start) - cn.is_working(start) + 1 == -n


@given(days, days, st.integers(1, 300), st.integers(1, 300))
def test_counting_is_monotone(cn: Calendar, a: date, b: date, m: int, n: int) -> None:
    early, late = sorted((a, b))
    few, many = sorted((m, n))
    assert cn.add_working_days(early, few) <= cn.add_working_days(late, few)
    assert cn.add_working_days(early, few) <= cn.add_working_days(early, many)
    assert (cn.add_working_days(early, few) < cn.add_working_days(early, many)) is (few < many)


@given(days, st.integers(1, 300))
def test_adding_then_subtracting_comes_back(cn: Calendar, start: date, n: int) -> None:
    back = cn.add_working_days(cn.add_working_days(start, n), -n)
    assert back == cn.previous_working_day(start)
    forth = cn.add_working_days(cn.add_working_days(start, -n), n)
    assert forth == cn.next_working_day(start)


@given(days, days, days)
def test_working_days_between_add_up(cn: Calendar, a: date, b: date, c: date) -> None:
    assert cn.working_days_between(a, b) + cn.working_days_between(b, c) == cn.working_days_between(a, c)


def test_a_day_knows_why(cn: Calendar) -> None:
    off, made_up = cn.day(date(2023, 10, 2)), cn.day(date(2023, 10, 7))
    assert (off.kind, off.zh, off.working) == ("holiday", "中秋节、国庆节放假", False)
    assert (made_up.kind, made_up.zh, made_up.working) == ("makeup", "中秋节、国庆节调休上班", True)
    assert made_up.notice is not None
    assert made_up.notice.number == "国办发明电〔2022〕16号"
    assert (cn.day(date(2023, 10, 14)).zh, cn.day(date(2023, 10, 14)).kind) == ("周六", "weekend")
    assert (cn.day(date(2023, 10, 16)).working, cn.day(date(2023, 10, 16)).notice) == (True, None)


def test_a_later_notice_overrules_an_earlier_one(cn: Calendar) -> None:
    """1 February 2020 was first a make-up workday, then part of the prolonged Spring Festival."""
    day = cn.day(date(2020, 2, 1))
    assert (day.kind, day.notice and day.notice.number) == ("holiday", "国办发明电〔2020〕1号")
    assert not cn.is_working(date(2019, 5, 2))
    assert cn.is_working(date(2015, 9, 6))


@pytest.mark.parametrize("day", [date(2006, 12, 31), date(2027, 1, 1)])
def test_an_unknown_year_is_named_and_never_guessed(cn: Calendar, day: date) -> None:
    for ask in (cn.is_working, cn.day, cn.next_working_day, lambda d: cn.add_working_days(d, 1)):
        with pytest.raises(NotAnnounced, match=f"{day.year}年.*请"):
            ask(day)


def test_counting_out_of_the_calendar_is_refused(cn: Calendar) -> None:
    with pytest.raises(NotAnnounced, match="2027年"):
        cn.add_working_days(date(2026, 12, 30), 2)
    with pytest.raises(NotAnnounced, match="2006年"):
        cn.add_working_days(date(2007, 1, 4), -1)
    assert cn.add_working_days(date(2026, 12, 30), 1) == date(2026, 12, 31)
