"""The project page: where it stands, what can be done, what is missing and why, what is due, the archive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from chengzhang.engine.decision import Citation, Outcome
from chengzhang.engine.pack.model import Pack
from chengzhang.engine.rules.cited import citations
from chengzhang.foundation.people.actor import Actor
from chengzhang.projects import perform as door
from chengzhang.projects import queries
from chengzhang.projects.queries.pages import ProjectPage
from chengzhang.projects.queries.rows import (
    BaselineLine,
    DutyLine,
    Option,
    WantedLine,
)

from .. import links, office
from ..days import AnnouncedDays
from ..kit.clock import Clock, clock
from ..kit.findings import row as finding_row
from ..kit.listing import Link
from ..kit.money_bar import bar
from ..kit.outcomes import Said
from ..kit.scroll import Scroll
from ..kit.track import track
from ..kit.written import day, wan
from ..page import draw, page
from .desk import PARTS, explained
from .project_file import decision, event, paper_group

TABS = (("papers", "材料"), ("decisions", "决定"), ("duties", "期限"), ("facts", "事实"), ("timeline", "经过"))
MOST_SHUT = 6  # acts that can't be done yet, before they are folded
Wanted = frozenset[tuple[str, str]]
MOST_REASONS = 3  # of what is missing, on the row of an act; the rest on its page


@dataclass(frozen=True)
class Detail:
    say: str
    cite: tuple[Citation, ...] = ()
    level: str = "must"


@dataclass(frozen=True)
class ActRow:
    zh: str
    of: str
    mark: str
    details: tuple[Detail, ...]
    who: str
    cite: tuple[Citation, ...]
    url: str
    label: str
    primary: bool = False


@dataclass(frozen=True)
class ActGroup:
    zh: str
    rows: tuple[ActRow, ...]
    folded: bool = False


@dataclass(frozen=True)
class DueRow:
    say: str
    who: str
    cite: tuple[Citation, ...]
    level: str
    clock: Clock
    open: bool


@require_http_methods(["GET", "POST"])
@page
def project(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """GET draws; POST confirms a side of a hand-over: `confirm` = "takes:source_code", `of` = whose file it is in."""
    if request.method == "POST":
        side, _, paper = request.POST.get("confirm", "").partition(":")
        door.confirm_custody(actor, code, paper, side, of=request.POST.get("of") or None)
        return HttpResponseRedirect(links.project(code) + "?tab=papers#archive")
    found = queries.project(actor, code)
    pack = office.pack_of(found.pack.id, found.pack.release)
    today, days = office.today(), office.days()
    tab = request.GET.get("tab", "papers")
    tab = tab if tab in dict(TABS) else "papers"
    wanted = frozenset((line.action, line.subject) for line in found.waiting)
    now = next((stage.id for stage in found.stages if stage.state == "now"), "")
    acts = act_groups(found.options, pack, code, wanted, now)
    open_duties = [line for line in found.duties if line.status in ("open", "late", "suspended")]
    context = {
        "project": found.line,
        "kinds": _kinds(found),
        "track": track(found.stages, today),
        "standing": _standing(found),
        "baselines": _baselines(found.baselines),
        "acts": acts,
        "first_act": _first(acts),
        "tab": tab,
        "tabs": _tabs(found, tab),
        "papers": [paper_group(group, code) for group in found.papers],
        "duties": [due_row(line, today, days) for line in found.duties],
        "decisions": [decision(line) for line in found.timeline],
        "events": [event(line) for line in found.timeline],
        "recent": [event(line) for line in found.timeline[:6]],
        "subjects": found.subjects,
        "due": _opened([due_row(line, today, days) for line in open_duties]),
        "money": found.money,
        "money_bar": bar(found.money),
        "joints": _joints(found.waiting, code),
        "tables": found.tables,
    }
    return draw(request, actor, "web/project.html", context, scroll=Scroll((pack,), docked=True), here="register")


def act_groups(
    options: tuple[Option, ...], pack: Pack, code: str | None, wanted: Wanted, now: str = ""
) -> list[ActGroup]:
    """Acts of the moment: what waits for my share, what I can do, what is shut and why, what is others'.

    `wanted` = (action, subject) of joint acts under way; `now` = the stage in which the project stands: its acts first.
    """
    near = sorted(options, key=lambda option: _distance(option, pack, now))
    parts = [o for o in near if o.how == "part"]
    asked = [o for o in parts if (o.action, o.subject) in wanted]
    can = [o for o in near if o.how == "do" and _open(o)]
    shut = [o for o in near if o.how == "do" and not _open(o)]
    others = [o for o in near if o.how == "others"]
    rows = (
        ("等我表态", tuple(_act(o, pack, code, "表态", primary=n == 0) for n, o in enumerate(asked)), False),
        ("能办", tuple(_act(o, pack, code, "办理", primary=n == 0 and not asked) for n, o in enumerate(can)), False),
        ("还不能办", tuple(_act(o, pack, code, "看还差什么") for o in shut), len(shut) > MOST_SHUT),
        ("可以先表态", tuple(_act(o, pack, code, "表态") for o in parts if o not in asked), True),
        ("由别人办", tuple(_act(o, pack, code, "") for o in others), True),
    )
    return [ActGroup(zh, made, folded) for zh, made, folded in rows if made]


def _distance(option: Option, pack: Pack, now: str) -> int:
    """How far an act's stage lies from the one in which the project stands; an act of no stage comes last."""
    order = [stage.id for stage in pack.stages]
    kind = option.action.partition(".")[0]
    mine = next((n for n, stage in enumerate(pack.stages) if kind in stage.subjects), None)
    return len(order) if mine is None or now not in order else abs(mine - order.index(now))


