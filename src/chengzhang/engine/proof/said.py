"""A confirmed case in Chinese: the facts, states and papers it turns on, each limit hit exactly said as 恰为."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from chengzhang.engine.case import Subject
from chengzhang.engine.pack.model import Pack
from chengzhang.engine.proof.instance import Instance
from chengzhang.engine.proof.variables import OTHER
from chengzhang.engine.proof.world import World
from chengzhang.engine.rules.ast import Compare, Each, Literal, Name, Tree
from chengzhang.engine.rules.states import say_states
from chengzhang.engine.rules.touch import leaves
from chengzhang.engine.values import Money, zh

Holds = Callable[[], bool]


def say_case(instance: Instance, holds: Holds, limits: frozenset[Any] = frozenset()) -> tuple[str, ...]:
    """The case made as plain as it can be while `holds` stays true, then said line by line."""
    _plainer(instance, holds, limits)
    return tuple(dict.fromkeys(_lines(instance, limits)))


def limits_in(pack: Pack, *trees: Tree) -> frozenset[Any]:
    """The amounts, counts and shares that lines compare with."""
    found = set()
    for tree in trees:
        for test in leaves(tree):
            inner = test.test if isinstance(test, Each) else test
            for side in (inner.left, inner.right) if isinstance(inner, Compare) else ():
                if isinstance(side, Literal):
                    found.add(side.value)
                elif isinstance(side, Name) and side.text in pack.parameters:
                    found.add(pack.parameters[side.text].value)
    return frozenset(value for value in found if isinstance(value, Money | int) and not isinstance(value, bool))


# ---------------------------------------------------------------- plainer


def _plainer(instance: Instance, holds: Holds, limits: frozenset[Any]) -> None:
    """Leave out what it doesn't turn on, and put amounts at a limit or at round figures where that changes nothing."""
    amounts = sorted((value for value in limits if isinstance(value, Money)), key=int)
    around = [Money(int(v) + d) for v in amounts for d in (0, -1, 1) if int(v) + d >= 0]
    for subject in instance.subject.root().walk():
        for key in list(subject.facts):
            value = subject.facts.pop(key)
            if holds():
                continue
            subject.facts[key] = value
            if isinstance(value, Money):
                for plain in (*around, Money(0), Money(10**8)):
                    subject.facts[key] = plain
                    if holds():
                        break
                else:
                    subject.facts[key] = value
        for paper in list(subject.papers):
            parts = subject.papers.pop(paper)
            if not holds():
                subject.papers[paper] = parts
        if subject.state != "new":
            state, subject.state = subject.state, "new"
            if not holds():
                subject.state = state


# ---------------------------------------------------------------- lines


def _lines(instance: Instance, limits: frozenset[Any]) -> Iterator[str]:
    pack = instance.world.pack
    yield f"办理日期{zh(instance.on)}"
    numbers: dict[str, int] = {}
    for subject in instance.subject.root().walk():
        many = len(subject.parent.children.get(subject.kind, ())) > 1 if subject.parent is not None else False
        numbers[subject.kind] = numbers.get(subject.kind, 0) + 1
        which = f"第{numbers[subject.kind]}个{pack.call(subject.kind)}：" if many else ""
        yield from (f"{which}{line}" for line in _subject(instance, subject, limits))
    for id, value in instance.answers.items():
        yield (
            f"所填“{_field_zh(instance.world, id)}”为{value_zh(pack, instance.world.answers[id][0], value, limits)}"
            if id in instance.world.answers
            else f"所填“{id}”共{len(value)}行"
        )
    for ruling in instance.bench.rulings:
        question = pack.questions.get(ruling.question)
        if question is not None and ruling.reading != question.default:
            yield f"口径“{question.asks}”取“{question.readings[ruling.reading].zh}”"


def _subject(instance: Instance, subject: Subject, limits: frozenset[Any]) -> Iterator[str]:
    pack = instance.world.pack
    if subject.kind in pack.subjects and subject.state != "new":
        yield say_states(pack, subject.kind, (subject.state,), False)
    for key, value in subject.facts.items():
        fact = next((f for f in pack.facts.values() if f.owner == subject.kind and f.key == key), None)
        if fact is not None and not isinstance(value, tuple):
            yield f"{pack.calls.get(fact.name, fact.zh)}{value_zh(pack, fact.type, value, limits, verb=True)}"
        elif isinstance(value, tuple):
            yield f"{fact.zh if fact else key}共{len(value)}行"
    for paper in subject.papers:
        yield f"已提交“{pack.papers[paper].zh}”"


def value_zh(pack: Pack, type_name: str, value: Any, limits: frozenset[Any] = frozenset(), verb: bool = False) -> str:
    """`恰为500万元` where it hits a limit; words by their labels."""
    inner = type_name.removeprefix("set of ")
    words = {**(pack.types[inner].words if inner in pack.types else {}), OTHER: "机关另加的一种"}
    if isinstance(value, frozenset):
        said = "、".join(f"“{words.get(word, word)}”" for word in sorted(value)) or "空"
    elif isinstance(value, str):
        said = f"“{words.get(value, value)}”"
    elif isinstance(value, Money):
        said = value.literal
    else:
        said = zh(value)
    exactly = isinstance(value, Money | int) and not isinstance(value, bool) and value in limits
    return f"{'恰' if exactly else ''}{'为' if verb else ''}{said}"


def _field_zh(world: World, id: str) -> str:
    forms = world.scope.form_ids
    found = [f.zh for form in forms if form in world.pack.forms for f in world.pack.forms[form].fields if f.id == id]
    return found[0] if found else id
