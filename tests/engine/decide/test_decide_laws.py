"""Laws that hold of every answer: more facts never unsettle it, no walk leaves the pack, nothing untouched moves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from chengzhang.engine.case import Event, Subject
from chengzhang.engine.decide import decide
from chengzhang.engine.deciding.places import is_many, parent_kind, reach
from chengzhang.engine.deciding.plan import plan_of
from chengzhang.engine.decision import Decision, Effect, Truth
from chengzhang.engine.duties import duties
from chengzhang.engine.facts_file import CaseFile
from tests.engine.decide.asking import ABOARD, calendar, case, land, put

ANSWERS: dict[str, dict[str, Any]] = {
    "request": {
        "vessel_kind": "boat",
        "trade": "coastal",
        "hull_metres": "9",
        "hull_cost": "30万元",
        "own_funds": "20万元",
        "cost_lines": [{"item": "船体", "sum": "30万元"}],
        "grant_funds": "10万元",
        "cargo": ["fish"],
        "season": "2027",
        "reason": "卸鱼和补给",
    },
    "project": {"title": "海鸥", "local": "yes", "secret_cargo": "no"},
    "crew": {"name": "张三", "fit": "yes"},
    "inspection": {"held_on": "2026-11-01", "result": "failed", "checks": ["船底"], "defects": [{"what": "漏"}]},
    "landing": {"weight": "60"},
    "payment": {"amount": "1万元"},
    "refit": {"amount": "1万元", "new_cost": "31万元"},
    "stay": {"wanted": "2027-12-01", "reason": "等修理"},
    "stay_reply": {"new_due_on": "2027-12-01"},
    "delay": {"delay_reason": "台风"},
    "mooring": {"moored_on": "2026-11-01", "pilot_on_board": "yes"},
}
ACTS = sorted(plan_of(land()).actions)


def done(file: CaseFile, decision: Decision, by: str) -> None:
    """What the door does with an allowed decision: facts, state, event, new subjects."""
    for effect in decision.effects:
        node = _node(file, effect)
        node.facts.update(effect.sets)
        for name, (owner, value) in effect.declared.items():
            holder = reach(node, owner)
            assert holder is not None
            holder.facts[name.rpartition(".")[2]] = value
        node.state = effect.after
        seq = sum(len(n.events) for n in file.top.walk()) + 1
        node.events.append(Event(effect.action, effect.on, effect.sets, effect.answers, by, seq))


def _node(file: CaseFile, effect: Effect) -> Subject:
    for node in file.top.walk():
        if node.kind == effect.subject_kind and node.id == effect.subject_id:
            return node
    above = parent_kind(land(), effect.subject_kind)
    home = next(n for n in file.top.walk() if n.kind == above)
    number = len(home.children.get(effect.subject_kind, ())) + 1
    return home.add(
        Subject(
            effect.subject_kind,
            f"{effect.subject_kind}-{number}" if is_many(land(), effect.subject_kind) else effect.subject_id,
        )
    )


def tried(file: CaseFile, action: str, on: date, person: str) -> Decision:
    acting = plan_of(land()).actions[action]
    there = replace(
        file, on=on, every_part=True, reason="理由", answers=dict(ANSWERS.get(acting.form or "", {})), person=person
    )
    roles = {r for r in (acting.by, acting.entered_by) if r} | {"harbour_master", "warden"}
    subject, act = put(there, action, *roles)
    members = {m.id: {"verdict": "passed"} for m in subject.members} if action == "meeting.close" else {}
    return decide(land(), subject, replace(act, members=members), calendar(), file.bench)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 40), st.sampled_from("12")), min_size=5, max_size=40))
def test_no_walk_leaves_the_pack_and_only_touched_duties_move(walk: list[tuple[str, int, str]]) -> None:
    papers = ["tide_survey", "manifest", "crew_list", "tide_table", "permit_letter", "chart_room_key", "three_lists"]
    file, on = case("2026-11-02", states={"project": "active"}, papers=papers), date(2026, 11, 2)
    for action, days, person in walk:
        on += timedelta(days=days)
        before = _standing(file, on)
        decision = tried(file, action, on, person)
        assert _standing(file, on) == before  # asking changes nothing
        if not decision.outcome.allows:
            assert decision.effects == ()
            continue
        done(file, decision, person)
        after = _standing(file, on)
        moved = {key.partition(":")[0] for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
        assert moved <= _touched(action)
        for node in file.top.walk():
            defined = land().subjects.get(node.kind)
            assert node.state == "new" or (defined is not None and node.state in defined.states)
            known = {f.key for f in land().facts.values() if f.owner == node.kind}
            assert set(node.facts) <= known


def _standing(file: CaseFile, on: date) -> dict[str, tuple[str, date | None]]:
    return {d.key: (d.status, d.due.on) for d in duties(land(), file.top, on, calendar(), file.bench)}


def _touched(action: str) -> frozenset[str]:
    plan = plan_of(land())
    follow = plan.actions[action].then
    return plan.touching[action].union(*(_touched(f.act) for f in follow))


# `voters is present` asks whether it is known: that answer, and that alone, changes when somebody tells it.
FACTS = [name for name in ABOARD if name not in ("unit.local", "secret_cargo", "voters")]


def test_a_walk_gets_somewhere() -> None:
    """What the random walks try can be done: a boat is listed, moored, checked and leaves."""
    papers = ["tide_survey", "manifest", "crew_list", "tide_table", "permit_letter", "chart_room_key", "three_lists"]
    file, on = case("2026-11-02", states={"project": "active"}, papers=papers), date(2026, 11, 2)
    walk = ("crew.list", "request.draft", "request.submit", "meeting.convene", "meeting.close")
    for person, action in enumerate(walk):
        decision = tried(file, action, on, str(person))
        assert decision.outcome.allows, (action, [f.say for f in decision.against])
        done(file, decision, str(person))
    states = {n.kind: n.state for n in file.top.walk()}
    assert (states["request"], states["permit"], states["meeting"]) == ("granted", "granted", "closed")


@settings(max_examples=120, deadline=None)
@given(
    missing=st.sets(st.sampled_from(FACTS)),
    told=st.sets(st.sampled_from(FACTS)),
    cargo=st.sampled_from((["fish"], ["fuel"], ["sand"], [])),
    metres=st.sampled_from((9, 12, 20, 30)),
    action=st.sampled_from(("request.submit", "berth.moor", "landing.land", "leg.begin")),
)
def test_more_facts_never_unsettle_an_answer(
    missing: set[str], told: set[str], cargo: list[str], metres: int, action: str
) -> None:
    facts = {"cargo": cargo, "hull_metres": metres}
    said: dict[str, Any] = {"states": {"request": "drafting", "berth": "assigned"}}
    little = decide_with(action, facts | dict.fromkeys(missing), said)
    more = decide_with(action, facts | dict.fromkeys(missing - told), said)
    settled = {(f.kind, f.id): f.truth for f in little.findings if f.truth is not Truth.UNKNOWN}
    for finding in more.findings:
        if (finding.kind, finding.id) in settled:
            assert finding.truth is settled[finding.kind, finding.id], finding.id
    lacked = {name for f in little.findings for name in f.lacks}
    assert lacked & set(ABOARD) <= missing  # it never asks for what it was told


def decide_with(action: str, facts: dict[str, Any], said: dict[str, Any]) -> Decision:
    file = case("2026-12-01", facts=facts, **said)
    return decide(land(), *put(file, action), calendar(), file.bench)
