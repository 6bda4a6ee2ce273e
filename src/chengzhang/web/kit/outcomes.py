"""An outcome in the words of the office, with the shape of its state."""

from __future__ import annotations

from dataclasses import dataclass

from chengzhang.engine.decision import Outcome


@dataclass(frozen=True)
class Said:
    zh: str
    css: str = ""


OUTCOMES = {
    Outcome.ALLOWED: Said("准", "state--done"),
    Outcome.ALLOWED_WITH_RECORD: Said("准，记录在案", "state--done"),
    Outcome.WAITS_FOR_PARTS: Said("等会签", "state--doing"),
    Outcome.BLOCKED: Said("不准", "state--stopped"),
    Outcome.BLOCKED_IN_PRINCIPLE: Said("原则上不准", "state--behind"),
    Outcome.NEEDS_FACTS: Said("不清楚，要补", "state--behind"),
    Outcome.NEEDS_RULING: Said("要先裁定", "state--behind"),
    Outcome.OUT_OF_SCOPE: Said("不适用", ""),
}
