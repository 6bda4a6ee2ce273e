"""Static checks of rules: every name means something from where it stands, and every comparison makes sense.

Nothing here raises: each fault is a RuleError that says what to do.
"""

from __future__ import annotations

from chengzhang.engine.rules.ast import (
    All,
    Among,
    Call,
    Compare,
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
    Presence,
    Shifted,
    StateIs,
    Test,
    Tree,
    Undated,
    WithAct,
    Within,
)
from chengzhang.engine.rules.ast import Any as AnyOf
from chengzhang.engine.rules.errors import RuleError
from chengzhang.engine.rules.lines import duty_place, paper_place, settled
from chengzhang.engine.rules.names import (
    Meaning,
    Papers,
    Scope,
    Today,
    Unresolved,
    close_to,
    compatible,
)
from chengzhang.engine.rules.operand_text import AGGREGATES
from chengzhang.engine.rules.reach import out_of_reach

__all__ = ["LineCheck", "Scope", "check_moment", "check_test", "check_tree", "type_of", "type_zh"]

ORDERED = ("money", "ratio", "count", "date", "month_day", "year")
NUMBERS = ("money", "count", "ratio")
UNCOMPARED = ("text", "long_text", "file", "rows", "checklist", "window")
TYPE_ZH = {
    "money": "金额", "ratio": "比例", "count": "数目", "date": "日期", "month_day": "月日", "year": "年度",
    "period": "期间", "window": "时段", "yes_no": "是否", "organisation": "单位", "person": "人员", "text": "文字",
    "long_text": "长文字", "file": "文件", "rows": "表格", "checklist": "清单", "unit": "单位",
}
_ORDER_WORDS = {"<": "小于", "<=": "不大于", ">": "大于", ">=": "不小于"}


def check_tree(scope: Scope, tree: Tree) -> list[RuleError]:
    """All faults of a tree seen from the scope's kind of subject; empty if there are none."""
    if isinstance(tree, All | AnyOf | NoneOf):
        return [fault for item in tree.items for fault in check_tree(scope, item)]
    return check_test(scope, tree)


def check_test(scope: Scope, test: Test) -> list[RuleError]:
    return LineCheck(scope, test.source, test.mark).faults(test)


def check_moment(scope: Scope, moment: Due, mark: Mark | None = None, source: str = "") -> list[RuleError]:
    """Faults of a due date or another moment: it must come to a day."""
    if isinstance(moment, Undated | WithAct):
        return []
    line = LineCheck(scope, source, mark)
    with line:
        line.moment(moment)
    return line.found


def type_of(scope: Scope, operand: Operand) -> str:
    """The type of an operand: section 2's, a word list's id, `table:<id>`, or "" where no form is known. Unresolved if
    a name in it means nothing."""
    match operand:
        case Literal(kind, _, _):
            return kind
        case Name(text):
            return scope.type_of_meaning(scope.meaning(text))
        case Shifted():
            return "date"
        case Call(function, args):
            return type_of(scope, args[0]) if function == "first_of" else "date"


def type_zh(scope: Scope, type_name: str) -> str:
    """A type in Chinese, for a message."""
    if type_name.startswith("set of "):
        return "多选的词"
    if scope.words(type_name) is not None:
        return f"词表“{type_name.removeprefix('table:')}”"
    return TYPE_ZH.get(type_name, type_name)


