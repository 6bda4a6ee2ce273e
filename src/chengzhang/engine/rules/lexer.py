"""One line of rule text to tokens with their columns. Literals are typed here, by their shape alone."""

from __future__ import annotations

import re
from dataclasses import dataclass

from chengzhang.engine.rules.ast import Literal, Mark
from chengzhang.engine.rules.errors import RuleError
from chengzhang.engine.values import parse_literal

# In order: a longer shape before the one it begins with.
_SHAPES: tuple[tuple[str, str], ...] = (
    ("space", r"[ ]+"),
    ("window", r"\d{2}-\d{2}\.\.\d{2}-\d{2}"),
    ("date", r"\d{4}-\d{2}-\d{2}"),
    ("month_day", r"\d{2}-\d{2}"),
    ("money", r"-?\d+(?:\.\d+)?(?:亿元|万元|元)"),
    ("ratio", r"-?\d+(?:\.\d+)?%|\d+/\d+"),
    ("period", r"\d+ (?:working_day|day|week|month|year)s?(?![a-z0-9_])"),
    ("count", r"-?\d+(?![\d.])"),
    ("number", r"-?\d+\.\d+"),
    ("name", r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*"),
    ("op", r"==|!=|<=|>=|<|>"),
    ("sign", r"[+-](?= )"),
    ("mark", r"[|(),:]"),
)
_TOKEN = re.compile("|".join(f"(?P<{kind}>{shape})" for kind, shape in _SHAPES))
_LITERALS = frozenset({"window", "date", "month_day", "money", "ratio", "period", "count"})
_HINTS = {
    "=": "相等写“==”",
    "!": "不等写“!=”",
    "&": "同时满足写在 all 下，一行一条",
    "≥": "写“>=”",
    "≤": "写“<=”",
    "，": "一行只写一条，不用逗号",
    "：": "用半角冒号“:”",
    "（": "规则行里不用括号，算式在 facts 里起个名字",
    '"': "不用引号，直接写词",
    "'": "不用引号，直接写词",
    "*": "乘法不写在规则行里，算式在 facts 里起个名字",
    "/": "占比用 share(a, b) 在 facts 里起个名字",
}


@dataclass(frozen=True, slots=True)
class Token:
    """`kind` is a literal's type, or name | op | sign | mark | end; `column` counts from 1."""

    kind: str
    text: str
    column: int

    @property
    def is_literal(self) -> bool:
        return self.kind in _LITERALS


def tokens(text: str, mark: Mark | None) -> list[Token]:
    """All tokens of a line and an `end`; RuleError at the first character that fits none."""
    found: list[Token] = []
    at = 0
    while at < len(text):
        hit = _TOKEN.match(text, at)
        if hit is None:
            letter = text[at]
            hint = _HINTS.get(letter, "名称用小写英文字母、数字和下划线；金额写明单位，如 500万元")
            raise RuleError(mark, f"看不懂“{letter}”", hint, code="rule.character", column=at + 1, source=text)
        kind = hit.lastgroup or ""
        if kind == "number":
            raise RuleError(
                mark, f"数“{hit.group()}”没有单位", "金额写 500万元，比例写 10%，数目写整数",
                code="rule.unit", column=at + 1, source=text,
            )
        if kind != "space":
            found.append(Token(kind, hit.group(), at + 1))
        at = hit.end()
    found.append(Token("end", "", len(text) + 1))
    return found


def literal(token: Token, mark: Mark | None, source: str) -> Literal:
    """The typed value of a literal token."""
    try:
        value = int(token.text) if token.kind == "count" else parse_literal(token.kind, token.text)
    except ValueError as wrong:
        raise RuleError(
            mark, f"“{token.text}”写得不对：{wrong}", "请改正这个值",
            code="rule.literal", column=token.column, source=source,
        ) from None
    return Literal(token.kind, value, token.text)
