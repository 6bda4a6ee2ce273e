"""Money: exact in fen, never mixed with anything else."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengzhang.engine.values import Money

amounts = st.integers(-(10**17), 10**17).map(Money)


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("500万元", 500_000_000),
        ("1元", 100),
        ("0.01元", 1),
        ("0.5亿元", 5_000_000_000),
        ("4999999.99元", 499_999_999),
        ("499.999999万元", 499_999_999),
        ("620.5 万元", 620_500_000),
        ("-3万元", -3_000_000),
        ("0元", 0),
        ("007元", 700),
    ],
)
def test_a_literal_names_an_exact_amount(text: str, fen: int) -> None:
    assert Money.parse(text).fen == fen


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("500", "没有单位"),
        ("0.001元", "不足一分"),
        ("1.0000001万元", "不足一分"),
        ("五百万元", "不是金额"),
        ("500万", "不是金额"),
        ("1,000元", "不是金额"),
        ("１００元", "不是金额"),
        ("", "不是金额"),
        ("1e6元", "不是金额"),
        ("100000000亿元", "请核对单位"),
    ],
)
def test_what_names_no_amount_is_refused_with_what_to_write(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Money.parse(text)


@given(amounts)
def test_money_survives_text(amount: Money) -> None:
    assert Money.parse(amount.literal) == amount
    assert Money.parse(amount.yuan.replace(",", "") + "元") == amount
    assert pickle.loads(pickle.dumps(amount)) == amount


@given(amounts)
def test_display_in_wan_is_off_by_half_a_unit_at_most(amount: Money) -> None:
    shown = Money.parse(amount.wan.replace(",", "") + "万元")
    assert abs(shown.fen - amount.fen) <= 5_000


def test_display() -> None:
    assert Money.parse("620万元").wan == "620.00"
    assert Money.parse("1234567.89元").wan == "123.46"
    assert Money.parse("50元").wan == "0.01"  # half up
    assert Money.parse("-50元").wan == "-0.01"
    assert Money.parse("-1元").wan == "0.00"
    assert Money.parse("620万元").yuan == "6,200,000.00"
    assert str(Money.parse("620万元")) == f"{Money.parse('620万元')}" == "620万元"
    assert Money.parse("100万元").literal == "100万元"  # trailing zeros of the whole part stay
    assert Money.parse("5000元").literal == "5000元"


@given(st.integers(-(10**9), 10**9), st.integers(-(10**9), 10**9))
def test_money_adds_and_compares_like_whole_fen(a: int, b: int) -> None:
    x, y = Money(a), Money(b)
    assert (x + y, x - y, -x, abs(x), x * 3, 3 * x) == (a + b, a - b, -a, abs(a), 3 * a, 3 * a)
    assert (x < y, x <= y, x == y) == (a < b, a <= b, a == b)
    assert all(type(result) is Money for result in (x + y, x - y, -x, abs(x), x * 3, 3 * x))
    assert Money.sum([x, y, x]) == 2 * a + b


@pytest.mark.parametrize("other", [1, 1.0, True, "1元", None])
def test_money_is_added_only_to_money(other: object) -> None:
    for doing in (lambda m: m + other, lambda m: m - other):
        with pytest.raises(TypeError):
            doing(Money(100))


@pytest.mark.parametrize("other", [1, "1元", None])
def test_money_is_not_added_to_anything_else(other: object) -> None:
    for doing in (lambda m: other + m, lambda m: other - m):
        with pytest.raises(TypeError):
            doing(Money(100))


def test_a_float_on_the_left_never_gives_money() -> None:
    with pytest.raises(TypeError):  # Python asks the float first; its answer is a float, which money refuses
        Money(1.0 + Money(100))


def test_money_has_no_other_arithmetic() -> None:
    m = Money(100)
    doings = [
        lambda: m / 2, lambda: m // 2, lambda: m % 2, lambda: m**2, lambda: 2 / m, lambda: 2**m, lambda: divmod(m, 2),
        lambda: m * 1.5, lambda: m * m, lambda: m * True, lambda: float(m), lambda: round(m), lambda: m << 1,
        lambda: m & 1, lambda: f"{m:,}", lambda: sum([m, m]), lambda: Money(1.0), lambda: Money(True),
        lambda: Money("1"), lambda: Money.sum([1]),
    ]  # fmt: skip
    for doing in doings:
        with pytest.raises(TypeError):
            doing()


def test_absurd_amounts_are_refused_also_as_results() -> None:
    most = Money(10**17)
    with pytest.raises(ValueError, match="请核对单位"):
        most + Money(1)
    with pytest.raises(ValueError, match="请核对单位"):
        Money(10**17 + 1)
