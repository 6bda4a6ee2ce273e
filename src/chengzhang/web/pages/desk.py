"""The desk: a person's own work, by due date, with every date explained."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from chengzhang.engine.decision import Citation, DueDay, DueStep
from chengzhang.foundation.clock import LOCAL
from chengzhang.foundation.people.actor import Actor
from chengzhang.projects import queries
from chengzhang.projects.queries.pages import Desk
from chengzhang.projects.queries.rows import DraftLine, DutyLine, ReturnedLine, WantedLine

from .. import links, office
from ..days import AnnouncedDays
from ..kit.clock import Clock, clock
from ..kit.listing import Link
from ..kit.scroll import Scroll
from ..kit.written import day, moment
from ..page import draw, page

PARTS = {"opinion": "出意见", "sign": "签署", "join": "会同编报", "witness": "见证", "advice": "出咨询意见"}
SHOWN = 30  # duties; the rest behind a link


@dataclass(frozen=True)
class DutyRow:
    """A duty as the desk prints it."""

    say: str
    url: str
    project: str
    project_url: str
    note: str
    cite: tuple[Citation, ...]
    level: str
    clock: Clock
    open: bool
    do: Link | None


@dataclass(frozen=True)
class Group:
    zh: str
    note: str
    rows: tuple[DutyRow, ...]


@dataclass(frozen=True)
class Entry:
    """A line in one of the side lists."""

    zh: str
    url: str
    note: str = ""
    age: str = ""
    cite: tuple[Citation, ...] = ()


@page
def desk(request: HttpRequest, actor: Actor) -> HttpResponse:
    found = queries.desk(actor)
    days = office.days()
    everything = request.GET.get("all") == "yes"
    duties = found.duties if everything else found.duties[:SHOWN]
    more = Link(f"全部 {len(found.duties)} 件", "?all=yes") if len(found.duties) > len(duties) else None
    pack = office.pack_of(found.pack.id, found.pack.release) if found.pack else None
    context = {
        "facts": _facts(found, days),
        "duties": _groups(duties, found.today, days),
        "duties_more": more,
        "starts": [Link(zh, links.act(None, action)) for action, zh in found.begin],
        "waiting": [_wanted(line, found.today) for line in found.wanted],
        "returned": [_returned(line, found.today) for line in found.returned],
        "drafts": [_draft(line, found.today) for line in found.drafts],
        "elsewhere": _elsewhere(found.waiting, found.today),
    }
    return draw(request, actor, "web/desk.html", context, scroll=Scroll((pack,) if pack else ()), here="desk")


def _facts(found: Desk, days: AnnouncedDays) -> list[str]:
    late = sum(1 for d in found.duties if d.status == "late")
    week = found.today + timedelta(6 - found.today.weekday())
    soon = sum(1 for d in found.duties if d.status != "late" and d.due.on and d.due.on <= week)
    later = len(found.duties) - late - soon
    facts = [f"{late} 件逾期"] if late else []
    facts += [f"本周 {soon} 件", f"以后 {later} 件"] if found.duties else ["没有记着期限的事"]
    return facts + ([f"日历用到{day(found.calendar_until)}"] if found.calendar_until else [])


def _groups(duties: tuple[DutyLine, ...], today: date, days: AnnouncedDays) -> list[Group]:
    groups: dict[str, list[DutyRow]] = {}
    notes: dict[str, str] = {}
    opened = False
    for line in duties:
        name, note = _when(line, today)
        row = duty_row(line, today, days, open=line.status == "late" and not opened)
        opened = opened or row.open
        groups.setdefault(name, []).append(row)
        notes[name] = note
    return [Group(name, notes[name], tuple(rows)) for name, rows in groups.items()]


def _when(line: DutyLine, today: date) -> tuple[str, str]:
    """Which heading a duty stands under."""
    on = line.due.on
    if line.status == "late":
        return "已过期限", ""
    if on is None:
        return ("暂停中", "") if line.status == "suspended" else ("没有规定期限", "条文没写几号前，不算逾期")
    sunday = today + timedelta(6 - today.weekday())
    if on <= sunday:
        return "本周", f"{day(today, today)}至{day(sunday, today)}"
    if (on.year, on.month) == (today.year, today.month):
        return "本月内", ""
    return "以后", ""


def duty_row(line: DutyLine, today: date, days: AnnouncedDays, *, open: bool = False) -> DutyRow:
    act = line.acts[0] if line.acts and line.mine else None
    kind = line.subject.partition(".")[0]
    if act and line.project is None and act[0].partition(".")[0] != kind:
        act = None  # owed by the unit, done on whichever of its projects: its list is where to go
        url = reverse("register") + "?state=open"
    else:
        url = links.act(line.project, act[0], line.subject) if act else ""
    home = kind in ("unit", "authority_office")
    return DutyRow(
        say=line.say,
        url=url,
        project=line.title or line.subject_zh,
        project_url="" if home else links.matter(line.project, line.subject),
        note=line.subject_zh if line.project and line.subject_zh != line.title else "",
        cite=line.cite,
        level=line.level,
        clock=clock(explained(line), today, days, line.status),
        open=open,
        do=Link(act[1] if act else "看项目", url) if url else None,
    )


def explained(line: DutyLine) -> DueDay:
    """The due day with the duty's own sentence and article, where the count itself names no rule."""
    if any(step.kind == "rule" for step in line.due.steps):
        return line.due
    steps = line.due.steps
    after = 1 if steps and steps[0].kind == "start" else 0
    return replace(line.due, steps=(*steps[:after], DueStep("rule", line.say, cite=line.cite), *steps[after:]))


def _wanted(line: WantedLine, today: date) -> Entry:
    due = f"，{day(line.due_on, today)}前" if line.due_on else ""
    note = f"{line.action_zh}，请{line.role_zh}{PARTS.get(line.part, '表态')}{due}"
    return Entry(line.title, links.act(line.project, line.action, line.subject), note, _age(line.since_on, today))


def _elsewhere(lines: tuple[WantedLine, ...], today: date) -> list[Entry]:
    """One entry an act: who has not spoken yet."""
    acts: dict[tuple[str | None, str, str], list[WantedLine]] = {}
    for line in lines:
        acts.setdefault((line.project, line.subject, line.action), []).append(line)
    made = []
    for waiting in acts.values():
        first, who = waiting[0], "、".join(dict.fromkeys(line.organisation or line.role_zh for line in waiting))
        url = links.act(first.project, first.action, first.subject)
        made.append(Entry(first.title, url, f"{first.action_zh}，等{who}", _age(first.since_on, today)))
    return made


def _returned(line: ReturnedLine, today: date) -> Entry:
    note = f"{line.by}{day(line.on, today)}退回：{line.reason or line.action_zh}"
    return Entry(line.title, links.matter(line.project, line.subject), note, _age(line.on, today), line.cite)


def _draft(line: DraftLine, today: date) -> Entry:
    filled = f"{line.fields}项填了{line.filled}项" if line.fields else ""
    title = line.title or line.action_zh
    return Entry(
        title,
        links.act(line.project, line.action, line.subject),
        f"{line.action_zh}　{filled}",
        _saved(line.saved_at, today),
    )


def _saved(at: datetime, today: date) -> str:
    local = at.astimezone(LOCAL)
    return f"今天 {local:%H:%M}" if local.date() == today else moment(local, today)


def _age(since: date, today: date) -> str:
    days = (today - since).days
    return "今天" if days <= 0 else f"{days}天"
