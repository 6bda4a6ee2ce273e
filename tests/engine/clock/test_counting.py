"""Counting periods: hand-worked cases, the laws, suspensions, and what the explanation says."""

from calendar import monthrange
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengzhang.engine.clock import Calendar, NotAnnounced, Suspension, add, add_months, explain, roll_on
from chengzhang.engine.values import Days, Months, WorkingDays, parse_period

days = st.dates(date(2009, 1, 1), date(2022, 12, 31))


@pytest.mark.parametrize(
    ("start", "period", "roll", "due"),
    [
        # National Day 2023: off 29 Sep to 6 Oct, worked on Sat 7 and Sun 8 Oct.
        ("2023-09-27", "5 working_days", None, "2023-10-10"),
        ("2023-09-28", "1 working_day", None, "2023-10-07"),
        ("2023-10-09", "-2 working_days", None, "2023-10-07"),
        # Spring Festival 2024: worked Sun 4 Feb, off 10 to 17, worked Sun 18 Feb.
        ("2024-02-02", "6 working_days", None, "2024-02-09"),
        ("2024-02-02", "7 working_days", None, "2024-02-18"),
        ("2024-02-19", "-1 working_day", None, "2024-02-18"),
        # A count that starts on a day off.
        ("2023-10-01", "1 working_day", None, "2023-10-07"),
        # Months: same day-number, else the last day of the month.
        ("2023-01-31", "1 month", None, "2023-02-28"),
        ("2024-01-31", "1 month", None, "2024-02-29"),
        ("2024-02-29", "1 year", None, "2025-02-28"),
        ("2024-02-29", "4 years", None, "2028-02-29"),
        ("2023-02-28", "1 month", None, "2023-03-28"),
        ("2023-10-31", "-1 month", None, "2023-09-30"),
        # The roll: only if asked for; a make-up Saturday is a working day and stops it.
        ("2023-09-01", "1 month", None, "2023-10-01"),
        ("2023-09-01", "1 month", "next_working_day", "2023-10-07"),
        ("2023-09-07", "1 month", "next_working_day", "2023-10-07"),
        ("2023-09-14", "1 month", "next_working_day", "2023-10-16"),
        ("2023-09-20", "10 days", None, "2023-09-30"),
        ("2023-09-20", "10 days", "next_working_day", "2023-10-07"),
        ("2023-09-20", "0 days", "next_working_day", "2023-09-20"),
        # Backward counts never roll: 30 days before 31 October 2023 is a holiday and stays.
        ("2023-10-31", "-30 days", "next_working_day", "2023-10-01"),
    ],
)
def test_hand_worked(cn: Calendar, start: str, period: str, roll: str | None, due: str) -> None:
    counted = add(date.fromisoformat(start), parse_period(period), cn, roll)  # type: ignore[arg-type]
    assert (counted.date, counted.latest, counted.provisional) == (date.fromisoformat(due), None, False)


def test_the_count_explains_itself(cn: Calendar) -> None:
    counted = add(date(2023, 9, 27), WorkingDays(5), cn)
    assert explain(counted) == (
        "2023年9月27日起（当日不计），计5个工作日，周六、周日和放假日不计，9月29日至10月6日中秋节、国庆节放假不计，"
        "10月7日、8日调休上班计入，届满 2023年10月10日"
    )
    assert [step.kind for step in counted.steps] == ["start", "rule", "holiday", "makeup", "result"]
    holiday, makeup = counted.steps[2:4]
    assert (holiday.on, holiday.until) == (date(2023, 9, 29), date(2023, 10, 6))
    assert (makeup.on, makeup.until) == (date(2023, 10, 7), date(2023, 10, 8))
    assert "国办发明电〔2022〕16号" in holiday.cite


def test_the_roll_and_the_month_end_explain_themselves(cn: Calendar) -> None:
    rolled = add(date(2023, 9, 1), Months(1), cn, "next_working_day", event="收到申请")
    assert explain(rolled) == (
        "2023年9月1日收到申请起（当日不计），计1个月，按对应日届满，末日遇放假顺延，"
        "2023年10月1日为中秋节、国庆节放假，顺延至10月7日，届满 2023年10月7日"
    )
    assert "该月没有31日，以月末28日为准" in explain(add(date(2023, 1, 31), Months(1), cn))
    assert "末日遇放假不顺延" in explain(add(date(2023, 9, 1), Months(1), cn))
    assert "提前2个工作日" in explain(add(date(2023, 10, 9), WorkingDays(-2), cn))


def test_make_up_days_on_both_sides_of_a_holiday_are_said_in_order(cn: Calendar) -> None:
    kinds = [step.kind for step in add(date(2024, 2, 2), WorkingDays(8), cn).steps]
    assert kinds == ["start", "rule", "makeup", "holiday", "makeup", "result"]


@given(days, st.integers(-60, 60))
def test_the_months_end_rule(start: date, n: int) -> None:
    end = add_months(start, n)
    assert (end.year - start.year) * 12 + end.month - start.month == n
    assert end.day == min(start.day, monthrange(end.year, end.month)[1])


@given(days, st.integers(1, 300), st.sampled_from([Days, WorkingDays, Months]))
def test_a_rolled_end_is_the_first_working_day_from_the_plain_one(
    cn: Calendar, start: date, n: int, kind: type
) -> None:
    period = kind(n % 24 + 1 if kind is Months else n)
    plain, rolled = add(start, period, cn), add(start, period, cn, "next_working_day")
    assert plain.date is not None
    assert rolled.date == cn.next_working_day(plain.date)
    assert plain.date > start


