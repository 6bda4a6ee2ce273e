"""What would mend a finding: the act that supplies the missing fact, leads to the state, or hands in the paper."""

from __future__ import annotations

from chengzhang.engine.deciding.hearing import Hearing
from chengzhang.engine.deciding.plan import plan_of
from chengzhang.engine.decision import Finding, Truth
from chengzhang.engine.pack.model import Pack
from chengzhang.engine.rules.ast import StateIs
from chengzhang.engine.rules.touch import leaves


def mending_act(hearing: Hearing, finding: Finding) -> str | None:
    """The first act, other than this one, from which what is lacking comes; None if none is known."""
    plan = plan_of(hearing.pack)
    for fact in finding.lacks:
        for act in plan.sources.get(fact, ()):
            if act != hearing.action.id:
                return act
    if finding.truth is Truth.UNMET and finding.kind == "rule":
        rule = hearing.pack.rules.get(finding.id)
        unmet = {t.source for t in finding.tests if t.truth is Truth.UNMET}
        for test in leaves(rule.require) if rule is not None and rule.require is not None else ():
            if isinstance(test, StateIs) and not test.negated and test.source in unmet:
                return act_to(hearing.pack, test.subject.rpartition(".")[2], test.states)
    for paper in finding.missing_papers:
        definition = hearing.pack.papers.get(paper)
        if definition is not None and definition.kind in ("made", "record"):
            return next(
                (
                    a.id
                    for a in plan.actions.values()
                    if paper in a.makes or (definition.form and a.form == definition.form)
                ),
                None,
            )
    return None


def act_to(pack: Pack, kind: str, states: tuple[str, ...]) -> str | None:
    """An act that leads to one of the states."""
    defined = pack.subjects.get(kind)
    for action in defined.actions.values() if defined is not None else ():
        if action.to in states or set(action.to_words.values()) & set(states):
            return action.id
    return None
