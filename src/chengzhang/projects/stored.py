"""How the engine's values lie in a JSON text column: numbers of things, yes/no and text as they are, the rest marked.

Marked values say what they are (`{"$money": 100}`: fen): a row can be read without the pack it was written under.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

from chengzhang.engine.case import Event
from chengzhang.engine.values import Money, MonthDay, Window, Year, format_literal, parse_literal

_PLAIN = frozenset({str, int, bool, type(None)})


def _encoder() -> Callable[[Any], str]:
    """Compact JSON. The C encoder is made once: making it costs more than encoding a small map does."""
    plain = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    made = getattr(json.encoder, "c_make_encoder", None)
    if made is None:
        return plain.encode
    quote = getattr(json.encoder, "encode_basestring")  # noqa: B009  (not in the stubs)
    pieces = made(None, plain.default, quote, None, ":", ",", False, False, False)
    return lambda value: "".join(pieces(value, 0))


dump = _encoder()  # of plain values only

_READ: dict[str, Callable[[Any], Any]] = {
    "$money": Money,
    "$date": date.fromisoformat,
    "$year": Year,
    "$ratio": Fraction,
    "$set": frozenset,
    "$month_day": MonthDay.parse,
    "$window": Window.parse,
    "$period": lambda text: parse_literal("period", text),
}


def dumps(value: Any) -> str:
    """JSON text of a value, or of maps and lists of values."""
    return dump(_marked(value))


def loads(text: str) -> Any:
    """The inverse of `dumps` (a tuple comes back as a list where rows are meant: see `rows`)."""
    return _decode(text) if _MARK in text else _plainly(text)


def events_from(text: str) -> list[Event]:
    """A subject's recorded events, oldest first."""
    if text == "[]":
        return []
    return [
        Event(
            one["act"],
            date.fromisoformat(one["on"]) if type(one["on"]) is str else one["on"],
            one.get("sets", {}),
            one.get("answers", {}),
            one.get("by"),
            one.get("seq", 0),
            tuple(one.get("parts", ())),
        )
        for one in loads(text)
    ]


def event(one: Event) -> dict[str, Any]:
    """An event as a map, without what is empty."""
    stored: dict[str, Any] = {"act": one.act, "on": one.on.isoformat()}
    if one.sets:
        stored["sets"] = one.sets
    if one.answers:
        stored["answers"] = one.answers
    if one.by is not None:
        stored["by"] = one.by
    if one.seq:
        stored["seq"] = one.seq
    if one.parts:
        stored["parts"] = one.parts
    return stored


def _marked(value: Any) -> Any:
    kind = type(value)
    if kind is str or kind is int or kind is bool or value is None:
        return value
    if kind is dict:
        if _PLAIN.issuperset(map(type, value.values())):
            return value
        return {key: _marked(one) for key, one in value.items()}
    if kind is list or kind is tuple:
        if _PLAIN.issuperset(map(type, value)):
            return value
        return [_marked(one) for one in value]
    if kind is Money:
        return {"$money": value.fen}
    if kind is date:
        return {"$date": value.isoformat()}
    if kind is frozenset:
        return {"$set": sorted(value)}
    if kind is Year:
        return {"$year": int(value)}
    if kind is Fraction:
        return {"$ratio": f"{value.numerator}/{value.denominator}"}
    if kind is MonthDay:
        return {"$month_day": value.literal}
    if kind is Window:
        return {"$window": value.literal}
    if isinstance(value, str):
        return str.__str__(value)  # a pack's text knows where it stands; what is stored is the text alone
    return {"$period": format_literal(value)}


def _unmarked(found: dict[str, Any]) -> Any:
    if len(found) == 1:
        mark = next(iter(found))
        read = _READ.get(mark)
        if read is not None:
            return read(found[mark])
    return found


_MARK = '{"$'  # without it the text is plain JSON, which needs no look at every map
_plainly = json.JSONDecoder().decode
_decode = json.JSONDecoder(object_hook=_unmarked).decode
