"""Owns the exact values of the pack language: money, ratios, periods, days of the year, and their literals.

Anyone may call it; it imports nothing but the standard library.
It never rounds (except for display), never touches a float, and never guesses what a malformed text meant.
"""

from chengzhang.engine.values.dates import parse_date, zh_date, zh_days, zh_range
from chengzhang.engine.values.literals import Value, format_literal, from_json, parse_literal, to_json, zh
from chengzhang.engine.values.money import Money
from chengzhang.engine.values.month_day import MonthDay, Window
from chengzhang.engine.values.period import Days, Months, Period, WorkingDays, parse_period
from chengzhang.engine.values.ratio import Ratio, format_ratio, parse_ratio, share
from chengzhang.engine.values.year import Year

__all__ = [
    "Days",
    "Money",
    "MonthDay",
    "Months",
    "Period",
    "Ratio",
    "Value",
    "Window",
    "WorkingDays",
    "Year",
    "format_literal",
    "format_ratio",
    "from_json",
    "parse_date",
    "parse_literal",
    "parse_period",
    "parse_ratio",
    "share",
    "to_json",
    "zh",
    "zh_date",
    "zh_days",
    "zh_range",
]
