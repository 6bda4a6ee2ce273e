"""Steps 1 to 3 of an act: is the subject on a track here, is it the actor's to do, is it time for it by its state."""

from __future__ import annotations

from chengzhang.engine.deciding.hearing import Hearing
from chengzhang.engine.deciding.holders import holds, organisations, role_of
from chengzhang.engine.decision import Finding, TableView, Truth
from chengzhang.engine.rules.cited import citations
from chengzhang.engine.rules.states import state_zh
from chengzhang.engine.values import zh_date


def in_scope(hearing: Hearing) -> None:
    """A day before the measure, or a track on which the subject doesn't live, is out of scope."""
    pack, act = hearing.pack, hearing.act
    since = pack.valid_from
    if since is not None and act.on < since:
        measure = next(iter(pack.measures.values()))
        hearing.outside = True
        hearing.finds(
            "scope",
            "valid_from",
            Truth.UNMET,
            f"《{measure.title}》自{zh_date(since)}起施行，{zh_date(act.on)}办理的事项不适用",
            cite=citations(pack, measure.cite),
        )
    plan = hearing.plan.track
    if plan is None or hearing.subject.up("project") is None:
        return
    table, view = plan.table, plan.view(hearing.ctx)
    if view.truth is Truth.UNKNOWN:
        _track_unknown(hearing, view)
        return
    hearing.tables.append(view)
    track = pack.scope.tracks.get(str(view.value))
    if track is None or _lives_on(hearing, str(view.value)):
        return
    hearing.outside = True
    row = next((r for r in table.rows if r.then == view.value and r.say), None)
    kind = pack.call(hearing.action.subject)
    say = row.say if row is not None and not track.subjects else f"按“{view.value_zh}”管理的项目不办“{kind}”"
    hearing.finds("scope", "track", Truth.UNMET, say, cite=view.cite, tests=view.tests, question=view.question)


def _track_unknown(hearing: Hearing, view: TableView) -> None:
    """What begins a project may be done before its kind is known: the facts come with the forms that follow."""
    begins = hearing.action.subject == "project" and "new" in hearing.action.from_states
    rulings = tuple(f"question:{view.question}" for _ in (1,) if not view.lacks and view.question)
    hearing.tables.append(view)
    hearing.rulings.update(rulings)
    hearing.finds(
        "scope",
        "track",
        Truth.UNKNOWN,
        "还不清楚项目适用哪一种管理方式",
        cite=view.cite,
        tests=view.tests,
        lacks=view.lacks,
        level="advise" if begins else "must",
        awaits_form=hearing.awaits_form(view.lacks),
        rulings=rulings,
        question=view.question,
    )


def _lives_on(hearing: Hearing, track: str) -> bool:
    found = hearing.pack.scope.tracks[track]
    kind = hearing.action.subject
    return ("all" in found.subjects or kind in found.subjects) and kind not in found.except_


def by_right_person(hearing: Hearing) -> None:
    """`by` or `entered_by`, `only_through`, `apart_from`, `same_holder`."""
    action, act, ctx = hearing.action, hearing.act, hearing.ctx
    by, entered = role_of(action.by, ctx), role_of(action.entered_by or action.by, ctx)
    able = holds(by, act, ctx) or (entered != by and holds(entered, act, ctx))
    hearing.findings.append(_role(hearing, by, entered, able))
    if action.only_through and "system:then" not in act.roles:
        acts = "、".join(f"“{hearing.pack.actions[a].zh}”" for a in action.only_through if a in hearing.pack.actions)
        hearing.finds(
            "role",
            "only_through",
            Truth.UNMET,
            f"“{action.zh}”只能随{acts}一并办理",
            cite=hearing.plan.cite,
            mend=action.only_through[0],
        )
    if action.apart_from and act.person:
        _apart(hearing)
    if action.addressed_to is not None:
        _same_holder(hearing)
    if act.person:
        _received_by_another(hearing)


def _role(hearing: Hearing, by: str, entered: str, able: bool) -> Finding:
    """Whose act it is, and whether the actor holds that; said once for each answer."""
    key = ("role", by, entered, able)
    found = hearing.plan.cache.get(key)
    if not isinstance(found, Finding):
        pack, action = hearing.pack, hearing.action
        wanted = tuple(dict.fromkeys((by, entered)))
        names = "或".join(dict.fromkeys(pack.call(role) for role in wanted))
        say = f"“{action.zh}”由{names}办理" if wanted != ("system",) else f"“{action.zh}”由系统按规定自动办理"
        of_roles = (c for r in wanted if r in pack.roles for c in citations(pack, pack.roles[r].cite))
        cite = hearing.plan.cite if able else tuple(dict.fromkeys((*hearing.plan.cite, *of_roles)))
        truth = Truth.MET if able else Truth.UNMET
        found = hearing.plan.cache[key] = Finding("role", action.by, truth, "must", say, cite, who=wanted)
    return found


