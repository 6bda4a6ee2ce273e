"""Clause ids of a pack to citations as they are printed: `9-5` becomes 第九条, `A3-2` 附件3, `0-1` 印发通知."""

from __future__ import annotations

import re

from chengzhang.engine.decision import Citation
from chengzhang.engine.pack.model import Cite, Pack

_DIGITS = "零一二三四五六七八九"


def citations(pack: Pack, cite: Cite) -> tuple[Citation, ...]:
    """Bare ids are of the pack's first measure; `<measure>:<id>` of another one, whose title is then printed too."""
    first = next(iter(pack.measures), "")
    found = []
    for clause in cite:
        measure, colon, own = clause.rpartition(":")
        title = pack.measures[measure].title if colon and measure in pack.measures and measure != first else ""
        found.append(Citation(measure or first, own, f"《{title}》{article_zh(own)}" if title else article_zh(own)))
    return tuple(found)


def article_zh(clause: str) -> str:
    """How a clause is named on paper; the part after the dash counts norms within it and isn't printed."""
    head = clause.partition("-")[0]
    if head == "0":
        return "印发通知"  # the notice that a measure came with; its own articles begin with 1
    if re.fullmatch(r"\d{1,3}", head):
        return f"第{_number_zh(int(head))}条"
    annex = re.fullmatch(r"A(\d*)", head)
    return f"附件{annex[1]}" if annex else head


def _number_zh(n: int) -> str:
    hundreds, tens, ones = n // 100, n // 10 % 10, n % 10
    text = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += "十" if tens == 1 and not hundreds else f"{_DIGITS[tens]}十"
    elif hundreds and ones:
        text += "零"
    return text + (_DIGITS[ones] if ones or not n else "")
