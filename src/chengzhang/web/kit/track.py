"""The stage track: where a project stands, with the days on which each stage was reached."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from chengzhang.engine.decision import Citation
from chengzhang.projects.queries.rows import StageLine

from .written import day

FOLDED_FROM = 3  # stages done before the last one
MARKS = {"done": "", "now": "now", "ahead": "to"}


@dataclass(frozen=True)
class StageView:
    """`mark`: "" reached, now, to (to come). `year` stands where it changes; `past` folds on a phone."""

    zh: str
    mark: str
    year: str
    line: str
    beside: str
    cite: tuple[Citation, ...]
    past: bool = False
    due: str = ""
    late: str = ""


@dataclass(frozen=True)
class Track:
    """The stages, and for a phone one line that stands for those long done."""

    stages: tuple[StageView, ...]
    folded: str


def track(stages: Iterable[StageLine], today: date) -> Track:
    given = list(stages)
    names = {stage.id: stage.zh for stage in given}
    last = max((n for n, stage in enumerate(given) if stage.state == "done"), default=0)
    past = [stage for stage in given[:last] if stage.state == "done"] if last >= FOLDED_FROM else []
    made, year = [], 0
    for stage in given:
        turn = stage.on is not None and stage.on.year != year
        year = stage.on.year if stage.on else year
        beside = f"与{names[stage.beside]}并行" if stage.beside in names else ""
        short = day(stage.on, stage.on) if stage.on else ""
        shown_year = f"{year}年" if turn else ""
        due = f"应{day(stage.due_on, today)}前" if stage.due_on else ""
        behind = (today - stage.due_on).days if stage.due_on else 0
        late = f"晚{behind}天" if behind > 0 else ""
        in_past = stage in past
        made.append(StageView(stage.zh, MARKS[stage.state], shown_year, short, beside, stage.cite, in_past, due, late))
    done = [stage for stage in past if stage.on]
    folded = f"{past[0].zh}至{past[-1].zh}，{day(done[-1].on)}到" if done else ""
    return Track(tuple(made), folded)
