"""Which acts can ever be done: from nothing begun, whatever the gates let through, until nothing new follows.

What has once been reached counts as reachable for ever, so an act left out waits for something that can't come.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from chengzhang.engine.pack.model import Pack, SubjectDef
from chengzhang.engine.proof.acts import Act
from chengzhang.engine.proof.asking import NoSuch
from chengzhang.engine.proof.claims import Claim, refuted
from chengzhang.engine.proof.encode import Encoder
from chengzhang.engine.proof.life import Lives, Look, Step, lapses_of, looks, steps_of
from chengzhang.engine.proof.symbols import Bool, both
from chengzhang.engine.rules.cited import citations
from chengzhang.engine.rules.states import state_zh


@dataclass
class Reached:
    """The steps that can be made, and the looks they lead to."""

    steps: set[Step] = field(default_factory=set)
    lives: Lives | None = None
    blocked: dict[Step, tuple[str, ...]] = field(default_factory=dict)  # step -> kinds it waits for

    def states(self, kind: str) -> set[str]:
        assert self.lives is not None
        return {look.state for look in self.lives.of.get(kind) or ()} or {"new"}

    def enabled(self, action: str) -> bool:
        return any(step.action.id == action for step in self.steps)


def reach(acts: Sequence[Act]) -> Reached:
    """The least set of steps closed under: a step whose gates can be met by what is reached is made."""
    pack = acts[0].pack
    by_id = {act.action.id: act for act in acts}
    waiting = [step for subject in pack.subjects.values() for step in steps_of(subject)]
    found = Reached(lives=_lives(acts[0].lives, pack, set(), {}))
    told: dict[Step, object] = {}
    moved = True
    while moved:
        moved = False
        for step in list(waiting):
            act = by_id[step.action.id]
            if step.before not in found.states(step.action.subject) or not _led(pack, found, step):
                continue
            seen = _seen(found, act)
            if told.get(step) == seen:
                continue  # nothing it looks at has changed
            told[step] = seen
            if not _stuck(act, step, found.lives):
                found.steps.add(step)
                waiting.remove(step)
                found.lives = _lives(act.lives, pack, found.steps, dict(found.lives.of) if found.lives else {}, step)
                moved = True
    found.blocked = dict.fromkeys(waiting, ())
    return found


def _led(pack: Pack, found: Reached, step: Step) -> bool:
    """An act that only follows others follows one that can be done."""
    through = step.action.only_through
    return not through or any(found.enabled(leader) for leader in through)


def _seen(found: Reached, act: Act) -> object:
    assert found.lives is not None
    return tuple((kind, len(look or ())) for kind, look in sorted(found.lives.of.items()) if kind in _asks(act))


def _asks(act: Act) -> set[str]:
    """The kinds of subject whose state or recorded facts the rules at an act look at."""
    encoder = act.asker.encoder(0)
    return {node.kind for node in encoder.world.nodes} | {act.action.subject}


def _lives(
    base: Lives, pack: Pack, steps: set[Step], known: dict[str, tuple[Look, ...] | None], new: Step | None = None
) -> Lives:
    """The looks reached by these steps; after a new step only those of its subject are worked out again."""
    found = dict(known)
    for kind, subject in pack.subjects.items():
        if new is None or new.action.subject == kind:
            own = [step for step in steps if step.action.subject == kind]
            found[kind] = looks(pack, subject, own) if base.of.get(kind) is not None else None
    return Lives(pack, found, base.past)


def _stuck(act: Act, step: Step, lives: Lives | None) -> bool:
    """Whether the musts at an act can't be met from what is reached."""
    if not act.musts:
        return False

    def goal(encoder: Encoder) -> Bool:
        return both(act.allowed(encoder), act.stands(encoder, step))

    return isinstance(act.asker.ask(goal, act.really_allowed, lives), NoSuch)


# ---------------------------------------------------------------- claims


def prove_gates(acts: Sequence[Act], reached: Reached) -> Iterator[Claim]:
    pack = acts[0].pack
    yield from _acts(acts, reached)
    for subject in pack.subjects.values():
        yield from _states(pack, subject, reached)
    yield from _circles(acts, reached)


def _acts(acts: Sequence[Act], reached: Reached) -> Iterator[Claim]:
    for act in acts:
        action = act.action
        claim = Claim(
            "act.reached", f"subjects.{action.id}", f"“{action.zh}”有路可到", mark=action.mark, cite=action.cite
        )
        missing = [
            step
            for step in steps_of(act.pack.subjects[action.subject])
            if step.action is action and step in reached.blocked
        ]
        if not missing:
            yield claim
        elif reached.enabled(action.id) or all(s.before not in reached.states(action.subject) for s in missing):
            yield _partly(act, claim, missing, reached)
        else:
            named = "、".join(f"“{rule.say}”" for rule in act.musts if _matters(act, rule.id, reached)) or "各条规则"
            yield refuted(
                claim,
                f"“{action.zh}”永远办不成：{named}所等的，没有动作能使它成立",
                "核对这些规则，或补上使其成立的动作",
            )


