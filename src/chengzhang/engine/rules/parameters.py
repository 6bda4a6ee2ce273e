"""Parameters in force on a day: the text's own value, that of a reading, or that set by the office."""

from __future__ import annotations

from datetime import date
from typing import Any

from chengzhang.engine.case import Bench
from chengzhang.engine.pack.model import UNSET, Parameter
from chengzhang.engine.rules.names import PackLike
from chengzhang.engine.rules.truth import needs_ruling


def reading_in_force(pack: PackLike, question: str, on: date, bench: Bench) -> tuple[str | None, bool]:
    """The reading of a question that holds on a day, and whether it was ruled (else it is the pack's default)."""
    heard = [ruling for ruling in bench.rulings if ruling.question == question and ruling.from_on <= on]
    ruled = [(ruling.from_on, at, ruling.reading) for at, ruling in enumerate(heard)]
    if ruled:
        return max(ruled)[2], True
    known = pack.questions.get(question)
    return (known.default if known else None), False


def value_in_force(pack: PackLike, parameter: Parameter, on: date, bench: Bench) -> Any:
    """The typed value; Unknown naming the parameter or the question while nobody has set it."""
    if parameter.by is None:
        return parameter.value if parameter.value is not UNSET else needs_ruling(f"parameter:{parameter.id}")
    source, who = parameter.by
    if source == "office":
        value = bench.parameters.get(parameter.id, parameter.value)
        return value if value is not UNSET else needs_ruling(f"parameter:{parameter.id}")
    reading, _ = reading_in_force(pack, who, on, bench)
    if reading is None:
        return needs_ruling(f"question:{who}")
    value = pack.questions[who].readings[reading].gives.get(parameter.id, parameter.value)
    return value if value is not UNSET else needs_ruling(f"question:{who}")
