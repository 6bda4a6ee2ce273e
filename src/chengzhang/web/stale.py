"""A stale page: somebody acted since it was drawn. Nothing is written; what changed is shown, what was typed stays."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse

from chengzhang.foundation import clock
from chengzhang.foundation.people.actor import Actor
from chengzhang.projects import queries
from chengzhang.projects.queries.pages import ActionPage
from chengzhang.projects.queries.rows import Happening

from . import links, refusals
from .attempt import Attempt
from .kit.fields import as_text
from .kit.listing import Link


def page(request: HttpRequest, actor: Actor, found: ActionPage, tried: Attempt) -> HttpResponse:
    """409: known facts that differ from what the page showed, then who did what meanwhile."""
    since = _moment(tried.opened)
    lines = list(_changed_fields(found, tried))
    done = _happened(actor, found, since)
    lines += [refusals.Difference(f"{h.organisation}{h.zh}", h.before_zh, h.after_zh or "已办", "") for h in done]
    opened = f"您{since.astimezone(clock.LOCAL):%H:%M}打开这张表；" if since else ""
    what = f"{done[0].organisation}办了“{done[0].zh}”。" if done else "之后这个项目又有了新的办理。"
    url = request.get_full_path()
    shown = refusals.Shown(
        "没有提交",
        "本页已过期，您填的都还在",
        f"{opened}{what}为了不盖掉别人的改动，没有提交。",
        refusals.number(409),
        steps=(
            Link("用最新的接着填（保留您填的）", url),
            *((Link("只看最新", links.project(found.project.code)),) if found.project else ()),
        ),
        kept=f"已存 {clock.now():%H:%M:%S}，关掉浏览器也在",
        differences=tuple(lines),
    )
    return refusals.show(request, shown, 409, actor)


def _changed_fields(found: ActionPage, tried: Attempt) -> list[refusals.Difference]:
    labels = {item.fact or item.id: item for item in found.form.fields} if found.form else {}
    changed = []
    for name, before in tried.was.items():
        now = found.known.get(name)
        item = labels.get(name)
        if item is not None and (now.text if now else "") != before:
            yours = as_text(tried.answers.get(item.id), item.type)
            changed.append(
                refusals.Difference(item.zh, before, now.zh if now else "", yours if yours != before else "")
            )
    return changed


def _happened(actor: Actor, found: ActionPage, since: datetime | None) -> list[Happening]:
    if found.project is None or since is None:
        return []
    timeline = queries.project(actor, found.project.code).timeline
    return [line for line in timeline if line.allowed and line.at > since]


def _moment(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else None
