"""Rule text to syntax tree: tests, trees, derivations, moments and due dates (pack-format section 3)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal as OneOf
from typing import TypeVar, cast

from chengzhang.engine.rules.ast import (
    All,
    Among,
    Any,
    Call,
    Compare,
    DayOfPeriod,
    Derivation,
    Due,
    DutyIs,
    Each,
    Holds,
    Literal,
    Mark,
    Moment,
    Name,
    NoneOf,
    OfPeriod,
    Operand,
    Parity,
    PeriodEnd,
    Presence,
    Shifted,
    StateIs,
    Test,
    Tree,
    Undated,
    WithAct,
    Within,
)
from chengzhang.engine.rules.errors import RuleError
from chengzhang.engine.rules.lexer import Token, literal, tokens

T = TypeVar("T")
Op = OneOf["==", "!=", "<", "<=", ">", ">="]

AGGREGATES = ("sum", "count", "earliest", "latest", "max", "min", "nth")
DATE_FUNCTIONS = ("later", "earlier", "year_end", "first_of", "earliest", "latest")
FUNCTIONS = (
    *AGGREGATES, "later", "earlier", "year_end", "first_of", "plus", "minus", "distance",
    "share", "share_of", "year_of",
    "days_between", "working_days_between", "months_between",
)
ARITY = {
    "plus": 2, "minus": 2, "distance": 2, "share": 2, "share_of": 2, "year_end": 1, "year_of": 1,
    "days_between": 2, "working_days_between": 2, "months_between": 2,
    "sum": 1, "count": 1, "earliest": 1, "latest": 1, "max": 1, "min": 1, "nth": 1,
}
QUANTIFIERS = ("every", "some", "no")
STATUSES = ("open", "done", "overdue")
BASES = ("period", "next_period")
_KEYS: dict[str, Callable[[tuple[Tree, ...]], Tree]] = {"all": All, "any": Any, "none": NoneOf}


def parse_test(text: str, mark: Mark | None = None) -> Test:
    """One line, one test; RuleError with a column for anything that is not one."""
    return _Line(text, mark).whole_test()


def parse_tree(node: object, mark: Mark | None = None) -> Tree:
    """A loaded YAML node (text, or a mapping with the one key `all`, `any` or `none`) to a tree.

    A node may carry its own place as an attribute `mark`; it is used for what stands below it.
    """
    here = getattr(node, "mark", None)
    mark = here if isinstance(here, Mark) else mark
    if isinstance(node, str):
        return parse_test(str(node), mark)
    if not isinstance(node, dict) or len(node) != 1:
        keys = "、".join(map(str, node)) if isinstance(node, dict) else type(node).__name__
        raise RuleError(
            mark, f"条件应是一行文字，或只有一个键（all、any 或 none）的映射，这里是：{keys}",
            "几条同时满足写 {all: [...]}，任一满足写 {any: [...]}，都不满足写 {none: [...]}", code="rule.tree",
        )
    [(key, items)] = node.items()
    if str(key) not in _KEYS:
        raise RuleError(mark, f"没有“{key}”这种组合", "只有 all、any、none 三种", code="rule.tree")
    if not isinstance(items, list) or not items:
        raise RuleError(mark, f"“{key}”下面应是不空的列表", f"写成 {key}: [条件一, 条件二]", code="rule.tree")
    return _KEYS[str(key)](tuple(parse_tree(item, mark) for item in items))


def parse_derivation(text: str, mark: Mark | None = None) -> Derivation:
    """`is:` of a derived fact: one function over names, or a date expression (kept as function `date`)."""
    return _Line(text, mark).whole_derivation()


def parse_moment(text: str, mark: Mark | None = None) -> Moment:
    """A day: `a + 1 month`, `later(a, b)`, `10-31 of season - 1`, `day 20 of period`, `period_end`."""
    return _Line(text, mark).whole_moment()


def parse_due(text: str, mark: Mark | None = None) -> Due:
    """A moment, `undated` or `with_act`."""
    match text.strip():
        case "undated":
            return Undated()
        case "with_act":
            return WithAct()
    return parse_moment(text, mark)


class _Line:
    """Recursive descent over one line."""

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

    # -------------------------------------------------------------- wholes

    def whole_test(self) -> Test:
        if not self.text:
            raise self.wrong("这一行是空的", "写一条判断，或去掉这一行")
        found = self.test()
        self.end()
        return found

    def whole_moment(self) -> Moment:
        found = self.moment()
        self.end()
        return found

    def whole_derivation(self) -> Derivation:
        head = self.peek()
        if head.kind == "name" and self.peek(1).text == "(":
            if head.text not in FUNCTIONS:
                raise self.wrong(f"没有“{head.text}”这个函数", f"可用：{'、'.join(FUNCTIONS)}", "rule.function")
            start = self.at
            try:
                found = self.function()
                self.end()
                return found
            except RuleError:
                if head.text not in DATE_FUNCTIONS:
                    raise
            self.at = start  # `later(a, b) + 6 months`: a date expression that begins with a function
        moment = self.whole_moment()
        if isinstance(moment, Literal):
            raise self.wrong("推导事实不能只是一个值", "固定的数写成参数（parameters）", "rule.function", head)
        return Derivation("date", (), moment=moment)

    # -------------------------------------------------------------- tests

    def test(self) -> Test:
        head, second = self.peek(), self.peek(1)
        if head.text in QUANTIFIERS and second.kind == "name" and self.peek(2).text == ":":
            return self.each()
        if head.text.startswith("duty.") and second.text == "is":
            return self.duty()
        if second.text == "(":
            self.take()
            self.end()
        if head.kind == "name" and second.kind == "name" and second.text != "within":
            return self.named_test()
        left = self.operand()
        if self.take_if("within"):
            return self.within(left)
        return self.compare(left)

    def named_test(self) -> Test:
        name = self.name()
        relation = self.take()
        match relation.text:
            case "in" | "not_in":
                return Among(name, self.words("词"), relation.text == "not_in", self.text, self.mark)
            case "has" | "lacks":
                return Holds(name, self.word("词"), relation.text == "lacks", self.text, self.mark)
            case "is":
                return self.is_test(name)
        raise self.wrong(
            f"“{name.text}”后面不能接“{relation.text}”",
            "可写 == != < <= > >=、in、not_in、has、lacks、within、is", "rule.relation", relation,
        )

    def is_test(self, name: Name) -> Test:
        negated = self.take_if("not")
        token = self.peek()
        words = self.words("状态")
        if "present" in words or "absent" in words:
            if len(words) > 1:
                raise self.wrong("present、absent 不能与状态并列", "拆成两行", "rule.reserved", token)
            return Presence(name, (words[0] == "present") is not negated, self.text, self.mark)
        if words in (("odd",), ("even",)):
            return Parity(name, (words[0] == "odd") is not negated, self.text, self.mark)
        if words in (("yes",), ("no",)):
            value = (words[0] == "yes") is not negated
            right = Literal("yes_no", value, "yes" if value else "no")
            return Compare(name, "==", right, self.text, self.mark)
        return StateIs(name.text, words, negated, self.text, self.mark)

    def duty(self) -> Test:
        head = self.take()
        duty = head.text.removeprefix("duty.")
        if "." in duty:
            raise self.wrong(f"“{head.text}”不是义务", "写成 duty.义务名 is overdue", token=head)
        self.take()
        negated = self.take_if("not")
        token = self.peek()
        status = self.word("义务的状况")
        if status not in STATUSES:
            raise self.wrong(
                f"义务没有“{status}”这种状况", "只有 open（未办）、done（已办）、overdue（逾期）", "rule.duty", token
            )
        return DutyIs(duty, status, negated, self.text, self.mark)

    def each(self) -> Test:
        quantifier = self.take().text
        subject = self.name("主体").text
        self.take()
        whole, offset = self.text, self.peek().column - 1
        inner = self.peek()
        if inner.kind == "name" and self.peek(1).kind == "end":
            right = Literal("yes_no", True, "yes")
            test: Test = Compare(self.name(), "==", right, whole[offset:], self.mark)
        else:
            self.text = whole[offset:]
            try:
                test = self.test()
            finally:
                self.text = whole
        if isinstance(test, Each):
            raise self.wrong("“每一个”里面不能再套“每一个”", "里层在 facts 里起个名字", "rule.each", inner)
        return Each(cast(OneOf["every", "some", "no"], quantifier), subject, test, whole, self.mark)

    def within(self, left: Operand) -> Test:
        token = self.peek()
        if token.kind == "window":
            return Within(left, literal(self.take(), self.mark, self.text), self.text, self.mark)
        return Within(left, self.name("时段"), self.text, self.mark)

    def compare(self, left: Operand) -> Test:
        op = self.peek()
        if op.kind != "op":
            self.end_if_arithmetic()
            seen = f"“{op.text}”" if op.text else "行尾"
            raise self.wrong(f"这里应是比较号，却是{seen}", "写 ==、!=、<、<=、> 或 >=", "rule.relation")
        self.take()
        return Compare(left, cast(Op, op.text), self.operand(), self.text, self.mark)

    def end_if_arithmetic(self) -> None:
        if self.peek().kind in ("sign", "mark") or self.peek().text in ("and", "or"):
            self.end()

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
