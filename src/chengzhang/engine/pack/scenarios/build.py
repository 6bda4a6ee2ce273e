"""A scenario to a case and an act: what it says is put as a facts file would say it."""

from __future__ import annotations

from datetime import date
from typing import Any

from chengzhang.engine.case import Act, Part, Subject
from chengzhang.engine.facts_file import CaseFile, read_case
from chengzhang.engine.pack.model import Action, Pack
from chengzhang.engine.pack.scenarios.read import Case

NOW = "now"  # the id of the subject acted on, where there are several of its kind
WEEKDAY = date(2026, 3, 2)  # an ordinary Monday: the day of a case that names none
REASON = "情形中写明的理由"


def day_of(case: Case, pack: Pack) -> date:
    """The case's day; else an ordinary working day on which the pack is in force."""
    since = pack.valid_from
    return case.counts_on or (since if since is not None and since > WEEKDAY else WEEKDAY)


def build(case: Case, pack: Pack) -> CaseFile:
    """The case, begun from its facts, states and history."""
    return read_case(pack, _as_facts_file(case, pack), day_of(case, pack))


def _as_facts_file(case: Case, pack: Pack) -> dict[str, Any]:
    past = [item for item in case.history if "act" not in item]
    apart = {_kind(item, pack) for item in past} | ({pack.actions[case.at].subject} if case.at else set())
    many = {kind for kind in apart if pack.subject_types[kind].many}
    subjects = [_past(item, pack, number) for number, item in enumerate(past, 1) if _kind(item, pack) in many]
    facts, states = dict(case.given), dict(case.states)
    for item in past:
        kind = _kind(item, pack)
        if kind not in many:
            states[kind] = item[kind]
            facts.update({name: value for name, value in item.items() if name != kind})
    for kind in sorted(many):
        current = _current(kind, facts, states, case, pack)
        if current is not None:
            subjects.append(current)
    found: dict[str, Any] = {
        "facts": facts,
        "states": states,
        "subjects": [*subjects, *(case.subjects or [])],
        "events": [_event(item) for item in case.history if "act" in item],
        "papers": case.papers or (),
        "not_applicable": case.not_applicable,
        "rulings": case.rulings,
        "parameters": case.parameters,
        "residual": case.residual,
    }
    return found


def _kind(item: dict[str, Any], pack: Pack) -> str:
    """`{contract: signed, contract.amount: 300万元}` is of a contract: its one key without a dot that is a subject."""
    found = [name for name in item if name in pack.subject_types]
    return found[0] if found else str(next(iter(item))).partition(".")[0]


def _past(item: dict[str, Any], pack: Pack, number: int) -> dict[str, Any]:
    kind = _kind(item, pack)
    facts = {name.removeprefix(f"{kind}."): value for name, value in item.items() if name != kind}
    return {"subject": kind, "id": f"{kind}-{number}", "state": item.get(kind, "new"), "facts": facts}


def _current(kind: str, facts: dict[str, Any], states: dict[str, Any], case: Case, pack: Pack) -> dict[str, Any] | None:
    """The subject of a many-kind that the case speaks of now, beside its history; takes its facts and state."""
    own = {name: facts.pop(name) for name in list(facts) if name in pack.facts and pack.facts[name].owner == kind}
    acted_on = case.at is not None and pack.actions[case.at].subject == kind
    if not (own or kind in states or acted_on or case.of == kind):
        return None
    short = {name.rpartition(".")[2]: value for name, value in own.items()}
    return {"subject": kind, "id": NOW, "state": states.pop(kind, "new"), "facts": short}


def _event(item: dict[str, Any]) -> dict[str, Any]:
    """A past act: `{act, day, answers, facts, by, id}`."""
    return {"on" if key == "day" else str(key): value for key, value in item.items()}


def subject_of(case: Case, file: CaseFile, pack: Pack) -> Subject:
    """The subject that the act is done to."""
    action = pack.actions[case.at]
    many = pack.subject_types[action.subject].many
    return file.subject(action.id, NOW if many else None)


def act_of(case: Case, subject: Subject, file: CaseFile, pack: Pack) -> Act:
    """The act, by the role that may enter it, with all parties in favour unless the case says otherwise."""
    action = pack.actions[case.at]
    roles = set(case.roles or (action.entered_by or action.by,))
    lifters = case.lifted_by or _lifters(case, pack)
    reason = "" if case.reason == "none" else case.reason or (REASON if action.reason else "")
    return Act(
        action.id,
        file.on,
        frozenset(map(str, roles | set(lifters))),
        case.person,
        case.organisation,
        None if case.answers is None else dict(case.answers),
        reason,
        {k: str(v) for k, v in case.lifted.items()},
        _parts(case, action, subject, file, pack),
        members={k: dict(v) for k, v in case.members.items()},
    )


def _lifters(case: Case, pack: Pack) -> tuple[str, ...]:
    """Who the pack says may lift the rules that the case lifts."""
    lifts = [pack.rules[rule].lift for rule in case.lifted if rule in pack.rules]
    return tuple(lift.by for lift in lifts if lift is not None)


def _parts(case: Case, action: Action, subject: Subject, file: CaseFile, pack: Pack) -> tuple[Part, ...]:
    if case.parts == "none":
        return ()
    if case.parts is not None:
        return read_case(pack, {"parts": case.parts}, file.on).parts
    found = []
    for party in action.with_:
        members = [member.id for member in subject.members] if party.each_member else [""]
        for member in members:
            for number in range(party.at_least):
                found.append(Part(party.role, f"{party.role}-{member}{number}", True, "", file.on, member))
    return tuple(found)
