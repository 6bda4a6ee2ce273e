"""Papers of a project's file: what may be fetched, streamed with the type it really has, never run by the browser."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from chengzhang.foundation.documents import keep
from chengzhang.foundation.people.actor import Actor
from chengzhang.projects import queries
from chengzhang.projects.refusal import NotFound

from .. import links
from ..page import draw, page


@page
def paper(request: HttpRequest, actor: Actor, code: str, version: int) -> StreamingHttpResponse:
    """The bytes of one version, if it stands in the file of a project that this actor may see."""
    found = queries.project(actor, code)
    if not any(line.version == version for group in found.papers for line in group.papers):
        raise NotFound("材料")
    return _stream(version)


@page
def office_paper(request: HttpRequest, actor: Actor, version: int) -> StreamingHttpResponse:
    """A paper of a matter of the office; `?of=` names the matter."""
    found = queries.office(actor, request.GET.get("of", ""))
    if not any(line.version == version for group in found.papers for line in group.papers):
        raise NotFound("材料")
    return _stream(version)


@page
def printed(request: HttpRequest, actor: Actor, code: str, number: int) -> HttpResponse:
    """A paper that an act printed, fit for the browser's own printing."""
    return _print(request, actor, code, number, "")


@page
def office_printed(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    """The same of a matter of the office; `?of=` names the matter."""
    return _print(request, actor, None, number, request.GET.get("of", ""))


def _print(request: HttpRequest, actor: Actor, code: str | None, number: int, of: str) -> HttpResponse:
    found = queries.printed(actor, code, number, of)
    context = {
        "paper": found,
        "body": found.by.partition("　")[0],
        "back": links.matter(code, of),
        "back_zh": found.head[0][1],
    }
    return draw(request, actor, "web/printed.html", context, here="register" if code else "matters")


def _stream(version: int) -> StreamingHttpResponse:
    kept = keep.version(version)
    answer = StreamingHttpResponse(keep.content(kept), content_type=kept.media_type)
    answer.headers["Content-Length"] = str(kept.size)
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(kept.file_name)}"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
