"""About me: who I am here, my posts, how pages look, and a new password."""

from __future__ import annotations

from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from chengzhang.foundation import administer
from chengzhang.foundation.people import posts
from chengzhang.foundation.people.actor import Actor
from chengzhang.foundation.refusal import Refusal

from .. import session
from ..frame import THEMES
from ..page import draw, page

YEAR = 365 * 24 * 3600


@page
def about_me(request: HttpRequest, actor: Actor) -> HttpResponse:
    return _draw(request, actor)


def _draw(request: HttpRequest, actor: Actor, wrong: str = "", status: int = 200) -> HttpResponse:
    context = {"sign_in_name": request.user.get_username(), "posts": session.actors(request), "wrong": wrong}
    return draw(request, actor, "web/about_me.html", context, here="about-me", status=status)


@require_POST
@page
def change_password(request: HttpRequest, actor: Actor) -> HttpResponse:
    new = request.POST.get("new", "")
    wrong = ""
    if not request.user.check_password(request.POST.get("old", "")):
        wrong = "现在的口令不对，没有改。"
    elif new != request.POST.get("again", ""):
        wrong = "两次填的新口令不一样，没有改。"
    else:
        try:
            administer.set_password(actor, actor.person_id, new)
        except Refusal as refusal:
            wrong = str(refusal)
    if wrong:
        return _draw(request, actor, wrong, 422)
    person = posts.person(actor.person_id)
    if person is not None:
        update_session_auth_hash(request, person)
    return HttpResponseRedirect(reverse("about-me"))


@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """light, dark, or nothing: as the system does. A cookie of this browser."""
    answer = HttpResponseRedirect(reverse("about-me"))
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        answer.set_cookie("theme", chosen, max_age=YEAR, httponly=True, samesite="Lax", secure=request.is_secure())
    else:
        answer.delete_cookie("theme")
    return answer
