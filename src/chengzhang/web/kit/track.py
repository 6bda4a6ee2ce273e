"""The stage track: where a project stands, with the days on which each stage was reached."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from chengzhang.engine.decision import Citation
from chengzhang.projects.queries.pages import StageLine

from .written import day

MARKS = {"done": "", "now": "now", "ahead": "to"}


@dataclass(frozen=True)
class StageView:
    """`mark`: "" reached, now, to (to come). `line` is the day; `beside` names the stage it may run beside."""

    zh: str
    mark: str
    line: str
    beside: str
    cite: tuple[Citation, ...]


def track(stages: Iterable[StageLine], today: date) -> list[StageView]:
    given = list(stages)
    names = {stage.id: stage.zh for stage in given}
    return [
        StageView(
            s.zh, MARKS[s.state], day(s.on, today), f"与{names[s.beside]}并行" if s.beside in names else "", s.cite
        )
        for s in given
    ]
