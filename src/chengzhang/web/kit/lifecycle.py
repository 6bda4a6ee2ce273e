"""A pack's lifecycle as a graph: subjects in stage order with their states and acts, and what one waits for of others.

A gate is a rule at an act of one subject that requires a state of another; both are read from the rules themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from chengzhang.engine.decision import Citation
from chengzhang.engine.pack.model import Action, Pack, Rule, SubjectDef
from chengzhang.engine.rules.ast import All as AllOf
from chengzhang.engine.rules.ast import Any as AnyOf
from chengzhang.engine.rules.ast import Compare, Each, Literal, NoneOf, StateIs, Test, Tree
from chengzhang.engine.rules.cited import citations
from chengzhang.engine.rules.states import state_zh
from chengzhang.engine.rules.touch import names_in_test

LEVELS = ("must", "in_principle", "advise")  # the firmest first


@dataclass(frozen=True)
class State:
    """`column`: how many acts away from the beginning; `acts`: what leads here, which is what the state is called."""

    id: str
    zh: str
    column: int
    ends: bool


@dataclass(frozen=True)
class Move:
    """One act from one state to another. `back`: it does not lead further from the beginning."""

    action: str
    zh: str
    who: str
    source: str
    target: str
    back: bool
    cite: tuple[Citation, ...]


@dataclass(frozen=True)
class Step:
    """One act of a subject in words, for a table."""

    zh: str
    who: str
    sources: str
    targets: str
    cite: tuple[Citation, ...]


@dataclass(frozen=True)
class Lane:
    id: str
    zh: str
    stage: str
    states: tuple[State, ...]
    moves: tuple[Move, ...]

    @property
    def steps(self) -> tuple[Step, ...]:
        """The acts one by one, each with the states it leaves and leads to."""
        names = {state.id: state.zh for state in self.states}
        by: dict[str, list[Move]] = {}
        for move in self.moves:
            by.setdefault(move.action, []).append(move)
        return tuple(
            Step(
                moves[0].zh,
                moves[0].who,
                "；".join(dict.fromkeys(names[m.source] for m in moves)),
                "；".join(dict.fromkeys(names[m.target] for m in moves)),
                moves[0].cite,
            )
            for moves in by.values()
        )


@dataclass(frozen=True)
class Gate:
    """`states` of `source` that the acts of `target` wait for; `forbids`: it must not be in them."""

    id: str
    source: str
    states: tuple[str, ...]
    target: str
    acts: tuple[str, ...]
    leads: tuple[str, ...]  # states that the acts lead to
    forbids: bool
    level: str
    say: str
    cite: tuple[Citation, ...]


@dataclass(frozen=True)
class Lifecycle:
    lanes: tuple[Lane, ...]
    gates: tuple[Gate, ...]


def lifecycle(pack: Pack, stage: str = "") -> Lifecycle:
    """The whole graph, or that of one stage with the subjects its acts wait for."""
    gates = tuple(_gates(pack))
    order = _in_stage_order(pack)
    if stage:
        mine = {kind for kind, (id, _) in order.items() if id == stage}
        gates = tuple(g for g in gates if g.target in mine)
        order = {kind: at for kind, at in order.items() if kind in mine | {g.source for g in gates}}
    return Lifecycle(tuple(_lane(pack, pack.subjects[kind], zh) for kind, (_, zh) in order.items()), gates)


def _in_stage_order(pack: Pack) -> dict[str, tuple[str, str]]:
    """Subject kind -> (stage id, stage name), as the track has them; what is on no stage comes last."""
    found = {kind: (s.id, s.zh) for s in pack.stages for kind in s.subjects if kind in pack.subjects}
    return found | {kind: ("", "") for kind in pack.subjects if kind not in found}


def _lane(pack: Pack, subject: SubjectDef, stage: str) -> Lane:
    steps = [(a, s, t) for a in subject.actions.values() for s in a.from_states for t in targets(a)]
    far = _distances({(s, t) for _, s, t in steps})
    states = sorted((s for s in subject.states if s in far), key=lambda s: (far[s], subject.states.index(s)))
    return Lane(
        subject.id,
        pack.call(subject.id),
        stage,
        tuple(State(s, _bare(state_zh(pack, subject.id, s)), far[s], s in subject.ends) for s in states),
        tuple(
            Move(a.id, a.zh, _who(pack, a), s, t, far[t] <= far[s], citations(pack, a.cite))
            for a, s, t in steps
            if s in far and t in far
        ),
    )


def _distances(edges: set[tuple[str, str]]) -> dict[str, int]:
    """How many acts each state is away from `new`."""
    far, layer = {"new": 0}, {"new"}
    while layer:
        layer = {t for s, t in edges if s in layer and t not in far}
        far |= dict.fromkeys(layer, max(far.values()) + 1)
    return far


def _who(pack: Pack, action: Action) -> str:
    return "系统按日期" if action.by == "system" else pack.call(action.by)


def _bare(said: str) -> str:
    """`已“甲”或“乙”` -> `甲、乙`: in a box the act alone names its state."""
    return said.removeprefix("已").replace("”或“", "、").strip("“”")


def targets(action: Action) -> tuple[str, ...]:
    """The states an act may lead to."""
    return (action.to,) if action.to is not None else tuple(dict.fromkeys(action.to_words.values()))


def _gates(pack: Pack) -> Iterator[Gate]:
    """One gate for each pair of states and acts, with every rule that asks for it."""
    found: dict[tuple[str, tuple[str, ...], str, tuple[str, ...], bool], list[Rule]] = {}
    for rule in pack.rules.values():
        at: dict[str, list[str]] = {}
        for act in rule.at:
            if act in pack.actions:
                at.setdefault(pack.actions[act].subject, []).append(act)
        wanted = _merged(_states(pack, rule.require, frozenset())) if rule.require else {}
        for target, acts in at.items():
            for (source, forbids), states in wanted.items():
                if source != target and source in pack.subjects:
                    key = (source, *_begun(pack, source, tuple(states), forbids), target, tuple(acts))
                    found.setdefault((key[0], key[1], key[3], key[4], key[2]), []).append(rule)
    for number, ((source, stands, target, acts_of, forbids), rules) in enumerate(found.items(), 1):
        leads = tuple(dict.fromkeys(t for act in acts_of for t in targets(pack.actions[act])))
        firmest = min((r.level for r in rules), key=LEVELS.index)
        cite = tuple(dict.fromkeys(c for r in rules for c in citations(pack, r.cite)))
        say = "；".join(dict.fromkeys(r.say.rstrip("。") for r in rules))
        yield Gate(f"gate-{number}", source, stands, target, acts_of, leads, forbids, firmest, say, cite)


def _begun(pack: Pack, kind: str, states: tuple[str, ...], forbids: bool) -> tuple[tuple[str, ...], bool]:
    """Not to be at the beginning any more is to be in one of the other states."""
    if forbids and "new" in states:
        return tuple(s for s in pack.subjects[kind].states if s not in states), False
    return states, forbids


def _merged(found: Iterable[tuple[str, str, bool]]) -> dict[tuple[str, bool], list[str]]:
    made: dict[tuple[str, bool], list[str]] = {}
    for kind, state, forbids in found:
        listed = made.setdefault((kind, forbids), [])
        if state not in listed:
            listed.append(state)
    return made


def _states(pack: Pack, tree: Tree, seen: frozenset[str], not_: bool = False) -> Iterator[tuple[str, str, bool]]:
    """(subject kind, state, forbidden) that a tree asks for, also through derived facts."""
    if isinstance(tree, AllOf | AnyOf | NoneOf):
        for item in tree.items:
            yield from _states(pack, item, seen, not_ is not isinstance(tree, NoneOf))
        return
    yield from _states_of_test(pack, tree, seen, not_)


def _states_of_test(pack: Pack, test: Test, seen: frozenset[str], not_: bool) -> Iterator[tuple[str, str, bool]]:
    match test:
        case StateIs(path, states, negated):
            kind = path.rpartition(".")[2]
            yield from ((kind, state, negated is not not_) for state in states)
        case Each(quantifier, _, inner):
            yield from _states_of_test(pack, inner, seen, not_ is not (quantifier == "no"))
        case _:
            not_ = not_ is not _denies(test)
            for name in names_in_test(test):
                fact = pack.derived.get(name.text)
                if fact is not None and fact.name not in seen:
                    for below in (fact.when, fact.where):
                        if below is not None:
                            yield from _states(pack, below, seen | {fact.name}, not_)


def _denies(test: Test) -> bool:
    """`flags == 0`, `flagged is no`: what the counted thing must not be."""
    if not isinstance(test, Compare) or not isinstance(test.right, Literal):
        return False
    value = test.right.value
    return (test.op in ("==", "<=") and value in (0, False)) or (test.op == "!=" and value is True)
