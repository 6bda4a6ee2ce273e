"""What every page behind the sign-in shares: who acts, the frame around it, and how a refusal is shown."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from chengzhang.foundation.people.actor import Actor
from chengzhang.foundation.refusal import Refusal

from . import refusals, session
from .frame import Frame, theme
from .kit.scroll import Scroll

View = Callable[..., HttpResponseBase]


def page(view: View) -> View:
    """Wraps a view `(request, actor, ...)`: nobody without a post gets in, and a refusal becomes its page."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return to_sign_in(request)
        actor = session.actor(request)
        if actor is None:
            return refusals.no_post(request)
        try:
            return view(request, actor, *args, **kwargs)
        except Refusal as refusal:
            return refusals.refused(request, refusal, actor)

    return answer


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page and back here afterwards; what was posted is not lost (see `pages.sign_in`)."""
    target = request.get_full_path() if request.method == "GET" else request.path
    words = {"next": target} if target != "/" else {}
    if request.method == "POST":
        words["lost"] = "yes"
    return HttpResponseRedirect(reverse("sign-in") + ("?" + urlencode(words) if words else ""))


def draw(
    request: HttpRequest,
    actor: Actor,
    template: str,
    context: dict[str, Any],
    *,
    scroll: Scroll | None = None,
    here: str = "",
    status: int = 200,
) -> HttpResponse:
    """Render a page inside the frame. `here` = name of the navigation entry this page belongs to."""
    scroll = scroll or Scroll()
    frame = Frame.of(request, actor, here, scroll)
    return render(
        request, template, {"frame": frame, "theme": theme(request), "scroll_of_page": scroll, **context}, status=status
    )
