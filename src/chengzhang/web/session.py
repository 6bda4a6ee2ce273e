"""Who is at the other end: the signed-in person, in the post chosen for this session, checked anew at every request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest

from chengzhang.foundation import clock
from chengzhang.foundation.people import posts
from chengzhang.foundation.people.actor import Actor

if TYPE_CHECKING:
    from chengzhang.foundation.people.models import Person

POST = "post"  # session key: "<post id>" or "<post id>/<principal post id>"


def post_key(actor: Actor) -> str:
    return f"{actor.post_id}/{actor.acting_for}" if actor.acting_for else str(actor.post_id)


def actors(request: HttpRequest) -> list[Actor]:
    """Every post this person may act in today; asked once a request."""
    known = getattr(request, "_actors", None)
    if known is None:
        person = request.user.pk if request.user.is_authenticated else None
        known = posts.roles_open_to(person, clock.today()) if person else []
        request._actors = known  # type: ignore[attr-defined]
    return known


def actor(request: HttpRequest) -> Actor | None:
    """The actor of this session: the chosen post if it still stands, else the first one; None for nobody."""
    open_to = actors(request)
    chosen = request.session.get(POST)
    return next((one for one in open_to if post_key(one) == chosen), open_to[0] if open_to else None)


def choose_post(request: HttpRequest, key: str) -> bool:
    """Keep another of the person's posts for this session; False when it is none of theirs."""
    if any(post_key(one) == key for one in actors(request)):
        request.session[POST] = key
        return True
    return False


def enter(request: HttpRequest, person: Person) -> None:
    """Open a session for a person who has proved who they are (or was picked in demonstration mode)."""
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session.pop(POST, None)
