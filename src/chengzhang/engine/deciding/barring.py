"""What stands against an act from elsewhere: bars, states lapsed by the clock, duties that stop it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from chengzhang.engine.case import Bench, Subject
from chengzhang.engine.clock import Calendar
from chengzhang.engine.deciding.hearing import Hearing
from chengzhang.engine.deciding.history import History
from chengzhang.engine.deciding.journal import Journal
from chengzhang.engine.deciding.places import reach, rows_below
from chengzhang.engine.deciding.plan import ActionPlan
from chengzhang.engine.decision import Citation, Truth
from chengzhang.engine.duties import duties
from chengzhang.engine.pack.model import Action, Bar, Lapse, Pack
from chengzhang.engine.rules.ast import ALWAYS
from chengzhang.engine.rules.cited import citations
from chengzhang.engine.rules.context import Context
from chengzhang.engine.rules.run import compile_tree, day_of
from chengzhang.engine.rules.states import state_zh
from chengzhang.engine.values import zh_date


@dataclass(frozen=True, slots=True)
class BarView:
    """A bar on a day. `until` is its last day; None = until an act of `ends`."""

    id: str
    zh: str
    holder: str
    holder_id: str
    since: date
    until: date | None
    stops: tuple[str, ...]
    ends: tuple[str, ...]
    say: str
    cite: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class LapseView:
    """A state that ends by the clock: `on` is its last day; `lapsed` = that day has passed."""

    subject: str
    subject_id: str
    on: date
    to: str
    lapsed: bool
    say: str
    cite: tuple[Citation, ...]
    question: str | None = None


# ---------------------------------------------------------------- bars


def bars(pack: Pack, top: Subject, on: date, calendar: Calendar | None, bench: Bench) -> tuple[BarView, ...]:
    """Every bar that stands on a day, from past events alone."""
    raising = {a.id: a for a in pack.actions.values() if a.raises}
    if not raising:
        return ()
    history = History(pack, top, on)
    found = []
    for happened in history.of(frozenset(raising)):
        for bar in raising[happened.act].raises:
            view = _bar(
                pack, history, raising[happened.act], bar, happened.subject, happened.at, happened.on, calendar, bench
            )
            if view is not None:
                found.append(view)
    return tuple(found)


def _bar(
    pack: Pack,
    history: History,
    action: Action,
    bar: Bar,
    subject: Subject,
    at: int,
    day: date,
    calendar: Calendar | None,
    bench: Bench,
) -> BarView | None:
    holder = subject.up(bar.holder) or reach(subject, bar.holder)
    if holder is None:
        return None
    event = history.past[at].event
    with history.after(at):
        ctx = Context(pack, subject, day, event.answers, bench, calendar)
        if bar.when != ALWAYS and compile_tree(pack, subject.kind, bar.when).verdict(ctx) is not True:
            return None
        until = day_of(ctx, bar.until) if bar.until is not None else None
    last = until if isinstance(until, date) else None
    ended = next((h for h in history.of(bar.ends, at) if _under(h.subject, holder)), None)
    if ended is not None or (last is not None and history.on > last):
        return None
    stop = f"至{zh_date(last)}" if last is not None else "，解除后方可办理" if bar.ends else ""
    return BarView(
        bar.id,
        bar.zh,
        holder.kind,
        holder.id or holder.kind,
        day,
        last,
        bar.stops,
        bar.ends,
        bar.say or f"{zh_date(day)}“{action.zh}”起限制{stop}",
        citations(pack, bar.cite or action.cite),
    )


def _under(node: Subject, holder: Subject) -> bool:
    return node.up(holder.kind) is holder


def not_barred(hearing: Hearing) -> None:
    """No bar on a holder above the subject stops this act; one finding a bar, none if there is none."""
    if not hearing.plan.bars:
        return
    top = hearing.subject.root()
    for bar in bars(hearing.pack, top, hearing.act.on, hearing.calendar, hearing.bench):
        if hearing.action.id not in bar.stops:
            continue
        held = any(n.kind == bar.holder and (n.id or n.kind) == bar.holder_id for n in _above(hearing.subject))
        if held:
            opens = date.fromordinal(bar.until.toordinal() + 1) if bar.until is not None else None
            hearing.finds(
                "bar", bar.id, Truth.UNMET, bar.say, cite=bar.cite, opens_on=opens, mend=next(iter(bar.ends), None)
            )


def _above(node: Subject | None) -> Iterator[Subject]:
    while node is not None:
        yield node
        node = node.parent


# ---------------------------------------------------------------- lapses


def lapses(pack: Pack, top: Subject, on: date, calendar: Calendar | None, bench: Bench) -> tuple[LapseView, ...]:
    """Every state of the case that ends or has ended by the clock."""
    found = []
    for kind, defined in pack.subjects.items():
        for lapse in defined.lapses:
            for node in rows_below(top, kind):
                view = lapse_of(pack, lapse, node, on, calendar, bench)
                if view is not None:
                    found.append(view)
    return tuple(found)


def lapse_of(
    pack: Pack, lapse: Lapse, node: Subject, on: date, calendar: Calendar | None, bench: Bench
) -> LapseView | None:
    """The earliest of its clocks that nothing holds; None while none runs."""
    alive = lapse.from_states or tuple(
        s for s in pack.subjects[node.kind].states if s not in pack.subjects[node.kind].ends
    )
    if node.state not in alive or node.state in ("new", lapse.to):
        return None
    ctx = Context(pack, node, on, None, bench, calendar)
    days = []
    for moment, unless in lapse.any:
        day = day_of(ctx, moment)
        if not isinstance(day, date):
            continue
        if unless is not None and compile_tree(pack, node.kind, unless).verdict(ctx) is True:
            continue
        days.append(day)
    if not days:
        return None
    day = min(days)
    gone = on > day
    now = state_zh(pack, node.kind, node.state)
    say = f"“{pack.call(node.kind)}”（{now}）{'已于' if gone else '将于'}{zh_date(day)}届满失效"
    return LapseView(
        node.kind, node.id or node.kind, day, lapse.to, gone, say, citations(pack, lapse.cite), lapse.question
    )


def lapsed_near(plan: ActionPlan, subject: Subject, ctx: Context) -> list[tuple[Subject, LapseView]]:
    """The things an act is done to or asks about whose time is over, though the tick hasn't written it yet."""
    found = []
    for kind in plan.lapsing:
        node = reach(subject, kind)
        if node is None or (node is subject and plan.action.by == "system"):
            continue
        for lapse in plan.pack.subjects[kind].lapses:
            view = lapse_of(plan.pack, lapse, node, ctx.on, ctx.calendar, ctx.bench)
            if view is not None and view.lapsed:
                found.append((node, view))
                break
    return found


