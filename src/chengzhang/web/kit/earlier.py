"""The acts that went before, as the page of a decision prints them: of others open, one's own folded."""

from __future__ import annotations

from typing import Any

from chengzhang.projects.queries.pages import ActionPage
from chengzhang.projects.queries.rows import Earlier, PaperLine

from .. import links
from .written import day


def earlier(found: ActionPage) -> list[dict[str, Any]]:
    """Newest first. Open: of what somebody else did the newest act, and the newest of each that came with papers."""
    made: list[dict[str, Any]] = []
    seen: set[str] = set()
    for one in found.earlier:
        newest = not any(line["open"] for line in made)
        fresh = not one.mine and one.zh not in seen and (newest or bool(one.papers))
        seen.add(one.zh)
        made.append(_earlier(one, found.project.code if found.project else None, fresh))
    return made


def _earlier(one: Earlier, code: str | None, fresh: bool) -> dict[str, Any]:
    counts = [f"{len(one.told)}项"] if one.told else []
    counts += [f"材料{len(one.papers)}份"] if one.papers else []
    return {
        "zh": one.zh,
        "organisation": one.organisation,
        "by": one.by,
        "on": one.on,
        "open": fresh,
        "note": "，".join(counts),
        "reason": one.reason,
        "told": one.told,
        "papers": [_paper(paper, code) for paper in one.papers],
        "decision": one.decision,
        "url": links.decision(one.decision),
    }


def _paper(paper: PaperLine, code: str | None) -> dict[str, str]:
    note = [paper.part_zh] if paper.part_zh else []
    if paper.title and paper.title != paper.zh:
        note.append(paper.title)
    if paper.kind == "custody":
        note.append(f"移交{day(paper.given_on) or '未确认'}，接收{day(paper.taken_on) or '未确认'}")
    if paper.not_applicable:
        note.append(f"不适用：{paper.not_applicable}")
    return {
        "zh": paper.zh,
        "note": "　".join(note),
        "url": links.filed(code, paper),
    }
