"""Money as one bar to one scale: planned, committed, paid. SVG attributes only; the rows beside it say the figures."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from chengzhang.engine.values.money import Money

from .written import wan

MARKS = ("planned", "committed", "paid")


def bar(amounts: Sequence[Money | None]) -> SafeString:
    """Amounts from the widest to the narrowest; nothing to draw without a first one."""
    whole = max((a.fen for a in amounts if a is not None), default=0)
    if not whole:
        return SafeString("")
    parts = (
        (mark, round(400 * amount.fen / whole, 1))
        for mark, amount in zip(MARKS, amounts, strict=False)
        if amount is not None
    )
    label = "，".join(wan(a) for a in amounts if a is not None)
    return format_html(
        '<svg class="money-bar" viewBox="0 0 400 14" preserveAspectRatio="none" role="img" aria-label="{}">{}</svg>',
        f"{label}万元",
        format_html_join("", '<rect class="{}" x="0" y="0" width="{}" height="14"/>', parts),
    )