class LineCheck:
    """The faults of one line. As a context manager it turns an unresolved name into a fault."""

    def __init__(self, scope: Scope, source: str, mark: Mark | None) -> None:
        self.scope, self.source, self.mark = scope, source, mark
        self.found: list[RuleError] = []
        self.looking_at = ""

    def __enter__(self) -> LineCheck:
        return self

    def __exit__(self, kind: object, wrong: BaseException | None, trace: object) -> bool:
        if isinstance(wrong, Unresolved):
            self.fault(self.looking_at, wrong.what, wrong.do, wrong.code)
            return True
        return False

    def fault(self, at: str, what: str, do: str, code: str) -> None:
        column = self.source.find(at) + 1 if at and at in self.source else None
        self.found.append(RuleError(self.mark, what, do, code=code, column=column, source=self.source))

    # -------------------------------------------------------------- tests

    def faults(self, test: Test) -> list[RuleError]:
        with self:
            match test:
                case Compare():
                    self.compare(test)
                case Among(name, words, _):
                    self.among(name, words)
                case Holds(name, word, _):
                    self.holds(name, word)
                case Within(left, window):
                    self.want(left, ("date",), "within 的左边应是日期")
                    self.want(window, ("window",), "within 的右边应是时段")
                case StateIs(path, states, _):
                    self.state(path, states)
                case DutyIs(duty):
                    self.duty(duty)
                case Presence(name):
                    self.presence(name)
                case Parity(name):
                    self.want(name, ("count",), "奇偶只用于数目")
                case Each(_, subject, inner):
                    self.looking_at = subject
                    rows = self.scope.rows(subject)
                    self.found += check_test(self.scope.of(rows.kind, rows), inner)
        return self.found

    def compare(self, test: Compare) -> None:
        left = self.type(test.left)
        right_operand = settled(self.scope, test.left, test.right)
        if isinstance(test.left, Literal) and isinstance(right_operand, Literal):
            self.fault(test.left.text, "两边都是固定的值", "左边写事实、参数或表的名称", "compare.constant")
            return
        if not self.operator(test, left):
            return
        words = self.scope.words(left)
        if isinstance(right_operand, Name) and words is not None and not self.means(right_operand.text):
            self.word(left, right_operand.text)
            return
        right = self.type(right_operand)
        if words is not None and isinstance(right_operand, Literal) and right_operand.type in (left, "word"):
            self.word(left, right_operand.text)
        self.same(test, left, right, right_operand)

    def same(self, test: Compare, left: str, right: str, right_operand: Operand) -> None:
        if compatible(self.scope, left, right):
            return
        shown = right_operand.text if isinstance(right_operand, Literal | Name) else test.op
        bare = isinstance(right_operand, Literal) and right == "count"
        if left == "money" and bare:
            self.fault(shown, f"“{shown}”没有单位", f"写明单位，如 {shown}万元", "compare.unit")
        elif right == "money" and left == "count" and isinstance(test.left, Literal):
            number = test.left.text
            self.fault(number, f"“{number}”没有单位", f"写明单位，如 {number}万元", "compare.unit")
        elif left == "ratio" and bare:
            self.fault(shown, f"“{shown}”不是比例", f"写成 {shown}% 或 3/5", "compare.unit")
        else:
            mine, theirs = type_zh(self.scope, left), type_zh(self.scope, right)
            self.fault(shown, f"{mine}不能与{theirs}比较", "两边换成同一类的值", "compare.types")

    def operator(self, test: Compare, left: str) -> bool:
        if left in UNCOMPARED or left.startswith("set of "):
            do = "写“has”或“lacks”" if left.startswith("set of ") else "写“is present”或“is absent”"
            self.fault(f"{test.op} ", f"{type_zh(self.scope, left)}不能用“{test.op}”比较", do, "compare.operator")
            return False
        if test.op not in ("==", "!=") and left not in ORDERED and left != "":
            what = f"不能用“{test.op}”比较{type_zh(self.scope, left)}：它没有大小先后，说不上{_ORDER_WORDS[test.op]}"
            self.fault(f"{test.op} ", what, "用“==”或“!=”，或“in 词|词”", "compare.operator")
            return False
        return True

    def among(self, name: Name, words: tuple[str, ...]) -> None:
        kind = self.type(name)
        if kind and self.scope.words(kind) is None:
            self.fault(name.text, f"“in”只用于词表，{name.text} 是{type_zh(self.scope, kind)}", "用“==”“<”等比较",
                       "among.type")
            return
        for word in words:
            self.word(kind, word)

    def word(self, kind: str, word: str) -> None:
        words = self.scope.words(kind)
        if words is not None and word not in words:
            known = "、".join(f"{w}（{zh}）" for w, zh in words.items())
            do = close_to(word, words, f"可用：{known}")
            self.fault(word, f"{type_zh(self.scope, kind)}里没有“{word}”", do, "word.unknown")

    def holds(self, name: Name, word: str) -> None:
        meaning = self.meaning(name.text)
        if isinstance(meaning, Papers):
            self.paper(word if meaning.paper is None else meaning.paper)
            paper = self.scope.pack.papers.get(meaning.paper or "")
            if paper is not None and word not in paper.parts:
                known = "、".join(paper.parts) or "无"
                self.fault(word, f"材料“{meaning.paper}”没有“{word}”这一部分", f"可用：{known}；或在 papers 里写 parts",
                           "paper.part")
            return
        kind = self.scope.type_of_meaning(meaning)
        if kind == "set of papers":
            self.paper(word)
        elif kind.startswith("set of "):
            self.word(kind.removeprefix("set of "), word)
        elif kind:
            self.fault(name.text, f"“has”只用于多选的事实和材料，{name.text} 是{type_zh(self.scope, kind)}",
                       "用“==”比较", "holds.type")

    def paper(self, paper: str) -> None:
        self.looking_at = paper
        paper_place(self.scope, paper)

    def state(self, path: str, states: tuple[str, ...]) -> None:
        self.looking_at = path
        kind = self.scope.place(path).kind
        defined = self.scope.pack.subjects.get(kind)
        if defined is None:
            self.fault(path, f"本包没有用到主体“{kind}”", "在 subjects 里写上它的状态和动作", "state.subject")
            return
        for state in states:
            if state != "new" and state not in defined.states:
                known = "、".join(("new", *(s for s in defined.states if s != "new")))
                do = close_to(state, defined.states, f"可用：{known}")
                what = f"“{kind}”（{self.scope.subject_zh(kind)}）没有“{state}”这个状态"
                self.fault(state, what, do, "state.unknown")

    def duty(self, duty: str) -> None:
        self.looking_at = f"duty.{duty}"
        known = self.scope.pack.duties
        if duty not in known:
            raise Unresolved(f"没有“{duty}”这项义务", close_to(duty, known, "在 duties 里声明"), "name.duty")
        duty_place(self.scope, known[duty].of)

    def presence(self, name: Name) -> None:
        meaning = self.meaning(name.text)
        if isinstance(meaning, Today):
            self.fault(name.text, f"“{name.text}”总是有的", "去掉这一行", "presence.always")

    # -------------------------------------------------------------- operands

    def means(self, text: str) -> bool:
        try:
            self.scope.meaning(text)
        except Unresolved:
            return False
        return True

    def meaning(self, text: str) -> Meaning:
        """What a name means; what it rests on must be within reach from here too."""
        self.looking_at = text
        meaning = self.scope.meaning(text)
        beyond = out_of_reach(self.scope, meaning, ())
        if beyond is not None:
            what, inner = beyond
            raise Unresolved(f"“{text}”在这里求不出，它用到的“{what}”：{inner.what}", inner.do, inner.code)
        return meaning

    def type(self, operand: Operand) -> str:
        match operand:
            case Literal(kind, _, _):
                return kind
            case Name(text):
                return self.scope.type_of_meaning(self.meaning(text))
            case Shifted(base, _, period):
                if self.type(base) not in ("date", ""):
                    at = base.text if isinstance(base, Name | Literal) else ""
                    self.fault(at, f"期间只能加在日期上，这里是{type_zh(self.scope, self.type(base))}",
                               "算式在 facts 里起个名字（plus、minus）", "shift.date")
                self.want(period, ("period",), "日期只能加减期间")
                return "date"
            case Call():
                return self.call(operand)

    def call(self, call: Call) -> str:
        if call.function == "first_of":
            kinds = [self.type(arg) for arg in call.args]
            return kinds[0]
        if call.function in AGGREGATES:
            [arg] = call.args
            assert isinstance(arg, Name)
            self.aggregate(call.function, arg, None)
            return "date"
        allowed = ("year", "date") if call.function == "year_end" else ("date",)
        for arg in call.args:
            self.want(arg, allowed, f"{call.function} 里应是{'年度或日期' if len(allowed) > 1 else '日期'}")
        return "date"

    def want(self, operand: Operand, kinds: tuple[str, ...], what: str) -> None:
        kind = self.type(operand)
        if kind not in (*kinds, ""):
            at = operand.text if isinstance(operand, Name | Literal) else ""
            self.fault(at, f"{what}，这里是{type_zh(self.scope, kind)}", "换成该类的值或名称", "operand.type")

    def moment(self, moment: Moment) -> None:
        match moment:
            case OfPeriod(anchor, base, _):
                self.want(anchor, ("month_day", "window"), "“of”前面应是月日或时段")
                if base not in ("period", "next_period"):
                    self.want(Name(base), ("year", "date"), "“of”后面应是周期或年度")
            case Name() | Literal() | Shifted() | Call():
                self.want(moment, ("date",), "这里应是日期")

    def aggregate(self, function: str, arg: Name, over: str | None) -> str:
        """The type of a row's value; the rows' own perspective is checked too."""
        self.looking_at = arg.text
        rows = self.scope.aggregate(function, arg.text, over)
        if function == "count":
            return "count"
        inside = LineCheck(self.scope.of(rows.kind, rows), self.source, self.mark)
        inside.looking_at = arg.text
        return inside.type(arg)
