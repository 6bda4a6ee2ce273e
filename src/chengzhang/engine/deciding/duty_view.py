"""How a duty stands on a day: open, late, done, done late, suspended, lapsed or dropped; and held or not."""

from __future__ import annotations

from datetime import date

from chengzhang.engine.deciding.bookkeeping import Bookkeeper
from chengzhang.engine.deciding.carrying import key_of
from chengzhang.engine.deciding.owed import Owed
from chengzhang.engine.decision import DutyView
from chengzhang.engine.rules.cited import citations
from chengzhang.engine.rules.run import day_of


def view(book: Bookkeeper, owed: Owed) -> DutyView:
    duty, due = owed.duty, owed.due
    held = held_up(book, owed)
    status = _status(book, owed, held)
    with book.history.after(owed.ended.at - 1 if owed.ended else len(book.history.past)):
        ctx = book.context(owed.home, owed.opened_on, span=owed.span, row=owed.row)
        opens = day_of(ctx, duty.window.opens) if duty.window is not None else None
        remind = book.counter(owed).moment(duty.remind).on if duty.remind is not None else None
    late = duty.late
    return DutyView(
        id=duty.id,
        key=key_of(book, owed),
        subject=owed.home.id or owed.home.kind,
        who=duty.who,
        to=duty.to,
        say=duty.say or (str(next(iter(owed.row.values()), "")) if owed.row else ""),
        status=status,
        opened_on=owed.opened_on,
        due=due,
        remind_on=remind,
        done_on=owed.done.on if owed.done is not None and status.startswith("done") else None,
        done_by=duty.done_by,
        level=duty.level,
        cite=citations(book.pack, duty.cite),
        question=duty.question,
        late_may=(late.may,) if late is not None and late.may and status == "late" else (),
        lacks=owed.lacks,
        opens_on=opens if isinstance(opens, date) else None,
        held=held,
        late_say=late.say if late is not None and status == "late" else "",
    )


def _status(book: Bookkeeper, owed: Owed, held: bool) -> str:
    ended, due = owed.ended, owed.due
    last = due.latest or due.on
    bound = last is not None and owed.duty.level != "advise"
    if ended is not None and ended is owed.dropped and owed.done is not ended:
        return "dropped"
    if ended is not None and ended is owed.lapsed and owed.done is not ended:
        return "lapsed"
    if owed.done is not None:
        return "done_late" if bound and last is not None and owed.done.on > last else "done"
    if due.on is None and not due.undated and any(s.kind == "suspended" for s in due.steps):
        return "suspended"
    if bound and last is not None and book.on > last and not held and not owed.lacks:
        return "late"
    return "open"


def held_up(book: Bookkeeper, owed: Owed) -> bool:
    """A request for more time, made in time and undecided, keeps the duty from being late."""
    extension = owed.duty.extended_by
    if extension is None or extension.ask is None or extension.pending != "holds" or owed.ended is not None:
        return False
    last = owed.due.latest or owed.due.on
    for asked in book.history.of((extension.ask,), owed.opened):
        decided = any(h.at > asked.at for h in book.history.past if h.subject is asked.subject)
        in_time = not extension.before_due or last is None or asked.on <= last
        if book.belongs(asked.subject, owed) and not decided and in_time:
            return True
    return False
