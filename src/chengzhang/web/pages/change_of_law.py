"""What a release would do to the running projects, page by page; old clauses switched one by one, with the reason."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from chengzhang.engine.transition.difference import FATE_ZH, Fate
from chengzhang.foundation import administer
from chengzhang.foundation.people.actor import Actor
from chengzhang.foundation.refusal import Refusal
from chengzhang.foundation.rulebook import standing
from chengzhang.reports.change_of_law import change_of_law

from .. import links, office
from ..kit.scroll import Scroll
from ..page import draw, page

SHOWN = 20  # projects on a page; the command line shows all
STATES = {Fate.STAYS: "state--done", Fate.CHANGES: "state--doing", Fate.PERSON: "state--behind"}


@require_http_methods(["GET", "HEAD", "POST"])
@page
def dry_run(request: HttpRequest, actor: Actor, pack: str, release: str) -> HttpResponseBase:
    """Each project with its verdict and differences, both articles beside; nothing is moved by looking."""
    wrong, status = "", 200
    if request.method == "POST":
        try:
            return _decide(request, actor, pack, release)
        except Refusal as refusal:
            wrong, status = str(refusal), 422
    after = request.GET.get("after", "")
    start = int(after) if after.isdecimal() and len(after) < 18 else 0
    run = change_of_law(pack, release, limit=SHOWN, after=start)
    lines = list(run.lines())
    loaded = office.pack_of(pack, release)
    decided = standing.residual_decisions(pack, run.since)
    context = {
        "pack": loaded,
        "old": run.old,
        "old_measure": office.first_measure(run.old),
        "new_measure": office.first_measure(run.new),
        "since": run.since,
        "number": run.number,
        "flags": [edge.measure or edge.pack for edge in run.flags],
        "residual": [
            {"item": one.item, "zh": one.zh, "decided": one.item in decided, "stands": decided.get(one.item, False)}
            for one in (loaded.residual.items if loaded.residual else ())
        ],
        "lines": [
            {
                "line": line,
                "url": links.project(line.code),
                "verdict": FATE_ZH[line.found.verdict],
                "state": STATES[line.found.verdict],
                "told": [(FATE_ZH[one.fate], one) for one in line.found.differences],
            }
            for line in lines
        ],
        "next": lines[-1].id if len(lines) == SHOWN else None,
        "may": actor.administers,
        "wrong": wrong,
    }
    scroll = Scroll((loaded, run.old))
    return draw(request, actor, "web/change_of_law.html", context, scroll=scroll, here="rulebook", status=status)


def _decide(request: HttpRequest, actor: Actor, pack: str, release: str) -> HttpResponse:
    """One old clause: it stands on, or it does not."""
    item, stands = request.POST.get("item", ""), request.POST.get("stands") == "yes"
    since = change_of_law(pack, release, limit=1).since
    administer.decide_residual(
        actor, pack, item, stands, reason=request.POST.get("reason", ""), from_on=max(since, office.today())
    )
    messages.info(request, "决定已记录。")
    return HttpResponseRedirect(reverse("change-of-law", args=(pack, release)))
