"""How "no" is shown: one page shape for every refusal, with its number, the next step and what was kept.

What the actor may not see and what does not exist read the same (404).
"""

from __future__ import annotations

import logging
import sys
from dataclasses import dataclass, field
from datetime import datetime

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from chengzhang.engine.decision import Citation
from chengzhang.foundation import clock
from chengzhang.foundation.people.actor import Actor
from chengzhang.foundation.refusal import Refusal, http_status
from chengzhang.projects.refusal import Busy

from .frame import theme
from .kit.listing import Link

log = logging.getLogger(__name__)
_DATABASE_AWAY = ("OperationalError", "InterfaceError")

PLATES = {
    503: "没有办成",
    403: "不能办",
    404: "找不到",
    409: "没有提交",
    413: "没有收下",
    422: "没有提交",
    500: "出错了",
    507: "没有存下",
}


@dataclass(frozen=True)
class Difference:
    """One line of what changed since the page was opened."""

    what: str
    before: str
    now: str
    yours: str


@dataclass(frozen=True)
class Shown:
    plate: str
    title: str
    say: str
    number: str
    cite: tuple[Citation, ...] = ()
    steps: tuple[Link, ...] = ()
    kept: str = ""
    help: str = ""
    differences: tuple[Difference, ...] = field(default=())


def refused(request: HttpRequest, refusal: Refusal, actor: Actor | None = None) -> HttpResponse:
    """A refusal that no page of its own shows: its sentence, its next step, back to where one came from."""
    status = http_status(refusal.code)
    say = (
        refusal.next_step if not refusal.cause or refusal.cause.isupper() else f"{refusal.next_step}（{refusal.cause}）"
    )
    shown = Shown(PLATES.get(status, "没有提交"), refusal.say.rstrip("。"), say, number(status), steps=_ways(request))
    return show(request, shown, status, actor)


def show(request: HttpRequest, shown: Shown, status: int, actor: Actor | None = None) -> HttpResponse:
    if actor is None:
        return render(request, "web/refusal_bare.html", {"refusal": shown, "theme": theme(request)}, status=status)
    from .page import draw

    return draw(request, actor, "web/refusal.html", {"refusal": shown}, status=status)


def number(status: int, at: datetime | None = None) -> str:
    """What a person reads out when asking for help: `409-20260714-101603`."""
    return f"{status}-{(at or clock.now()):%Y%m%d-%H%M%S}"


def too_large_page(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """413, said before a byte was read and before anybody is known: nothing of the request can be kept."""
    say = f"{refusal.next_step}这张表上的其他内容没有读到；退回上一页还在，去掉大文件再送。"
    shown = Shown("没有收下", refusal.say.rstrip("。"), say, number(413), steps=_ways(request))
    return show(request, shown, 413)


def no_post(request: HttpRequest) -> HttpResponse:
    shown = Shown(
        "不能办",
        "您现在没有岗位",
        "账号还在，但今天没有在任的岗位，所以看不到任何项目。请本单位管理员登记岗位后再来。",
        number(403),
    )
    return show(request, shown, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    shown = Shown(
        "找不到",
        "找不到，或您看不到",
        "这个地址不存在，或不是本单位的项目。请核对后再来。",
        number(404),
        steps=_ways(request),
    )
    return show(request, shown, 404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    shown = Shown(
        "不能办",
        "您的岗位不能看这一页",
        "没有写入任何东西。要办的事从工作台或项目页进来。",
        number(403),
        steps=_ways(request),
    )
    return show(request, shown, 403)


def untrusted(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token does not match: an old page, or a form of another site."""
    shown = Shown(
        "没有提交",
        "没有写入任何东西",
        "这张表的校验码对不上：可能是登录已超时，或浏览器没有保存Cookie。退回上一页，刷新后再送。",
        number(403),
        steps=_ways(request),
    )
    return show(request, shown, 403)


def unreadable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    shown = Shown(
        "没有提交",
        "送来的内容读不出来",
        "没有写入任何东西。请退回上一页，核对后再送。",
        number(422),
        steps=_ways(request),
    )
    return show(request, shown, 400)


def broken(request: HttpRequest) -> HttpResponse:
    """The last resort: must not depend on the database, the session or the pack."""
    if type(sys.exc_info()[1]).__name__ in _DATABASE_AWAY:
        return _database_away(request)
    reported = number(500)
    log.error("refusal %s at %s", reported, request.path)
    shown = Shown("出错了", "系统出错了", "没有写入任何东西。已记下，不用重复点。", reported)
    return render(request, "web/refusal_bare.html", {"refusal": shown, "theme": ""}, status=500)


def _database_away(request: HttpRequest) -> HttpResponse:
    """Locked, full or gone: nothing was written, and it may pass."""
    reported, busy = number(503), Busy(str(sys.exc_info()[1]))
    log.error("refusal %s at %s: %s", reported, request.path, busy.cause)
    if request.path.startswith("/api/"):
        told = {"code": busy.code, "say": busy.say, "next_step": busy.next_step, "cause": ""}
        return JsonResponse(told, status=503)
    say = "没有写入任何东西。退回上一页，填的内容还在；过几分钟再送，还不行请告诉系统管理员。"
    shown = Shown("稍后再来", "数据库暂时不可用", say, reported)
    return render(request, "web/refusal_bare.html", {"refusal": shown, "theme": ""}, status=503)


def _ways(request: HttpRequest) -> tuple[Link, ...]:
    return (Link("回工作台", "/"), Link("看项目库", "/projects/"))
