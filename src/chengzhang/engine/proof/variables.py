"""Variables of every type of the rule language, within what the type, the readings and the office's bounds allow."""

from __future__ import annotations

from datetime import date
from typing import Any

import z3

from chengzhang.engine.clock import Calendar
from chengzhang.engine.pack.model import UNSET, Pack, Parameter, Question
from chengzhang.engine.proof.days import FIRST, LAST, Almanac
from chengzhang.engine.proof.symbols import Beyond, Bool, Codes, Sym, both, chosen, constant, either
from chengzhang.engine.rules.names import Scope
from chengzhang.engine.values import Days, Months, Window, WorkingDays

MOST_MONEY = 10**15  # fen
MOST_COUNT = 10_000
OTHER = "other_word"  # a word an office added to an open list
NAMES = ("甲单位", "乙单位", "丙单位")


class Variables:
    """Makes variables and keeps what is assumed of them, the readings and settings met so far, and the day."""

    def __init__(self, pack: Pack, scope: Scope, calendar: Calendar | None) -> None:
        self.pack, self.scope, self.calendar = pack, scope, calendar
        self.codes = Codes()
        self.assumed: list[Any] = []
        self.readings: dict[str, tuple[Any, tuple[str, ...]]] = {}
        self.settings: dict[str, tuple[Parameter, Sym]] = {}
        self.sampled = False  # whether a setting was tried at a few values only
        self._count = 0
        self.almanac = Almanac(self.integer, self.assume, calendar)
        self.act_day = self.integer("act_day")
        since = max(filter(None, (self.pack.valid_from, date(2019, 1, 1))))
        until = calendar.announced_until if calendar is not None else date(2026, 12, 31)
        self.assume(both(self.act_day >= min(since, until).toordinal(), self.act_day <= until.toordinal()))

    def fresh(self, name: str) -> str:
        self._count += 1
        return f"{name}!{self._count}"

    def integer(self, name: str) -> Any:
        return z3.Int(self.fresh(name))

    def truth(self, name: str) -> Any:
        return z3.Bool(self.fresh(name))

    def assume(self, condition: Bool) -> None:
        if condition is not True:
            self.assumed.append(condition if not isinstance(condition, bool) else z3.BoolVal(condition))

    def value(self, type_name: str, name: str, only: tuple[str, ...] = ()) -> Sym:
        """A variable of a type, within what the type allows."""
        if type_name.startswith("set of "):
            words = self._words(type_name.removeprefix("set of "), only)
            return Sym("set", {word: self.truth(f"{name}.{word}") for word in words})
        if type_name == "yes_no":
            return Sym("truth", self.truth(name))
        if type_name == "ratio":
            part = self.integer(name)
            self.assume(both(part >= 0, part <= 10**8))
            return Sym("ratio", (part, 10**6))
        term = self.integer(name)
        if type_name in ("money", "count", "date", "year"):
            least, most = {
                "money": (0, MOST_MONEY),
                "count": (0, MOST_COUNT),
                "year": (FIRST.year, LAST.year),
                "date": (FIRST.toordinal(), LAST.toordinal()),
            }[type_name]
            self.assume(both(term >= least, term <= most))
            return Sym("int", term)
        words = self._words(type_name, only) or list(NAMES)
        self.assume(either(*(term == self.codes.of(word) for word in words)))
        return Sym("int", term)

    def _words(self, type_name: str, only: tuple[str, ...] = ()) -> list[str]:
        words = self.scope.words(type_name)
        if words is None:
            return []
        return list(only or words) + ([OTHER] if not only and self.scope.open_ended(type_name) else [])

    # -------------------------------------------------------------- readings, parameters

    def reading(self, question: str, readings: tuple[str, ...]) -> Any:
        """The code of the reading in force; one always is."""
        if question not in self.readings:
            term = self.integer(f"reading.{question}")
            self.assume(either(*(term == self.codes.of(f"{question}:{name}") for name in readings)))
            self.readings[question] = (term, readings)
        return self.readings[question][0]

    def reads(self, question: str, reading: str) -> Bool:
        known: Question | None = self.pack.questions.get(question)
        listed = tuple(known.readings) if known is not None else self.readings[question][1]
        return self.reading(question, listed) == self.codes.of(f"{question}:{reading}")

    def parameter(self, parameter: Parameter) -> Sym:
        if parameter.by is None:
            return self._given(parameter.value)
        source, who = parameter.by
        if source == "question":
            known = self.pack.questions[who]
            return chosen(
                [
                    (self.reads(who, id), self._given(reading.gives.get(parameter.id, parameter.value)))
                    for id, reading in known.readings.items()
                ]
            )
        if parameter.id not in self.settings:
            self.settings[parameter.id] = (parameter, self._setting(parameter))
        return self.settings[parameter.id][1]

    def _given(self, value: Any) -> Sym:
        return Sym("int", 0, True) if value is UNSET else constant(value, self.codes)

    def _setting(self, parameter: Parameter) -> Sym:
        """Anything between the bounds that the pack gives the office."""
        value, least, most = parameter.value, parameter.least, parameter.most
        if parameter.type in ("money", "count", "date", "year", "ratio", "yes_no") or parameter.type in self.pack.types:
            found = self.value(parameter.type, parameter.id)
            for bound, below in ((least, True), (most, False)):
                if bound is not None and found.shape == "int":
                    edge = constant(bound, self.codes).term
                    self.assume(found.term >= edge if below else found.term <= edge)
            return found
        if parameter.type == "window":
            return self._window(parameter)
        example = next((v for v in (value, least, most) if isinstance(v, Days | Months | WorkingDays)), None)
        if example is None:
            raise Beyond(f"机关设定的“{parameter.zh}”不能写成公式")
        n = self.integer(parameter.id)
        low = least.n if isinstance(least, type(example)) else 0
        high = most.n if isinstance(most, type(example)) else 250
        self.assume(both(n >= low, n <= high))
        return Sym("span", (type(example), n))

    def _window(self, parameter: Parameter) -> Sym:
        """A few windows that the office might set; that none of these serves proves nothing of the others."""
        self.sampled = True
        windows = [parameter.value] if isinstance(parameter.value, Window) else []
        windows += [Window.parse(text) for text in ("01-01..12-31", "03-01..03-31", "11-01..01-31")]
        which = self.integer(parameter.id)
        self.assume(both(which >= 0, which < len(windows)))
        return Sym("pick", [(which == at, window) for at, window in enumerate(windows)])
