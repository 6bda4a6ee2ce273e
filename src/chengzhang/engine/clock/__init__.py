"""Owns the civil clock: working-day calendars, counting periods, suspensions, recurring periods, and why a day is due.

Called by rules, decisions and duties of the engine, and by the command line for a single question.
It never asks what day it is, never rounds a deadline silently, and never guesses a calendar that isn't announced.
"""

from chengzhang.engine.clock.calendar import Calendar, Day, NotAnnounced, Notice, Season, Special
from chengzhang.engine.clock.counting import Counted, Roll, add, add_months, roll_on, shift
from chengzhang.engine.clock.explain import explain
from chengzhang.engine.clock.load import CalendarError, load_calendar
from chengzhang.engine.clock.moments import day_of_span, day_of_year, earlier_of, later_of, nth_day, year_end
from chengzhang.engine.clock.recurring import Every, Interval, Span, next_span, parse_every, span_of, spans
from chengzhang.engine.clock.steps import Step
from chengzhang.engine.clock.suspension import Suspension

__all__ = [
    "Calendar",
    "CalendarError",
    "Counted",
    "Day",
    "Every",
    "Interval",
    "NotAnnounced",
    "Notice",
    "Roll",
    "Season",
    "Span",
    "Special",
    "Step",
    "Suspension",
    "add",
    "add_months",
    "day_of_span",
    "day_of_year",
    "earlier_of",
    "explain",
    "later_of",
    "load_calendar",
    "next_span",
    "nth_day",
    "parse_every",
    "roll_on",
    "shift",
    "span_of",
    "spans",
    "year_end",
]
