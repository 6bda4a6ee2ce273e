"""The clock that explains itself: one line, a day ruler, and how the day was counted.

Draws what the engine derived; it counts working days only to say how many are left.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from django.utils.safestring import SafeString

from chengzhang.engine.decision import DueDay, DueStep

from .ruler import Span, ruler
from .written import day, weekday

STEPS = {
    "start": "起点",
    "rule": "规则",
    "count": "计数",
    "holiday": "休息",
    "makeup": "补班",
    "suspended": "暂停",
    "roll": "顺延",
    "result": "结果",
}
SOON = 5  # working days
FAR = 3 * 366  # days; nobody counts working days beyond


class Days(Protocol):
    """What the clock asks of a calendar. None = beyond the announced years."""

    def kind(self, on: date) -> str | None:
        """work | off | makeup, or None where no notice has been published."""


@dataclass(frozen=True)
class Clock:
    due: DueDay
    on: date | None
    text: str
    weekday: str
    state: str  # ok | soon | late | none
    left: str
    note: str
    ruler: SafeString
    steps: tuple[tuple[str, DueStep], ...]


def clock(due: DueDay, today: date, days: Days, status: str = "open", opened_on: date | None = None) -> Clock:
    """`status` is the duty's: a finished one no longer counts, a suspended one stands still."""
    steps = tuple((STEPS.get(step.kind, ""), step) for step in due.steps)
    if due.on is None:
        words = ("没有规定期限", "不算逾期") if due.undated else ("期限暂停", "恢复后重新算")
        return Clock(due, None, words[0], "", "none", words[1], "", SafeString(""), steps)
    state, left = _left(due, today, days, status)
    note = (
        f"{day(due.on, today)}至{day(due.latest, today)}"
        if due.provisional and due.latest and due.latest != due.on
        else ""
    )
    start = next((s.on for s in due.steps if s.kind == "start" and s.on), None) or opened_on or today
    held = tuple(Span(s.on, s.until or today) for s in due.steps if s.kind == "suspended" and s.on)
    drawn = ruler(max(start, due.on - timedelta(400)), due.on, today, lambda d: days.kind(d) or _plain(d), held)
    return Clock(due, due.on, day(due.on, today), weekday(due.on), state, left, note, drawn, steps)


def _left(due: DueDay, today: date, days: Days, status: str) -> tuple[str, str]:
    assert due.on is not None
    if status in ("done", "done_late"):
        return "ok", "已办" if status == "done" else "已办，晚了"
    if status in ("lapsed", "dropped"):
        return "ok", "已失效" if status == "lapsed" else "不再需要"
    if status == "suspended":
        return "none", "期限暂停"
    last = due.latest or due.on
    if last < today:
        late = working_days(last, today, days)
        return "late", f"已逾期 {late} 个工作日" if late else f"已逾期 {(today - last).days} 天"
    if due.provisional:
        return "ok", "暂定"
    if due.on == today:
        return "soon", "今天到期"
    left = working_days(today, due.on, days)
    if left is None:
        return "ok", f"还有 {(due.on - today).days} 天"
    return ("soon" if left <= SOON else "ok"), f"还有 {left} 个工作日" if left else f"还有 {(due.on - today).days} 天"


def working_days(after: date, until: date, days: Days) -> int | None:
    """Working days after one day up to another, the second included; None beyond the announced calendar."""
    span = (until - after).days
    if span > FAR:
        return None
    count = 0
    for n in range(1, span + 1):
        kind = days.kind(after + timedelta(n))
        if kind is None:
            return None
        count += kind != "off"
    return count


def _plain(on: date) -> str:
    return "off" if on.weekday() > 4 else "work"
