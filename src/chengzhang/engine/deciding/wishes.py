"""Single changes that could help, and how the case reads with them: the steps `least_change` puts together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from chengzhang.engine.case import Act, Bench, Part, Ruling, Subject, Value
from chengzhang.engine.deciding.hearing import Hearing
from chengzhang.engine.deciding.journal import Journal
from chengzhang.engine.deciding.places import home_of, reach
from chengzhang.engine.decision import Citation
from chengzhang.engine.pack.model import Pack


@dataclass(frozen=True, slots=True)
class Wish:
    """One change. kind: give | correct | answer | paper | reason | lift | part | act | day | ruling | person | role |
    settle. `who`: roles that can do it; `act`: the act it is done by; `value`: an example that helps.

    `settle` is what the engine can name but not try out (a sum that must agree); it counts as done once wished for.
    """

    kind: str
    id: str
    zh: str
    value: Value | None = None
    who: tuple[str, ...] = ()
    act: str | None = None
    cite: tuple[Citation, ...] = ()
    on: date | None = None
    states: tuple[str, ...] = ()
    field: str = ""  # of the form: the day is stated there
    escapes: bool = False  # it would make a rule not apply, rather than meet it

    @property
    def key(self) -> tuple[str, str]:
        """What it changes; two wishes with one key exclude each other."""
        return (_ONE_KEY.get(self.kind, self.kind), self.id)


_ONE_KEY = {"give": "fact", "correct": "fact"}


@dataclass(slots=True)
class World:
    """A case with wishes come true."""

    subject: Subject
    act: Act
    bench: Bench
    settled: frozenset[str] = frozenset()
    heard: Hearing | None = None


def come_true(pack: Pack, wishes: frozenset[Wish], subject: Subject, act: Act, bench: Bench, journal: Journal) -> World:
    """The act and bench as they would be; what concerns the case itself is noted in the journal."""
    world = World(subject, act, bench)
    for wish in sorted(wishes, key=lambda w: (w.kind, w.id, str(w.value))):
        _grant(pack, world, wish, journal)
    return world


def _grant(pack: Pack, world: World, wish: Wish, journal: Journal) -> None:
    act = world.act
    match wish.kind:
        case "give" | "correct":
            _put_fact(pack, world.subject, wish, journal)
        case "act":
            _move(pack, world, wish, journal)
        case "answer":
            world.act = replace(act, answers={**(act.answers or {}), wish.id: wish.value})
        case "paper":
            world.act = replace(act, papers=act.papers | {wish.id})
        case "reason":
            world.act = replace(act, reason="理由")
        case "lift":
            part = Part(wish.who[0], wish.who[0], lifts=wish.id)
            world.act = replace(act, lifted={**act.lifted, wish.id: "理由"}, parts=(*act.parts, part))
        case "part":
            world.act = replace(act, parts=(*act.parts, *_parts(world, wish)))
        case "day":
            stated = {**(act.answers or {}), wish.field: wish.on} if wish.field else act.answers
            world.act = replace(act, on=max(act.on, wish.on or act.on), answers=stated)
        case "ruling":
            ruling = Ruling(wish.id, str(wish.value), date.min)
            world.bench = replace(world.bench, rulings=(*world.bench.rulings, ruling))
        case "person":
            world.act = replace(act, person="", parts=(*act.parts, Part(wish.who[0] if wish.who else "", "another")))
        case "role":
            world.act = replace(act, roles=act.roles | set(wish.who[:1]))
        case _:
            world.settled |= {wish.id}


def _put_fact(pack: Pack, subject: Subject, wish: Wish, journal: Journal) -> None:
    fact = pack.facts[wish.id]
    holder = reach(subject, fact.owner)
    if holder is None:
        home = home_of(pack, subject, fact.owner)
        holder = Subject(fact.owner, parent=home)
        if home is not None:
            journal.begin(home, holder)
    journal.put(holder.facts, fact.key, wish.value)


def _move(pack: Pack, world: World, wish: Wish, journal: Journal) -> None:
    """Another thing gets into the state that is asked for."""
    kind = wish.id
    found = world.subject if world.subject.kind == kind else reach(world.subject, kind)
    if found is None:
        home = home_of(pack, world.subject, kind)
        if home is None:
            return
        found = Subject(kind, parent=home)
        journal.begin(home, found)
    journal.move(found, wish.states[0])


def _parts(world: World, wish: Wish) -> list[Part]:
    """As many favourable parts as the party must give, whatever number that is."""
    role = wish.who[0]
    members = [Part(role, f"wished:{m.id}", member=m.id) for m in world.subject.members]
    return [*(Part(role, f"wished:{n}") for n in range(9)), *members]
