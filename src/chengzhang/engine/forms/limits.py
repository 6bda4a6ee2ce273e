"""Limits of an answer: least and most, latest and earliest, and a sum that must agree with its table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from chengzhang.engine.pack.model import Field
from chengzhang.engine.rules.context import Context
from chengzhang.engine.rules.run import day_of
from chengzhang.engine.values import Money, zh, zh_date

SIZED = ("text", "long_text", "rows", "checklist")


def check_limits(
    field: Field, answers: Mapping[str, Any], fields: Mapping[str, Field], ctx: Context
) -> Iterator[tuple[str, str]]:
    """(code, sentence) of each limit that the answer passes over."""
    value = answers[field.id]
    yield from _size(field, value)
    if isinstance(value, date):
        yield from _days(field, value, ctx)
    if field.adds_up:
        yield from _sum(field, value, answers, fields)


def _size(field: Field, value: Any) -> Iterator[tuple[str, str]]:
    sized = field.type in SIZED
    size = len(value) if sized else value
    unit = "" if not sized else "行" if field.type == "rows" else "字"
    if field.least is not None and size < field.least:
        seen = f"只有{size}{unit}" if sized else f"是{zh(value)}"
        yield "least", f"“{field.zh}”{seen}，不能少于{_said(field.least, unit)}，请改正"
    if field.most is not None and size > field.most:
        seen = f"有{size}{unit}" if sized else f"是{zh(value)}"
        yield "most", f"“{field.zh}”{seen}，不能超过{_said(field.most, unit)}，请改正"


def _said(limit: Any, unit: str) -> str:
    return f"{limit}{unit}" if unit else zh(limit)


def _days(field: Field, value: date, ctx: Context) -> Iterator[tuple[str, str]]:
    for code, moment, word in (("latest", field.latest, "晚于"), ("earliest", field.earliest, "早于")):
        day = day_of(ctx, moment) if moment is not None else None
        if not isinstance(day, date):
            continue  # what it counts from is not known; that is asked for itself
        if value > day if code == "latest" else value < day:
            yield code, f"“{field.zh}”{zh_date(value)}不能{word}{zh_date(day)}，请改正"


def _sum(
    field: Field, value: Any, answers: Mapping[str, Any], fields: Mapping[str, Field]
) -> Iterator[tuple[str, str]]:
    table, _, column = str(field.adds_up).partition(".")
    if table not in answers:
        return
    total = Money.sum(row[column] for row in answers[table] if column in row)
    if total != value:
        yield "adds_up", f"“{field.zh}”{zh(value)}与“{fields[table].zh}”合计{zh(total)}不一致，请核对"
