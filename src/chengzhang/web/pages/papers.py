"""Papers of a project's file: what may be fetched, streamed with the type it really has, never run by the browser."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpRequest, StreamingHttpResponse

from chengzhang.foundation.documents import keep
from chengzhang.foundation.people.actor import Actor
from chengzhang.projects import queries
from chengzhang.projects.refusal import NotFound

from ..page import page


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


def _stream(version: int) -> StreamingHttpResponse:
    kept = keep.version(version)
    answer = StreamingHttpResponse(keep.content(kept), content_type=kept.media_type)
    answer.headers["Content-Length"] = str(kept.size)
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(kept.file_name)}"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
