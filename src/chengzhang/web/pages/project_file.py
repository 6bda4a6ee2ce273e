"""A project's file as rows: papers by stage, decisions, and what happened, each with where it is read."""

from __future__ import annotations

from typing import Any

from chengzhang.engine.decision import Outcome
from chengzhang.projects.queries.rows import Happening, PaperGroup, PaperLine

from .. import links
from ..kit.outcomes import OUTCOMES
from ..kit.standing import outcome_of
from ..kit.written import day
from .action_papers import SIDES


def paper_group(group: PaperGroup, code: str | None) -> dict[str, Any]:
    live = [p for p in group.papers if not p.replaced]
    return {"zh": group.zh, "note": f"{len(live)} 样", "rows": [_paper(p, code) for p in live]}


def _paper(line: PaperLine, code: str | None) -> dict[str, Any]:
    note = [line.part_zh] if line.part_zh else []
    if line.not_applicable:
        note.append(f"不适用：{line.not_applicable}")
    if line.kind == "custody":
        note.append(
            f"移交{day(line.given_on)}，接收{day(line.taken_on)}"
            if line.taken_on
            else f"移交{day(line.given_on)}，还没确认接收"
        )
    if line.title and line.title != line.zh:
        note.append(line.title)
    return {
        "zh": line.zh,
        "note": "　".join(note),
        "url": links.filed(code, line),
        "cite": line.cite,
        "from": line.handed_by,
        "on": line.handed_on,
        "frozen": line.frozen,
        "lacking": False,
        "subject": line.subject_zh,
        "confirm": f"{line.may_confirm}:{line.paper}" if line.may_confirm else "",
        "confirm_zh": SIDES.get(line.may_confirm, ""),
        "of": line.subject if "." in line.subject else "",
    }


def decision(line: Happening) -> dict[str, Any]:
    said = OUTCOMES[Outcome(line.outcome)]
    who = f"{line.organisation}　{line.by}".strip("　")
    return {
        "zh": line.zh,
        "of": line.subject_zh,
        "url": links.decision(line.decision),
        "outcome": said.zh,
        "css": said.css,
        "by": who,
        "on": line.on,
    }


def event(line: Happening) -> dict[str, Any]:
    outcome = Outcome(line.outcome)
    if line.allowed:
        say = outcome_of(line.zh, line.after_zh)
    elif outcome is Outcome.WAITS_FOR_PARTS:
        say = f"{line.zh}，已送出，{OUTCOMES[outcome].zh}"
    else:
        say = f"{line.zh}，没办成：{OUTCOMES[outcome].zh}"
    return {"on": line.on, "say": say, "by": line.organisation, "url": links.decision(line.decision)}
