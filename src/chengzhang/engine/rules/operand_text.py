"""The lower half of the grammar: operands, dates moved by periods, anchors and functions, token by token."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from chengzhang.engine.rules.ast import (
    Call,
    DayOfPeriod,
    Derivation,
    Literal,
    Mark,
    Moment,
    Name,
    OfPeriod,
    Operand,
    PeriodEnd,
    Shifted,
)
from chengzhang.engine.rules.errors import RuleError
from chengzhang.engine.rules.lexer import Token, literal, tokens

T = TypeVar("T")

AGGREGATES = ("sum", "count", "earliest", "latest", "max", "min", "nth")
DATE_FUNCTIONS = ("later", "earlier", "year_end", "first_of", "earliest", "latest")
FUNCTIONS = (
    *AGGREGATES, "later", "earlier", "year_end", "first_of", "plus", "minus", "distance", "share", "share_of",
    "year_of", "days_between", "working_days_between", "months_between",
)
ARITY = {
    "plus": 2, "minus": 2, "distance": 2, "share": 2, "share_of": 2, "year_end": 1, "year_of": 1,
    "days_between": 2, "working_days_between": 2, "months_between": 2,
    "sum": 1, "count": 1, "earliest": 1, "latest": 1, "max": 1, "min": 1, "nth": 1,
}
BASES = ("period", "next_period")


class Operands:
    """Recursive descent over one line; `parse.py` adds the tests."""

    def __init__(self, text: str, mark: Mark | None) -> None:
        self.text = text.strip()
        self.mark = mark
        self.tokens = tokens(self.text, mark)
        self.at = 0

    # -------------------------------------------------------------- small steps

    def wrong(self, what: str, do: str, code: str = "rule.syntax", token: Token | None = None) -> RuleError:
        token = token or self.tokens[self.at]
        return RuleError(self.mark, what, do, code=code, column=token.column, source=self.text)

    def peek(self, ahead: int = 0) -> Token:
        return self.tokens[min(self.at + ahead, len(self.tokens) - 1)]

    def take(self) -> Token:
        token = self.peek()
        self.at = min(self.at + 1, len(self.tokens) - 1)
        return token

    def take_if(self, text: str) -> bool:
        if self.peek().text == text and self.peek().kind in ("name", "mark", "sign"):
            self.take()
            return True
        return False

    def name(self, what: str = "名称") -> Name:
        token = self.peek()
        if token.kind != "name":
            seen = f"“{token.text}”" if token.text else "行尾"
            raise self.wrong(f"这里应是{what}，却是{seen}", f"写上{what}，如 total_estimate")
        return Name(self.take().text)

    def word(self, what: str) -> str:
        token = self.peek()
        name = self.name(what).text
        if "." in name:
            raise self.wrong(f"“{name}”不是{what}", f"{what}里没有点", token=token)
        return name

    def words(self, what: str) -> tuple[str, ...]:
        found = [self.word(what)]
        while self.take_if("|"):
            found.append(self.word(what))
        return tuple(found)

    def end(self) -> None:
        token = self.peek()
        if token.kind == "end":
            return
        if token.text in ("and", "or"):
            key = "all" if token.text == "and" else "any"
            raise self.wrong(f"一行只能有一条，不能用“{token.text}”", f"拆成几行，放在 {key} 下", "rule.one_test")
        if token.text == "(":
            raise self.wrong("规则行里不能有括号或函数", "在 facts 里给这个算式起个名字，这里写名字", "rule.brackets")
        if token.kind == "sign":
            raise self.wrong("加减只用于日期和期间", "其他算式在 facts 里起个名字（plus、minus）", "rule.arithmetic")
        raise self.wrong(f"多出了“{token.text}”", "一行只写一条；如需并列，拆成几行放在 all 或 any 下", "rule.rest")

    # -------------------------------------------------------------- operands and moments

    def operand(self) -> Operand:
        """A literal, a name, or a date moved by periods."""
        return self.shifts(self.atom())

    def atom(self) -> Operand:
        token = self.peek()
        if token.is_literal:
            return literal(self.take(), self.mark, self.text)
        if token.text in ("yes", "no"):
            self.take()
            return Literal("yes_no", token.text == "yes", token.text)
        name = self.name("值或名称")
        if self.peek().text == "(":
            self.end()
        return name

    def shifts(self, base: Operand) -> Operand:
        while self.peek().kind == "sign":
            sign = self.take()
            token = self.peek()
            if token.kind == "period":
                period: Literal | Name = literal(self.take(), self.mark, self.text)
            elif token.kind == "name":
                period = self.name("期间")
            else:
                raise self.wrong(
                    f"“{sign.text}”后面应是期间，却是“{token.text or '行尾'}”",
                    "写 1 month、20 working_days，或期间参数的名称；金额的加减在 facts 里起个名字", "rule.arithmetic",
                )
            base = Shifted(base, 1 if sign.text == "+" else -1, period)
        return base

    def moment(self) -> Moment:
        head = self.peek()
        if head.text == "period_end":
            self.take()
            return PeriodEnd()
        if head.text == "day" and self.peek(1).kind == "count":
            return self.day_of_period()
        if head.kind == "name" and self.peek(1).text == "(":
            return self.shifts(self.call())
        if self.peek(1).text == "of" and (head.is_literal or head.kind == "name"):
            return self.of_period()
        return self.operand()

    def day_of_period(self) -> DayOfPeriod:
        self.take()
        day = self.take()
        if not 1 <= int(day.text) <= 31:
            raise self.wrong(f"没有“第{day.text}日”", "写 day 1 到 day 31", "rule.day", day)
        if not self.take_if("of"):
            raise self.wrong("“day”后面少了“of”", "写成 day 20 of period")
        token = self.peek()
        base = self.word("周期")
        if base not in BASES:
            raise self.wrong(f"没有“{base}”这种周期", "写 period（本期）或 next_period（下期）", token=token)
        return DayOfPeriod(int(day.text), base)

    def of_period(self) -> OfPeriod:
        head = self.peek()
        if head.is_literal and head.kind not in ("month_day", "window"):
            raise self.wrong(f"“{head.text}”不是月日", "写成 07-31 of period", "rule.anchor")
        anchor: Literal | Name = literal(self.take(), self.mark, self.text) if head.is_literal else self.name()
        self.take()
        base = self.name("周期或年度").text
        years = 0
        if self.peek().kind == "count" and self.peek().text.startswith("-"):  # `season -1`
            raise self.wrong("减号两边要有空格", "写成 season - 1")
        if self.peek().kind == "sign":
            sign = self.take()
            count = self.take()
            if count.kind != "count":
                raise self.wrong("年度只能加减整数", "写成 10-31 of season - 1", "rule.anchor", count)
            years = int(count.text) if sign.text == "+" else -int(count.text)
        return OfPeriod(anchor, base, years)

    def call(self) -> Call:
        head = self.take()
        if head.text not in DATE_FUNCTIONS:
            raise self.wrong(
                f"日期里不能用“{head.text}”", f"可用：{'、'.join(DATE_FUNCTIONS)}；其他算式在 facts 里起个名字",
                "rule.function", head,
            )
        args = self.arguments(self.argument)
        self.check_arity(head, len(args))
        return Call(head.text, tuple(args))

    def argument(self) -> Operand:
        if self.peek().kind == "name" and self.peek(1).text == "(":
            return self.shifts(self.call())
        return self.operand()

    def function(self) -> Derivation:
        head = self.take()
        index: int | None = None
        args = self.arguments(self.argument_of_derivation)
        if head.text == "nth":
            first = args.pop(0) if args else None
            if not isinstance(first, Literal) or first.type != "count" or cast(int, first.value) < 1:
                raise self.wrong("nth 的第一项是第几个", "写成 nth(3, visit.held_on)", "rule.function", head)
            index = cast(int, first.value)
        self.check_arity(head, len(args))
        return Derivation(head.text, tuple(args), index)

    def argument_of_derivation(self) -> Name | Literal:
        token = self.peek()
        if token.is_literal:
            return literal(self.take(), self.mark, self.text)
        return self.name("事实名")

    def arguments(self, one: Callable[[], T]) -> list[T]:
        self.take()  # "("
        found = [one()]
        while self.take_if(","):
            found.append(one())
        if not self.take_if(")"):
            raise self.wrong(f"括号里多出“{self.peek().text or '行尾'}”", "各项用逗号隔开，最后写“)”")
        return found

    def check_arity(self, head: Token, count: int) -> None:
        want = ARITY.get(head.text)
        if want is not None and count != want:
            raise self.wrong(f"{head.text} 要{want}项，这里是{count}项", "改正项数", "rule.function", head)
        if want is None and count < 2:
            raise self.wrong(f"{head.text} 至少要两项", "补上其余的项，或直接写那一项", "rule.function", head)
