"""Scenario files: what a case may say, and what its file says for all of its cases.

A day is `day` (the situation on it, or the day of a past act) or `act_day`; `on` is no key of strict YAML.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from chengzhang.engine.pack.draft import Draft
from chengzhang.engine.pack.errors import PackErrors
from chengzhang.engine.pack.kinds import literal_of
from chengzhang.engine.pack.model import Pack
from chengzhang.engine.pack.reader import (
    DOTTED,
    TEXT,
    Kind,
    Shape,
    Unread,
    list_of,
    map_of,
    may,
    must,
    names,
    one_of,
    read_shape,
    refuse,
)
from chengzhang.engine.pack.sources import read_pack_files
from chengzhang.engine.pack.yaml import Entries, Node
from chengzhang.engine.rules.ast import Mark

ANY = Kind(lambda node, draft: node, {})
NAMED = map_of(ANY, DOTTED)
TRUTH = one_of("met", "unmet", "unknown", "not_applicable")
COMMON: Shape = {
    "base": may(NAMED, {}),
    "states": may(NAMED, {}),
    "papers": may(ANY),
    "rulings": may(NAMED, {}),
    "parameters": may(NAMED, {}),
    "residual": may(list_of(TEXT), ()),
    "organisation": may(TEXT, ""),
}
CASE: Shape = {
    **COMMON,
    "zh": must(TEXT),
    "because": may(TEXT, ""),
    "at": may(DOTTED),
    "ask": may(DOTTED),
    "of": may(DOTTED),
    "given": may(NAMED, {}),
    "history": may(list_of(map_of(ANY, DOTTED)), ()),
    "subjects": may(ANY),
    "members": may(map_of(NAMED), {}),
    "answers": may(NAMED),
    "not_applicable": may(NAMED, {}),
    "reason": may(TEXT),
    "lifted": may(NAMED, {}),
    "lifted_by": may(names()),
    "parts": may(ANY),
    "as": may(names(), to="roles"),
    "person": may(TEXT, ""),
    "act_day": may(literal_of("date")),
    "day": may(literal_of("date")),
    "expect": may(ANY),
    "findings": may(map_of(TRUTH), {}),
    "lacks": may(names()),
    "next_state": may(TEXT),
    "opens_on": may(map_of(literal_of("date")), {}),
    "tables": may(map_of(ANY), {}),
    "actions": may(map_of(TEXT, DOTTED), {}),
    "bars": may(NAMED, {}),
    "expect_duties": may(map_of(ANY), {}),
}
FILE: Shape = {**COMMON, "cases": must(list_of(ANY))}


@dataclass(frozen=True, slots=True)
class Case:
    """One worked example. `said` holds the values of CASE, the file's common ones beneath the case's own."""

    mark: Mark
    said: dict[str, Any]

    def __getattr__(self, key: str) -> Any:
        try:
            return self.said[key]
        except KeyError:
            raise AttributeError(key) from None

    @property
    def counts_on(self) -> date | None:
        found: date | None = self.said["act_day"] or self.said["day"]
        return found


def read_scenarios(folder: Path, pack: Pack) -> list[Case]:
    """All cases of a pack's folder, in order. PackErrors with every one that can't be read."""
    draft = Draft()
    found: list[Case] = []
    for node in read_pack_files(folder, draft.faults).scenarios.values():
        found += cases_of(node, draft)
    for case in found:
        _check(case, pack, draft)
    if draft.faults.errors:
        raise PackErrors(draft.faults.errors)
    return found


def cases_of(node: Node, draft: Draft) -> list[Case]:
    """The cases of one file as read; what cannot be read goes to the faults of `draft`."""
    try:
        common = read_shape(node, FILE, draft, "情形文件")
    except Unread:
        return []
    cases = []
    for one in common.pop("cases"):
        try:
            own = read_shape(one, CASE, draft, "情形")
        except Unread:
            continue
        cases.append(Case(one.mark, _joined(common, own, one)))
    return cases


def _joined(common: dict[str, Any], own: dict[str, Any], node: Entries) -> dict[str, Any]:
    """The case's own words go before the file's, name by name; `papers` as a whole."""
    for key in ("base", "states", "rulings", "parameters"):
        own[key] = {**common[key], **own[key]}
    for key in ("papers", "residual", "organisation"):
        own[key] = own[key] if key in node else common[key]
    own["given"] = {**own.pop("base"), **own["given"]}
    return own


def _check(case: Case, pack: Pack, draft: Draft) -> None:
    """One thing is asked, and something is expected."""
    try:
        if sum(case.said[key] is not None for key in ("at", "ask", "day")) != 1:
            raise refuse(
                draft,
                "scenario.asks",
                case.mark,
                "情形应写 at（办一件事）、ask（问一张表或一个推导事实）或 day（看某一天）之一",
                "写其中一个",
            )
        if case.at is not None and case.at not in pack.actions:
            raise refuse(draft, "name.unknown", case.mark, f"没有“{case.at}”这个动作", "核对拼写")
        if case.ask is not None and case.ask.partition(".")[0] not in {*pack.tables, *pack.derived, *pack.parameters}:
            raise refuse(draft, "name.unknown", case.mark, f"没有“{case.ask}”这张表或这个推导事实", "核对拼写")
        expects = (
            "expect",
            "findings",
            "lacks",
            "expect_duties",
            "actions",
            "tables",
            "bars",
            "opens_on",
            "next_state",
        )
        if not any(case.said[key] for key in expects):
            raise refuse(
                draft, "scenario.expects", case.mark, "情形没有写期望的结果", "写上 expect、findings、expect_duties 等"
            )
    except Unread:
        return
