"""Step 7 of an act: every rule at it, none skipped: what it asked, saw and lacked, and what would mend it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from chengzhang.engine.deciding.handing import papers_of_rule
from chengzhang.engine.deciding.hearing import Hearing
from chengzhang.engine.deciding.holders import holds
from chengzhang.engine.deciding.mending import mending_act
from chengzhang.engine.deciding.plan import RulePlan
from chengzhang.engine.decision import Finding, TestResult, Truth
from chengzhang.engine.pack.model import Rule
from chengzhang.engine.rules.context import Context
from chengzhang.engine.rules.parameters import reading_in_force
from chengzhang.engine.rules.run import compile_tree, day_of
from chengzhang.engine.rules.truth import Unknown, Verdict
from chengzhang.engine.values import zh_date


def rules_hold(hearing: Hearing) -> None:
    """All rules at the act; then the pairs that the pack says disagree."""
    rules = hearing.plan.rules
    if not rules:
        return
    verdicts = hearing.plan.gate(hearing.subject, hearing.ctx)
    for n, plan in enumerate(rules):
        hearing.findings.append(weigh(hearing, plan, verdicts[2 * n], verdicts[2 * n + 1]))
    if hearing.pack.conflicts:
        _settle_conflicts(hearing)


def weigh(hearing: Hearing, plan: RulePlan, when: Verdict, require: Verdict) -> Finding:
    """One rule, given what its two trees said."""
    rule, ctx = plan.rule, hearing.ctx
    if when is False or not _reading_holds(hearing, rule):
        return Finding("rule", rule.id, Truth.NOT_APPLICABLE, rule.level, rule.say, plan.cite, question=rule.question)
    if when is True and require is True and plan.simple:
        if rule.makes:
            hearing.makes.append(rule.makes)
            hearing.recorded = True
        return _met(plan, ctx)
    return _weighed(hearing, plan, when, require)


def _met(plan: RulePlan, ctx: Context) -> Finding:
    """The finding of a simple rule that holds."""
    return plan.seen.get(ctx, lambda: _met_anew(plan, ctx)) if plan.seen is not None else _met_anew(plan, ctx)


def _met_anew(plan: RulePlan, ctx: Context) -> Finding:
    rule = plan.rule
    tests = plan.require.trace(ctx) if plan.require is not None else ()
    return Finding("rule", rule.id, Truth.MET, rule.level, rule.say, plan.cite, tests, question=rule.question)


def _weighed(hearing: Hearing, plan: RulePlan, when: Verdict, require: Verdict) -> Finding:
    """A rule that asks for more than one tree, or that didn't come out met."""
    rule = plan.rule
    before = len(hearing.papers)
    papers, missing, facts, rulings = papers_of_rule(hearing, plan)
    day, in_time = _not_before(hearing, rule)
    verdicts = [require, in_time, _judged(hearing, rule), {Truth.MET: True, Truth.UNMET: False}.get(papers, True)]
    unknowns = [v for v in (*verdicts, when) if isinstance(v, Unknown)] + [Unknown(facts, rulings)]
    lacks = tuple(sorted(set().union(*(u.facts for u in unknowns))))
    waits = tuple(sorted(set().union(*(u.rulings for u in unknowns))))
    unmet = any(v is False for v in verdicts)
    truth = Truth.UNMET if unmet else Truth.UNKNOWN if lacks or waits else Truth.MET
    if unmet and isinstance(when, Unknown):
        truth = Truth.UNKNOWN
        hearing.papers[before:] = [replace(p, unknown=True) for p in hearing.papers[before:]]
    tests = _trace(hearing, plan, when, day, in_time)
    finding = Finding(
        "rule",
        rule.id,
        truth,
        rule.level,
        rule.say,
        plan.cite,
        tests,
        lacks if truth is not Truth.MET else (),
        missing if truth is not Truth.MET else (),
        question=rule.question,
        opens_on=_opens(tests, missing, truth, day),
        rulings=waits if truth is Truth.UNKNOWN else (),
        awaits_form=truth is Truth.UNKNOWN and not waits and not missing and hearing.awaits_form(lacks),
    )
    if truth is Truth.UNKNOWN and rule.level != "advise":
        hearing.rulings.update(waits)
    if truth is Truth.MET and rule.makes:
        hearing.makes.append(rule.makes)
        hearing.recorded = True
    return _lifted(hearing, plan, finding) if truth is not Truth.MET else finding


def _reading_holds(hearing: Hearing, rule: Rule) -> bool:
    """A rule of certain readings holds only while one of them is in force."""
    if not rule.reading or rule.question is None:
        return True
    reading, _ = reading_in_force(hearing.pack, rule.question, hearing.act.on, hearing.bench)
    return reading in rule.reading


def _not_before(hearing: Hearing, rule: Rule) -> tuple[date | None, Verdict]:
    if rule.not_before is None:
        return None, True
    day = day_of(hearing.ctx, rule.not_before)
    if isinstance(day, Unknown):
        return None, day
    if not isinstance(day, date):
        return None, False
    return day, hearing.act.on >= day