def _apart(hearing: Hearing) -> None:
    """The person who did the one may not do the other on the same project."""
    action, person = hearing.action, hearing.act.person
    top = hearing.subject.up("project") or hearing.subject.root()
    did = {
        e.act
        for node in top.walk()
        for e in node.events
        if e.act in action.apart_from and (e.by == person or person in e.parts)
    }
    for act in sorted(did):
        zh = hearing.pack.actions[act].zh if act in hearing.pack.actions else act
        hearing.finds(
            "apart",
            act,
            Truth.UNMET,
            f"“{zh}”由同一人办理，“{action.zh}”须由另一人办理",
            cite=hearing.plan.cite,
            who=(action.by,),
        )


def _same_holder(hearing: Hearing) -> None:
    """An act addressed to the body that does it."""
    action, ctx = hearing.action, hearing.ctx
    assert action.addressed_to is not None
    mine, theirs = organisations(role_of(action.by, ctx), ctx), organisations(action.addressed_to, ctx)
    if hearing.act.organisation:
        mine = frozenset({hearing.act.organisation})
    if not mine & theirs:
        return
    receiver = hearing.pack.call(action.addressed_to)
    if action.same_holder == "records_itself":
        hearing.recorded = True
        hearing.finds(
            "role",
            "same_holder",
            Truth.MET,
            f"办理与受理同为{receiver}，由本机关自行存档",
            level="advise",
            cite=hearing.plan.cite,
        )
    elif action.same_holder == "another_person":
        hearing.finds(
            "role",
            "same_holder",
            Truth.MET,
            f"办理与受理同为{receiver}，受理须由本机关另一人办理",
            level="advise",
            cite=hearing.plan.cite,
        )
    else:
        hearing.finds(
            "apart", "same_holder", Truth.UNMET, f"办理与受理同为{receiver}，不能自己报给自己", cite=hearing.plan.cite
        )


def _received_by_another(hearing: Hearing) -> None:
    """Whoever sent a thing to his own body, where that asks for a second person, is not the one who receives it."""
    action, pack = hearing.action, hearing.pack
    sent = hearing.plan.cache.get("sent_to")
    if not isinstance(sent, frozenset):
        sent = hearing.plan.cache["sent_to"] = frozenset(
            a.id
            for a in pack.actions.values()
            if a.subject == action.subject and a.addressed_to == action.by and a.same_holder == "another_person"
        )
    last = next((e for e in reversed(hearing.subject.events) if e.act in sent), None) if sent else None
    if last is not None and last.by == hearing.act.person and last.act not in action.apart_from:
        zh = pack.actions[last.act].zh
        say = f"“{zh}”由同一人办理，“{action.zh}”须由本机关另一人办理"
        hearing.finds("apart", last.act, Truth.UNMET, say, cite=hearing.plan.cite, who=(action.by,))


def in_state(hearing: Hearing) -> None:
    """The state of the thing itself allows this next."""
    state = hearing.subject.state
    key = ("state", state)
    found = hearing.plan.cache.get(key)
    if not isinstance(found, Finding):
        action, kind, pack = hearing.action, hearing.subject.kind, hearing.pack
        fits = state in action.from_states
        needed = "或".join(dict.fromkeys(state_zh(pack, kind, s) for s in action.from_states))
        say = f"“{pack.call(kind)}”现为{state_zh(pack, kind, state)}" + (
            "" if fits else f"，“{action.zh}”须在{needed}时办理"
        )
        mend = None if fits else leading_to(hearing, action.from_states)
        truth = Truth.MET if fits else Truth.UNMET
        found = hearing.plan.cache[key] = Finding("state", kind, truth, "must", say, hearing.plan.cite, mend=mend)
    hearing.findings.append(found)


def leading_to(hearing: Hearing, states: tuple[str, ...]) -> str | None:
    """An act that can be done now and leads to one of the states; else any that leads there."""
    defined = hearing.pack.subjects.get(hearing.subject.kind)
    if defined is None:
        return None
    acts = [a for a in defined.actions.values() if a.to in states or set(a.to_words.values()) & set(states)]
    now = [a for a in acts if hearing.subject.state in a.from_states]
    chosen = next(iter(now or acts), None)
    return chosen.id if chosen is not None and chosen.id != hearing.action.id else None
