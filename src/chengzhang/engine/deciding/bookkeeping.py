"""What opened and what ended each duty of a case, and the day it is due, on the facts as they stood then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from chengzhang.engine.case import Bench, Ruling, Subject, Value
from chengzhang.engine.clock import Calendar, Span, Suspension
from chengzhang.engine.deciding.due_day import Counter
from chengzhang.engine.deciding.history import Happened, History
from chengzhang.engine.deciding.owed import Owed, chain
from chengzhang.engine.deciding.places import is_many, parent_kind, reach
from chengzhang.engine.pack.model import Duty, Pack
from chengzhang.engine.rules.ast import ALWAYS, Tree
from chengzhang.engine.rules.cited import citations
from chengzhang.engine.rules.context import Context, DutyStatus
from chengzhang.engine.rules.run import compile_tree
from chengzhang.engine.rules.truth import Unknown, Verdict


class Bookkeeper:
    """Finds what opened and what ended each duty of a case, on one day."""

    def __init__(
        self,
        pack: Pack,
        top: Subject,
        on: date,
        calendar: Calendar | None,
        bench: Bench,
        status: DutyStatus | None = None,
    ) -> None:
        self.pack, self.top, self.on, self.calendar, self.bench = pack, top, on, calendar, bench
        self.history = History(pack, top, on)
        self.status = status

    # ---------------------------------------------------------- places

    def home(self, subject: Subject, kind: str) -> Subject | None:
        """The subject a duty lives on, seen from an act's subject; one not begun yet hangs where it would."""
        found = reach(subject, kind)
        if found is not None:
            return found
        above = parent_kind(self.pack, kind)
        under = self.home(subject, above) if above else None
        return Subject(kind, parent=under) if under is not None else None

    def belongs(self, subject: Subject, owed: Owed) -> bool:
        """Whether an act on `subject` speaks of this duty: it is the same subject, above, below or beside it."""
        home = owed.home
        if subject.kind == home.kind:
            begun_since = not any(row is home for row in _rows(home))
            alone = begun_since or not is_many(self.pack, home.kind)
            return subject is home or (alone and subject.parent is home.parent)
        if (above := subject.up(home.kind)) is not None:
            return above is home
        if (above := home.up(subject.kind)) is not None:
            return above is subject
        if owed.cause is not None and owed.cause.kind == subject.kind and is_many(self.pack, subject.kind):
            return owed.cause is subject
        return home.parent is None or any(node is home.parent for node in chain(subject))

    # ---------------------------------------------------------- truth at a place of the history

    def context(
        self,
        home: Subject,
        on: date,
        *,
        answers: dict[str, Value] | None = None,
        span: Span | None = None,
        row: dict[str, Value] | None = None,
    ) -> Context:
        return Context(
            self.pack,
            home,
            on,
            {**(answers or {}), **(row or {})} if answers or row else None,
            self._bench(on),
            self.calendar,
            self.status,
            period=span,
        )

    def _bench(self, on: date) -> Bench:
        """A ruling made after a duty opened holds for it only where there was no reading before."""
        early = {r.question for r in self.bench.rulings if r.from_on <= on}
        late = [
            r
            for r in self.bench.rulings
            if r.from_on > on
            and r.question not in early
            and (q := self.pack.questions.get(r.question)) is not None
            and q.default is None
        ]
        if not late:
            return self.bench
        moved = tuple(Ruling(r.question, r.reading, on, r.by, r.reason) for r in late)
        return replace(self.bench, rulings=self.bench.rulings + moved)

    def verdict(
        self,
        tree: Tree,
        home: Subject,
        on: date,
        answers: dict[str, Value] | None = None,
        row: dict[str, Value] | None = None,
    ) -> Verdict:
        if tree is ALWAYS or tree == ALWAYS:
            return True
        return compile_tree(self.pack, home.kind, tree).verdict(self.context(home, on, answers=answers, row=row))

    # ---------------------------------------------------------- openings

    def opened(self, duty: Duty) -> Iterator[Owed]:
        """The duty as its opening acts made it, one each, or one a row."""
        acts = {opening.act: opening for opening in duty.opens}
        count = 0
        for happened in self.history.of(frozenset(acts)):
            home = self.home(happened.subject, duty.of)
            if home is None:
                continue
            opening, event = acts[happened.event.act], happened.event
            for row in _rows_of(event.answers, opening.rows):
                with self.history.after(happened.at):
                    speaks = happened.subject if opening.when is not ALWAYS else home
                    verdict = self.verdict(opening.when, speaks, event.on, event.answers, row)
                if verdict is False:
                    continue
                count += 1
                lacks = tuple(sorted(verdict.facts)) if isinstance(verdict, Unknown) else ()
                yield Owed(duty, home, str(count), event.on, happened.at, happened.subject, row, lacks=lacks)

    # ---------------------------------------------------------- endings

    def end(self, owed: Owed) -> None:
        """Find the first act after the opening that fulfils it or makes it fall away."""
        duty = owed.duty
        owed.dropped = next(
            (h for h in self.history.of(duty.drops, owed.opened) if self.belongs(h.subject, owed)), None
        )
        if duty.late is not None and duty.late.does:
            owed.lapsed = next(
                (h for h in self.history.of((duty.late.does,), owed.opened) if self.belongs(h.subject, owed)), None
            )
        for happened in self.history.of(duty.done_by, owed.opened):
            if self.belongs(happened.subject, owed) and self._means(happened, owed):
                owed.done = happened
                return

    def _means(self, happened: Happened, owed: Owed) -> bool:
        """Of several rows opened at once, an act means the one it names; naming none, it means all."""
        if owed.row is None:
            return True
        named = {happened.event.answers.get(name) for name in ("row", "condition", "item")} - {None}
        if not named:
            return True
        return bool(named & ({owed.number, int(owed.number)} | {v for v in owed.row.values() if isinstance(v, str)}))

    # ---------------------------------------------------------- the due day

    def count(self, owed: Owed) -> None:
        """The due day, on the facts as they stood when the duty ended, or as they stand now."""
        ended = owed.ended
        with self.history.after(ended.at - 1 if ended is not None else len(self.history.past)):
            window = owed.duty.window
            due = window.due if window is not None and window.due is not None else owed.duty.due
            owed.due = self.counter(owed).due(due)

    def counter(self, owed: Owed) -> Counter:
        answers = self.history.past[owed.opened].event.answers if owed.opened >= 0 else None
        ctx = self.context(owed.home, owed.opened_on, answers=answers, span=owed.span, row=owed.row)
        return Counter(ctx, self.calendar, owed.span, owed.start, self.suspensions(owed))

    def suspensions(self, owed: Owed) -> list[Suspension]:
        """The stretches between pausing and resuming acts, each with the pack's article."""
        found = []
        for pause in owed.duty.pauses:
            since: Happened | None = None
            zh = self.pack.actions[pause.from_act].zh if pause.from_act in self.pack.actions else pause.from_act
            cite = "、".join(c.zh for c in citations(self.pack, pause.cite))
            for happened in self.history.of((pause.from_act, pause.until_act)):
                if not self.belongs(happened.subject, owed):
                    continue
                if happened.act == pause.from_act:
                    since = since or happened
                elif since is not None:
                    stretch = Suspension.between(since.on, happened.on, zh, cite)
                    found += [stretch] if stretch is not None else []
                    since = None
            if since is not None:
                stretch = Suspension.between(since.on, None, zh, cite)
                found += [stretch] if stretch is not None else []
        return found


def _rows_of(answers: dict[str, Value], field_name: str | None) -> list[dict[str, Value] | None]:
    if field_name is None:
        return [None]
    rows = answers.get(field_name.rpartition(".")[2]) or ()
    return [dict(row) if isinstance(row, dict) else {"text": row} for row in rows]


def _rows(subject: Subject) -> list[Subject]:
    return subject.parent.children.get(subject.kind, []) if subject.parent is not None else [subject]
