"""Two duties open at once on one subject: some order of acts fulfils both."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from itertools import combinations

from chengzhang.engine.pack.model import Duty, Pack
from chengzhang.engine.proof.acts import Act
from chengzhang.engine.proof.asking import Answer, Asker, NoSuch
from chengzhang.engine.proof.claims import Claim, refuted
from chengzhang.engine.proof.encode import Encoder
from chengzhang.engine.proof.gates import Reached
from chengzhang.engine.proof.instance import Instance
from chengzhang.engine.proof.life import Look, Step, after_step, lapses_of
from chengzhang.engine.proof.symbols import Bool, both
from chengzhang.engine.rules.run import compile_tree

Moves = dict[Hashable, list[tuple[Hashable, Step | None]]]  # place -> (next place, by which step; None = the clock)


def moves_of(pack: Pack, kind: str, reached: Reached) -> Moves:
    """From a state to the next."""
    found: Moves = {}
    for step in sorted(
        (s for s in reached.steps if s.action.subject == kind), key=lambda s: (s.act, s.before, s.after)
    ):
        found.setdefault(step.before, []).append((step.after, step))
    for before, after in lapses_of(pack.subjects[kind]) if kind in pack.subjects else ():
        found.setdefault(before, []).append((after, None))
    return found


def prove_pairs(by_id: dict[str, Act], pack: Pack, kind: str, reached: Reached) -> Iterator[Claim]:
    """Two duties open at once on one subject, each to be fulfilled by its acts: some order of acts does both."""
    own = [duty for duty in pack.duties.values() if duty.level == "must" and duty.opens and _all_of(pack, duty, kind)]
    moves = moves_of(pack, kind, reached)
    looked: Moves = {}
    for one, two in combinations(own, 2):
        claim = Claim(
            "duty.pair",
            f"duties.{one.id}+{two.id}",
            f"义务“{one.say}”和“{two.say}”可以都完成",
            mark=two.mark,
            cite=(*one.cite, *two.cite),
        )
        if _clash(moves, "new", one, two) is None or isinstance(_side_by_side(by_id, one, two), NoSuch):
            yield claim
            continue
        looked = looked or _looked(by_id, pack, kind, reached)  # now with what the gates say
        path = _clash(looked, Look("new"), one, two)
        if path is None:
            yield claim
            continue
        way = tuple(f"办“{pack.actions[act].zh}”" for act in path)
        what = f"义务“{one.say}”和“{two.say}”同时在身时，完成一项就再也完成不了另一项"
        yield refuted(claim, what, "改正 done_by、drops 或状态，使两项能先后完成", way)


def _looked(by_id: dict[str, Act], pack: Pack, kind: str, reached: Reached) -> Moves:
    """As `moves_of`, told apart by recorded facts too, and only where the gates can let the step through from there."""
    found: Moves = {}
    steps = [step for step in reached.steps if step.action.subject == kind]
    for look in (reached.lives.of.get(kind) or ()) if reached.lives is not None else ():
        for step in sorted((s for s in steps if s.before == look.state), key=lambda s: (s.act, s.after)):
            if not _held_back(by_id[step.act], step, look):
                found.setdefault(look, []).extend((after, step) for after in after_step(pack, look, step))
        for before, to in lapses_of(pack.subjects[kind]):
            if before == look.state:
                found.setdefault(look, []).append((Look(to, look.facts), None))
    return found


def _held_back(act: Act, step: Step, look: Look) -> bool:
    def goal(encoder: Encoder) -> Bool:
        return both(encoder.world.looks_like(look), act.stands(encoder, step), act.allowed(encoder))

    return bool(act.musts) and isinstance(act.asker.ask(goal, act.really_allowed), NoSuch)


def _side_by_side(by_id: dict[str, Act], one: Duty, two: Duty) -> Answer:
    """A case in which both exist, as far as their own conditions go."""
    some = next(iter(by_id.values()))
    asker = Asker(some.lives, one.of, None, some.calendar)
    trees = (one.only, two.only) if one.of == two.of else (one.only,)

    def holds(case: Instance) -> bool:
        return all(compile_tree(some.pack, one.of, tree).verdict(case.ask()) is True for tree in trees)

    return asker.ask(lambda encoder: both(*(encoder.tree(tree).met for tree in trees)), holds)


def _all_of(pack: Pack, duty: Duty, kind: str) -> bool:
    acts = [opening.act for opening in duty.opens] + list(duty.done_by)
    return all(pack.actions[act].subject == kind for act in acts)


Situation = tuple[Hashable, bool, bool]  # state or look, whether the first duty and the second are open


def _clash(moves: Moves, start: Hashable, one: Duty, two: Duty) -> list[str] | None:
    """The acts to a situation with both duties open from which no way ends both; None if there is no such one."""
    paths: dict[Situation, list[str]] = {(start, False, False): []}
    waiting: list[Situation] = [(start, False, False)]
    while waiting:
        here = waiting.pop(0)
        for after, step in moves.get(here[0], ()):
            there = (after, _open(one, step, here[1]), _open(two, step, here[2]))
            if there not in paths:
                paths[there] = [*paths[here], *([step.act] if step is not None else [])]
                waiting.append(there)
    for situation, path in paths.items():
        if situation[1] and situation[2] and not _both_end(moves, situation[0], one, two):
            return path
    return None


def _both_end(moves: Moves, place: Hashable, one: Duty, two: Duty) -> bool:
    start: Situation = (place, True, True)
    seen, waiting = {start}, [start]
    while waiting:
        here, first, second = waiting.pop()
        if not first and not second:
            return True
        for after, step in moves.get(here, ()):
            there = (after, first and not _ends(one, step), second and not _ends(two, step))
            if there not in seen:
                seen.add(there)
                waiting.append(there)
    return False


def _open(duty: Duty, step: Step | None, was: bool) -> bool:
    if step is None:
        return was
    return any(opening.act == step.act for opening in duty.opens) or (was and not _ends(duty, step))


def _ends(duty: Duty, step: Step | None) -> bool:
    return step is not None and step.act in (*duty.done_by, *duty.drops)
