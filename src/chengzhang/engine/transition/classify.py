"""classify(): one project between two releases. Acts done stay valid; what lies ahead follows the new release."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from chengzhang.engine.case import Bench, Carried, Clock, Subject
from chengzhang.engine.clock import Calendar
from chengzhang.engine.deciding.places import rows_below
from chengzhang.engine.deciding.plan import plan_of
from chengzhang.engine.decision import Citation, DutyView, TableView
from chengzhang.engine.duties import duties
from chengzhang.engine.pack.model import Pack
from chengzhang.engine.rules.cited import citations
from chengzhang.engine.rules.context import Context
from chengzhang.engine.rules.names import Unresolved
from chengzhang.engine.rules.parameters import reading_in_force
from chengzhang.engine.rules.run import compile_tree
from chengzhang.engine.rules.states import state_zh
from chengzhang.engine.rules.tables import evaluate
from chengzhang.engine.transition.difference import Classified, Difference, Fate, verdict_of
from chengzhang.engine.transition.pair import Asked, Pair
from chengzhang.engine.values import zh_date

RUNNING = ("open", "late", "suspended")


@dataclass(slots=True)
class Change:
    """A change of release: the two, what the office decided under each, the day the new one begins, the calendars.

    `decided`: residual items about which a decision is recorded, whichever way.
    """

    pair: Pair
    since: date
    old: Bench
    new: Bench
    calendar_old: Calendar | None
    calendar_new: Calendar | None
    decided: frozenset[str] = frozenset()

    @property
    def eve(self) -> date:
        return date.fromordinal(self.since.toordinal() - 1)


def classify(change: Change, home: Subject) -> Classified:
    """What the new release makes of a project as it stands on the eve. The case is left as it was found."""
    return _Case(change, home).classified()


class _Case:
    def __init__(self, change: Change, home: Subject) -> None:
        self.change, self.home = change, home
        self._seen: dict[tuple[bool, int], Context] = {}
        self.old, self.new = change.pair.old, change.pair.new
        residual = self.new.residual
        self.residual = {item.item: item for item in residual.items} if residual is not None else {}
        self.kept = frozenset(self._kept())

    def classified(self) -> Classified:
        road = self.change.pair.road_new
        stage, place = road.reached(self._ctx(self.new, self.home))
        found = [*self._kept_said(), *self._states(), *dict.fromkeys(self._duties()), *self._routes_and_acts(place)]
        listed = tuple({id(one): one for one in found}.values())  # those that a pair shares are the same object
        return Classified(verdict_of(listed), listed, stage)

    def _ctx(self, pack: Pack, node: Subject) -> Context:
        key = (pack is self.new, id(node))
        known = self._seen.get(key)
        if known is None or known.subject is not node:
            change = self.change
            day, bench = (change.since, change.new) if key[0] else (change.eve, change.old)
            calendar = change.calendar_new if key[0] else change.calendar_old
            known = self._seen[key] = Context(pack, node, day, None, bench, calendar)
        return known

    # ---------------------------------------------------------- what the pack itself keeps

    def _kept(self) -> Iterator[str]:
        for keep in self.new.transition:
            for node in rows_below(self.home, keep.keep):
                tree = compile_tree(self.new, keep.keep, keep.when)
                ctx = Context(self.new, node, self.change.eve, None, self.change.new, self.change.calendar_new)
                if keep.keep in self.old.subjects and tree.verdict(ctx) is True:
                    yield keep.keep

    def _kept_said(self) -> Iterator[Difference]:
        for keep in self.new.transition:
            if keep.keep not in self.kept:
                continue
            fate = Fate.STAYS
            if keep.question is not None and self._unread(keep.question):
                fate = Fate.PERSON
            name = self.new.call(keep.keep)
            words = f"“{name}”已按原规则开始，仍按原规则办完"
            yield Difference("kept", keep.keep, fate, words, name, name, (), citations(self.new, keep.cite))

    def _unread(self, question: str) -> bool:
        return reading_in_force(self.new, question, self.change.since, self.change.new)[0] is None

    # ---------------------------------------------------------- states

    def _states(self) -> Iterator[Difference]:
        """A thing under way in a state that the new release does not know: nobody but a person can say what it is."""
        for node in self.home.walk():
            before, after = self.old.subjects.get(node.kind), self.new.subjects.get(node.kind)
            if before is None or node.state == "new" or node.state in before.ends or node.kind in self.kept:
                continue
            if after is not None and node.state in after.states:
                continue
            name, state = self.old.call(node.kind), state_zh(self.old, node.kind, node.state)
            cite = citations(self.old, next(iter(before.actions.values())).cite)
            words = f"“{name}”正处于“{state}”，新规则没有这一状态"
            yield Difference("state", node.kind, Fate.PERSON, words, state, "", cite, ())

    # ---------------------------------------------------------- duties and their days

    def _duties(self) -> Iterator[Difference]:
        change = self.change
        nodes = list(self.home.walk())
        acts = frozenset(event.act for node in nodes for event in node.events)
        begun_old, begun_new = change.pair.road_old.begun(acts), change.pair.road_new.begun(acts)
        before = duties(self.old, self.home, change.eve, change.calendar_old, change.old, begun_old)
        clocks = {
            view.key: Clock(view.due.on, view.due.latest or view.due.on, view.status not in ("open", "suspended"))
            for view in before
        }
        bench = replace(change.new, carried=Carried(change.since, clocks))
        listed = duties(self.new, self.home, change.since, change.calendar_new, bench, begun_new)
        after = {view.key: view for view in listed}
        known = {view.key for view in before}
        mine = {node.id for node in nodes} | {node.kind for node in nodes}
        for view in before:
            if view.status in RUNNING and self.old.duties[view.id].of not in self.kept and view.subject in mine:
                yield from self._clock(view, after.get(view.key))
        for view in after.values():
            fresh = view.key not in known and view.status in RUNNING and view.subject in mine
            if fresh and self.new.duties[view.id].of not in self.kept:
                day = f"，{zh_date(view.due.on)}前" if view.due.on else ""
                words = f"新增义务：{view.say}{day}"
                yield Difference("duty", view.id, Fate.CHANGES, words, "", view.say + day, (), view.cite)

    def _clock(self, old: DutyView, new: DutyView | None) -> Iterator[Difference]:
        said = zh_date(old.due.on) if old.due.on else "未定期限"
        if new is None:
            yield self._stopped(old, said)
        elif old.due.on is not None and new.due.on != old.due.on:
            now = zh_date(new.due.on) if new.due.on else "未定期限"
            words = f"“{old.say}”的期限由{said}改为{now}（新规则更宽）"
            yield Difference("date", old.id, Fate.CHANGES, words, said, now, old.cite, new.cite)
        elif any(step.kind == "carried" for step in new.due.steps):
            words = f"“{old.say}”仍以{said}为期限"
            yield Difference("date", old.id, Fate.STAYS, words, said, said, old.cite, new.cite)

    def _stopped(self, old: DutyView, said: str) -> Difference:
        item = f"duties.{old.id}"
        if item in self.change.new.residual:
            words = f"“{old.say}”经决定继续有效，期限{said}"
            return Difference("duty", old.id, Fate.STAYS, words, said, said, old.cite, old.cite)
        if item in self.residual and item not in self.change.decided:
            words = f"“{old.say}”是否继续有效，须逐条决定"
            return Difference("duty", old.id, Fate.PERSON, words, old.say, "", old.cite, self._why())
        words = f"“{old.say}”停止计算（原期限{said}）：新规则没有这项义务"
        return Difference("duty", old.id, Fate.CHANGES, words, old.say, "", old.cite, self._why())

    def _why(self) -> tuple[Citation, ...]:
        """The article that put the old release out of the way."""
        edges = [edge for edge in self.new.lineage if edge.pack == f"{self.old.id}/{self.old.release}"]
        return citations(self.new, edges[0].cite) if edges else ()

    # ---------------------------------------------------------- routes, conditions, papers, parties

    def _routes_and_acts(self, place: int) -> Iterator[Difference]:
        read: set[str] = set()
        pair = self.change.pair
        for road, pack in ((pair.road_new, self.new), (pair.road_old, self.old)):
            plan = plan_of(pack)
            for node, acts in road.ahead(self.home, place if pack is self.new else self._place_old()):
                if node.kind in self.kept:
                    continue
                for act in acts:
                    if pack is self.new:
                        read |= plan.of(act.id).touched.tables
                    elif act.id in pair.both:
                        continue
                    for one in pair.acts[act.id]:
                        if one.when is None or self._holds(one, node):
                            yield one.difference
        yield from self._routes(read)

    def _place_old(self) -> int:
        return self.change.pair.road_old.reached(self._ctx(self.old, self.home))[1]

    def _holds(self, asked: Asked, node: Subject) -> bool:
        """Whether the condition of a difference can hold for the project: not where it is known not to."""
        if asked.when is None:
            return True
        try:
            return asked.when.verdict(self._ctx(self.new if asked.new else self.old, node)) is not False
        except Unresolved:
            return True

    def _routes(self, read: set[str]) -> Iterator[Difference]:
        for id in sorted(read & self.old.tables.keys() & self.new.tables.keys()):
            before, after = self._value(self.old, id), self._value(self.new, id)
            if before is None or after is None or before.value is None or before.value == after.value:
                continue
            then, now = before.value_zh or "", after.value_zh or "不清楚"
            words = f"“{after.zh}”由“{then}”改为“{now}”"
            if after.value is None:
                words += f"，还缺{'、'.join(after.lacks) or '口径'}"
            fate = Fate.CHANGES if after.value is not None or after.lacks else Fate.PERSON
            yield Difference("route", id, fate, words, then, now, before.cite, after.cite)

    def _value(self, pack: Pack, id: str) -> TableView | None:
        try:
            return evaluate(pack, pack.tables[id], self._ctx(pack, self.home))
        except Unresolved:
            return None
