"""Step 9 of an act: what follows in the same transaction, each through the same steps; one refusal refuses all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from chengzhang.engine.case import Act, Bench, Subject
from chengzhang.engine.deciding.effects import apply, next_state, recorded, targets
from chengzhang.engine.deciding.hearing import Hearing
from chengzhang.engine.deciding.journal import Journal
from chengzhang.engine.deciding.plan import plan_of
from chengzhang.engine.decision import Decision, Effect, Finding, Outcome, Truth
from chengzhang.engine.pack.model import Action, FollowUp
from chengzhang.engine.rules.ast import ALWAYS
from chengzhang.engine.rules.context import Context
from chengzhang.engine.rules.run import compile_tree, value_of
from chengzhang.engine.rules.truth import ABSENT, Unknown

Decide = Callable[[Subject, Act, Bench, Journal], Decision]
DEEPEST = 8


@dataclass(slots=True)
class Followed:
    """What came of the follow-ups; `refused` = the findings that refuse the whole act."""

    decisions: list[Decision] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    refused: list[Finding] = field(default_factory=list)


def effect_of(hearing: Hearing) -> Effect:
    """What the act does to its own subject."""
    action, subject = hearing.action, hearing.subject
    answers = hearing.typed or {}

    def lookup(name: str) -> object:
        found = value_of(hearing.ctx, name)
        return None if found is ABSENT or isinstance(found, Unknown) else found

    sets = recorded(action, hearing.act.on, answers, lookup)
    own = {f.id for f in hearing.plan.form.fields if f.fact is None} if hearing.plan.form is not None else set()
    fixed = {n.paper for n in hearing.papers if n.present and n.kind == "file"}
    return Effect(
        subject_kind=subject.kind,
        subject_id=subject.id,
        action=action.id,
        on=hearing.act.on,
        before=subject.state,
        after=next_state(action, answers, sets, subject) or subject.state,
        sets=sets,
        declared=hearing.declared,
        answers={k: v for k, v in answers.items() if k in own} if own else {},
        form=action.form,
        makes=tuple(dict.fromkeys((*action.makes, *hearing.makes))),
        freezes=tuple(sorted(fixed)) if fixed else (),
        baseline=action.baseline,
        created=subject.state == "new" and not subject.events,
        parent_id=(subject.parent.id or subject.parent.kind) if subject.parent is not None else None,
    )


def follow(hearing: Hearing, journal: Journal, decide: Decide) -> Followed:
    """Decide every follow-up on the case as the act leaves it; refused members of a `some` batch are left out."""
    found = Followed()
    batch = (
        hearing.pack.subject_types[hearing.action.subject].members
        if hearing.action.subject in hearing.pack.subject_types
        else None
    )
    for step in hearing.action.then:
        if not _comes(hearing, step, found):
            continue
        follow_up = plan_of(hearing.pack).actions[step.act]
        for target, home in targets(hearing.pack, hearing.subject, follow_up):
            mark = journal.mark
            if home is not None:
                journal.begin(home, target)
            decision = decide(target, _act_for(hearing, follow_up, target), hearing.bench, journal)
            found.decisions.append(decision)
            if decision.outcome.allows or (hearing.looks_ahead and decision.open_but_for_form):
                found.effects += decision.effects
                continue
            journal.back_to(mark)
            if batch == follow_up.subject and hearing.action.members == "some":
                found.left_out.append((target.id, _sentence(decision)))
            else:
                found.refused.append(_refusal(hearing, follow_up, target, decision))
    return found


def _comes(hearing: Hearing, step: FollowUp, found: Followed) -> bool:
    """Whether a follow-up comes at all, by the facts after `sets`."""
    if step.when == ALWAYS:
        return True
    hear = hearing.ctx
    ctx = Context(
        hearing.pack,
        hearing.subject,
        hear.on,
        hearing.typed,
        hearing.bench,
        hearing.calendar,
        hear.duty_status,
        papers=hear.papers,
    )
    verdict = compile_tree(hearing.pack, hearing.subject.kind, step.when).verdict(ctx)
    if isinstance(verdict, Unknown):
        zh = plan_of(hearing.pack).actions[step.act].zh
        lacks = tuple(sorted(verdict.facts))
        found.refused.append(
            Finding(
                "then",
                step.act,
                Truth.UNKNOWN,
                "must",
                f"还不清楚是否随之办理“{zh}”",
                hearing.plan.cite,
                lacks=lacks,
                rulings=tuple(sorted(verdict.rulings)),
                awaits_form=hearing.awaits_form(lacks),
            )
        )
        return False
    return verdict is True


def _act_for(hearing: Hearing, follow_up: Action, target: Subject) -> Act:
    """The act as a follow-up: the system carries it, with the member's own answers and what the forms share."""
    act = hearing.act
    form = hearing.pack.forms.get(follow_up.form or "")
    answers = None
    if act.answers is not None:
        shared = {f.id: act.answers[f.id] for f in form.fields if f.id in act.answers} if form is not None else {}
        answers = {**shared, **act.members.get(target.id, {})}
    parts = tuple(p for p in act.parts if not p.member or p.member == target.id)
    roles = act.roles | {"system", "system:then"}
    return replace(act, action=follow_up.id, roles=roles, answers=answers, parts=parts, members={})


def _sentence(decision: Decision) -> str:
    return "；".join(f.say for f in decision.against) or decision.action_zh


def _refusal(hearing: Hearing, follow_up: Action, target: Subject, decision: Decision) -> Finding:
    """What a refused follow-up says against the act that would bring it."""
    name = f"（{target.id}）" if target.id and len(hearing.subject.members) > 1 else ""
    unknown = decision.outcome in (Outcome.NEEDS_FACTS, Outcome.WAITS_FOR_PARTS, Outcome.NEEDS_RULING)
    level = "in_principle" if decision.outcome is Outcome.BLOCKED_IN_PRINCIPLE else "must"
    against = decision.against
    return Finding(
        "then",
        follow_up.id,
        Truth.UNKNOWN if unknown else Truth.UNMET,
        level,
        f"随之办理的“{follow_up.zh}”{name}不能办理：{_sentence(decision)}",
        tuple(dict.fromkeys(c for f in against for c in f.cite)),
        lacks=tuple(sorted({fact for f in against for fact in f.lacks})),
        missing_papers=tuple(sorted({p for f in against for p in f.missing_papers})),
        rulings=tuple(sorted({r for f in against for r in f.rulings})),
        awaits_form=bool(against) and all(f.awaits_form for f in against),
    )


def take_effect(hearing: Hearing, effect: Effect, journal: Journal) -> None:
    """Let the case read as if the act were done."""
    apply(journal, hearing.subject, effect, None, hearing.act.person or None)
