"""gates(): the light answer for lists and pages: what leaves this state, may this role, what blocks it."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from chengzhang.engine.case import Act, Bench, Subject
from chengzhang.engine.clock import Calendar
from chengzhang.engine.deciding.barring import lapsed_near
from chengzhang.engine.deciding.gating import weigh
from chengzhang.engine.deciding.hearing import Hearing, with_papers
from chengzhang.engine.deciding.holders import holds, role_of
from chengzhang.engine.deciding.plan import ActionPlan, RulePlan, plan_of
from chengzhang.engine.decision import Citation, Truth
from chengzhang.engine.duties import duty_status
from chengzhang.engine.pack.model import Pack
from chengzhang.engine.rules.context import Context
from chengzhang.engine.rules.truth import Verdict

_NOBODY = Bench()
_NONE: tuple[Citation, ...] = ()


class Gate(NamedTuple):
    """One action that leaves the state. `blocked`, `unknown`: rule ids; `cite`: the articles of the blocking ones."""

    action: str
    may: bool
    blocked: tuple[str, ...]
    unknown: tuple[str, ...]
    cite: tuple[Citation, ...]


def gates(
    pack: Pack,
    subject: Subject,
    roles: frozenset[str],
    on: date,
    calendar: Calendar | None = None,
    bench: Bench = _NOBODY,
    organisation: str = "",
) -> tuple[Gate, ...]:
    """Every action from the subject's state, with what its rules say. No form, no follow-ups, no receipt.

    `advise` rules never block. A rule that asks for papers is heard in full; the others run as one compiled function.
    """
    whole = plan_of(pack)
    leaving = whole.leaving.get((subject.kind, subject.state), ())
    if not leaving:
        return ()
    ctx = Context(pack, subject, on, None, bench, calendar)
    return tuple([_gate(whole.of(action.id), subject, roles, ctx, organisation) for action in leaving])


def _gate(plan: ActionPlan, subject: Subject, roles: frozenset[str], ctx: Context, organisation: str) -> Gate:
    action = plan.action
    may = (
        action.by in roles
        or (action.entered_by is not None and action.entered_by in roles)
        or _holds_otherwise(plan, roles, ctx, organisation)
    )
    if plan.touched.duties and ctx.duty_status is None:
        ctx.duty_status = duty_status(plan.pack, subject, ctx.on, ctx.calendar, ctx.bench)
    lapsed = [view for _, view in lapsed_near(plan, subject, ctx)] if plan.lapsing else []
    verdicts = plan.gate(subject, ctx)
    blocked: list[RulePlan] = []
    unknown: list[str] = []
    for n, rule in enumerate(plan.rules):
        when, require = verdicts[2 * n], verdicts[2 * n + 1]
        if when is False or (when is True and require is True and rule.simple) or rule.rule.level == "advise":
            continue
        truth = _truth(plan, rule, subject, ctx, when, require)
        if truth is Truth.UNMET:
            blocked.append(rule)
        elif truth is Truth.UNKNOWN:
            unknown.append(rule.rule.id)
    cite = tuple([c for rule in blocked for c in rule.cite]) if blocked else _NONE
    if lapsed:
        cite += tuple([c for view in lapsed for c in view.cite])
        return Gate(action.id, may, (*[r.rule.id for r in blocked], "lapse"), tuple(unknown), cite)
    return Gate(action.id, may, tuple([rule.rule.id for rule in blocked]), tuple(unknown), cite)


def _holds_otherwise(plan: ActionPlan, roles: frozenset[str], ctx: Context, organisation: str) -> bool:
    """Through a table or a fact that names the holder case by case."""
    key = ("asks_case", plan.action.by)
    asks = plan.cache.get(key)
    if asks is None:
        names = [n for n in (plan.action.by, plan.action.entered_by) if n]
        kinds = [plan.pack.roles[n].holder_kind if n in plan.pack.roles else "column" for n in names]
        asks = plan.cache[key] = any(k in ("table", "fact", "column") for k in kinds) or bool(
            organisation and any(k == "organisation" for k in kinds)
        )
    if not asks and not organisation:
        return False
    act = Act(plan.action.id, ctx.on, roles, organisation=organisation)
    return any(holds(role_of(by, ctx), act, ctx) for by in (plan.action.by, plan.action.entered_by) if by)


def _truth(plan: ActionPlan, rule: RulePlan, subject: Subject, ctx: Context, when: Verdict, require: Verdict) -> Truth:
    if rule.simple and isinstance(when, bool) and isinstance(require, bool):
        return Truth.MET if require else Truth.UNMET
    papers = {p: parts for node in _up(subject) for p, parts in node.papers.items()} if plan.reads_papers else {}
    act = Act(plan.action.id, ctx.on, frozenset())
    heard = Context(
        plan.pack,
        subject,
        ctx.on,
        None,
        ctx.bench,
        ctx.calendar,
        ctx.duty_status,
        papers=with_papers(papers, frozenset()),
    )
    return weigh(Hearing(plan, subject, act, ctx.calendar, ctx.bench, heard), rule, when, require).truth


def _up(node: Subject | None) -> list[Subject]:
    found = []
    while node is not None:
        found.append(node)
        node = node.parent
    return found