def _judged(hearing: Hearing, rule: Rule) -> Verdict:
    """Where the substance is a person's judgement and nothing else is tested: was it given by that role?"""
    if rule.judged_by is None or rule.require is not None or rule.papers:
        return True
    return holds(rule.judged_by, hearing.act, hearing.ctx) or any(p.role == rule.judged_by for p in hearing.act.parts)


def _trace(
    hearing: Hearing, plan: RulePlan, when: Verdict, day: date | None, in_time: Verdict
) -> tuple[TestResult, ...]:
    tests = plan.when.trace(hearing.ctx) if plan.when is not None and when is not True else ()
    tests += plan.require.trace(hearing.ctx) if plan.require is not None else ()
    if plan.rule.not_before is not None:
        truth = Truth.UNKNOWN if isinstance(in_time, Unknown) else Truth.MET if in_time else Truth.UNMET
        zh = f"自{zh_date(day)}起方可办理" if day is not None else "起算的事项尚未发生"
        values = {"not_before": day.isoformat()} if day is not None else {}
        tests += (TestResult("not_before", zh, truth, values, opens_on=day if truth is Truth.UNMET else None),)
    return tests


def _opens(tests: tuple[TestResult, ...], missing: tuple[str, ...], truth: Truth, day: date | None) -> date | None:
    """From which day the rule would be met by waiting alone."""
    if truth is not Truth.UNMET or missing:
        return None
    unmet = [t for t in tests if t.truth is Truth.UNMET]
    days = [t.opens_on for t in unmet]
    return max(d for d in days if d is not None) if days and all(days) else None


# ---------------------------------------------------------------- lifting


def _lifted(hearing: Hearing, plan: RulePlan, finding: Finding) -> Finding:
    """An in-principle rule put aside by the one who may, with what that takes; else the finding as it was."""
    rule, lift = plan.rule, plan.rule.lift
    finding = replace(
        finding, mend=rule.mend or mending_act(hearing, finding), who=(rule.judged_by,) if rule.judged_by else ()
    )
    if rule.level != "in_principle" or lift is None:
        return finding
    finding = replace(finding, lift_by=lift.by, question=lift.question or finding.question)
    if rule.id not in hearing.act.lifted:
        return finding
    refused = _why_not(hearing, plan)
    if refused:
        return replace(finding, say=f"{finding.say}。例外未成立：{refused}")
    hearing.recorded = True
    if lift.makes:
        hearing.makes.append(lift.makes)
    return replace(finding, lifted=True)


def _why_not(hearing: Hearing, plan: RulePlan) -> str:
    rule, act = plan.rule, hearing.act
    lift = rule.lift
    assert lift is not None
    if lift.by == "unnamed":
        return "办法没有写明由谁批准，须先作出口径"
    if not (
        holds(lift.by, act, hearing.ctx)
        or any(p.role == lift.by and p.favour and p.lifts == rule.id for p in act.parts)
    ):
        return f"须由{hearing.pack.call(lift.by)}批准"
    if lift.reason and not act.lifted[rule.id].strip():
        return "须写明理由"
    if lift.paper is not None and lift.paper not in _all_papers(hearing):
        return f"须附{hearing.pack.papers[lift.paper].zh}"
    kind, form = hearing.action.subject, (hearing.action.form,) if hearing.action.form else None
    if compile_tree(hearing.pack, kind, lift.when, form).verdict(hearing.ctx) is not True:
        return "不具备例外的条件"
    return ""


def _all_papers(hearing: Hearing) -> frozenset[str]:
    top = hearing.subject.up("project") or hearing.subject
    return (
        frozenset(p for node in top.walk() for p in node.papers)
        | hearing.act.papers
        | frozenset(hearing.subject.papers)
    )


# ---------------------------------------------------------------- two layers that disagree


def _settle_conflicts(hearing: Hearing) -> None:
    """The higher measure decides and the lower finding stays as advice; equal rank leaves the pack's question."""
    places = {f.id: n for n, f in enumerate(hearing.findings) if f.kind == "rule"}
    for conflict in hearing.pack.conflicts:
        found = [hearing.findings[places[r]] for r in conflict.rules if r in places]
        spoken = [f for f in found if f.truth is not Truth.NOT_APPLICABLE]
        if len(spoken) < 2 or len({f.truth for f in spoken}) < 2:
            continue
        ranks = {f.id: _rank(hearing, f) for f in spoken}
        best = min(ranks.values())
        if list(ranks.values()).count(best) == 1:
            for finding in spoken:
                if ranks[finding.id] != best:
                    say = f"{finding.say}（与上位规定不一致，以上位规定为准）"
                    hearing.findings[places[finding.id]] = replace(
                        finding, level="advise", say=say, question=conflict.question
                    )
            continue
        reading, _ = reading_in_force(hearing.pack, conflict.question, hearing.act.on, hearing.bench)
        for finding in spoken:
            if reading is None:
                hearing.rulings.add(f"question:{conflict.question}")
            if reading is None or (reading in places and reading != finding.id):
                hearing.findings[places[finding.id]] = replace(finding, level="advise", question=conflict.question)


def _rank(hearing: Hearing, finding: Finding) -> int:
    ranks = [hearing.pack.measures[c.measure].rank for c in finding.cite if c.measure in hearing.pack.measures]
    return min(ranks, default=1)
