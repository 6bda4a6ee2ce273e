"""The page of one act: its form drawn from the pack, what it would get as one types, its papers, and the act itself.

One address: GET draws, POST acts. `intent` says what a press means: send, draft, try, compute (the fragment beside the
form), drop, part, withdraw:<id>, lift:<rule>, confirm:<side>:<paper>.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from chengzhang.engine.change import Change
from chengzhang.foundation import clock
from chengzhang.foundation.people.actor import Actor
from chengzhang.foundation.refusal import Refusal
from chengzhang.projects import perform as door
from chengzhang.projects import queries
from chengzhang.projects.command import Outcome
from chengzhang.projects.queries.pages import ActionPage, Preview
from chengzhang.projects.refusal import Busy, KeyReused, NotFound, Stale

from .. import links, office, stale
from ..attempt import Attempt, fresh_key
from ..kit.outcomes import OUTCOMES
from ..kit.scroll import Scroll
from ..page import draw, page
from . import action_view
from .action_verdict import errors_of, verdict


@require_http_methods(["GET", "POST"])
@page
def act(request: HttpRequest, actor: Actor, action: str, code: str | None = None) -> HttpResponseBase:
    of = request.GET.get("of") or None
    if request.method == "GET":
        found = queries.action(actor, code, action, of)
        return _draw(request, actor, found, Attempt(answers=dict(found.draft)))
    intent, _, rest = request.POST.get("intent", "send").partition(":")
    if intent == "part":
        return _give_part(request, actor, code, action, of)
    if intent == "withdraw" and rest.isdecimal():
        door.withdraw_part(actor, int(rest))
        return HttpResponseRedirect(request.get_full_path())
    if intent == "lift":
        return _lift(request, actor, code, action, of, rest)
    if intent == "drop":
        door.drop_draft(actor, code, action, of)
        return HttpResponseRedirect(links.project(code) if code else reverse("desk"))
    found = queries.action(actor, code, action, of)
    tried = Attempt.read(request, found, office.pack_of(found.pack.id, found.pack.release))
    if intent == "confirm":
        return _confirm(request, actor, found, tried, rest)
    tried.take_files(request, actor, found)
    return {"compute": _compute, "draft": _keep, "try": _try}.get(intent, _send)(request, actor, found, tried)


def _send(request: HttpRequest, actor: Actor, found: ActionPage, tried: Attempt) -> HttpResponseBase:
    """The act itself. Whatever goes wrong, the answers are kept."""
    if tried.refused_files:
        return _again(request, actor, found, tried, 422)
    try:
        outcome = door.perform(tried.command(actor, found))
    except (Stale, KeyReused) as refusal:
        tried.save(actor, found)
        if isinstance(refusal, KeyReused):
            tried.key = fresh_key()
            return _again(request, actor, found, tried, 422)
        return stale.page(request, actor, found, tried)
    except Busy as refusal:  # nothing can be written, a draft neither: what was typed stays on the page
        messages.warning(request, str(refusal))
        return _again(request, actor, found, tried, 503)
    except Refusal:
        tried.save(actor, found)
        raise
    if outcome.done or outcome.waits:
        return _done(request, found, outcome)
    tried.save(actor, found)
    tried.key = fresh_key()  # the refusal was this press's answer; the next press is another act
    return _again(request, actor, found, tried, 422, number=outcome.number)


def _done(request: HttpRequest, found: ActionPage, outcome: Outcome) -> HttpResponse:
    said = OUTCOMES[outcome.decision.outcome].zh
    again = "，这是先前那次的结果，没有重复办" if outcome.repeated else ""
    messages.info(request, f"{found.action.zh}：{said}{again}。回执第{outcome.number}号。")
    return HttpResponseRedirect(links.decision(outcome.number))


def _keep(request: HttpRequest, actor: Actor, found: ActionPage, tried: Attempt) -> HttpResponse:
    tried.save(actor, found)
    return _again(request, actor, found, tried, 200, checked=False)


def _try(request: HttpRequest, actor: Actor, found: ActionPage, tried: Attempt) -> HttpResponse:
    tried.save(actor, found)
    return _again(request, actor, found, tried, 200)


def _compute(request: HttpRequest, actor: Actor, found: ActionPage, tried: Attempt) -> HttpResponse:
    """The panel beside the form, for htmx; what was typed is kept on the way."""
    tried.save(actor, found)
    preview = _preview(actor, found, tried)
    scroll = Scroll((office.pack_of(found.pack.id, found.pack.release),))
    context = action_view.context(found, preview, tried, scroll.packs[0])
    now = f"{clock.now():%H:%M}"
    return render(
        request,
        "web/kit/route_fragment.html",
        {
            **context,
            "form_open": True,
            "scroll_of_page": scroll,
            "saved_now": f"已存 {now}",
            "saved": f"已存 {now}，断线也不丢",
        },
    )


def _again(
    request: HttpRequest,
    actor: Actor,
    found: ActionPage,
    tried: Attempt,
    status: int,
    number: int = 0,
    checked: bool = True,
) -> HttpResponse:
    """The page once more, with what was typed and what stands against it."""
    fresh = queries.action(actor, found.project.code if found.project else None, found.action.id, tried.of)
    tried.revision = fresh.revision
    return _draw(request, actor, fresh, tried, status, _preview(actor, fresh, tried), number, checked)


def _preview(actor: Actor, found: ActionPage, tried: Attempt) -> Preview:
    code = found.project.code if found.project else None
    return queries.preview(
        actor,
        code,
        found.action.id,
        tried.of,
        tried.answers,
        tried.not_applicable,
        tried.lifted,
        {member: tried.member_answers.get(member, {}) for member in tried.members},
    )


def _ways(actor: Actor, found: ActionPage, tried: Attempt, typed: bool) -> tuple[Change, ...]:
    """The shortest ways to open the act; with its form only once something was sent."""
    code = found.project.code if found.project else None
    answers = tried.answers if typed else None
    return queries.least_change(actor, code, found.action.id, tried.of, answers, tried.not_applicable, tried.lifted)


def _look_ahead(actor: Actor, found: ActionPage, tried: Attempt) -> Preview:
    """Before anything was sent: the page's own look ahead, with what the form shows already."""
    if found.how != "do" or found.form is None or not any(field.show for field in found.form.fields):
        return Preview(found.decision, {}, found.papers)
    return replace(_preview(actor, found, tried), decision=found.decision, papers=found.papers)


