"""The releases of a place: which binds from when, what each does to the others, which old clauses still stand."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from chengzhang.engine.pack.model import Edge, Pack
from chengzhang.engine.rules.ast import ALWAYS
from chengzhang.engine.rules.cited import citations
from chengzhang.engine.rules.names import Unresolved
from chengzhang.engine.rules.sentence import say_tree
from chengzhang.foundation.people.actor import Actor
from chengzhang.foundation.refusal import Refusal
from chengzhang.foundation.rulebook import shelf, standing

from .. import links, office
from ..kit.listing import Link
from ..kit.scroll import Scroll
from ..kit.written import day
from ..page import draw, page

STATUS = {"draft": "草案", "in_force": "施行", "displaced_in_part": "部分被取代", "repealed": "已废止"}
EDGES = {
    "repeals": "废止",
    "partly_replaces": "部分取代",
    "displaces_by_conflict": "与它抵触的以本办法为准，其余看裁定",
    "child_of": "依据上级",
    "parent_of": "下级可以另定",
}
BACK = {
    "repeals": "被废止，见",
    "partly_replaces": "部分被取代，见",
    "displaces_by_conflict": "抵触的条款让位于",
    "child_of": "下级依据本办法，见",
    "parent_of": "上级许可另定，见",
}
LEVELS = {"nation": "国家", "province": "省级", "city": "市级", "county": "县级"}


@page
def versions(request: HttpRequest, actor: Actor, pack: str, release: str) -> HttpResponse:
    names = [path.name for path in shelf.releases() if path.parent.name == pack]
    if release not in names:
        raise Http404
    found, broken = _read(pack, names)
    current = office.pack_of(pack, release)
    today = office.today()
    installed = {row.release: row for row in standing.installed() if row.pack == pack}
    decided = standing.residual_decisions(pack, today)
    context = {
        "pack": current,
        "releases": [_release(one, found, installed.get(one.release), release) for one in found],
        "broken": broken,
        "residual": _residual(current, found, decided),
        "question": current.questions.get(current.residual.question) if current.residual else None,
    }
    scroll = Scroll((current, *(one for one in found if one is not current)))
    return draw(request, actor, "web/versions.html", context, scroll=scroll, here="rulebook")


def _read(pack: str, names: list[str]) -> tuple[list[Pack], list[tuple[str, str]]]:
    """The releases that can be read, the newest first, and what is wrong with the others."""
    found, broken = [], []
    for name in sorted(names, reverse=True):
        try:
            found.append(office.pack_of(pack, name))
        except Refusal as refusal:
            broken.append((name, str(refusal)))
    return found, broken


def _release(pack: Pack, all_of_place: list[Pack], row: Any, here: str) -> dict[str, Any]:
    """One release: its measure, whether it binds, and its edges both ways."""
    first = next(iter(pack.measures.values()))
    binds = ""
    if row is not None:
        binds = f"{day(row.valid_from)}起" + (f"，至{day(row.valid_until)}" if row.valid_until else "")
    return {
        "release": pack.release,
        "here": pack.release == here,
        "url": links.clause(pack.id, pack.release, ""),
        "title": first.title,
        "number": first.number or "文号未定",
        "in_force": day(first.in_force_on) or "施行日期未定",
        "trial": first.trial,
        "status": STATUS.get(pack.status, pack.status),
        "binds": binds,
        "assumed": "、".join(f"{key} {value}" for key, value in row.assumed.items()) if row is not None else "",
        "edges": [_edge(pack, edge, all_of_place) for edge in pack.lineage],
        "back": [
            {"zh": BACK.get(edge.edge, ""), "other": Link(f"{other.zh} {other.release}", _url(other)), "cite": ()}
            for other in all_of_place
            for edge in other.lineage
            if edge.pack == f"{pack.id}/{pack.release}"
        ],
    }


def _url(pack: Pack) -> str:
    return links.clause(pack.id, pack.release, "")


def _edge(pack: Pack, edge: Edge, all_of_place: list[Pack]) -> dict[str, Any]:
    """An edge in words: what it does, to what, within what limits, under which article, with its question."""
    place, _, release = (edge.pack or "").partition("/")
    on_shelf = any((p.parent.name, p.name) == (place, release) for p in shelf.releases())
    named = {f"{one.id}/{one.release}": f"{one.zh} {one.release}" for one in all_of_place}
    other = edge.measure or named.get(edge.pack or "") or edge.pack or LEVELS.get(edge.level or "", edge.level or "")
    question = pack.questions.get(edge.question or "")
    return {
        "zh": EDGES.get(edge.edge, edge.edge),
        "other": Link(other, links.clause(place, release, "") if on_shelf else ""),
        "limits": _limits(pack, edge),
        "cite": citations(pack, edge.cite),
        "question": question.asks if question else "",
    }


def _limits(pack: Pack, edge: Edge) -> str:
    said = "只限" if edge.where != ALWAYS else ""
    if said:
        try:
            said += say_tree(pack, "project", edge.where)
        except (Unresolved, KeyError):
            said = "只限规则所写的情形"
    return said


def _residual(pack: Pack, found: list[Pack], decided: dict[str, bool]) -> list[dict[str, Any]]:
    """The clauses of the older measure that may still stand, each with the decision on it or the lack of one."""
    if pack.residual is None:
        return []
    old = next((one for one in found if f"{one.id}/{one.release}" == pack.residual.pack), None)
    rows = []
    for item in pack.residual.items:
        stands = decided.get(item.item, item.standing)
        rows.append(
            {
                "zh": item.zh,
                "cite": citations(old, item.cite) if old else (),
                "clauses": "" if old else "、".join(item.cite),
                "stands": stands,
                "decided": item.item in decided,
            }
        )
    return rows
