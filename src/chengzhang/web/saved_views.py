"""Views of the register that a person keeps: a name and an address, in a signed cookie, one set a person."""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from chengzhang.foundation.people.actor import Actor

COOKIE = "views"
MOST = 12
SALT = "chengzhang.web.saved_views"
YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class View:
    name: str
    query: str


def of(request: HttpRequest, actor: Actor) -> list[View]:
    try:
        kept = json.loads(request.get_signed_cookie(COOKIE, default="{}", salt=SALT) or "{}")
    except (signing.BadSignature, ValueError):
        return []
    return [View(name, query) for name, query in kept.get(str(actor.person_id), {}).items()]


def change(
    request: HttpRequest, answer: HttpResponseBase, actor: Actor, name: str, query: str, forget: str = ""
) -> None:
    """Keep `query` under `name`, or forget a name; the oldest goes when there are too many."""
    mine = {view.name: view.query for view in of(request, actor)}
    if forget:
        mine.pop(forget, None)
    elif name.strip():
        mine[name.strip()[:20]] = query[:400]
    mine = dict(list(mine.items())[-MOST:])
    answer.set_signed_cookie(
        COOKIE,
        json.dumps({str(actor.person_id): mine}, ensure_ascii=True),
        salt=SALT,
        max_age=YEAR,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