def _partly(act: Act, claim: Claim, missing: list[Step], reached: Reached) -> Claim:
    """Some way of the act can't be gone: from one of its states, or by one word."""
    here = [s for s in missing if s.before in reached.states(act.action.subject)]
    if not here:
        if reached.enabled(act.action.id):
            return claim  # the state itself is said to be out of reach
        return refuted(claim, f"“{act.action.zh}”永远办不成：它开始的状态到不了", "先改正到达该状态的动作")
    kind = act.action.subject
    ways = "、".join(
        f"从“{state_zh(act.pack, kind, s.before)}”" + (f"作出“{s.word}”" if s.word is not None else "") for s in here
    )
    return refuted(claim, f"“{act.action.zh}”{ways}永远办不成：规则不放行", "从 from 里去掉这一状态，或改正规则")


def _matters(act: Act, rule: str, reached: Reached) -> bool:
    """Whether the act could be done without one rule."""
    rest = [other for other in act.musts if other.id != rule]
    goal = lambda e: both(act.stands(e), act.allowed(e, rest))  # noqa: E731
    answer = act.asker.ask(goal, lambda case: act.really_allowed(case, rest), reached.lives)
    return not isinstance(answer, NoSuch)


def _states(pack: Pack, subject: SubjectDef, reached: Reached) -> Iterator[Claim]:
    live = reached.states(subject.id)
    edges = {(s.before, s.after) for s in reached.steps if s.action.subject == subject.id} | set(lapses_of(subject))
    for state in subject.states:
        zh = f"“{pack.call(subject.id)}”的“{state_zh(pack, subject.id, state)}”"
        claim = Claim("state.reached", f"subjects.{subject.id}", f"{zh}到得了", mark=subject.mark)
        if state not in live and state != "new":
            yield refuted(claim, f"{zh}到不了：通向它的动作都办不成", "改正拦住这些动作的规则，或删去这个状态")
            continue
        yield claim
        way_out = Claim("state.left", f"subjects.{subject.id}", f"{zh}有出路", mark=subject.mark)
        if _leads(state, set(subject.ends), edges) or (state == "new" and not edges):
            yield way_out
        else:
            yield refuted(
                way_out, f"{zh}到了就没有出路：离开它的动作都办不成", "改正拦住这些动作的规则，或把它列入 ends"
            )


def _leads(state: str, ends: set[str], edges: set[tuple[str, str]]) -> bool:
    found = {state}
    while fresh := {b for a, b in edges if a in found} - found:
        found |= fresh
    return bool(found & ends)


# ---------------------------------------------------------------- circles


def _circles(acts: Sequence[Act], reached: Reached) -> Iterator[Claim]:
    """Acts that can't be done because each waits for another of them."""
    pack = acts[0].pack
    claim = Claim("gates.circle", "rules", "没有互相等待的门槛")
    never = {act.action.id: act for act in acts if not reached.enabled(act.action.id)}
    waits = {id: _awaited(act, never, reached) for id, act in never.items()}
    seen: set[str] = set()
    found = False
    for start in waits:
        circle = _circle(start, waits, [])
        if circle and not seen & set(circle):
            seen |= set(circle)
            found = True
            way = "、".join(f"“{pack.actions[a].zh}”等“{pack.actions[b].zh}”" for a, b in pairwise(circle))
            rules = [rule for id in circle[:-1] for rule in never[id].musts]
            cite = tuple(dict.fromkeys(c for rule in rules for c in rule.cite))
            named = "、".join(dict.fromkeys(c.zh for c in citations(pack, cite)))
            yield refuted(
                Claim(claim.code, "rules", claim.says, mark=rules[0].mark if rules else None, cite=cite),
                f"绕成一圈，谁也办不成：{way}（{named}）",
                "去掉其中一处门槛，或改为只提示（level: advise）",
            )
    if not found:
        yield claim


def _awaited(act: Act, never: dict[str, Act], reached: Reached) -> list[str]:
    """The acts that can't be done either, and on whose subjects this one looks."""
    assert reached.lives is not None
    found = []
    for kind in sorted(_asks(act) - {act.action.subject}):
        opened = Lives(act.pack, {**reached.lives.of, kind: act.lives.of.get(kind)}, act.lives.past)
        goal = lambda e: both(act.stands(e), act.allowed(e))  # noqa: E731
        if not isinstance(act.asker.ask(goal, act.really_allowed, opened), NoSuch):
            found += [id for id, other in never.items() if other.action.subject == kind]
    return found


def _circle(id: str, waits: dict[str, list[str]], path: list[str]) -> list[str]:
    if id in path:
        return [*path[path.index(id) :], id]
    for other in waits.get(id, ()):
        found = _circle(other, waits, [*path, id])
        if found:
            return found
    return []
