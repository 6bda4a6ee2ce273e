"""Which acts of a pack still lie ahead of a project, by the states its subjects are in and the stages it has passed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from chengzhang.engine.case import Subject
from chengzhang.engine.deciding.places import is_many, lineage, parent_kind, reach, rows_below
from chengzhang.engine.pack.model import Action, Duty, Pack
from chengzhang.engine.rules.context import Context
from chengzhang.engine.rules.run import Compiled, compile_tree


@dataclass(slots=True)
class Road:
    """The acts that can follow from each state of each subject of a project, worked out once a pack."""

    pack: Pack
    kinds: tuple[str, ...] = ()
    stages: tuple[tuple[str, int, Compiled], ...] = ()  # id, place in the order, reached
    last_stage: dict[str, int] = field(default_factory=dict)  # kind -> place of the last stage it belongs to
    begins: tuple[tuple[str, frozenset[str]], ...] = ()  # duty, the acts that begin it; none = by the clock alone
    _from: dict[tuple[str, str], tuple[Action, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        pack = self.pack
        self.kinds = tuple(kind for kind in pack.subjects if "project" in lineage(pack, kind))
        self.begins = tuple((d.id, _begins(pack, d)) for d in pack.duties.values() if d.of in self.kinds)
        places = {stage.id: n for n, stage in enumerate(pack.stages)}
        listed = []
        for stage in pack.stages:
            place = max(places[stage.id], places.get(stage.beside or "", 0))
            listed.append((stage.id, place, compile_tree(pack, "project", stage.reached)))
            for kind in stage.subjects:
                self.last_stage[kind] = max(place, self.last_stage.get(kind, 0))
        self.stages = tuple(listed)

    def reached(self, ctx: Context) -> tuple[str, int]:
        """The last stage that a project has reached, and its place; ("", -1) before the first."""
        found = ("", -1)
        for id, place, tree in self.stages:
            if place >= found[1] and tree.verdict(ctx) is True:
                found = (id, place)
        return found

    def begun(self, acts: frozenset[str]) -> tuple[str, ...]:
        """The project's own duties that acts already done may have begun."""
        return tuple(duty for duty, begins in self.begins if not begins or begins & acts)

    def follows(self, kind: str, state: str) -> tuple[Action, ...]:
        """The acts on a subject that may still come, from a state on."""
        known = self._from.get((kind, state))
        if known is None:
            known = self._from[kind, state] = tuple(self._closure(kind, state))
        return known

    def _closure(self, kind: str, state: str) -> Iterator[Action]:
        acts = list(self.pack.subjects[kind].actions.values())
        states, waiting = {state}, [state]
        while waiting:
            here = waiting.pop()
            for act in acts:
                leads = {s for s in (act.to, *act.to_words.values()) if s} - states
                if here in act.from_states:
                    states |= leads
                    waiting += leads
        return (act for act in acts if states & set(act.from_states))

    def ahead(self, home: Subject, place: int) -> Iterator[tuple[Subject, tuple[Action, ...]]]:
        """Each subject of the project, begun or still to be begun, with the acts that may still come to it."""
        for kind in self.kinds:
            rows = list(rows_below(home, kind)) if kind != "project" else [home]
            for row in rows:
                yield row, self.follows(kind, row.state)
            if not rows and place < self.last_stage.get(kind, len(self.stages)) and kind in self.last_stage:
                yield self._unbegun(home, kind), self.follows(kind, "new")

    def _unbegun(self, home: Subject, kind: str) -> Subject:
        above = parent_kind(self.pack, kind)
        parent = reach(home, above) if above and not is_many(self.pack, above) else home
        return Subject(kind, parent=parent or home)


def _begins(pack: Pack, duty: Duty) -> frozenset[str]:
    if duty.opens:
        return frozenset(opening.act for opening in duty.opens)
    named = frozenset((duty.from_ or "").replace(" ", "").split("|"))
    return named if named <= pack.actions.keys() else frozenset()