def _open(option: Option) -> bool:
    """Allowed, or only its own form, its papers and the other parties are wanting: it can be begun."""
    outcome = option.decision.outcome
    if outcome.allows or outcome is Outcome.WAITS_FOR_PARTS:
        return True
    return all(f.kind in ("form", "papers", "part") for f in option.decision.against)


def _act(option: Option, pack: Pack, code: str | None, label: str, primary: bool = False) -> ActRow:
    decision = option.decision
    against = [f for f in decision.against if f.kind not in ("form", "role")]
    rows = [finding_row(f, decision, pack, lambda finding: None) for f in against[:MOST_REASONS]]
    details = [Detail("；".join((r.say, *r.details[:1])), r.cite, r.finding.level) for r in rows]
    if len(against) > MOST_REASONS:
        details.append(Detail(f"另有 {len(against) - MOST_REASONS} 项"))
    mark = {"do": rows[0].mark if rows and not _open(option) else "met", "part": "notice"}.get(option.how, "unknown")
    return ActRow(
        zh=option.zh,
        of=option.subject_zh,
        mark=mark,
        details=tuple(details) if option.how != "others" else (),
        who=option.by_zh if option.how in ("others", "system") else "",
        cite=citations(pack, pack.actions[option.action].cite[:1]) if option.action in pack.actions else (),
        url=links.act(code, option.action, option.subject) if option.how in ("do", "part") else "",
        label=label,
        primary=primary,
    )


def _first(groups: list[ActGroup]) -> Link | None:
    row = next((r for g in groups for r in g.rows if g.zh in ("等我表态", "能办") and r.url), None)
    return Link(row.zh, row.url) if row else None


def _standing(found: ProjectPage) -> Said | None:
    late = sum(1 for duty in found.duties if duty.status == "late")
    if found.line.closed:
        return Said("已办结", "state--done")
    return Said(f"{late} 件逾期", "state--stopped") if late else Said("在办", "state--doing")


def _kinds(found: ProjectPage) -> list[str]:
    known = {
        label: value for subject in found.subjects if subject.kind == "project" for label, value, _ in subject.known
    }
    return [value for label, value in known.items() if label in ("项目性质", "建设内容")]


def _baselines(found: tuple[BaselineLine, ...]) -> list[dict[str, Any]]:
    """Versions of the plan, each against the first: what it costs more or less."""
    first = found[0].amount if found else None
    made = []
    for one in found:
        drift = int(one.amount) - int(first) if one.amount is not None and first is not None else 0
        made.append(
            {
                "zh": "原方案" if one is found[0] else f"第{one.number}版",
                "on": one.on,
                "amount": one.amount,
                "drift": f"比原方案{'多' if drift > 0 else '少'}{wan(abs(drift))}万元" if drift else "",
                "url": links.decision(one.decision),
            }
        )
    return made


def _tabs(found: ProjectPage, tab: str) -> list[Link]:
    counts = {
        "papers": sum(len(g.papers) for g in found.papers),
        "decisions": len(found.timeline),
        "duties": len(found.duties),
        "facts": sum(len(s.known) for s in found.subjects),
        "timeline": sum(1 for h in found.timeline if h.allowed),
    }
    return [Link(zh, f"?tab={id}#archive", id == tab, count=counts[id]) for id, zh in TABS]


def due_row(line: DutyLine, today: date, days: AnnouncedDays) -> DueRow:
    return DueRow(line.say, line.who_zh, line.cite, line.level, clock(explained(line), today, days, line.status), False)


def _opened(rows: list[DueRow]) -> list[DueRow]:
    """The first overdue one lies open."""
    late = next((n for n, r in enumerate(rows) if r.clock.state == "late"), None)
    return [DueRow(r.say, r.who, r.cite, r.level, r.clock, n == late) for n, r in enumerate(rows)]


def _joints(waiting: tuple[WantedLine, ...], code: str) -> list[dict[str, Any]]:
    made = []
    for (action, subject, zh), lines in groupby(waiting, key=lambda w: (w.action, w.subject, w.action_zh)):
        parts = [
            {
                "who": w.organisation or w.role_zh,
                "zh": f"还没{PARTS.get(w.part, '表态')}",
                "css": "",
                "text": f"{day(w.due_on)}前" if w.due_on else "",
            }
            for w in lines
        ]
        made.append({"zh": zh, "url": links.act(code, action, subject), "parts": parts})
    return made
