"""Every decision table of a pack: what each asks, what it answers, and under which article."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from chengzhang.foundation.people.actor import Actor

from .. import office
from ..kit.scroll import Scroll
from ..kit.tables import table_reading, tables_of
from ..page import draw, page


@page
def tables(request: HttpRequest, actor: Actor, pack: str, release: str) -> HttpResponse:
    loaded = office.pack_of(pack, release)
    context = {"pack": loaded, "tables": [table_reading(loaded, table) for table in tables_of(loaded)]}
    return draw(request, actor, "web/decision_tables.html", context, scroll=Scroll((loaded,)), here="rulebook")
