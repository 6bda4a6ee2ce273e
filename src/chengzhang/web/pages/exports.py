"""A pack for other tools: its lifecycle as a BPMN file, its decision tables as a DMN file."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from chengzhang.engine.export.bpmn import to_bpmn
from chengzhang.engine.export.dmn import to_dmn
from chengzhang.engine.pack.model import Pack
from chengzhang.foundation.people.actor import Actor

from .. import office
from ..page import page


@page
def lifecycle_bpmn(request: HttpRequest, actor: Actor, pack: str, release: str) -> HttpResponse:
    return _file(office.pack_of(pack, release), to_bpmn, "bpmn")


@page
def tables_dmn(request: HttpRequest, actor: Actor, pack: str, release: str) -> HttpResponse:
    return _file(office.pack_of(pack, release), to_dmn, "dmn")


def _file(pack: Pack, make: Callable[[Pack], str], ending: str) -> HttpResponse:
    answer = HttpResponse(make(pack), content_type="application/xml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{pack.id}-{pack.release}.{ending}"'
    return answer
