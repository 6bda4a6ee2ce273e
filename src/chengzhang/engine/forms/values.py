"""One raw answer to one typed value, by the field's type. What can't be read is said in Chinese, with what to write."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

from chengzhang.engine.pack.model import Field, Pack
from chengzhang.engine.values import Money, parse_literal

MOST_CHARACTERS = {"text": 500, "long_text": 20_000, "organisation": 200, "person": 100, "file": 300}
MOST_MONEY = Money.parse("10000亿元")  # a slip of the unit, not a budget
MOST_WORDS = 100
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ZH_DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_SLASHED = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})")


class Refused(ValueError):
    """An answer that can't be taken. `code` is a stable English id, `say` a Chinese sentence with what to do."""

    def __init__(self, code: str, say: str) -> None:
        super().__init__(say)
        self.code, self.say = code, say


def is_blank(raw: Any) -> bool:
    """Nothing written: absent, only spaces, or an empty list."""
    return raw is None or (isinstance(raw, str) and not raw.strip()) or raw in ([], {}, (), frozenset())


def read_value(pack: Pack, field: Field, raw: Any, unit: str = "") -> Any:
    """The value of a field that isn't a table; `unit` is what a money field's own unit box says (万元)."""
    if field.type.startswith("set of "):
        return _read_set(pack, field, raw)
    if field.type in pack.types:
        return _read_word(pack, field, field.type, raw)
    return _READERS.get(field.type, _read_literal)(field, raw, unit)


def _read_text(field: Field, raw: Any, unit: str) -> str:
    if not isinstance(raw, str):
        raise Refused("type", f"“{field.zh}”应是文字")
    text = raw.strip() if field.type != "long_text" else raw.strip("\n\r ")
    most = MOST_CHARACTERS[field.type]
    if len(text) > most:
        raise Refused("too_long", f"“{field.zh}”有{len(text)}字，最多{most}字，请删减")
    if _CONTROL.search(text) or (field.type != "long_text" and ("\n" in text or "\r" in text)):
        raise Refused("characters", f"“{field.zh}”里有看不见的控制字符或换行，请删去")
    return text


def _read_yes_no(field: Field, raw: Any, unit: str) -> bool:
    if isinstance(raw, bool):
        return raw
    words = {"yes": True, "是": True, "no": False, "否": False}
    if isinstance(raw, str) and raw.strip() in words:
        return words[raw.strip()]
    raise Refused("type", f"“{field.zh}”请选“是”或“否”")


def _read_money(field: Field, raw: Any, unit: str) -> Money:
    """Text with its unit, or a plain number with the unit beside it."""
    if isinstance(raw, Money):
        return _sane(field, raw)
    if not isinstance(raw, str):
        raise Refused("type", f"“{field.zh}”是金额，请连同单位写成文字，如 620万元")
    text = _plain(raw)
    if unit and re.fullmatch(r"-?\d+(\.\d+)?", text):
        text += unit.strip()
    return _sane(field, _literal(field, "money", text))


def _sane(field: Field, amount: Money) -> Money:
    if amount < 0 and field.least is None:
        raise Refused("negative", f"“{field.zh}”不能小于零，请写零或正数")
    if abs(amount) >= MOST_MONEY:
        raise Refused("too_large", f"“{field.zh}”在一万亿元以上，请核对单位")
    return amount


def _read_number(field: Field, raw: Any, unit: str) -> Any:
    """count, ratio, year: whole numbers may come as numbers."""
    if field.type == "ratio" and isinstance(raw, Fraction):
        return raw
    if isinstance(raw, int) and not isinstance(raw, bool) and field.type != "ratio":
        raw = str(int(raw))
    if not isinstance(raw, str):
        raise Refused("type", f"“{field.zh}”应是{'比例，如 10%' if field.type == 'ratio' else '整数'}")
    return _literal(field, field.type, _plain(raw))


def _read_date(field: Field, raw: Any, unit: str) -> date:
    if isinstance(raw, date):
        return raw
    if not isinstance(raw, str):
        raise Refused("type", f"“{field.zh}”应是日期，如 2026-07-31")
    text = _plain(raw)
    found = _ZH_DATE.fullmatch(text) or _SLASHED.fullmatch(text)
    if found:
        text = f"{found[1]}-{int(found[2]):02d}-{int(found[3]):02d}"
    value = _literal(field, "date", text)
    assert isinstance(value, date)
    return value


def _read_literal(field: Field, raw: Any, unit: str) -> Any:
    """month_day, period, window: the literals of the rule language."""
    if not isinstance(raw, str):
        return raw if raw is not None and not isinstance(raw, (list, dict, int, float)) else _not_text(field)
    return _literal(field, field.type, unicodedata.normalize("NFKC", raw).strip())


def _not_text(field: Field) -> Any:
    raise Refused("type", f"“{field.zh}”应写成文字")


def _plain(raw: str) -> str:
    """Full-width digits made narrow, spaces and thousands commas dropped."""
    return re.sub(r"[\s,]", "", unicodedata.normalize("NFKC", raw))


def _literal(field: Field, kind: str, text: str) -> Any:
    if len(text) > 60:
        raise Refused("too_long", f"“{field.zh}”太长，请核对")
    try:
        return parse_literal(kind, text)
    except ValueError as wrong:
        raise Refused("type", f"“{field.zh}”：{wrong}") from None


def _read_word(pack: Pack, field: Field, list_id: str, raw: Any) -> str:
    """A word, or its Chinese; a list that ends in 等 takes a word of the office's own."""
    if not isinstance(raw, str):
        raise Refused("type", f"“{field.zh}”请从选项里选")
    known = pack.types[list_id]
    text = raw.strip()
    word = text if text in known.words else next((w for w, zh in known.words.items() if zh == text), None)
    if word is None and known.more and 0 < len(text) <= 50 and not _CONTROL.search(text):
        word = text
    if word is None or (field.only and word not in field.only):
        offered = "、".join(zh for w, zh in known.words.items() if not field.only or w in field.only)
        raise Refused("choice", f"“{field.zh}”没有“{text[:50]}”这个选项，可选：{offered}")
    return word


def _read_set(pack: Pack, field: Field, raw: Any) -> frozenset[str]:
    inner = field.type.removeprefix("set of ")
    items = [part for part in raw.split("|") if part.strip()] if isinstance(raw, str) else raw
    if not isinstance(items, (list, tuple, set, frozenset)) or len(items) > MOST_WORDS:
        raise Refused("type", f"“{field.zh}”请从选项里选一项或几项")
    if inner == "papers":
        for item in items:
            if not isinstance(item, str) or item not in pack.papers:
                raise Refused("choice", f"“{field.zh}”里没有“{str(item)[:50]}”这份材料")
        return frozenset(items)
    return frozenset(_read_word(pack, field, inner, item) for item in items)


_READERS: dict[str, Callable[[Field, Any, str], Any]] = {
    **dict.fromkeys(MOST_CHARACTERS, _read_text),
    "yes_no": _read_yes_no,
    "money": _read_money,
    "count": _read_number,
    "ratio": _read_number,
    "year": _read_number,
    "date": _read_date,
}
