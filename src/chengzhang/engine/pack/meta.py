"""pack.yaml: what the pack is, the measures it states, where it comes from, how it counts days."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from chengzhang.engine.pack.draft import Draft
from chengzhang.engine.pack.kinds import CITE, TREE
from chengzhang.engine.pack.model import CalendarSetting, Conflict, Edge, Keep, Measure
from chengzhang.engine.pack.reader import (
    COUNT,
    DOTTED,
    IDENT,
    TEXT,
    YES_NO,
    Kind,
    Shape,
    Unread,
    entry,
    list_of,
    map_of,
    may,
    must,
    names,
    one_of,
    one_or_more,
    read_shape,
    refuse,
    scalar,
)
from chengzhang.engine.pack.yaml import Node, Text
from chengzhang.engine.rules.ast import ALWAYS
from chengzhang.engine.values import parse_date

STATUSES = ("draft", "in_force", "displaced_in_part", "repealed")
EDGES = ("repeals", "partly_replaces", "displaces_by_conflict", "child_of", "parent_of")
PLACE = scalar(None, "地方的标识", "如 cn-province-city", pattern="^[a-z][a-z0-9-]*$")
RELEASE = scalar(
    lambda t: t == "draft" or _is_date(t),
    "发布（首日或 draft）",
    "写首日，如 2021-08-06；未定的写 draft",
    pattern="^(draft|[0-9]{4}-[0-9]{2}-[0-9]{2})$",
)


def _is_date(text: str) -> bool:
    try:
        return bool(parse_date(text))
    except ValueError:
        return False


def _read_day(node: Node, draft: Draft) -> date | str | None:
    """A date, `unknown`, or the name of another date of the same measure."""
    if node in ("unknown", "issued_on"):
        return None if node == "unknown" else "issued_on"
    try:
        return parse_date(str(node))
    except ValueError as wrong:
        what, _, do = str(wrong).partition("。")
        raise refuse(draft, "value.literal", node, what, f"{do or '写 2021-08-06'}；不知道的写 unknown") from None


_DAY = Kind(_read_day, {"type": "string"})
MEASURE: Shape = {
    "title": must(TEXT),
    "number": must(TEXT),
    "issued_on": must(_DAY),
    "in_force_on": must(_DAY),
    "trial": may(YES_NO, False),
    "interpreters": may(names(IDENT), ()),
    "cite": must(CITE),
    "rank": may(COUNT, 1),
}
EDGE: Shape = {
    "edge": must(one_of(*EDGES)),
    "pack": may(TEXT),
    "measure": may(TEXT),
    "level": may(TEXT),
    "loaded": may(YES_NO, True),
    "applies_down": may(YES_NO, True),
    "where": may(TREE, ALWAYS),
    "cite": may(CITE, ()),
    "question": may(IDENT),
}
CALENDAR: Shape = {
    "days": may(TEXT, "cn"),
    "roll": may(one_of("next_working_day", "none"), "none"),
    "fixed_dates_roll": may(YES_NO, False),
    "question": may(IDENT),
}
KEEP: Shape = {"keep": must(IDENT), "when": may(TREE, ALWAYS), "question": may(IDENT), "cite": may(CITE, ())}
CONFLICT: Shape = {"rules": must(names(IDENT)), "question": must(IDENT)}
SILENT: Shape = {"ask": must(IDENT), "acts": may(names(DOTTED), ()), "cite": may(CITE, ())}


def _build_measure(values: dict[str, Any], node: Node, draft: Draft) -> Measure:
    if values["in_force_on"] == "issued_on":
        values["in_force_on"] = values["issued_on"]
    number = None if values["number"] == "unknown" else str(values["number"])
    values["interpreters"] = tuple(map(str, values["interpreters"]))
    return Measure(id="", **(values | {"number": number}))


def _build_edge(values: dict[str, Any], node: Node, draft: Draft) -> Edge:
    if not (values["pack"] or values["measure"] or values["level"]):
        raise refuse(draft, "lineage.other", node, f"“{values['edge']}”没有写另一端", "写上 pack、measure 或 level")
    return Edge(**values)


META: Shape = {
    "id": must(PLACE),
    "release": must(RELEASE),
    "format": must(one_of("1")),
    "zh": must(TEXT),
    "en": may(TEXT),
    "calls": may(map_of(TEXT), {}),
    "measures": must(map_of(entry(MEASURE, "办法", _build_measure))),
    "status": must(one_of(*STATUSES)),
    "lineage": may(list_of(entry(EDGE, "lineage 的一项", _build_edge)), ()),
    "calendar": may(entry(CALENDAR, "calendar", lambda v, n, d: CalendarSetting(**v)), CalendarSetting()),
    "transition": may(list_of(entry(KEEP, "transition 的一项", lambda v, n, d: Keep(**v))), ()),
    "conflicts": may(
        list_of(
            entry(CONFLICT, "conflicts 的一项", lambda v, n, d: Conflict(tuple(map(str, v["rules"])), v["question"]))
        ),
        (),
    ),
    "silent": may(one_or_more(entry(SILENT, "silent")), ()),
}


@dataclass(frozen=True, slots=True)
class Meta:
    """pack.yaml as read; `place` is the node, for later faults."""

    id: str
    release: str
    zh: str
    calls: dict[str, str]
    measures: dict[str, Measure]
    status: str
    lineage: tuple[Edge, ...]
    calendar: CalendarSetting
    transition: tuple[Keep, ...]
    conflicts: tuple[Conflict, ...]
    silent: dict[str, str]
    place: Node


def read_meta(node: Node, draft: Draft) -> Meta | None:
    try:
        values = read_shape(node, META, draft, "pack.yaml")
    except Unread:
        return None
    measures = {name: replace(measure, id=name) for name, measure in values["measures"].items()}
    _check_dates(measures, values["status"], node, draft)
    silent = {act: row["ask"] for row in values["silent"] for act in (row["acts"] or ("*",))}
    calls = {name: str(zh) for name, zh in values["calls"].items()}
    return Meta(
        str(values["id"]),
        str(values["release"]),
        str(values["zh"]),
        calls,
        measures,
        values["status"],
        values["lineage"],
        values["calendar"],
        values["transition"],
        values["conflicts"],
        silent,
        node,
    )


def _check_dates(measures: dict[str, Measure], status: str, node: Node, draft: Draft) -> None:
    if not measures:
        draft.faults.add("measure.none", node, "没有写一部办法", "在 measures 里写上，第一部是条款号默认所指的")
    if status == "draft":
        return
    at = node[Text("measures")] if isinstance(node, dict) and Text("measures") in node else node
    for name, measure in measures.items():
        for key in ("number", "issued_on", "in_force_on"):
            if getattr(measure, key) is None:
                draft.faults.add(
                    "measure.unknown",
                    at,
                    f"办法“{name}”的 {key} 是 unknown，状态却是 {status}",
                    "核实后写上；核实之前状态写 draft",
                )
