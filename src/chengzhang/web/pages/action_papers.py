"""A paper that an act asks for, as the form and the panel beside it print it."""

from __future__ import annotations

from typing import Any

from chengzhang.projects.queries.pages import ActionPage
from chengzhang.projects.queries.rows import Slot

from .. import links
from ..attempt import Attempt
from ..kit.written import day

KINDS = {"file": "交文件", "record": "由本表生成", "custody": "双方确认移交，不收实物", "made": "办成时生成"}
SIDES = {"gives": "确认已移交", "takes": "确认已接收"}


def slot(one: Slot, tried: Attempt, found: ActionPage) -> dict[str, Any]:
    """One paper asked for, as the form and the panel print it."""
    need = one.need
    held = {name: number for name, number in tried.versions.items() if name.partition(":")[0] == need.paper}
    present = need.present or bool(held and not one.parts)
    skipped = tried.not_applicable.get(need.paper, need.skipped or "")
    css = "met" if present or skipped else "unknown" if need.unknown else "lacking"
    state = {"met": "已有", "unknown": "要不要交还不清楚", "lacking": "还差"}[css]
    return {
        "id": need.paper,
        "zh": need.zh,
        "cite": need.cite,
        "kind_zh": KINDS.get(need.kind, ""),
        "css": css,
        "state_zh": state,
        "state_css": {"met": "state--done", "unknown": "", "lacking": "state--behind"}[css],
        "skipped": skipped,
        "may_skip": need.may_skip and one.may_hand and not need.present,
        "handed": [_handed(line, found) for line in one.handed if not line.replaced],
        "kept": [
            {"slot": name, "version": number, "title": tried.titles.get(name, "文件")} for name, number in held.items()
        ],
        "uploads": _uploads(one),
        "error": tried.refused_files.get(need.paper, ""),
        "confirms": [{"value": f"{side}:{need.paper}", "zh": SIDES[side]} for side in one.confirms],
    }


def _uploads(one: Slot) -> list[dict[str, str]]:
    if one.need.kind not in ("file", "record") or not one.may_hand or (one.need.kind == "record" and one.need.present):
        return []
    name = f"paper.{one.need.paper}"
    if not one.parts:
        return [{"name": name, "id": f"upload-{one.need.paper}", "zh": "换一份" if one.handed else "选文件"}]
    return [
        {
            "name": f"{name}:{part}",
            "id": f"upload-{one.need.paper}-{part}",
            "zh": f"{zh}（{'已有，可换' if there else '还差'}）",
        }
        for part, zh, there in one.parts
    ]


def _handed(line: Any, found: ActionPage) -> dict[str, str]:
    code = found.project.code if found.project else None
    note = [f"{line.handed_by}{day(line.handed_on)}交"] if line.handed_by else []
    if line.kind == "custody":
        note = [f"移交 {day(line.given_on) or '未确认'}，接收 {day(line.taken_on) or '未确认'}"]
    if line.frozen:
        note.append("已存档")
    if line.not_applicable:
        note.append(f"不适用：{line.not_applicable}")
    return {
        "title": line.title or line.zh,
        "note": "　".join(note),
        "url": links.paper(code, line.version) if line.version else "",
    }
