"""Every value type: text -> value -> text, and JSON, exactly; and what is refused."""

from datetime import date
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengzhang.engine.values import (
    Days,
    Money,
    MonthDay,
    Months,
    Window,
    WorkingDays,
    Year,
    format_literal,
    from_json,
    parse_literal,
    share,
    to_json,
    zh,
)

month_days = st.dates(date(2024, 1, 1), date(2024, 12, 31)).map(lambda day: MonthDay(day.month, day.day))
values = st.one_of(
    st.tuples(st.just("yes_no"), st.booleans()),
    st.tuples(st.just("money"), st.integers(-(10**17), 10**17).map(Money)),
    st.tuples(st.just("ratio"), st.fractions()),
    st.tuples(st.just("count"), st.integers(0, 10**12)),
    st.tuples(st.just("date"), st.dates(date(1900, 1, 1), date(2199, 12, 31))),
    st.tuples(st.just("month_day"), month_days),
    st.tuples(st.just("year"), st.integers(1900, 2199).map(Year)),
    st.tuples(
        st.just("period"),
        st.one_of(*(st.integers(-1000, 1000).map(kind) for kind in (Days, WorkingDays, Months))),
    ),
    st.tuples(st.just("window"), st.builds(Window, month_days, month_days)),
    st.tuples(st.just("word"), st.from_regex(r"[a-z][a-z0-9_]{0,20}", fullmatch=True)),
    st.tuples(st.just("text"), st.text()),
    st.tuples(st.just("set of papers"), st.frozensets(st.from_regex(r"[a-z][a-z0-9_]{0,9}", fullmatch=True))),
)


@given(values)
def test_every_value_survives_text_and_json(typed: tuple[str, object]) -> None:
    type_name, value = typed
    for back in (parse_literal(type_name, format_literal(value)), from_json(type_name, to_json(value))):
        assert back == value
        assert type(back) is type(value)
    assert zh(value) is not None


@pytest.mark.parametrize(
    ("type_name", "text", "says"),
    [
        ("date", "2023-02-29", "2023年2月没有29日，最后一天是28日"),
        ("date", "1900-02-29", "没有29日"),
        ("date", "2024-04-31", "最后一天是30日"),
        ("date", "2024-13-01", "没有13月"),
        ("date", "2024-00-10", "没有0月"),
        ("date", "2024-01-00", "没有0日"),
        ("date", "2024-1-5", "2021-08-06"),
        ("date", "20240105", "不是日期"),
        ("date", "0021-08-06", "请核对"),
        ("month_day", "02-30", "最后一天写 02-29"),
        ("month_day", "13-01", "没有13月"),
        ("month_day", "7-31", "07-31"),
        ("year", "21", "四位数字"),
        ("year", "9999", "请核对"),
        ("period", "20 workdays", "20 working_days"),
        ("period", "1 quarter", "不是期间"),
        ("period", "1.5 months", "不是期间"),
        ("period", "999999 days", "太长"),
        ("window", "07-01", "首尾两日都在内"),
        ("window", "07-01..08-32", "8月没有32日"),
        ("ratio", "0.1", "10%"),
        ("ratio", "1/0", "分母是零"),
        ("count", "-1", "不带单位的整数"),
        ("count", "3.0", "不带单位的整数"),
        ("count", "9" * 20, "太大"),
        ("yes_no", "true", "yes"),
        ("word", "New", "小写英文"),
        ("weight", "3", "没有“weight”这种类型"),
    ],
)
def test_a_bad_literal_is_refused_with_what_to_write(type_name: str, text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        parse_literal(type_name, text)


@pytest.mark.parametrize(
    ("type_name", "raw"),
    [
        ("money", 1.0), ("money", True), ("money", "1元"), ("yes_no", 1), ("count", "3"), ("count", -3), ("year", 9999),
        ("date", 20240101), ("date", "2023-02-29"), ("set of papers", "a"), ("set of papers", [1]), ("word", None),
    ],
)  # fmt: skip
def test_bad_json_is_refused(type_name: str, raw: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_json(type_name, raw)


def test_periods_of_different_kinds_are_never_ordered_nor_equal() -> None:
    for a, b in permutations([Days(30), WorkingDays(30), Months(30)], 2):
        assert a != b
        for doing in (lambda a=a, b=b: a < b, lambda a=a, b=b: a >= b):
            with pytest.raises(TypeError):
                doing()
    assert Months(12) == parse_literal("period", "1 year") <= Months(13)
    assert parse_literal("period", "2 weeks") == Days(14)
    assert max(Days(3), Days(5)) == Days(5)


def test_how_values_read() -> None:
    texts = ("20 working_days", "1 month", "2 years", "18 months", "10 days")
    assert [zh(parse_literal("period", t)) for t in texts] == ["20个工作日", "1个月", "2年", "18个月", "10日"]
    assert zh(Window.parse("11-01..02-28")) == "每年11月1日至次年2月28日"
    assert zh(Fraction(1, 10)) == "10%"
    assert zh(Year(2021)) == "2021年"
    assert zh(3) == "3"
    assert format_literal(Months(24)) == "2 years"
    assert format_literal(Days(1)) == "1 day"


def test_a_share_is_compared_exactly() -> None:
    tenth = parse_literal("ratio", "10%")
    whole = Money.parse("2010万元")
    assert share(Money.parse("201万元"), whole) == tenth
    assert share(Money.parse("201万元") + Money(1), whole) > tenth
    assert share(Money(1), Money(0)) is None
    assert share(2, 3) == parse_literal("ratio", "2/3")
    with pytest.raises(TypeError):
        share(Money(1), 3)


def test_a_window_holds_both_ends_and_may_wrap() -> None:
    summer, winter = Window.parse("07-01..08-31"), Window.parse("12-15..02-29")
    assert [summer.holds(date(2026, *md)) for md in ((6, 30), (7, 1), (8, 31), (9, 1))] == [False, True, True, False]
    assert [winter.holds(date(2026, *md)) for md in ((12, 14), (12, 15), (1, 1), (2, 28), (3, 1))] == [
        False, True, True, True, False,
    ]  # fmt: skip
    assert (winter.opens(2027), winter.closes(2027)) == (date(2027, 12, 15), date(2028, 2, 29))


@given(st.dates(date(1950, 1, 1), date(2150, 1, 1)), month_days, month_days)
def test_a_window_and_its_complement_split_the_year(day: date, first: MonthDay, last: MonthDay) -> None:
    window = Window(first, last)
    opened = [y for y in (day.year - 1, day.year) if window.opens(y) <= day <= window.closes(y)]
    assert window.holds(day) is bool(opened)