# ------------------------------------------------------------------ suspensions


def test_a_suspension_over_a_holiday_moves_by_its_own_units(cn: Calendar) -> None:
    """Suspended 25 Sep to 8 Oct 2023: 14 days, but only 6 working days (25 to 28 Sep, 7 and 8 Oct)."""
    pause = [Suspension(date(2023, 9, 25), date(2023, 10, 8), "补正材料", "第九条")]
    working = add(date(2023, 9, 20), WorkingDays(10), cn, suspensions=pause)
    assert working.date == date(2023, 10, 18)  # 21 and 22 Sep, then 9 to 13 and 16 to 18 Oct
    assert "2023年9月25日至10月8日因补正材料中止，其间6个工作日不计" in explain(working)
    assert "holiday" not in [step.kind for step in working.steps]  # it lies inside the suspension
    plain = add(date(2023, 9, 20), Days(10), cn, suspensions=pause)
    assert plain.date == date(2023, 10, 14)
    assert add(date(2023, 9, 20), Days(10), cn, "next_working_day", suspensions=pause).date == date(2023, 10, 16)
    assert add(date(2023, 9, 20), Months(1), cn, suspensions=pause).date == date(2023, 11, 3)


def test_a_suspension_that_the_moved_period_runs_into_counts_too(cn: Calendar) -> None:
    pauses = [Suspension(date(2023, 3, 20), date(2023, 3, 22)), Suspension(date(2023, 3, 6), date(2023, 3, 10))]
    assert add(date(2023, 3, 1), Days(15), cn, suspensions=pauses).date == date(2023, 3, 24)  # 16 + 5 = 21, + 3
    assert add(date(2023, 3, 1), Days(10), cn, suspensions=pauses).date == date(2023, 3, 16)


def test_days_suspended_twice_count_once_and_days_before_the_start_not_at_all(cn: Calendar) -> None:
    pauses = [Suspension(date(2023, 2, 25), date(2023, 3, 3)), Suspension(date(2023, 3, 2), date(2023, 3, 5))]
    assert add(date(2023, 3, 1), Days(10), cn, suspensions=pauses).date == date(2023, 3, 15)  # 2 to 5 March: 4 days


def test_an_open_suspension_leaves_the_day_unknown(cn: Calendar) -> None:
    waiting = [Suspension(date(2023, 9, 25), None, "补正材料")]
    counted = add(date(2023, 9, 20), WorkingDays(10), cn, suspensions=waiting)
    assert counted.suspended
    assert (counted.date, counted.last, counted.provisional) == (None, None, False)
    assert explain(counted).endswith("2023年9月25日起因补正材料中止，恢复前届满日未定")
    before = add(date(2023, 9, 20), WorkingDays(2), cn, suspensions=waiting)
    assert before.date == date(2023, 9, 22)  # ended before the suspension began


def test_a_suspension_between_acts_counts_neither_event_day_twice() -> None:
    assert Suspension.between(date(2023, 3, 1), date(2023, 3, 1)) is None
    paused = Suspension.between(date(2023, 3, 1), date(2023, 3, 4), "补正")
    assert paused == Suspension(date(2023, 3, 2), date(2023, 3, 4), "补正")
    assert Suspension.between(date(2023, 3, 1), None) == Suspension(date(2023, 3, 2), None)
    with pytest.raises(ValueError, match="早于首日"):
        Suspension(date(2023, 3, 2), date(2023, 3, 1))


def test_a_backward_count_can_not_be_suspended(cn: Calendar) -> None:
    with pytest.raises(ValueError, match="不能中止"):
        add(date(2023, 3, 1), Days(-3), cn, suspensions=[Suspension(date(2023, 2, 1), None)])


@given(days, st.integers(1, 60), days, st.integers(0, 40), st.integers(0, 40), st.sampled_from([Days, WorkingDays]))
def test_exactly_n_days_outside_the_suspensions(
    cn: Calendar, start: date, n: int, other: date, offset: int, length: int, kind: type
) -> None:
    first = start.toordinal() + offset
    pauses = [
        Suspension(date.fromordinal(first), date.fromordinal(first + length)),
        Suspension(other, date.fromordinal(other.toordinal() + length)),
    ]
    due = add(start, kind(n), cn, suspensions=pauses).date
    assert due is not None
    run = [date.fromordinal(d) for d in range(start.toordinal() + 1, due.toordinal() + 1)]
    counted = [d for d in run if not any(p.holds(d) for p in pauses) and (kind is Days or cn.is_working(d))]
    assert len(counted) == n
    assert counted[-1] == due


# ------------------------------------------------------------------ edges of the calendar


def test_days_and_months_need_no_calendar_unless_they_roll(cn: Calendar) -> None:
    assert add(date(1999, 1, 31), Months(1), cn).date == date(1999, 2, 28)
    assert add(date(2030, 1, 1), Days(10), cn).date == date(2030, 1, 11)
    with pytest.raises(NotAnnounced, match="1999年"):
        add(date(1999, 1, 1), Days(10), cn, "next_working_day")
    with pytest.raises(NotAnnounced, match="2006年"):
        add(date(2006, 12, 20), WorkingDays(3), cn)


def test_a_fixed_date_rolls_alike(cn: Calendar) -> None:
    rolled = roll_on(date(2022, 7, 31), cn)
    assert rolled.date == date(2022, 8, 1)
    assert "2022年7月31日为周日，顺延至8月1日" in explain(rolled)
    assert roll_on(date(2023, 7, 31), cn).steps == ()
