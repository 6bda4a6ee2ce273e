"""least_change(): the smallest sets of facts, papers and acts that open a blocked action, and who does each.

A search over single changes, smallest sets first: every set is tried out by deciding on the case with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from chengzhang.engine.case import Act, Bench, Subject
from chengzhang.engine.clock import Calendar
from chengzhang.engine.decide import decide, hear
from chengzhang.engine.deciding.journal import Journal
from chengzhang.engine.deciding.plan import ActionPlan, RulePlan, plan_of
from chengzhang.engine.deciding.questions import comparable
from chengzhang.engine.deciding.repairs import Repairer
from chengzhang.engine.deciding.wishes import Wish, World, come_true
from chengzhang.engine.decision import Decision, Finding, Outcome, Truth
from chengzhang.engine.pack.model import Pack

MOST_SETS = 12
MOST_TRIES = 600
LARGEST = 24


@dataclass(frozen=True, slots=True)
class Change:
    """One smallest set. `opens_on`: the earliest day it can work, where waiting is part of it."""

    steps: tuple[Wish, ...]
    opens_on: date | None = None


def least_change(
    pack: Pack,
    subject: Subject,
    act: Act,
    calendar: Calendar | None,
    bench: Bench | None = None,
    *,
    most: int = MOST_SETS,
) -> tuple[Change, ...]:
    """The smallest sets of changes that open the act, fewest steps first; empty if it is open, or if nothing helps.

    No set contains another. Facts known already are offered for correction only after facts not known.
    """
    search = _Search(pack, subject, act, calendar, bench or Bench())
    found = search.run(most)
    return tuple(sorted(found, key=_rank))


def _rank(change: Change) -> tuple[int, int, int, tuple[tuple[str, str], ...]]:
    escaping = sum(1 for step in change.steps if step.escapes)
    corrected = sum(1 for step in change.steps if step.kind == "correct")
    return len(change.steps), escaping, corrected, tuple(step.key for step in change.steps)


class _Search:
    def __init__(self, pack: Pack, subject: Subject, act: Act, calendar: Calendar | None, bench: Bench) -> None:
        self.pack, self.subject, self.act, self.calendar, self.bench = pack, subject, act, calendar, bench
        self.tries = 0

    def run(self, most: int) -> list[Change]:
        """Breadth first: a set is tried after all smaller ones, and never once it contains one that opens the act."""
        found: list[frozenset[Wish]] = []
        shapes: list[frozenset[tuple[str, str]]] = []
        level: list[frozenset[Wish]] = [frozenset()]
        seen: set[frozenset[Wish]] = {frozenset()}
        for size in range(LARGEST + 1):
            following: list[frozenset[Wish]] = []
            for wishes in level:
                shape = frozenset(w.key for w in wishes)
                if any(known <= shape for known in shapes):
                    continue
                if self.tries >= MOST_TRIES or len(found) >= most:
                    return self._changes(found)
                repairs = self._tried(wishes)
                if repairs is None:
                    if size == 0:
                        return []
                    found.append(wishes)
                    shapes.append(shape)
                    continue
                following += self._grown(wishes, shape, repairs, seen)
            level = following
        return self._changes(found)

    def _grown(
        self,
        wishes: frozenset[Wish],
        shape: frozenset[tuple[str, str]],
        repairs: list[Wish],
        seen: set[frozenset[Wish]],
    ) -> Iterator[frozenset[Wish]]:
        for wish in repairs:
            if wish.key in shape:
                continue
            grown = wishes | {wish}
            if grown not in seen:
                seen.add(grown)
                yield grown

    def _tried(self, wishes: frozenset[Wish]) -> list[Wish] | None:
        """None if the act is open with these wishes; else what could be wished for besides."""
        self.tries += 1
        with Journal() as journal:
            world = come_true(self.pack, wishes, self.subject, self.act, self.bench, journal)
            decision = decide(self.pack, world.subject, world.act, self.calendar, world.bench, sealed=False)
            against = [
                f
                for f in decision.against
                if not _settled(f, world) and not (world.act.answers is None and f.awaits_form)
            ]
            if not against:
                return None
            if decision.outcome is Outcome.OUT_OF_SCOPE:
                return []
            world.heard = hear(self._plan(), world.subject, world.act, self.calendar, world.bench, journal)
            return list(dict.fromkeys(self._repairs(against[0], decision, world)))

    def _changes(self, found: list[frozenset[Wish]]) -> list[Change]:
        changes = []
        for wishes in found:
            steps = tuple(sorted(wishes, key=lambda w: (w.kind == "day", w.kind == "lift", w.kind, w.id)))
            changes.append(Change(steps, max((w.on for w in steps if w.on is not None), default=None)))
        return changes

    # ---------------------------------------------------------- what would mend one finding

    def _repairs(self, finding: Finding, decision: Decision, world: World) -> Iterator[Wish]:
        match finding.kind:
            case "rule":
                yield from self._rule(finding, world)
            case "papers":
                yield from self._papers(finding, decision, world)
            case "scope":
                yield from (w for fact in finding.lacks for w in self._repairer(world, finding).fact_given(fact))
            case "state":
                yield from self._state(finding, world)
            case "question":
                yield from self._question(finding)
            case _:
                yield from self._plain(finding, world)

    def _plain(self, finding: Finding, world: World) -> Iterator[Wish]:
        cite, who = finding.cite, finding.who
        match finding.kind:
            case "role":
                if finding.id != "only_through":
                    yield Wish("role", finding.id, finding.say, who=who, cite=cite)
            case "apart":
                yield Wish("person", finding.id, finding.say, who=who, cite=cite)
            case "part" if finding.truth is Truth.UNKNOWN:
                yield Wish("part", finding.id, finding.say, who=who, cite=cite)
            case "form" if finding.id == "reason":
                yield Wish("reason", "reason", "写明理由", who=self._mine(), cite=cite)
            case "bar" if finding.opens_on is not None:
                yield Wish("day", "act_day", finding.say, who=self._mine(), cite=cite, on=finding.opens_on)
            case "duty" if finding.opens_on is not None:
                yield Wish("day", "act_day", finding.say, who=self._mine(), cite=cite, on=finding.opens_on)
            case "parameter":
                yield Wish("settle", _mark(finding), finding.say, who=who, cite=cite)
            case "lapse" | "scope":
                return
            case _:
                yield Wish("settle", _mark(finding), finding.say, who=who or self._mine(), act=finding.mend, cite=cite)

    def _rule(self, finding: Finding, world: World) -> Iterator[Wish]:
        plan = next(r for r in self._plan().rules if r.rule.id == finding.id)
        repairer = self._repairer(world, finding)
        rule, ctx = plan.rule, repairer.ctx
        if plan.when is not None:
            yield from (replace(wish, escapes=True) for wish in repairer.tree(plan.rule.when, False))
        lift = rule.lift
        if rule.level == "in_principle" and lift is not None and lift.by != "unnamed":
            if rule.id not in world.act.lifted:
                yield Wish("lift", rule.id, rule.say, who=(lift.by,), cite=plan.cite)
            elif lift.paper is not None:
                yield repairer.paper(lift.paper)
        if plan.when is not None and plan.when.verdict(ctx) is not True:
            yield from repairer.tree(plan.rule.when)  # whether it applies at all comes first
            return
        yield from self._asked(finding, plan, repairer, world)

    def _asked(self, finding: Finding, plan: RulePlan, repairer: Repairer, world: World) -> Iterator[Wish]:
        """The first thing a rule asks for that isn't there: its tree, its day, its papers."""
        ctx = repairer.ctx
        if plan.require is not None and plan.require.verdict(ctx) is not True:
            assert plan.rule.require is not None
            known = list(repairer.tree(plan.rule.require))
            given = (
                [w for fact in finding.lacks for w in repairer.fact_given(fact)]
                if finding.truth is Truth.UNKNOWN
                else []
            )
            yield from (*known, *given)
        elif finding.opens_on is not None:
            yield Wish("day", "act_day", finding.say, who=self._mine(), cite=plan.cite, on=finding.opens_on)
        elif finding.missing_papers:
            paper = finding.missing_papers[0]
            wish = repairer.paper(paper)
            may_skip = any(p.ask.paper == paper and p.ask.or_not_applicable for p in plan.papers)
            yield replace(wish, zh=f"{wish.zh}（不适用的说明理由）") if may_skip else wish
        else:
            given = [w for fact in finding.lacks for w in repairer.fact_given(fact)]
            yield from given or [Wish("settle", _mark(finding), finding.say, who=self._mine(), cite=plan.cite)]

    def _papers(self, finding: Finding, decision: Decision, world: World) -> Iterator[Wish]:
        repairer = self._repairer(world, finding)
        for paper in finding.missing_papers[:1]:
            yield repairer.paper(paper)

    def _state(self, finding: Finding, world: World) -> Iterator[Wish]:
        """The thing itself must first get into a state for the act."""
        action = self._plan().action
        defined = self.pack.subjects[action.subject]
        for other in defined.actions.values():
            leads = [s for s in (other.to, *other.to_words.values()) if s is not None and s in action.from_states]
            for state in dict.fromkeys(leads):
                if other.id != action.id:
                    by = tuple(dict.fromkeys(r for r in (other.by, other.entered_by) if r))
                    yield Wish("act", action.subject, other.zh, state, by, other.id, finding.cite, states=(state,))

    def _question(self, finding: Finding) -> Iterator[Wish]:
        readings = comparable(self.pack, finding.question or finding.id)
        for reading in readings:
            yield Wish("ruling", finding.question or finding.id, finding.say, reading, finding.who, cite=finding.cite)
        if not readings:
            yield Wish("settle", _mark(finding), finding.say, who=finding.who, cite=finding.cite)

    # ---------------------------------------------------------- small things

    def _plan(self) -> ActionPlan:
        return plan_of(self.pack).of(self.act.action)

    def _mine(self) -> tuple[str, ...]:
        return (self._plan().action.by,)

    def _repairer(self, world: World, finding: Finding) -> Repairer:
        form = self._plan().action.form
        assert world.heard is not None
        return Repairer(self.pack, world.heard.ctx, world.act, (form,) if form else None, finding.cite)


def _mark(finding: Finding) -> str:
    return f"{finding.kind}:{finding.id}"


def _settled(finding: Finding, world: World) -> bool:
    """Whether all that stands against in this finding has been wished away by name."""
    if not world.settled:
        return False
    if _mark(finding) in world.settled:
        return True
    open_lines = [t.source for t in finding.tests if t.truth in (Truth.UNMET, Truth.UNKNOWN)]
    return bool(open_lines) and not finding.missing_papers and all(line in world.settled for line in open_lines)
