"""One table of all value types: text of the pack language -> value -> text, Chinese, and JSON for storage."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from fractions import Fraction

from chengzhang.engine.values.dates import parse_date, zh_date
from chengzhang.engine.values.money import Money
from chengzhang.engine.values.month_day import MonthDay, Window
from chengzhang.engine.values.period import Days, Months, Period, WorkingDays, parse_period
from chengzhang.engine.values.ratio import format_ratio, parse_ratio
from chengzhang.engine.values.year import Year

Value = bool | int | str | Money | Fraction | date | MonthDay | Window | Year | Period | frozenset[str]
Json = bool | int | str | list[str]

_WORD = re.compile(r"[a-z][a-z0-9_]*")
_COUNT_LIMIT = 10**12


def _parse_yes_no(text: str) -> bool:
    if text.strip() not in ("yes", "no"):
        raise ValueError(f"“{text}”不是是否。请写 yes（是）或 no（否）")
    return text.strip() == "yes"


def _parse_count(text: str) -> int:
    if not re.fullmatch(r"[0-9]+", text.strip()):
        raise ValueError(f"“{text}”不是数目。请写不带单位的整数，如 3")
    if int(text) > _COUNT_LIMIT:
        raise ValueError(f"数目“{text}”太大，请核对")
    return int(text)


def _parse_word(text: str) -> str:
    if not _WORD.fullmatch(text.strip()):
        raise ValueError(f"“{text}”不是词。词用小写英文字母、数字和下划线，以字母开头")
    return text.strip()


_PARSERS: dict[str, Callable[[str], Value]] = {
    "yes_no": _parse_yes_no,
    "money": Money.parse,
    "ratio": parse_ratio,
    "count": _parse_count,
    "date": parse_date,
    "month_day": MonthDay.parse,
    "year": Year.parse,
    "period": parse_period,
    "window": Window.parse,
    "word": _parse_word,
    "text": str,
    "long_text": str,
    "organisation": str,
    "person": str,
}


def parse_literal(type_name: str, text: str) -> Value:
    """The value that `text` names, read as `type_name` (pack format, section 2); `set of X` takes words joined by `|`.

    ValueError, in Chinese and saying what to write, if it names none. A named word list is read as `word`.

    >>> parse_literal("money", "500万元"), parse_literal("yes_no", "yes"), parse_literal("period", "1 month")
    (Money.parse('500万元'), True, Months(n=1))
    """
    if not isinstance(text, str):
        raise TypeError(f"字面值应是文本：{text!r}")
    if type_name.startswith("set of "):
        return frozenset(_parse_word(word) for word in text.split("|")) if text.strip() else frozenset()
    return _parser(type_name)(text)


def format_literal(value: Value) -> str:
    """Canonical text; `parse_literal` of it with the value's type gives the value back, exactly.

    >>> format_literal(Money.parse("0.05亿元")), format_literal(False), format_literal(Fraction(1, 10))
    ('500万元', 'no', '10%')
    """
    match value:
        case bool():
            return "yes" if value else "no"
        case Money() | Year() | MonthDay() | Window() | Days() | WorkingDays() | Months():
            return value.literal
        case Fraction():
            return format_ratio(value)
        case date():
            return value.isoformat()
        case frozenset():
            return "|".join(sorted(value))
        case int() | str():
            return str(value)
    raise TypeError(f"不是规则语言的值：{value!r}")


def zh(value: Value) -> str:
    """The value in the words of a Chinese sentence. Labels of words are the vocabulary's affair; a word stays as it is.

    >>> zh(True), zh(date(2026, 7, 31)), zh(Money.parse("500万元")), zh(WorkingDays(20))
    ('是', '2026年7月31日', '500.00万元', '20个工作日')
    """
    match value:
        case bool():
            return "是" if value else "否"
        case Money() | Year() | MonthDay() | Window() | Days() | WorkingDays() | Months():
            return value.zh
        case date():
            return zh_date(value)
        case frozenset():
            return "、".join(sorted(value))
    return format_literal(value)


def to_json(value: Value) -> Json:
    """For storage and the API: money in whole fen, dates ISO, ratios `n/d`, the rest as literals, numbers or truth.

    >>> to_json(Money.parse("1元")), to_json(date(2021, 8, 6)), to_json(Fraction(1, 10))
    (100, '2021-08-06', '1/10')
    """
    match value:
        case bool():
            return value
        case Fraction():
            return f"{value.numerator}/{value.denominator}"
        case frozenset():
            return sorted(value)
        case int():
            return int(value)
    return format_literal(value)


def from_json(type_name: str, raw: object) -> Value:
    """The inverse of `to_json` for a value of `type_name`; ValueError in Chinese if `raw` is not such a value.

    >>> from_json("money", 100) == Money.parse("1元")
    True
    """
    if type_name == "yes_no":
        if not isinstance(raw, bool):
            raise ValueError(f"应为 true 或 false：{raw!r}")
        return raw
    if type_name in ("money", "count", "year"):
        if type(raw) is not int:
            raise ValueError(f"应为整数{'（分）' if type_name == 'money' else ''}：{raw!r}")
        return Money(raw) if type_name == "money" else Year(raw) if type_name == "year" else _parse_count(str(raw))
    if type_name.startswith("set of "):
        if not isinstance(raw, list) or not all(isinstance(word, str) for word in raw):
            raise ValueError(f"应为词的列表：{raw!r}")
        return frozenset(_parse_word(word) for word in raw)
    if not isinstance(raw, str):
        raise ValueError(f"应为文本：{raw!r}")
    return parse_literal(type_name, raw)


def _parser(type_name: str) -> Callable[[str], Value]:
    try:
        return _PARSERS[type_name]
    except KeyError:
        raise ValueError(f"没有“{type_name}”这种类型。可用：{'、'.join(_PARSERS)}") from None
