"""Duties that began under an earlier release: a running clock keeps its day, and nothing is late backwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from chengzhang.engine.case import Clock
from chengzhang.engine.deciding.bookkeeping import Bookkeeper
from chengzhang.engine.deciding.owed import Owed, place_key
from chengzhang.engine.decision import DueDay, DueStep
from chengzhang.engine.values import zh_date


def key_of(book: Bookkeeper, owed: Owed) -> str:
    """The name of a duty that stays the same within its project, whatever the release."""
    return f"{owed.duty.id}:{place_key(book.pack, owed.home)}:{owed.number}"


def carried_over(book: Bookkeeper, owed: Owed) -> bool:
    """Give a duty that opened before the release in force the day it keeps; False = it is not owed at all.

    Not owed: what only the new release asks, counted from an old act, to a day before the release began.
    """
    carried = book.bench.carried
    if carried is None or owed.opened_on >= carried.since:
        return True
    clock = carried.clocks.get(key_of(book, owed))
    if clock is None:
        last = owed.due.latest or owed.due.on
        return not (last is not None and last < carried.since)
    owed.due = _kept(owed.due, clock, carried.since)
    return True


def _kept(due: DueDay, clock: Clock, since: date) -> DueDay:
    """The older day, unless the new one is later and the duty was still running."""
    if clock.due_on is None:  # suspended then, or without a day
        return due if due.on is None or due.on >= since else replace(due, on=None, latest=None, undated=True)
    new = due.latest or due.on
    if not clock.ended and (new is None or new >= (clock.latest_on or clock.due_on)):
        return due
    if due.on == clock.due_on:
        return due
    words = f"{zh_date(since)}规则更换前已起算，仍以原规则（{clock.release}）的{zh_date(clock.due_on)}为准"
    step = DueStep("carried", words, clock.due_on)
    provisional = clock.latest_on is not None and clock.latest_on != clock.due_on
    return DueDay(clock.due_on, clock.latest_on, provisional, steps=(*due.steps, step))
