"""Every duty can arise and be fulfilled in time; and no two of one subject bar each other."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence

from chengzhang.engine.pack.model import Duty, Opening, Pack
from chengzhang.engine.proof.acts import Act
from chengzhang.engine.proof.answers import possible
from chengzhang.engine.proof.asking import Answer, Asker, NoSuch
from chengzhang.engine.proof.claims import Claim, refuted
from chengzhang.engine.proof.deadlines import prove_in_time
from chengzhang.engine.proof.encode import Encoder
from chengzhang.engine.proof.gates import Reached
from chengzhang.engine.proof.instance import Instance
from chengzhang.engine.proof.life import Step
from chengzhang.engine.proof.pairs import moves_of, prove_pairs
from chengzhang.engine.proof.symbols import Bool, both, either
from chengzhang.engine.rules.ast import ALWAYS
from chengzhang.engine.rules.run import compile_tree
from chengzhang.engine.rules.states import state_zh


def prove_duties(acts: Sequence[Act], reached: Reached) -> Iterator[Claim]:
    by_id = {act.action.id: act for act in acts}
    pack = acts[0].pack
    for duty in pack.duties.values():
        yield from _arises(by_id, duty, reached)
        yield _fulfilled(by_id, duty, reached)
        yield from prove_in_time(by_id, duty)
    for kind in pack.subjects:
        yield from prove_pairs(by_id, pack, kind, reached)


# ---------------------------------------------------------------- arising


def _arises(by_id: dict[str, Act], duty: Duty, reached: Reached) -> Iterator[Claim]:
    for opening in duty.opens:
        act = by_id[opening.act]
        claim = Claim(
            "duty.arises",
            f"duties.{duty.id}",
            f"义务“{duty.say}”会因“{act.action.zh}”发生",
            mark=duty.mark,
            cite=duty.cite,
        )
        if not reached.enabled(opening.act):
            yield refuted(claim, f"义务“{duty.say}”不会发生：引起它的“{act.action.zh}”永远办不成", "先改正那个动作")
        else:
            yield possible(
                claim,
                _opens(act, opening, _ways(act, reached)),
                f"义务“{duty.say}”不会因“{act.action.zh}”发生：opens 的条件办后不能成立",
                "核对 opens 的 when：它看的是办完之后的事实",
            )
    if duty.only != ALWAYS:
        yield _exists(by_id, duty)


def _ways(act: Act, reached: Reached) -> list[Step]:
    """The ways an act can go."""
    return sorted((step for step in reached.steps if step.act == act.action.id), key=lambda s: (s.after, s.word or ""))


def _opens(act: Act, opening: Opening, ways: Sequence[Step]) -> Answer:
    """A case just after the act went one of these ways, in which the condition of the opening holds."""

    def goal(encoder: Encoder) -> Bool:
        return both(either(*(encoder.world.just_after(step) for step in ways)), encoder.tree(opening.when).met)

    return act.asker.ask(goal, lambda case: act.verdict(case, opening.when) is True)


def _exists(by_id: dict[str, Act], duty: Duty) -> Claim:
    some = next(iter(by_id.values()))
    asker = Asker(some.lives, duty.of, None, some.calendar)

    def holds(case: Instance) -> bool:
        return compile_tree(some.pack, duty.of, duty.only).verdict(case.ask()) is True

    claim = Claim(
        "duty.only", f"duties.{duty.id}", f"义务“{duty.say}”的适用条件可以成立", mark=duty.mark, cite=duty.cite
    )
    answer = asker.ask(lambda encoder: encoder.tree(duty.only).met, holds)
    return possible(claim, answer, f"义务“{duty.say}”不会存在：only 的条件不能成立", "核对 only")


# ---------------------------------------------------------------- fulfilling


def _fulfilled(by_id: dict[str, Act], duty: Duty, reached: Reached) -> Claim:
    pack = next(iter(by_id.values())).pack
    claim = Claim("duty.done", f"duties.{duty.id}", f"义务“{duty.say}”有办法完成", mark=duty.mark, cite=duty.cite)
    ends = [act for act in duty.done_by if reached.enabled(act)]
    if not duty.done_by or not ends:
        named = "、".join(f"“{pack.actions[act].zh}”" for act in duty.done_by)
        why = f"完成它的{named}永远办不成" if named else "没有写什么动作完成它（done_by）"
        return refuted(claim, f"义务“{duty.say}”没有办法完成：{why}", "改正 done_by，或改正拦住这些动作的规则")
    for opening in duty.opens:
        kind = pack.actions[opening.act].subject
        own = [act for act in ends if pack.actions[act].subject == kind]
        if len(own) < len(ends) or opening.act in ends:
            continue  # another subject's act fulfils it, and can be done; or the act itself does
        for way in _ways(by_id[opening.act], reached):
            if isinstance(_opens(by_id[opening.act], opening, (way,)), NoSuch):
                continue  # it doesn't open on that way
            if not _can_follow(pack, kind, reached, way.after, {*own, *duty.drops}):
                state = state_zh(pack, kind, way.after)
                what = f"义务“{duty.say}”在“{pack.actions[opening.act].zh}”之后（{state}）再也完成不了：到不了能办"
                named = "、".join(f"“{pack.actions[act].zh}”" for act in own)
                return refuted(claim, f"{what}{named}的状态", "改正 done_by，或补上回去的动作")
    return claim


def _can_follow(pack: Pack, kind: str, reached: Reached, state: str, wanted: set[str]) -> bool:
    """Whether one of these acts can be done from a state on."""
    moves = moves_of(pack, kind, reached)
    seen: set[Hashable] = {state}
    waiting: list[Hashable] = [state]
    while waiting:
        for after, step in moves.get(waiting.pop(), ()):
            if step is not None and step.act in wanted:
                return True
            if after not in seen:
                seen.add(after)
                waiting.append(after)
    return False
