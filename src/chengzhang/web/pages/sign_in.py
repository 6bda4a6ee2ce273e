"""Signing in and out, changing the post, and (in demonstration mode only) the person."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from chengzhang.foundation import clock
from chengzhang.foundation.people import posts
from chengzhang.foundation.people.sign_in import sign_in as check
from chengzhang.foundation.refusal import Refusal

from .. import office, session
from ..frame import theme


@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    target = _own(request, request.POST.get("next") or request.GET.get("next", ""))
    if request.method == "GET":
        if request.user.is_authenticated:
            return HttpResponseRedirect(target)
        return _form(request, target, lost=request.GET.get("lost") == "yes")
    username = request.POST.get("username", "")
    try:
        person = check(username, request.POST.get("password", ""), request.META.get("REMOTE_ADDR", ""))
    except Refusal as refusal:
        return _form(request, target, username, str(refusal), status=422)
    session.enter(request, person)
    return HttpResponseRedirect(target)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return HttpResponseRedirect(reverse("sign-in"))


@require_POST
def switch_post(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return HttpResponseRedirect(reverse("sign-in"))
    session.choose_post(request, request.POST.get("post", ""))
    return HttpResponseRedirect(reverse("desk"))


@require_POST
def switch_person(request: HttpRequest) -> HttpResponse:
    """Become somebody else without a password: exists in demonstration mode only."""
    wanted = request.POST.get("person", "")
    person = posts.person(int(wanted)) if wanted.isdecimal() and len(wanted) < 10 else None
    if not settings.DEMO or not request.user.is_authenticated or person is None:
        raise Http404
    logout(request)
    session.enter(request, person)
    return HttpResponseRedirect(reverse("desk"))


def _form(
    request: HttpRequest, target: str, username: str = "", error: str = "", lost: bool = False, status: int = 200
) -> HttpResponse:
    today = clock.today()
    pack = office.pack_in_force(None, today)
    context = {
        "theme": theme(request),
        "next": target,
        "username": username,
        "error": error,
        "left_over": lost,
        "today": today,
        "place": pack.zh if pack else "政务信息化项目",
        "demo_accounts": office.people() if settings.DEMO else (),
        "demo_password": settings.DEMO_PASSWORD if settings.DEMO and hasattr(settings, "DEMO_PASSWORD") else "",
    }
    return render(request, "web/sign_in.html", context, status=status)


def _own(request: HttpRequest, target: str) -> str:
    """Only an address of this site; anything else leads to the desk."""
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if safe and target.startswith("/") else reverse("desk")
