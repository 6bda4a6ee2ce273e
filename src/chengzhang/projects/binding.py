"""Which release binds what in a project that began under an earlier one: per act, never per project.

Acts follow the release of their day, except what the pack's `transition` keeps; clocks that ran keep their day.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from chengzhang.engine.case import Bench, Carried, Clock, Subject
from chengzhang.engine.clock.calendar import Calendar
from chengzhang.engine.deciding.history import History
from chengzhang.engine.deciding.places import rows_below
from chengzhang.engine.decision import DutyView
from chengzhang.engine.duties import duties
from chengzhang.engine.rules.context import Context
from chengzhang.engine.rules.run import compile_tree
from chengzhang.foundation.rulebook.standing import Standing, standing

from .calendars import calendar_of

_RUNS = ("open", "suspended")


def eve_of(held: Standing) -> date:
    """The last day before the release."""
    return held.valid_from - timedelta(days=1)


def earlier(held: Standing) -> Standing | None:
    """What stood on the eve of a release; None where nothing did."""
    return standing(held.pack.id, eve_of(held)) if held.follows else None


def older_than(held: Standing, home: Subject) -> bool:
    """Whether anything was done in the project before the release began."""
    return any(event.on < held.valid_from for node in home.walk() for event in node.events)


def carried(held: Standing, before: Standing, top: Subject) -> Carried:
    """The clocks of a case as they stood on the eve of the release, by the key of each duty."""
    eve = eve_of(held)
    title = next(iter(before.pack.measures.values())).title
    clocks = {
        view.key: Clock(view.due.on, view.due.latest or view.due.on, view.status not in _RUNS, title)
        for view in duties(before.pack, top, eve, calendar_of(before.pack), bench_of(before, top))
    }
    return Carried(held.valid_from, clocks)


def bench_of(held: Standing, top: Subject) -> Bench:
    """The bench of a case under a release, with what it brings along from the one before."""
    before = earlier(held)
    if before is None or not older_than(held, top):
        return held.bench
    return replace(held.bench, carried=carried(held, before, top))


def kept(held: Standing, before: Standing, top: Subject, calendar: Calendar | None) -> frozenset[str]:
    """The kinds of subject that stay under the earlier release: what `transition` says of them on the eve is met."""
    eve = eve_of(held)
    stood = History(before.pack, top, date.max)
    with stood.after(stood.up_to(eve)):
        return frozenset(
            keep.keep
            for keep in held.pack.transition
            if keep.keep in before.pack.subjects
            and any(
                compile_tree(held.pack, keep.keep, keep.when).verdict(
                    Context(held.pack, node, eve, bench=held.bench, calendar=calendar)
                )
                is True
                for node in rows_below(top, keep.keep)
            )
        )


def owed(held: Standing, home: Subject, on: date) -> tuple[DutyView, ...]:
    """Every duty of a project on a day: what is kept is owed under the earlier release, the rest under this one."""
    calendar, before = calendar_of(held.pack), earlier(held)
    if before is None or not older_than(held, home):
        return duties(held.pack, home, on, calendar, held.bench)
    stays = kept(held, before, home, calendar)
    bench = replace(held.bench, carried=carried(held, before, home))
    now = [v for v in duties(held.pack, home, on, calendar, bench) if held.pack.duties[v.id].of not in stays]
    if stays:
        then = duties(before.pack, home, on, calendar_of(before.pack), bench_of(before, home))
        now += [view for view in then if before.pack.duties[view.id].of in stays]
    return tuple(now)
