"""The rulebook: articles beside the rules that carry them, tables as tables, questions with their readings."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from chengzhang.foundation.people.actor import Actor
from chengzhang.foundation.rulebook import official_text, standing

from .. import links, office
from ..kit.coverage import coverage, order_of
from ..kit.listing import Link
from ..kit.questions import questions
from ..kit.reading import article
from ..kit.scroll import Scroll
from ..page import draw, page

STATUS = {"draft": "草案，只供研读和预演", "in_force": "在用", "displaced_in_part": "部分被取代", "repealed": "已废止"}


@page
def rulebook(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The pack in force here; a list of all installed ones when there is none."""
    pack = office.pack_in_force(actor, office.today())
    if pack is None:
        return draw(request, actor, "web/rulebook_empty.html", {}, here="rulebook")
    return HttpResponseRedirect(
        links.clause(pack.id, pack.release, request.GET.get("article", "") or _first(pack.articles))
    )


@page
def rules(request: HttpRequest, actor: Actor, pack: str, release: str) -> HttpResponse:
    loaded = office.pack_of(pack, release)
    wanted = request.GET.get("article") or _first(loaded.articles)
    if wanted not in loaded.articles:
        raise Http404
    rulings = {row.question: row.reading for row in standing.rulings(pack) if row.from_on <= office.today()}
    order = sorted(loaded.articles, key=order_of)
    at = order.index(wanted)
    installed = standing.installed()
    kept = official_text.attached(pack, release)
    context = {
        "pack": loaded,
        "status": STATUS.get(loaded.status, ""),
        "article": article(loaded, wanted),
        "official": official_text.articles(kept, loaded.articles).get(wanted, "") if kept else "",
        "coverage": coverage(loaded, frozenset(rulings)),
        "questions": questions(loaded, rulings, wanted),
        "all_questions": questions(loaded, rulings),
        "measure": office.first_measure(loaded),
        "before": Link(order[at - 1], links.clause(pack, release, order[at - 1])) if at else None,
        "after": Link(order[at + 1], links.clause(pack, release, order[at + 1])) if at + 1 < len(order) else None,
        "releases": [
            Link(
                f"{row.title or row.pack} {row.release}",
                links.clause(row.pack, row.release, ""),
                (row.pack, row.release) == (pack, release),
            )
            for row in installed
        ],
    }
    return draw(request, actor, "web/rulebook.html", context, scroll=Scroll((loaded,)), here="rulebook")


def _first(articles: Iterable[str]) -> str:
    return min(articles, key=order_of, default="")
