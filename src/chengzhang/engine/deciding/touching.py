"""Which acts touch which duties: so that duties are worked out anew only where an act can have moved one."""

from __future__ import annotations

from collections.abc import Mapping

from chengzhang.engine.pack.model import Action, Duty, Pack
from chengzhang.engine.rules.ast import ALWAYS, Moment, Name, Undated, WithAct
from chengzhang.engine.rules.names import Unresolved
from chengzhang.engine.rules.run import compile_tree, library_of
from chengzhang.engine.rules.touch import Touched, touched_by_moment


def duties_touched(pack: Pack, actions: Mapping[str, Action]) -> dict[str, frozenset[str]]:
    """Act -> duties it may open, end, move or bring into being, through facts and states too. Errs on the wide side."""
    found: dict[str, set[str]] = {act: set() for act in actions}
    for duty in pack.duties.values():
        named = acts_named(duty)
        facts, states = _rests_on(pack, duty)
        for act, action in actions.items():
            if act in named or action.subject in states or _writes(pack, action) & facts:
                found[act].add(duty.id)
    for duty in pack.duties.values():
        if duty.late is not None and duty.late.opens:
            for touched in found.values():
                if duty.id in touched:
                    touched.add(duty.late.opens)
    return {act: frozenset(touched) for act, touched in found.items()}


def acts_named(duty: Duty) -> set[str]:
    """The acts a duty speaks of by name."""
    acts = {opening.act for opening in duty.opens} | {*duty.done_by, *duty.drops}
    for text in (duty.from_, duty.until):
        acts |= set(text.replace(" ", "").split("|")) if text else set()
    if duty.extended_by is not None:
        acts |= {*duty.extended_by.grant, duty.extended_by.ask or ""}
    acts |= {act for pause in duty.pauses for act in (pause.from_act, pause.until_act)}
    if duty.late is not None:
        acts |= {duty.late.does or ""}
    return acts - {""}


def _rests_on(pack: Pack, duty: Duty) -> tuple[set[str], set[str]]:
    """The facts and the kinds whose states decide whether it exists and when it is due."""
    parts: list[Touched] = []
    trees = [duty.only, *(o.when for o in duty.opens)]
    for tree in trees:
        if tree != ALWAYS:
            parts += _safely(lambda tree=tree: compile_tree(pack, duty.of, tree).touches)
    moments: list[Moment] = [m for m in (duty.remind, duty.window.opens if duty.window else None) if m is not None]
    if duty.due is not None and not isinstance(duty.due, Undated | WithAct):
        moments.append(duty.due)
    if isinstance(duty.every, Name):
        moments.append(duty.every)
    for moment in moments:
        parts += _safely(lambda moment=moment: touched_by_moment(library_of(pack).scope(duty.of), moment))
    return {f for p in parts for f in p.facts}, {s for p in parts for s in p.states}


def _safely(work) -> list[Touched]:  # type: ignore[no-untyped-def]
    try:
        return [work()]
    except Unresolved:  # a name of the opening act's own perspective
        return []


def _writes(pack: Pack, action: Action) -> set[str]:
    from chengzhang.engine.deciding.plan import facts_of

    return set(facts_of(pack, action))
