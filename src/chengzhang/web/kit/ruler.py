"""The day ruler: one tick a day from start to due, an SVG of plain attributes (the content policy allows no style).

Tall tick = working day, low dash = day off, red cap = make-up workday, outlined = suspended, dark = gone, pale = to
come, wedge = today, bar = due. Over 75 days it counts in weeks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH = 420
WEEKS_FROM = 75  # days; beyond it one tick is a week

Kind = Callable[[date], str]  # work | off | makeup


@dataclass(frozen=True)
class Span:
    """Suspended days, both ends included."""

    first: date
    last: date


def ruler(start: date, due: date, today: date, kind: Kind, held: tuple[Span, ...] = ()) -> SafeString:
    """The ruler from `start` (or today, if earlier) to the later of due and today."""
    first, last = min(start, due, today), max(due, today)
    days = (last - first).days + 1
    step = 7 if days > WEEKS_FROM else 1
    count = -(-days // step)
    pitch = min(10.0, (WIDTH - 8) / count)
    width = round(pitch * 0.55, 1)
    ticks = [
        _tick(first + timedelta(n * step), step, round(2 + n * pitch, 1), width, today, kind, held)
        for n in range(count)
    ]
    at_today = 2 + ((today - first).days // step) * pitch + width / 2
    at_due = 2 + ((due - first).days // step) * pitch + width + 0.6
    return format_html(
        '<svg class="ruler" viewBox="0 0 {} 18" preserveAspectRatio="xMinYMid meet" aria-hidden="true">{}'
        '<path class="today" d="M{} 18h9l-4.5-5z"/><rect class="due" x="{}" y="0" width="2" height="13"/></svg>',
        WIDTH,
        format_html_join("", "{}", ((tick,) for tick in ticks)),
        round(at_today - 4.5, 1),
        round(at_due, 1),
    )


def _tick(day: date, step: int, x: float, width: float, today: date, kind: Kind, held: tuple[Span, ...]) -> SafeString:
    gone = day + timedelta(step - 1) < today
    sort = "work" if step > 1 else kind(day)
    if any(span.first <= day <= span.last for span in held):
        return _bar("held", x, 3, width, 9)
    if sort == "off":
        return _bar("gone-off" if gone else "ahead-off", x, 10, width, 2)
    bar = _bar("gone" if gone else "ahead", x, 3, width, 9)
    return format_html("{}{}", bar, _bar("makeup", x, 0, width, 2)) if sort == "makeup" else bar


def _bar(name: str, x: float, y: int, width: float, height: int) -> SafeString:
    return format_html('<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>', name, x, y, width, height)
