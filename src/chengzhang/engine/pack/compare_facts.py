"""One project told to packs that ask for different facts: what each of them gets, and what stands for what.

The correspondence is data (`packs/_comparison/comparison.yaml`); what no pack asks for is left out and said so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from chengzhang.engine.deciding.parsed import parsed
from chengzhang.engine.deciding.typed import FactsError, read_value
from chengzhang.engine.pack.model import FactDef, Pack, Table
from chengzhang.engine.pack.shelf import shelf
from chengzhang.engine.rules.ast import Among, Compare, Literal, Name, Tree
from chengzhang.engine.rules.touch import leaves
from chengzhang.engine.values import Money

Given = Mapping[str, Any]  # fact -> what stands in a facts file


@dataclass(frozen=True, slots=True)
class StandIn:
    """`fact` from another fact, or the set of words whose money is more than nothing."""

    fact: str
    source: str | None
    has: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Stage:
    zh: str
    subjects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparing:
    """The shelf's correspondence between packs."""

    ask: tuple[str, ...]
    example: Given
    stand_ins: tuple[StandIn, ...]
    same_words: tuple[tuple[str, tuple[str, ...]], ...]
    stages: tuple[Stage, ...]
    side_verbs: frozenset[str]


@dataclass(frozen=True, slots=True)
class Told:
    """What one pack was told, and in Chinese what was put in other words or left out."""

    facts: dict[str, Any]
    notes: tuple[str, ...]


@cache
def comparing(folder: Path | None = None) -> Comparing:
    path = (folder or shelf()) / "_comparison" / "comparison.yaml"
    data = parsed(path.read_bytes(), path.name)
    return Comparing(
        ask=tuple(data["ask"]),
        example=data["example"],
        stand_ins=tuple(StandIn(s["fact"], s.get("from"), s.get("has", {})) for s in data["stands_for"]),
        same_words=tuple((s["fact"], tuple(s["words"])) for s in data["same_words"]),
        stages=tuple(Stage(s["zh"], tuple(s["subjects"])) for s in data["stages"]),
        side_verbs=frozenset(data["side_verbs"]),
    )


def told(pack: Pack, given: Given, how: Comparing, names: Mapping[str, str]) -> Told:
    """The facts of `given` in this pack's own terms; `names`: fact -> zh. FactsError where a value is malformed."""
    facts: dict[str, Any] = {}
    notes: list[str] = []
    for name, raw in given.items():
        if name in pack.facts and pack.facts[name].source == "declared":
            read_value(pack, pack.facts[name].type, raw, name)
            facts[name] = raw
        else:
            notes.append(f"这里不问“{names.get(name, name)}”")
    for one in how.stand_ins:
        _stand_in(pack, one, facts, notes)
    for fact, words in how.same_words:
        if facts.get(fact) in words:
            _same_word(pack, fact, words, facts, notes)
    return Told(facts, tuple(notes))


def _stand_in(pack: Pack, one: StandIn, facts: dict[str, Any], notes: list[str]) -> None:
    if one.fact in facts or one.fact not in pack.facts:
        return
    if one.source is not None and one.source in facts:
        facts[one.fact] = facts[one.source]
        if asks_for(pack, one.fact):
            notes.append(f"“{pack.facts[one.fact].zh}”按“{pack.facts[one.source].zh}”取")
    words = [word for word, money in one.has.items() if _some(facts.get(money))]
    if words:
        facts[one.fact] = words
        if asks_for(pack, one.fact):
            notes.append(f"“{pack.facts[one.fact].zh}”由各项资金的数额推得")


def _some(money: Any) -> bool:
    return money is not None and Money.parse(str(money)).fen > 0


def _same_word(pack: Pack, fact: str, words: tuple[str, ...], facts: dict[str, Any], notes: list[str]) -> None:
    known = words_tested(pack, fact)
    if facts[fact] in known:
        return
    here = next((word for word in words if word in known), None)
    if here is not None:
        names = pack.types[pack.facts[fact].type].words
        notes.append(f"“{names[facts[fact]]}”在这里是“{names[here]}”")
        facts[fact] = here


def known_facts(packs: Iterable[Pack]) -> dict[str, FactDef]:
    """The facts of a project or its unit that any of the packs takes from a person."""
    owners = ("project", "unit")
    return {
        name: fact
        for pack in packs
        for name, fact in pack.facts.items()
        if fact.source == "declared" and fact.owner in owners
    }


def check_given(packs: list[Pack], given: Given, how: Comparing) -> dict[str, str]:
    """The names of the facts in Chinese; refuses one that nobody knows rather than leave it out silently."""
    known = known_facts(packs)
    for name in given:
        if name not in known and name not in how.ask:
            raise FactsError(name, "要对照的规则包都没有这项事实", "核对名称；可用的见 chengzhang pack facts")
    return {name: known[name].zh for name in given if name in known}


def words_tested(pack: Pack, fact: str) -> frozenset[str]:
    """The words of a list that the pack's tables and rules name beside this fact."""
    found: set[str] = set()
    for tree in _trees(pack):
        for test in leaves(tree):
            match test:
                case Among(Name(name), words) if name == fact:
                    found |= set(words)
                case Compare(Name(name), _, Name(word)) if name == fact:
                    found.add(word)
                case Compare(Name(name), _, Literal(value=value)) if name == fact:
                    found.add(str(value))
    return frozenset(found)


def asks_for(pack: Pack, fact: str) -> bool:
    """Whether a form of this pack asks for the fact: only then is it worth telling where it was taken from."""
    return any(field.fact == fact for form in pack.forms.values() for field in form.fields)


def _trees(pack: Pack) -> list[Tree]:
    tables = [t for t in (pack.scope.table, *pack.tables.values()) if isinstance(t, Table)]
    found = [row.when for table in tables for row in table.rows]
    for rule in pack.rules.values():
        found += [tree for tree in (rule.when, rule.require) if tree is not None]
    return found
