"""Step 4 of an act: the open questions it rests on, the readings in force, and what each reading would answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import product

from chengzhang.engine.case import Bench, Ruling
from chengzhang.engine.deciding.plan import ActionPlan, plan_of
from chengzhang.engine.decision import QuestionView
from chengzhang.engine.pack.model import Pack
from chengzhang.engine.rules.cited import citations
from chengzhang.engine.rules.parameters import reading_in_force

MOST = 64  # combinations of readings compared; beyond that a person rules


@dataclass(frozen=True, slots=True)
class Open:
    """A question nobody has answered. `readings` empty = its readings change nothing a program could compare."""

    id: str
    readings: tuple[str, ...]


def open_questions(plan: ActionPlan, on: date, bench: Bench) -> tuple[Open, ...]:
    """Those the act rests on that have neither a ruling nor a default reading."""
    found = []
    for question in plan.questions:
        reading, _ = reading_in_force(plan.pack, question, on, bench)
        if reading is None:
            found.append(Open(question, comparable(plan.pack, question)))
    return tuple(found)


def comparable(pack: Pack, question: str) -> tuple[str, ...]:
    """The readings, if they act: by giving parameters, by rules that hold only under one, by rows that ask."""
    asked = plan_of(pack).asked.get(question)
    if asked is not None:
        return tuple(asked[1])
    known = pack.questions.get(question)
    if known is None:
        return ()
    acts = (
        any(r.gives for r in known.readings.values())
        or any(rule.question == question and rule.reading for rule in pack.rules.values())
        or any(row.ask == question for table in pack.tables.values() for row in table.rows)
    )
    return tuple(known.readings) if acts else ()


def each_reading(opened: tuple[Open, ...], on: date, bench: Bench) -> Iterator[tuple[dict[str, str], Bench]]:
    """The bench as it would be under each combination of readings of the questions that can be compared."""
    comparable = [o for o in opened if o.readings]
    size = 1
    for one in comparable:
        size *= len(one.readings)
    if not comparable or size > MOST:
        return
    for chosen in product(*(one.readings for one in comparable)):
        readings = dict(zip((one.id for one in comparable), chosen, strict=True))
        ruled = tuple(Ruling(q, r, on) for q, r in readings.items())
        yield readings, replace(bench, rulings=bench.rulings + ruled)


def question_view(pack: Pack, question: str, on: date, bench: Bench) -> QuestionView:
    """A question with the reading in force, by ruling or by default, and who may rule."""
    reading, ruled = reading_in_force(pack, question, on, bench)
    known = pack.questions.get(question)
    if known is None:
        table = pack.tables.get(plan_of(pack).asked.get(question, ("", {}))[0])
        asks = f"“{table.zh}”在这种情形下如何认定？" if table is not None else question
        return QuestionView(question, asks, reading, reading, ruled, (), citations(pack, table.cite if table else ()))
    zh = known.readings[reading].zh if reading in known.readings else None
    return QuestionView(question, known.asks, reading, zh, ruled, known.who, citations(pack, known.cite), known.because)


def views(plan: ActionPlan, on: date, bench: Bench) -> tuple[QuestionView, ...]:
    """The questions an act rests on, for the page: none is hidden, also where its default is used."""
    if not plan.questions:
        return ()
    key = ("questions", on if bench.rulings else None, id(bench) if bench.rulings else None)
    if bench.rulings:
        return tuple(question_view(plan.pack, q, on, bench) for q in plan.questions)
    found = plan.cache.get(key)
    if not isinstance(found, tuple):
        found = plan.cache[key] = tuple(question_view(plan.pack, q, on, bench) for q in plan.questions)
    return found


def reading_zh(pack: Pack, question: str, reading: str) -> str:
    known = pack.questions.get(question)
    return known.readings[reading].zh if known is not None and reading in known.readings else reading
