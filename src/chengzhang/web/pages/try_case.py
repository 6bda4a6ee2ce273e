"""Try a case: an act on a day, by somebody, with made-up facts, decided as the door would; nothing is stored."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from chengzhang.engine.change import Change, least_change
from chengzhang.engine.clock import Calendar
from chengzhang.engine.decide import decide
from chengzhang.engine.deciding.typed import FactsError
from chengzhang.engine.deciding.wishes import Wish
from chengzhang.engine.decision import Decision, Truth
from chengzhang.engine.explain import STEP_ZH, say_value
from chengzhang.engine.pack.errors import PackErrors
from chengzhang.engine.pack.model import Action, Pack
from chengzhang.engine.pack.scenarios.build import act_of, build, subject_of
from chengzhang.engine.pack.scenarios.one import read_case_line, write_case
from chengzhang.engine.rules.states import state_zh
from chengzhang.engine.values import parse_date
from chengzhang.foundation.people.actor import Actor
from chengzhang.foundation.rulebook import standing
from chengzhang.projects.calendars import calendar_of

from .. import office
from ..days import announced
from ..kit.clock import clock
from ..kit.fields import Option
from ..kit.findings import fact_name, groups, table_name
from ..kit.outcomes import OUTCOMES
from ..kit.scroll import Scroll
from ..kit.trial import Trial
from ..kit.written import day
from ..page import draw, page

MOST_WAYS = 3


@page
def try_case(request: HttpRequest, actor: Actor, pack: str, release: str) -> HttpResponse:
    """The form alone until an act is chosen; then form and decision. An address without its empty fields is shared."""
    if any(value == "" for values in request.GET.lists() for value in values[1]):
        kept = [(key, value) for key, values in request.GET.lists() for value in values if value != ""]
        return HttpResponseRedirect(f"{request.path}?{urlencode(kept)}")
    loaded = office.pack_of(pack, release)
    chosen = request.GET.get("at", "")
    if chosen and chosen not in loaded.actions:
        raise Http404
    on, wrong_day = _day(request.GET.get("on", ""), loaded)
    context: dict[str, Any] = {"pack": loaded, "on": on, "acts": _acts(loaded, chosen), "wrong": wrong_day}
    if chosen:
        trial = Trial(loaded, loaded.actions[chosen], request.GET, on, _rulings(pack, on))
        context |= _form(trial, _settings(pack, on))
        if not wrong_day:
            context |= _answer(trial)
    status = 422 if context["wrong"] else 200
    return draw(request, actor, "web/try_case.html", context, scroll=Scroll((loaded,)), here="rulebook", status=status)


def _day(text: str, pack: Pack) -> tuple[date, str]:
    """The day asked for; else today, or the first day of a pack that is not in force yet."""
    default = max(office.today(), pack.valid_from or office.today())
    if not text:
        return default, ""
    try:
        return parse_date(text), ""
    except ValueError as wrong:
        return default, f"办理日期：{wrong}"


def _rulings(pack: str, on: date) -> dict[str, str]:
    return {row.question: row.reading for row in standing.rulings(pack) if row.from_on <= on}


def _settings(pack: str, on: date) -> dict[str, str]:
    return {row.name: row.value for row in standing.office_parameters(pack) if row.from_on <= on}


def _acts(pack: Pack, chosen: str) -> list[tuple[str, list[Option]]]:
    """The acts by subject, in the order of the stages."""
    staged = [kind for stage in pack.stages for kind in stage.subjects if kind in pack.subjects]
    order = dict.fromkeys([*staged, *pack.subjects])
    return [
        (pack.call(kind), [Option(a.id, a.zh, a.id == chosen) for a in pack.subjects[kind].actions.values()])
        for kind in order
    ]


def _form(trial: Trial, settings: dict[str, str]) -> dict[str, Any]:
    given = trial.given
    return {
        "action": trial.action,
        "who": _roles(trial.pack, trial.action, given.get("as", "")),
        "facts": trial.fact_fields(),
        "more": trial.more(),
        "asked": given.getlist("more"),
        "states": trial.states(),
        "sections": trial.answer_sections(),
        "answered": bool(trial.answers()),
        "readings": trial.readings(),
        "ruled": any(key.startswith("r.") and value != "-" for key, value in given.items()),
        "parameters": trial.parameter_fields(settings),
        "papers": [
            Option(p, trial.pack.papers[p].zh, p in given.getlist("p") or "all" in given.getlist("p"))
            for p in trial.papers()
        ],
        "all_papers": "all" in given.getlist("p"),
        "liftable": [(rule, rule.id in given.getlist("l")) for rule in trial.liftable()],
        "no_parts": given.get("parts") == "none",
        "reason": given.get("reason", ""),
    }


def _roles(pack: Pack, action: Action, chosen: str) -> list[Option]:
    mine = action.entered_by or action.by
    first = [mine, action.by, *(party.role for party in action.with_)]
    return [
        Option(role, pack.call(role), role == (chosen or mine))
        for role in dict.fromkeys([*first, *pack.roles])
        if role in pack.roles or role in pack.role_names
    ]


def _answer(trial: Trial) -> dict[str, Any]:
    """The decision on the case as its scenario says it, so that what is exported is what was tried."""
    pack, said, calendar = trial.pack, trial.said(), calendar_of(trial.pack)
    try:
        case = read_case_line(write_case(said))
        file = build(case, pack)
        subject = subject_of(case, file, pack)
        act = act_of(case, subject, file, pack)
        decision = decide(pack, subject, act, calendar, file.bench)
    except FactsError as error:
        return {"wrong": f"“{_named(pack, error.key)}”：{error.wrong}。{error.do}"}
    except PackErrors as error:
        return {"wrong": str(error.errors[0]) if error.errors else "读不懂填写的内容"}
    ways = () if decision.outcome.allows else least_change(pack, subject, act, calendar, file.bench, most=MOST_WAYS)
    return {"said": OUTCOMES[decision.outcome], "scenario": _scenario(said, decision)} | _shown(
        pack, decision, ways, calendar
    )


def _named(pack: Pack, key: str) -> str:
    """The field that a fault speaks of, by its Chinese name."""
    plain = key.removeprefix("facts.").removeprefix("parameters.").removeprefix("answers.")
    if plain in pack.facts or plain in pack.parameters:
        return fact_name(pack, plain)
    last = plain.rpartition(".")[2]
    fact = next((f.zh for f in pack.facts.values() if f.key == last), "")
    return fact or fact_name(pack, plain)


def _shown(pack: Pack, decision: Decision, ways: tuple[Change, ...], calendar: Calendar) -> dict[str, Any]:
    made = groups(decision, pack, lambda finding: None)
    first, *others = [[_step(pack, wish) for wish in way.steps] for way in ways] or [[]]
    opens = f"最早{day(ways[0].opens_on, decision.on)}。" if ways and ways[0].opens_on else ""
    after = decision.next_state
    return {
        "decision": decision,
        "groups": made,
        "verdict_note": "，".join(f"{g.zh} {len(g.rows)}" for g in made),
        "tables": [(table_name(t.zh), t) for t in decision.tables if t.value_zh],
        "opened": [
            (duty, pack.call(duty.who), clock(duty.due, decision.on, announced(), duty.status))
            for duty in decision.duties_opened
        ],
        "then": [(one, OUTCOMES[one.outcome]) for one in decision.then],
        "after": state_zh(pack, decision.subject_kind, after) if after else "",
        "show_least": not decision.outcome.allows,
        "least": first,
        "other_ways": others,
        "least_note": f"{opens}系统试过，没有更短的办法。" if first else "没有一步能直接办到的办法，请逐项看判定。",
    }


def _step(pack: Pack, wish: Wish) -> dict[str, Any]:
    example = wish.kind in ("give", "correct") and wish.value is not None
    value = f"，如 {say_value(wish.value, wish.id, pack)}" if example else ""
    return {
        "zh": f"{STEP_ZH.get(wish.kind, '')}：{wish.zh}{value}",
        "who": "、".join(pack.call(role) for role in wish.who),
        "url": f"#f-{wish.id.replace('.', '-')}" if wish.kind == "give" and wish.id in pack.facts else "",
        "cite": wish.cite,
    }


def _scenario(said: dict[str, Any], decision: Decision) -> str:
    """The line for the pack's scenario file, expecting what came out: somebody has to check it against the text."""
    rules = {f.id: f.truth.value for f in decision.findings if f.kind == "rule" and f.truth is not Truth.NOT_APPLICABLE}
    return write_case({**said, "expect": decision.outcome.value, "findings": rules})