def _draw(
    request: HttpRequest,
    actor: Actor,
    found: ActionPage,
    tried: Attempt,
    status: int = 200,
    preview: Preview | None = None,
    number: int = 0,
    checked: bool = False,
) -> HttpResponse:
    pack = office.pack_of(found.pack.id, found.pack.release)
    ahead = preview or _look_ahead(actor, found, tried)
    errors = errors_of(ahead.decision) if checked else {}
    context: dict[str, Any] = action_view.context(found, ahead, tried, pack)
    context |= action_view.form_context(found, ahead, tried, pack, errors)
    context |= verdict(
        found, ahead.decision, pack, number, lambda: _ways(actor, found, tried, preview is not None), sent=status == 422
    )
    here = "register" if found.project else "matters"
    return draw(request, actor, "web/action.html", context, scroll=Scroll((pack,)), here=here, status=status)


def _give_part(request: HttpRequest, actor: Actor, code: str | None, action: str, of: str | None) -> HttpResponse:
    favour, text = request.POST.get("favour", ""), request.POST.get("text", "").strip()
    score = request.POST.get("score", "").strip()
    wrong = "" if favour in ("yes", "no") else "先选同意或不同意。"
    wrong = wrong or ("" if not score or score.isdecimal() else "评分写0到100之间的整数。")
    if not wrong:
        try:
            outcome = door.give_part(
                actor,
                code,
                action,
                of,
                role=request.POST.get("role") or None,
                favour=favour == "yes",
                text=text,
                score=int(score) if score else None,
            )
        except Refusal as refusal:
            if refusal.code not in ("malformed", "not_yours"):
                raise
            wrong = str(refusal)
    if wrong:
        found = queries.action(actor, code, action, of)
        return _draw(request, actor, found, Attempt(part=(favour, text, wrong)), 422)
    if outcome is None:
        messages.info(request, "已记下您的意见。还有别人没表态，齐了就办。")
        return HttpResponseRedirect(request.get_full_path())
    messages.info(request, f"已记下您的意见，这件事：{OUTCOMES[outcome.decision.outcome].zh}。")
    return HttpResponseRedirect(links.decision(outcome.number))


def _lift(request: HttpRequest, actor: Actor, code: str | None, action: str, of: str | None, rule: str) -> HttpResponse:
    """An exception granted to somebody else's act, by the role that may, with its reason."""
    door.lift(actor, code, action, rule, request.POST.get("reason", ""), of)
    messages.info(request, "已放行，理由会原样出现在决定上。")
    return HttpResponseRedirect(request.get_full_path())


def _confirm(request: HttpRequest, actor: Actor, found: ActionPage, tried: Attempt, rest: str) -> HttpResponse:
    """A hand-over of something that is never uploaded: both sides say so."""
    side, _, paper = rest.partition(":")
    if found.how == "do":
        tried.save(actor, found)
    if found.project is None:
        raise NotFound("材料")
    door.confirm_custody(actor, found.project.code, paper, side, of=tried.of)
    return HttpResponseRedirect(request.get_full_path() + "#papers")
