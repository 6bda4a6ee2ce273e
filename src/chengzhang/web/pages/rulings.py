"""The open questions of a rulebook and the rulings on them: who may rule does so here, after seeing whom it touches."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from chengzhang.engine.pack.model import Pack
from chengzhang.engine.rules.cited import citations
from chengzhang.foundation import administer
from chengzhang.foundation.people.actor import Actor
from chengzhang.foundation.refusal import Refusal
from chengzhang.foundation.rulebook import standing
from chengzhang.foundation.rulebook.interpreters import interpreters
from chengzhang.reports.who_is_touched import who_is_touched

from .. import links, office
from ..kit.questions import questions
from ..kit.scroll import Scroll
from ..page import draw, page

SHOWN = 50  # touched projects listed on the page; the count is of all


@page
def rulings(request: HttpRequest, actor: Actor, pack: str, release: str) -> HttpResponse:
    """Every open question: its readings, the one in force and since when, who may rule."""
    loaded = office.pack_of(pack, release)
    made = standing.rulings(pack)
    ruled = {row.question: row.reading for row in made if row.from_on <= office.today()}
    listed = questions(loaded, ruled)
    waiting = [one for one in listed if not one.settled]
    context = {
        "pack": loaded,
        "waiting": waiting,
        "ruled": [one for one in listed if one.ruled],
        "by_default": [one for one in listed if one.settled and not one.ruled],
    }
    return draw(request, actor, "web/rulings.html", context, scroll=Scroll((loaded,)), here="rulebook")


@require_http_methods(["GET", "HEAD", "POST"])
@page
def ruling(request: HttpRequest, actor: Actor, pack: str, release: str, question: str) -> HttpResponseBase:
    """One question: its history, a form to rule, and the projects that the reading chosen would touch."""
    loaded = office.pack_of(pack, release)
    if question not in loaded.questions:
        raise Http404
    given = request.POST if request.method == "POST" else request.GET
    wrong, status = "", 200
    if request.method == "POST" and given.get("intent") != "preview":
        try:
            day = _day(given.get("from_on", ""))
            reading, reason = given.get("reading", ""), given.get("reason", "")
            administer.record_ruling(actor, pack, question, reading, reason=reason, from_on=day)
        except Refusal as refusal:
            wrong, status = str(refusal), 403 if refusal.code == "may_not_interpret" else 422
        else:
            messages.info(request, "裁定已记录，有关事项自生效之日起按此口径办理。")
            return HttpResponseRedirect(reverse("ruling", args=(pack, release, question)))
    context = _context(loaded, actor, question) | {
        "chosen": given.get("reading", ""),
        "reason": given.get("reason", ""),
        "from_on": given.get("from_on", "") or office.today().isoformat(),
        "wrong": wrong,
        "touched": _touched(pack, question, given.get("reading", ""), given.get("from_on", "")),
    }
    scroll = Scroll((loaded,))
    return draw(request, actor, "web/ruling.html", context, scroll=scroll, here="rulebook", status=status)


def _context(pack: Pack, actor: Actor, question: str) -> dict[str, Any]:
    asked = pack.questions[question]
    made = [row for row in standing.rulings(pack.id) if row.question == question]
    ruled = {row.question: row.reading for row in made if row.from_on <= office.today()}
    read = next(one for one in questions(pack, ruled) if one.id == question)
    authority = next((row.authority for row in standing.installed() if row.pack == pack.id and row.authority), None)
    may = actor.organisation_name in interpreters(pack, asked, authority.name if authority else "")
    return {
        "pack": pack,
        "question": read,
        "cite": citations(pack, asked.cite),
        "may": may and (actor.administers or actor.head),
        "history": [
            {
                "reading": asked.readings[row.reading].zh if row.reading in asked.readings else row.reading,
                "reason": row.reason,
                "from_on": row.from_on,
                "by": row.by.name if row.by else "系统管理员代录",
                "organisation": row.by_organisation.name if row.by_organisation else "",
            }
            for row in reversed(made)
        ],
    }


def _touched(pack: str, question: str, reading: str, from_on: str) -> dict[str, Any] | None:
    """The running projects that a reading would touch; None before one is chosen."""
    if not reading:
        return None
    try:
        run = who_is_touched(pack, question, reading, on=_day(from_on))
    except Refusal as refusal:
        return {"wrong": str(refusal)}
    shown: list[dict[str, Any]] = []
    for line in run.lines():
        if len(shown) < SHOWN:
            shown.append({"line": line, "url": links.project(line.code)})
    return {"shown": shown, "hit": run.hit, "seen": run.seen, "more": run.hit - len(shown)}


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text) if text else office.today()
    except ValueError:
        raise Refusal("day_unreadable", f"“{text}”不是日期。", "请写成 2026-07-31 这样的日期。") from None
