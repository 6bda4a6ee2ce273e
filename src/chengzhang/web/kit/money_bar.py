"""Money as one bar to one scale: planned, committed, paid. SVG attributes only; the rows beside it say the figures."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from chengzhang.projects.queries.rows import MoneyLine

from .written import wan

MARKS = ("planned", "committed", "paid")


def bar(lines: Sequence[MoneyLine]) -> SafeString:
    """The widest first, so that each lies on the one before; nothing without a planned amount."""
    amounts = {line.part: line.amount for line in lines if line.part and line.amount is not None}
    whole = max((amount.fen for amount in amounts.values()), default=0)
    if not whole:
        return SafeString("")
    parts = ((mark, round(400 * amounts[mark].fen / whole, 1)) for mark in MARKS if mark in amounts)
    label = "，".join(f"{line.zh}{wan(line.amount)}万元" for line in lines if line.part and line.amount is not None)
    return format_html(
        '<svg class="money-bar" viewBox="0 0 400 14" preserveAspectRatio="none" role="img" aria-label="{}">{}</svg>',
        label,
        format_html_join("", '<rect class="{}" x="0" y="0" width="{}" height="14"/>', parts),
    )
