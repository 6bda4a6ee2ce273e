"""Rule text to syntax tree: tests, trees, derivations, moments and due dates (pack-format section 3)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal as OneOf
from typing import cast

from chengzhang.engine.rules.ast import (
    All,
    Among,
    Any,
    Compare,
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
    Operand,
    Parity,
    Presence,
    StateIs,
    Test,
    Tree,
    Undated,
    WithAct,
    Within,
)
from chengzhang.engine.rules.errors import RuleError
from chengzhang.engine.rules.lexer import literal
from chengzhang.engine.rules.operand_text import DATE_FUNCTIONS, FUNCTIONS, Operands

Op = OneOf["==", "!=", "<", "<=", ">", ">="]
QUANTIFIERS = ("every", "some", "no")
STATUSES = ("open", "done", "overdue")
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


class _Line(Operands):
    """One whole line: a test, a moment or a derivation."""

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
