"""Rules said in the Chinese of official papers.

以上、以下、以内 include the figure; 超过、不足 exclude it (民法典第一千二百五十九条).
"""

from __future__ import annotations

from typing import Any

from chengzhang.engine.pack.model import UNSET, Pack
from chengzhang.engine.rules.ast import (
    All,
    Among,
    Call,
    Compare,
    DayOfPeriod,
    Due,
    DutyIs,
    Each,
    Holds,
    Literal,
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
from chengzhang.engine.rules.ast import Any as AnyOf
from chengzhang.engine.rules.lines import settled
from chengzhang.engine.rules.names import (
    Answer,
    DerivedOf,
    FactAt,
    Meaning,
    Papers,
    ParameterOf,
    Scope,
    TableOf,
    Today,
    Unresolved,
)
from chengzhang.engine.rules.states import say_states
from chengzhang.engine.values import Money, zh

TODAY_ZH = {"act_day": "办理日期", "this_year": "本年度", "next_year": "下一年度"}
DATES = {"date", "month_day", "year"}
_STATUS = {
    ("open", False): "尚未办结", ("open", True): "没有待办",
    ("done", False): "已办结", ("done", True): "尚未办结",
    ("overdue", False): "已逾期", ("overdue", True): "没有逾期",
}
_NAME_OPS = {">=": "不低于", ">": "超过", "<=": "不超过", "<": "低于", "==": "等于", "!=": "不等于"}
_COUNT_OPS = {">=": "不少于", "<": "少于", "<=": "不多于"}
_DATE_OPS = {">=": "不早于", ">": "晚于", "<=": "不晚于", "<": "早于", "==": "为", "!=": "不为"}


def say_test(pack: Pack, kind: str, test: Test, scope: Scope | None = None) -> str:
    """One line as one clause of a sentence, without a full stop."""
    scope = scope or Scope(pack, kind)
    match test:
        case Compare():
            return _say_compare(pack, scope, test)
        case Among(name, words, negated):
            listed = "".join(f"“{_word(scope, name, word)}”" for word in words)
            if len(words) == 1:
                return f"{_name(pack, scope, name)}{'不为' if negated else '为'}{listed}"
            verb, tail = ("不属于", "中任何一种") if negated else ("属于", "之一")
            return f"{_name(pack, scope, name)}{verb}{listed}{tail}"
        case Holds():
            return _say_holds(pack, scope, test)
        case Within(left, window):
            return f"{say_operand(pack, scope, left)}在{say_operand(pack, scope, window)}之内"
        case StateIs(path, states, negated):
            return say_states(pack, scope.place(path).kind, states, negated)
        case DutyIs(duty, status, negated):
            return f"“{pack.duties[duty].say}”{_STATUS[status, negated]}"
        case Presence(name, present):
            return _say_presence(pack, scope, name, present)
        case Parity(name, odd):
            return f"{_name(pack, scope, name)}为{'奇数' if odd else '偶数'}"
        case Each(quantifier, subject, inner):
            rows = scope.rows(subject)
            who = _rows_zh(pack, scope, subject)
            said = say_test(pack, rows.kind, inner, scope.of(rows.kind, rows))
            return {"every": f"每个{who}都满足：{said}", "some": f"至少有一个{who}满足：{said}",
                    "no": f"没有一个{who}是：{said}"}[quantifier]


def say_tree(pack: Pack, kind: str, tree: Tree, scope: Scope | None = None) -> str:
    """A tree as one sentence without a full stop; empty for the tree that always holds."""
    scope = scope or Scope(pack, kind)
    match tree:
        case All(items):
            return "，且".join(_inner(pack, scope, item, len(items)) for item in items)
        case AnyOf(items):
            return "，或".join(_inner(pack, scope, item, len(items)) for item in items)
        case NoneOf(items):
            said = "；".join(say_tree(pack, kind, item, scope) for item in items)
            return f"不属于下列情形{'' if len(items) == 1 else '中的任何一种'}：{said}"
        case _:
            return say_test(pack, kind, tree, scope)


def _inner(pack: Pack, scope: Scope, tree: Tree, siblings: int) -> str:
    said = say_tree(pack, scope.kind, tree, scope)
    group = isinstance(tree, NoneOf) or (isinstance(tree, All | AnyOf) and len(tree.items) > 1)
    return f"（{said}）" if group and siblings > 1 else said


def say_moment(pack: Pack, kind: str, moment: Due, scope: Scope | None = None) -> str:
    """A day or a due date in words: `竣工验收日期后30个工作日`, `当月20日`, `未规定时限`."""
    scope = scope or Scope(pack, kind)
    match moment:
        case Undated():
            return "未规定时限"
        case WithAct():
            return "同时办理"
        case PeriodEnd():
            return "当期最后一日"
        case DayOfPeriod(day, base):
            return f"{'当月' if base == 'period' else '下月'}{day}日"
        case OfPeriod():
            return _say_of_period(pack, scope, moment)
        case _:
            return say_operand(pack, scope, moment)


def say_operand(pack: Pack, scope: Scope, operand: Operand) -> str:
    match operand:
        case Literal():
            return literal_zh(scope, operand)
        case Name():
            return _name(pack, scope, operand)
        case Shifted(base, sign, period):
            return f"{say_operand(pack, scope, base)}{'后' if sign == 1 else '前'}{_say_period(pack, scope, period)}"
        case Call(function, args):
            said = [say_operand(pack, scope, arg) for arg in args]
            return _CALLS[function].format("与".join(said))


def _say_period(pack: Pack, scope: Scope, period: Literal | Name) -> str:
    """`1个月`; of a parameter the text fixes, `1个月（试运行最短时间）`; of one set elsewhere, its name."""
    if isinstance(period, Literal):
        return literal_zh(scope, period)
    meaning = scope.meaning(period.text)
    if isinstance(meaning, ParameterOf) and meaning.parameter.by is None and meaning.parameter.value is not UNSET:
        return f"{zh(meaning.parameter.value)}（{meaning.parameter.zh}）"
    return f"“{_said(pack, scope, meaning)}”所定的时间"


_CALLS = {
    "later": "{}中较晚的一日", "earlier": "{}中较早的一日", "first_of": "{}中最先有的一项", "year_end": "{}的12月31日",
    "latest": "最晚的{}", "earliest": "最早的{}",
}


def literal_zh(scope: Scope, literal: Literal) -> str:
    """A value as a rule states it: `500万元`, `20个工作日`, `“统一建设”`."""
    value: Any = literal.value
    if isinstance(value, Money):
        return value.literal
    words = scope.words(literal.type)
    if words is not None:
        return f"“{words.get(str(value), str(value))}”"
    return f"“{zh(value)}”" if literal.type == "yes_no" else zh(value)


def _say_compare(pack: Pack, scope: Scope, test: Compare) -> str:
    right_operand = settled(scope, test.left, test.right)
    left, right = say_operand(pack, scope, test.left), say_operand(pack, scope, right_operand)
    kind = operand_type(scope, test.left)
    if isinstance(test.left, Name) and isinstance(right_operand, Literal) and _is_unnamed(scope, test.left):
        return f"{'属于' if test.op == '==' else '不属于'}{right}的情形"
    if kind in DATES or isinstance(test.left, Shifted):
        return f"{left}{_DATE_OPS[test.op]}{right}"
    if kind == "yes_no" and isinstance(test.left, Name):
        left = _quoted(pack, scope, scope.meaning(test.left.text))
    if isinstance(right_operand, Literal):
        return _say_limit(left, test.op, right_operand, right, kind)
    return f"{left}{_NAME_OPS[test.op]}{right}"


def _is_unnamed(scope: Scope, name: Name) -> bool:
    """Whether a name is a table that was given no Chinese name of its own, only those of its words."""
    meaning = scope.meaning(name.text)
    return isinstance(meaning, TableOf) and _listed(meaning) == meaning.table.zh


def _listed(meaning: TableOf) -> str:
    return "、".join(meaning.table.columns.get(meaning.column, {}).values())


def _say_limit(left: str, op: str, limit: Literal, said: str, kind: str) -> str:
    """A comparison with a fixed value: money and ratios have 以上（含） and 不足, counts 不少于."""
    if op == ">" and limit.type in ("money", "count") and limit.value == 0:
        return f"{left}大于零"
    if kind == "count" and op in _COUNT_OPS:
        return f"{left}{_COUNT_OPS[op]}{said}"
    match op:
        case ">=":
            return f"{left}在{said}以上（含）"
        case "<=":
            return f"{left}在{said}以下（含）"
        case "<":
            return f"{left}{'低于' if kind == 'ratio' else '不足'}{said}"
        case ">":
            return f"{left}超过{said}"
    return f"{left}{'为' if op == '==' else '不为'}{said}"


def _say_holds(pack: Pack, scope: Scope, test: Holds) -> str:
    meaning = scope.meaning(test.name.text)
    if isinstance(meaning, Papers):
        if meaning.paper is None:
            title = pack.papers[test.word].zh if test.word in pack.papers else test.word
            return f"{'尚未提交' if test.negated else '已提交'}“{title}”"
        paper = pack.papers[meaning.paper]
        return f"“{paper.zh}”{'缺少' if test.negated else '含有'}“{paper.parts.get(test.word, test.word)}”部分"
    words = scope.words(scope.type_of_meaning(meaning).removeprefix("set of ")) or {}
    return f"{_said(pack, scope, meaning)}{'不包含' if test.negated else '包含'}“{words.get(test.word, test.word)}”"


def _say_presence(pack: Pack, scope: Scope, name: Name, present: bool) -> str:
    meaning = scope.meaning(name.text)
    if isinstance(meaning, Papers) and meaning.paper is not None:
        return f"{'已提交' if present else '尚未提交'}“{pack.papers[meaning.paper].zh}”"
    filled = isinstance(meaning, Answer) or (isinstance(meaning, FactAt) and meaning.fact.source == "declared")
    verb = ("已填写" if present else "未填写") if filled else ("已有" if present else "尚无")
    return f"{verb}“{_said(pack, scope, meaning).removeprefix('所填')}”"


def _quoted(pack: Pack, scope: Scope, meaning: Meaning) -> str:
    """`“应急项目”`, `所填“材料齐全”`: an assertion is quoted, since 为“是” follows it."""
    said = _said(pack, scope, meaning)
    return f"所填“{said.removeprefix('所填')}”" if isinstance(meaning, Answer) else f"“{said}”"


def _say_of_period(pack: Pack, scope: Scope, moment: OfPeriod) -> str:
    anchor = say_operand(pack, scope, moment.anchor)
    if operand_type(scope, moment.anchor) == "window":
        anchor += "的最后一日"
    if moment.base == "period":
        return f"当年{anchor}"
    if moment.base == "next_period":
        return f"次年{anchor}"
    base = _name(pack, scope, Name(moment.base))
    if moment.years == 0:
        return f"{base}的{anchor}"
    ahead = "后" if moment.years > 0 else "前"
    count = "" if abs(moment.years) == 1 else str(abs(moment.years))
    return f"{base}{ahead}{count or '一'}年的{anchor}"


def _rows_zh(pack: Pack, scope: Scope, path: str) -> str:
    if path in pack.subject_types:
        return pack.call(path)
    try:
        return _said(pack, scope, scope.meaning(path))
    except Unresolved:
        return path


def _word(scope: Scope, name: Name, word: str) -> str:
    words = scope.words(scope.type_of_meaning(scope.meaning(name.text))) or {}
    return words.get(word, word)


def _name(pack: Pack, scope: Scope, name: Name) -> str:
    return _said(pack, scope, scope.meaning(name.text))


def _said(pack: Pack, scope: Scope, meaning: Meaning) -> str:
    match meaning:
        case FactAt(_, fact):
            return pack.calls.get(fact.name, fact.zh)
        case Answer(id, f):
            return f"所填{f.zh if f is not None else id}"
        case DerivedOf(fact):
            return fact.zh
        case TableOf(table, _):
            return "按规定应属的类别" if _listed(meaning) == table.zh else table.zh
        case Today(id):
            return TODAY_ZH[id]
        case ParameterOf(parameter):
            fixed = parameter.by is None and parameter.value is not UNSET
            value = parameter.value.literal if isinstance(parameter.value, Money) else None
            said = value or (zh(parameter.value) if fixed and not isinstance(parameter.value, tuple) else "")
            return f"{parameter.zh}（{said}）" if fixed and said else parameter.zh
        case Papers(paper):
            return pack.papers[paper].zh if paper in pack.papers else "材料"


def operand_type(scope: Scope, operand: Operand | Moment) -> str:
    """The type of an operand; dates moved and functions of dates are dates."""
    match operand:
        case Literal(kind, _, _):
            return kind
        case Name(text):
            return scope.type_of_meaning(scope.meaning(text))
        case Shifted() | Call():
            return "date"
    return "date"

