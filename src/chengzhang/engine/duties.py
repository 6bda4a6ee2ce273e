"""Who owes what by when, as a pure function of what happened: no duty is stored, none can drift."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from chengzhang.engine.case import Bench, Subject
from chengzhang.engine.clock import Calendar
from chengzhang.engine.deciding.bookkeeping import Bookkeeper
from chengzhang.engine.deciding.carrying import carried_over
from chengzhang.engine.deciding.coming_round import Rounds
from chengzhang.engine.deciding.duty_view import view
from chengzhang.engine.deciding.owed import Owed
from chengzhang.engine.decision import DutyView
from chengzhang.engine.pack.model import Duty, Pack
from chengzhang.engine.rules.context import DutyStatus
from chengzhang.engine.rules.truth import Unknown

_STATUSES = {
    "open": frozenset({"open"}),
    "suspended": frozenset({"open"}),
    "late": frozenset({"open", "overdue"}),
    "done": frozenset({"done"}),
    "done_late": frozenset({"done"}),
}


def duties(
    pack: Pack,
    tree: Subject,
    on: date,
    calendar: Calendar | None,
    bench: Bench | None = None,
    only: Iterable[str] | None = None,
) -> tuple[DutyView, ...]:
    """Every duty of a case on a day, by due day; `only` = the ids asked for. Ended ones are listed too."""
    book = Bookkeeper(pack, tree.root(), on, calendar, bench or Bench())
    book.status = status_of(book)
    found = [view(book, owed) for owed in _all(book, only)]
    return tuple(sorted(found, key=lambda d: (d.due.on or date.max, d.opened_on or date.max, d.key)))


def status_of(book: Bookkeeper) -> DutyStatus:
    """What `duty.<id> is open|done|overdue` reads: the statuses that hold at a subject, worked out once a duty."""
    known: dict[str, list[tuple[Owed, str]]] = {}

    def status(duty: str, at: Subject) -> frozenset[str]:
        if duty not in known:
            known[duty] = []  # a duty whose own existence asks about itself sees none
            known[duty] = [(owed, view(book, owed).status) for owed in _all(book, (duty,))]
        found: frozenset[str] = frozenset()
        for owed, word in known[duty]:
            if book.belongs(at, owed):
                found |= _STATUSES.get(word, frozenset())
        return found

    return status


def duty_status(pack: Pack, tree: Subject, on: date, calendar: Calendar | None, bench: Bench) -> DutyStatus:
    """The same for rules: nothing is computed before a rule asks."""
    made: list[DutyStatus] = []

    def status(duty: str, at: Subject) -> frozenset[str]:
        if not made:
            book = Bookkeeper(pack, tree.root(), on, calendar, bench)
            book.status = status_of(book)
            made.append(book.status)
        return made[0](duty, at)

    return status


def _all(book: Bookkeeper, only: Iterable[str] | None) -> list[Owed]:
    wanted = set(book.pack.duties) if only is None else set(only)
    sources = {d.late.opens: d for d in book.pack.duties.values() if d.late is not None and d.late.opens}
    found: list[Owed] = []
    for duty in book.pack.duties.values():
        if duty.id not in wanted:
            continue
        found += _instances(book, duty)
        if duty.id in sources:
            found += _set_off(book, duty, sources[duty.id])
    return found


def _instances(book: Bookkeeper, duty: Duty) -> list[Owed]:
    if duty.every is not None:
        return [owed for owed in Rounds(book, duty).owed() if carried_over(book, owed)]
    found: list[Owed] = []
    for owed in book.opened(duty):
        book.end(owed)
        if not _stands(book, owed):
            continue
        book.count(owed)
        before = next((o for o in found if _same(o, owed)), None)
        if before is None:
            found.append(owed)
    return [owed for owed in found if carried_over(book, owed)]


def _same(earlier: Owed, later: Owed) -> bool:
    """A second opening while the first is open is the same duty, unless its day differs or it is another row."""
    ended = earlier.ended
    return (
        (
            earlier.home is later.home
            or (
                earlier.home.kind == later.home.kind
                and earlier.home.parent is later.home.parent
                and not earlier.home.id
                and not later.home.id
            )
        )
        and earlier.row is None
        and (ended is None or ended.at > later.opened)
        and earlier.due.on == later.due.on
    )


def _stands(book: Bookkeeper, owed: Owed) -> bool:
    """`only`, on the facts as they stood when it ended, or as they stand now."""
    ended = owed.ended
    with book.history.after(ended.at - 1 if ended is not None else len(book.history.past)):
        verdict = book.verdict(owed.duty.only, owed.home, ended.on if ended is not None else book.on)
    if isinstance(verdict, Unknown):
        owed.lacks = tuple(sorted({*owed.lacks, *verdict.facts}))
    return verdict is not False


def _set_off(book: Bookkeeper, duty: Duty, source: Duty) -> list[Owed]:
    """A duty of another body that begins when the first one is late, on the day after."""
    found = []
    for cause in _instances(book, source):
        last = cause.due.latest or cause.due.on
        if view(book, cause).status not in ("late", "done_late", "lapsed") or last is None:
            continue
        home = book.home(cause.home, duty.of)
        if home is None:
            continue
        day = date.fromordinal(last.toordinal() + 1)
        owed = Owed(duty, home, cause.number, day, book.history.up_to(last), cause.cause)
        book.end(owed)
        if _stands(book, owed):
            book.count(owed)
            found.append(owed)
    return found
