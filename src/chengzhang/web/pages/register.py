"""The register of projects: filter, sort, search, page, keep a view, export. The list's whole state is its address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from chengzhang.engine.values.money import Money
from chengzhang.foundation import clock
from chengzhang.foundation.people.actor import Actor
from chengzhang.projects import queries
from chengzhang.projects.queries.pages import Filters, Register
from chengzhang.projects.queries.rows import ProjectLine

from .. import links, saved_views
from ..kit.listing import Link, Listing
from ..page import draw, page
from ..spreadsheet import csv_rows

SORTS = (
    "due_on",
    "-due_on",
    "code",
    "-code",
    "title",
    "-title",
    "amount",
    "-amount",
    "stage",
    "-stage",
    "year",
    "-year",
)
FILTERS = ("stage", "year", "unit", "track", "state", "least", "most")
STATES = (("", "全部"), ("open", "在办"), ("late", "有逾期"), ("closed", "已办结"))
EXPORT_AT_ONCE = 200


@dataclass(frozen=True)
class State:
    zh: str
    css: str


@dataclass(frozen=True)
class Row:
    code: str
    url: str
    title: str
    organisation: str
    year: int | None
    stage: str
    amount: Money | None
    state: State
    due_on: date | None


@dataclass(frozen=True)
class Choice:
    value: str
    zh: str
    chosen: bool


@dataclass(frozen=True)
class FilterView:
    id: str
    zh: str
    options: tuple[Choice, ...]
    chosen: bool


@page
def register(request: HttpRequest, actor: Actor) -> HttpResponse:
    listing = Listing(request.GET, SORTS, FILTERS)
    narrowed = narrow(listing)
    found = queries.register(actor, narrowed, listing.order, listing.number, listing.size)
    rows = [row(line) for line in found.rows]
    kept = saved_views.of(request, actor)
    context = {
        "listing": listing,
        "page": listing.page(found.total),
        "rows": rows,
        "total": found.amount,
        "page_total": Money.sum(r.amount for r in rows if r.amount is not None),
        "filtered": narrowed != Filters(),
        "columns": _columns(listing),
        "filters": _filters(found, listing),
        "chips": _chips(found, listing),
        "views": _views(listing, kept, found.counts),
        "saved_current": next((v.name for v in kept if v.query == _query(request)), ""),
        "export_url": reverse("register-export") + listing.url(page=None, size=None),
    }
    return draw(request, actor, "web/register.html", context, here="register")


@page
def export(request: HttpRequest, actor: Actor) -> StreamingHttpResponse:
    """Everything the same address lists, as a table that Excel opens; streamed, a page of rows at a time."""
    listing = Listing(request.GET, SORTS, FILTERS)
    narrowed = narrow(listing)

    def lines() -> Any:
        yield ("编号", "项目", "建设单位", "年度", "阶段", "金额（元）", "状态", "最近到期")
        number = 1
        while True:
            found = queries.register(actor, narrowed, listing.order, number, EXPORT_AT_ONCE)
            for line in found.rows:
                r = row(line)
                yield (
                    r.code,
                    r.title,
                    r.organisation,
                    r.year or "",
                    r.stage,
                    r.amount.yuan.replace(",", "") if r.amount is not None else "",
                    r.state.zh,
                    r.due_on.isoformat() if r.due_on else "",
                )
            if number >= found.pages:
                return
            number += 1

    return csv_rows(lines(), f"项目库-{clock.today():%Y%m%d}.csv")


@require_POST
@page
def save_view(request: HttpRequest, actor: Actor) -> HttpResponse:
    query = request.POST.get("query", "")
    answer = HttpResponseRedirect(reverse("register") + ("?" + query if query else ""))
    saved_views.change(
        request, answer, actor, request.POST.get("name", ""), query, forget=request.POST.get("forget", "")
    )
    return answer


def narrow(listing: Listing) -> Filters:
    """Filters out of an address; what can't be read is left out, never an error."""
    given = listing.filters
    state = given.get("state", "")
    return Filters(
        text=listing.search,
        stage=given.get("stage", ""),
        track=given.get("track", ""),
        year=int(given["year"]) if given.get("year", "").isdecimal() else None,
        unit=int(given["unit"]) if given.get("unit", "").isdecimal() else None,
        closed={"open": False, "closed": True}.get(state),
        late=True if state == "late" else None,
        least=_money(given.get("least")),
        most=_money(given.get("most")),
    )


def row(line: ProjectLine) -> Row:
    late = (clock.today() - line.due_on).days if line.late and line.due_on else 0
    state = (
        State(f"逾期{late}天", "state--stopped")
        if late > 0
        else State("已办结", "state--done")
        if line.closed
        else State("在办", "state--doing")
    )
    return Row(
        line.code,
        links.project(line.code),
        line.title,
        line.unit,
        line.year,
        line.stage_zh or "草稿",
        line.amount,
        state,
        line.due_on,
    )


def _money(text: str | None) -> Money | None:
    if not text:
        return None
    try:
        return Money.parse(text if text[-1:] == "元" else f"{text}万元")
    except ValueError:
        return None


def _columns(listing: Listing) -> list[Any]:
    return [
        listing.column("code", "编号", css="hide-phone"),
        listing.column("title", "项目"),
        listing.column("unit", "建设单位", sortable=False),
        listing.column("year", "年度", css="hide-phone hide-narrow"),
        listing.column("stage", "阶段"),
        listing.column("amount", "金额（万元）", right=True),
        listing.column("state", "状态", sortable=False),
        listing.column("due_on", "最近到期"),
    ]


def _filters(found: Register, listing: Listing) -> list[FilterView]:
    def select(id: str, zh: str, pairs: list[tuple[str, str]]) -> FilterView:
        chosen = listing.filters.get(id, "")
        return FilterView(id, zh, tuple(Choice(value, name, value == chosen) for value, name in pairs), bool(chosen))

    return [
        select("state", "状态", [(value, zh) for value, zh in STATES]),
        select("stage", "阶段", [("", "全部"), *((id, f"{zh}（{count}）") for id, zh, count in found.stages)]),
        select("year", "年度", [("", "全部"), *((str(year), f"{year}") for year in found.years)]),
        select("unit", "单位", [("", "全部"), *((str(id), name) for id, name in found.units)]),
    ]


def _chips(found: Register, listing: Listing) -> list[Link]:
    names = {
        "stage": {id: zh for id, zh, _ in found.stages},
        "unit": {str(id): name for id, name in found.units},
        "state": dict(STATES),
    }
    chips = [
        Link(names.get(key, {}).get(value, value), listing.url(**{key: None})) for key, value in listing.filters.items()
    ]
    return chips + ([Link(f"“{listing.search}”", listing.url(q=None))] if listing.search else [])


def _views(listing: Listing, kept: list[saved_views.View], counts: tuple[int, ...]) -> list[Link]:
    plain = [
        Link(
            zh,
            "?" + (f"state={value}" if value else ""),
            listing.filters == ({"state": value} if value else {}) and not listing.search,
            count=count,
        )
        for (value, zh), count in zip(STATES, counts, strict=True)
    ]
    return plain + [Link(view.name, "?" + view.query, listing.url(page=None) == "?" + view.query) for view in kept]


def _query(request: HttpRequest) -> str:
    return request.GET.urlencode()
