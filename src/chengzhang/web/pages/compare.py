"""The same project under the rulebooks of several places: a short form, and a table with every line cited."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict

from chengzhang.engine.deciding.typed import FactsError
from chengzhang.engine.pack.compare import Comparison, Row, compare
from chengzhang.engine.pack.compare_facts import comparing, known_facts
from chengzhang.engine.pack.model import FactDef, Pack
from chengzhang.foundation.people.actor import Actor
from chengzhang.foundation.refusal import Refusal
from chengzhang.foundation.rulebook import shelf
from chengzhang.projects.calendars import calendar_of

from .. import office
from ..kit.fields import Option
from ..kit.scroll import Scroll
from ..page import draw, page

UNITS = ("元", "万元", "亿元")


@dataclass(frozen=True)
class Ask:
    """One fact of the form. kind: money | word | words; `text` is the amount in 万元."""

    name: str
    zh: str
    kind: str
    text: str
    options: tuple[Option, ...]


@page
def compare_places(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Without a question the example; facts left out are not known, and the table says where that matters."""
    places = shelf.places()
    packs, broken = _packs(places)
    how = comparing()
    known = known_facts(packs)
    asked = [name for name in how.ask if name in known]
    given = _given(request.GET, asked, known) if request.GET else {k: v for k, v in how.example.items() if k in known}
    wanted = request.GET.getlist("pack")
    chosen = [pack for pack in packs if not wanted or f"{pack.id}/{pack.release}" in wanted] or packs
    context: dict[str, Any] = {
        "asks": [_ask(known[name], chosen, given.get(name)) for name in asked],
        "packs": [Option(f"{p.id}/{p.release}", _named(p), p in chosen) for p in packs],
        "broken": broken,
        "silent": {"silent": "没有规定", "outside": "不适用本办法", "unknown": "不清楚适不适用"},
    }
    status = 200
    try:
        found = compare(chosen, given, office.today(), calendar_of, how)
        context |= {"found": found, "stages": _stages(found)}
    except FactsError as error:
        context["wrong"] = f"{known[error.key].zh if error.key in known else error.key}：{error.wrong}。{error.do}。"
        status = 422
    here = office.pack_in_force(actor, office.today())
    scroll = Scroll((here,) if here else ())  # the place at the head of the frame stays the actor's own
    scroll.use(chosen)
    return draw(request, actor, "web/compare.html", context, scroll=scroll, here="compare", status=status)


def _packs(places: list[tuple[str, str]]) -> tuple[list[Pack], list[str]]:
    """The packs that load, and the names of those that don't."""
    found, broken = [], []
    for pack, release in places:
        try:
            found.append(shelf.as_it_lies(pack, release))
        except Refusal:
            broken.append(f"{pack}/{release}")
    return found, broken


def _named(pack: Pack) -> str:
    return pack.zh + ("（草案）" if pack.status == "draft" else "")


def _stages(found: Comparison) -> list[tuple[str, list[Row]]]:
    return [(stage, list(rows)) for stage, rows in groupby(found.rows, key=lambda row: row.stage)]


def _given(query: QueryDict, asked: list[str], known: dict[str, FactDef]) -> dict[str, Any]:
    """What was filled in, as it would stand in a facts file; an amount without a unit is 万元."""
    given: dict[str, Any] = {}
    for name in asked:
        values = [value.strip() for value in query.getlist(f"f.{name}") if value.strip()]
        if not values:
            continue
        kind = known[name].type
        if kind == "money":
            amount = values[0].replace(",", "").replace("，", "")
            given[name] = amount if amount.endswith(UNITS) else f"{amount}万元"
        else:
            given[name] = values if kind.startswith("set of ") else values[0]
    return given


def _ask(fact: FactDef, packs: list[Pack], value: Any) -> Ask:
    if fact.type == "money":
        return Ask(fact.name, fact.zh, "money", str(value or "").removesuffix("万元"), ())
    if fact.type == "yes_no":
        words = {"yes": "是", "no": "否"}
    else:
        words = next(
            (pack.types[kind].words for pack in packs if (kind := fact.type.removeprefix("set of ")) in pack.types), {}
        )
    many = fact.type.startswith("set of ")
    picked = set(value or ()) if many else {value}
    options = tuple(Option(word, zh, word in picked) for word, zh in words.items())
    return Ask(fact.name, fact.zh, "words" if many else "word", "", options)
