"""Fills a form as an official would: as the story says, else as the city usually does, else something of the type.

Texts may hold `{title}`, `{unit}`, `{vendor}`, `{amount}`, `{amount 96%}`, `{day}`, `{day + 6 months}`, `{year + 1}`,
and `{shown fact}`: the value of a fact that the act's page shows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from chengzhang.engine.clock.calendar import Calendar
from chengzhang.engine.pack.model import Field, Form, Pack
from chengzhang.engine.values.literals import format_literal, parse_literal
from chengzhang.engine.values.money import Money

from .days import moved

_HOLE = re.compile(r"\{(\w+)\s*([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Setting:
    """What texts may speak of. `words`: title, unit, vendor and so on."""

    words: Mapping[str, str]
    amount: str
    day: date
    calendar: Calendar
    shown: Mapping[str, str] | None = None  # None: not asked yet; a zero of money stands in

    def say(self, text: str) -> str:
        """The text with its holes filled. KeyError for a word nobody knows."""
        return _HOLE.sub(self._hole, text)

    def told(self, value: Any) -> Any:
        """The same for lists and maps."""
        if isinstance(value, str):
            return self.say(value)
        if isinstance(value, Mapping):
            return {key: self.told(one) for key, one in value.items()}
        return [self.told(one) for one in value]

    def _hole(self, hole: re.Match[str]) -> str:
        word, more = hole[1], hole[2].strip()
        if word == "day":
            return (moved(self.day, more, self.calendar) if more else self.day).isoformat()
        if word == "year":
            return str(self.day.year + int(more.replace(" ", "") or 0))
        if word == "amount":
            return _share(self.amount, more)
        if word == "shown":
            return "0元" if self.shown is None else self.shown[more]
        return self.words[word] if word != "field" else hole[0]


def _share(amount: str, share: str) -> str:
    """A whole-percent share of the amount, exact in fen, rounded down to the fen where it is not."""
    if not share:
        return amount
    whole = parse_literal("money", amount)
    assert isinstance(whole, Money)
    return format_literal(Money(int(whole) * int(share.rstrip("%")) // 100))


def answers_for(
    pack: Pack, form: Form, usual: Mapping[str, Any], told: Mapping[str, Any], setting: Setting, only: tuple[str, ...]
) -> dict[str, Any]:
    """Raw answers by field id. `usual`: the city's `forms` and `types`; `told`: the story's own."""
    written = {**usual.get("forms", {}).get(form.id, {}), **told}
    answers: dict[str, Any] = {}
    for one in form.fields:
        if one.show or (only and one.id not in only and one.id not in told):
            continue
        if one.id in written:
            if written[one.id] != "":
                answers[one.id] = _shaped(one, setting.told(written[one.id]))
        elif one.required is True:
            answers[one.id] = _typical(pack, one, usual.get("types", {}), setting)
    return answers


def asks_page(usual: Mapping[str, Any], form: Form, told: Mapping[str, Any]) -> bool:
    """Whether an answer repeats what the act's page shows."""
    return "{shown " in str([usual.get("forms", {}).get(form.id), dict(told)])


def _shaped(one: Field, value: Any) -> Any:
    """`a|b` is a list where several words are asked for."""
    if isinstance(value, str) and (one.type.startswith("set of ") or one.type == "checklist"):
        return value.split("|")
    return value


def _typical(pack: Pack, one: Field, types: Mapping[str, Any], setting: Setting) -> Any:
    kinds: dict[str, Callable[[], Any]] = {
        "rows": lambda: [{column.id: _typical(pack, column, types, setting) for column in one.columns}],
        "checklist": lambda: list(one.items),
    }
    if one.type in kinds:
        return kinds[one.type]()
    words = one.type.removeprefix("set of ")
    if words in pack.types:
        first = next(iter(one.only or pack.types[words].words))
        return [first] if words != one.type else first
    if one.type not in types:
        raise KeyError(f"fill.yaml says nothing for the type {one.type} of {one.id}")
    return setting.say(types[one.type].replace("{field}", one.zh))