def not_lapsed(hearing: Hearing, journal: Journal) -> None:
    """What has lapsed counts as what it became, and the answer names it; only the clock may still write it."""
    for node, view in lapsed_near(hearing.plan, hearing.subject, hearing.ctx):
        level = "must" if node is hearing.subject else "advise"
        hearing.finds("lapse", view.subject, Truth.UNMET, view.say, level=level, cite=view.cite, question=view.question)
        journal.move(node, view.to)


# ---------------------------------------------------------------- duties that stop


def duties_allow(hearing: Hearing) -> None:
    """A duty that stops this act while open or late, and the opening day of a window."""
    asked = (*hearing.plan.stops, *hearing.plan.windows)
    if not asked:
        return
    views = duties(
        hearing.pack, hearing.subject, hearing.act.on, hearing.calendar, hearing.bench, {d.id for d in asked}
    )
    for duty in hearing.plan.stops:
        assert duty.stops is not None
        word = duty.stops[1]
        standing = [
            v
            for v in views
            if v.id == duty.id and v.status in (("late",) if word == "late" else ("open", "late", "suspended"))
        ]
        for view in standing[:1]:
            word = "已逾期" if view.status == "late" else "尚未办结"
            say = f"“{view.say or duty.say}”{word}，办结前不能“{hearing.action.zh}”"
            hearing.finds(
                "duty",
                duty.id,
                Truth.UNMET,
                say,
                cite=view.cite,
                mend=next(iter(duty.done_by), None),
                who=(duty.who,),
                question=duty.question,
            )
    for duty in hearing.plan.windows:
        assert duty.window is not None
        early = [
            v
            for v in views
            if v.id == duty.id
            and v.status in ("open", "suspended")
            and v.opens_on is not None
            and hearing.act.on < v.opens_on
        ]
        for view in early[:1]:
            assert view.opens_on is not None
            hearing.finds(
                "duty",
                duty.id,
                Truth.UNMET,
                f"自{zh_date(view.opens_on)}起方可办理：{duty.say}",
                cite=view.cite,
                opens_on=view.opens_on,
                level="must" if duty.window.early == "refuse" else "advise",
            )
