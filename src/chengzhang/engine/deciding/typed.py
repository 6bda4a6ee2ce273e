"""From what stands in a facts file (JSON or YAML) to typed values, and back: the literals of the rule language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from chengzhang.engine.case import Value
from chengzhang.engine.pack.model import Field, Pack
from chengzhang.engine.values import Days, Money, Months, WorkingDays, format_literal, parse_literal

ABSURD_MONEY = Money.parse("10000亿元")
FREE = ("text", "long_text", "organisation", "person", "file")
_BASIC = ("yes_no", "money", "ratio", "count", "date", "month_day", "year", "period", "window", *FREE)


class FactsError(ValueError):
    """What is wrong in a facts file: `key` where, `wrong` what, `do` what to write. Chinese, without full stops."""

    def __init__(self, key: str, wrong: str, do: str) -> None:
        self.key, self.wrong, self.do = key, wrong, do
        super().__init__(f"“{key}”：{wrong}。{do}")


def read_value(pack: Pack, type_name: str, raw: Any, key: str) -> Value:
    """The typed value of `raw` as `type_name`; FactsError naming `key` otherwise. `rows` are left to `read_rows`."""
    if raw is None:
        raise FactsError(key, "没有值", "不清楚的事实不要写这个键，或写上它的值")
    if type_name.startswith("set of "):
        return _read_set(pack, type_name.removeprefix("set of "), raw, key)
    if type_name in pack.types:
        return _read_word(pack, type_name, raw, key)
    if type_name in ("rows", "checklist"):
        return _read_open(raw, key)
    if type_name not in _BASIC:
        return _text(raw, key)
    return _read_basic(type_name, raw, key)


def _read_basic(type_name: str, raw: Any, key: str) -> Value:
    if type_name == "yes_no" and isinstance(raw, bool):
        return raw
    if type_name in ("count", "year") and type(raw) is int:
        raw = str(raw)
    if type_name == "date" and isinstance(raw, date):
        raw = raw.isoformat()
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        raise FactsError(key, f"{raw} 没有单位或不是文本", _example(type_name))
    text = _text(raw, key)
    try:
        value = parse_literal(type_name, text)
    except (ValueError, TypeError) as error:
        raise FactsError(key, *_split(str(error), type_name)) from None
    return _sane(type_name, value, text, key)


def _sane(type_name: str, value: Value, text: str, key: str) -> Value:
    if type_name == "money":
        if value < 0:
            raise FactsError(key, f"金额“{text}”小于零", "金额写零或正数，方向由事实的名称说明")
        if value >= ABSURD_MONEY:
            raise FactsError(key, f"金额“{text}”在一万亿元以上", "请核对单位，如 500万元")
    if type_name == "period" and isinstance(value, Days | WorkingDays | Months) and value.n < 0:
        raise FactsError(key, f"期间“{text}”小于零", "期间写正数，如 20 working_days")
    return value


def _read_word(pack: Pack, type_name: str, raw: Any, key: str) -> str:
    word = _text(raw, key).strip()
    words = pack.types[type_name]
    if word in words.words or words.more:
        return word
    by_label = [w for w, zh in words.words.items() if zh == word]
    if by_label:
        return by_label[0]
    raise FactsError(key, f"没有“{word}”这个词", f"可用：{'、'.join(f'{w}（{zh}）' for w, zh in words.words.items())}")


def _read_set(pack: Pack, of: str, raw: Any, key: str) -> frozenset[str]:
    items = raw.split("|") if isinstance(raw, str) and raw.strip() else [] if isinstance(raw, str) else raw
    if not isinstance(items, list | tuple | set | frozenset):
        raise FactsError(key, f"{raw!r} 不是列表", "写成 [词, 词]，没有的写 []")
    if of == "papers":
        for item in items:
            if item not in pack.papers:
                raise FactsError(key, f"没有“{item}”这份材料", f"可用：{'、'.join(pack.papers)}")
        return frozenset(items)
    if of in pack.types:
        return frozenset(_read_word(pack, of, item, key) for item in items)
    return frozenset(_text(item, key) for item in items)


def _read_open(raw: Any, key: str) -> Value:
    """Rows and checklists stay as they are written, made immutable: tests only ask whether they are there."""
    if isinstance(raw, Mapping):
        return tuple({str(k): v for k, v in raw.items()}.items())
    if isinstance(raw, list | tuple):
        return tuple(dict(row) if isinstance(row, Mapping) else row for row in raw)
    return _text(raw, key)


def read_rows(pack: Pack, columns: tuple[Field, ...], raw: Any, key: str) -> tuple[dict[str, Value], ...]:
    """The rows of a form table, each column typed; an empty cell is left out."""
    if not isinstance(raw, list | tuple):
        raise FactsError(key, f"{raw!r} 不是行的列表", "写成 [{列: 值}, {列: 值}]")
    known = {c.id: c for c in columns}
    read = []
    for number, row in enumerate(raw, 1):
        here = f"{key}[{number}]"
        if not isinstance(row, Mapping):
            raise FactsError(here, f"{row!r} 不是一行", "写成 {列: 值}")
        for name in row:
            if name not in known:
                raise FactsError(f"{here}.{name}", "表中没有这一列", f"可用：{'、'.join(known)}")
        read.append({n: read_value(pack, known[n].type, v, f"{here}.{n}") for n, v in row.items() if v is not None})
    return tuple(read)


def write_value(value: Value) -> Any:
    """The JSON of a value, in literals: `read_value` with its type gives it back."""
    if isinstance(value, frozenset | set):
        return sorted(value)
    if isinstance(value, tuple | list):
        return [write_value(item) for item in value]
    if isinstance(value, Mapping):
        return {str(k): write_value(v) for k, v in value.items()}
    return format_literal(value)


def _text(raw: Any, key: str) -> str:
    if isinstance(raw, str):
        return raw
    if isinstance(raw, date):
        return raw.isoformat()
    if isinstance(raw, int) and not isinstance(raw, bool):
        return str(raw)
    raise FactsError(key, f"{raw!r} 不是文本", "写成一个文本值")


def _split(sentence: str, type_name: str) -> tuple[str, str]:
    """The two halves of a message of `values`: what is wrong, what to write."""
    wrong, stop, do = sentence.partition("。")
    return wrong, do.rstrip("。") if stop and do else _example(type_name)


def _example(type_name: str) -> str:
    examples = {
        "money": "写明单位，如 500万元",
        "ratio": "如 10%",
        "count": "写不带单位的整数，如 3",
        "date": "写成 2021-08-06",
        "yes_no": "写 yes 或 no",
        "year": "写四位年度，如 2021",
        "period": "写成 20 working_days、1 month 等",
        "month_day": "写成 07-31",
        "window": "写成 07-01..08-31",
    }
    return examples.get(type_name, "写成一个文本值")
