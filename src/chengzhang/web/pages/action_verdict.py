"""What stands against an act: stop plate, findings with the way out, the least that opens it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from chengzhang.engine.decision import Citation, Decision, Finding, Outcome, Truth
from chengzhang.engine.pack.model import Pack
from chengzhang.foundation import clock
from chengzhang.projects.queries.pages import ActionPage

from .. import links
from ..kit.findings import Fix, Mender, fact_name, groups, mark, paper_name
from ..kit.written import day, moment

Errors = Mapping[str, tuple[str, tuple[Citation, ...]]]  # by field: what is wrong, and its article
SHUT = ("state", "scope", "bar", "lapse", "apart", "question", "parameter")  # nothing typed here can open these
ELSEWHERE = frozenset({"role", "form", "part"})  # said at the fields, in the opinions, by who may act


def errors_of(decision: Decision) -> Errors:
    """What the form's own findings say, by field."""
    return {f.id: (f.say, f.cite) for f in decision.findings if f.kind == "form" and f.truth is Truth.UNMET}


def comes_with_form(finding: Finding, found: ActionPage) -> bool:
    """Nothing to be warned of before the form is sent: its answers, papers and parties will settle it."""
    if finding.kind in ("form", "papers", "part"):
        return True
    if finding.missing_papers and not finding.lacks and all(test.truth is not Truth.UNMET for test in finding.tests):
        return True
    own = {name for f in found.form.fields for name in (f.id, f.fact or "", f"form.{f.id}")} if found.form else set()
    return finding.truth is Truth.UNKNOWN and bool(finding.lacks) and all(name in own for name in finding.lacks)


def verdict(found: ActionPage, decision: Decision, pack: Pack, number: int, *, sent: bool) -> dict[str, Any]:
    """What stands against the act: stop plate, findings with the way out, the least that opens it."""
    against = [f for f in decision.against if f.kind not in ELSEWHERE]
    hard = against if sent else [f for f in against if not comes_with_form(f, found)]
    mend = mender(found, pack)
    made = groups(decision, pack, mend, ELSEWHERE) if hard else []
    counts = Counter(mark(f) for f in against)
    stop = None
    if hard and found.how == "do":
        stop = {
            "plate": "没有办成" if sent else "还不能提交",
            "title": _stop_title(counts, decision),
            "say": _stop_say(against, decision, number),
        }
    least = [_step(f, decision, pack, mend) for f in against]
    return {
        "groups": made,
        "verdict_note": "，".join(f"{g.zh} {len(g.rows)}" for g in made),
        "stop": stop,
        "shut": any(f.kind in SHUT for f in hard),
        "show_least": bool(hard) and found.how == "do",
        "least": least,
        "least_note": "每一件都是规则要的；做齐了就能办。" if least else "没有要补的。",
    }


def mender(found: ActionPage, pack: Pack) -> Mender:
    """Where a finding of this page is mended: the act that brings it, or the place on this page."""
    code = found.project.code if found.project else None

    def mend(finding: Finding) -> Fix | None:
        if finding.missing_papers:
            return Fix("去交", f"#paper-{finding.missing_papers[0].partition('.')[0]}")
        if finding.mend and finding.mend in pack.actions and finding.mend != found.action.id:
            return Fix(pack.actions[finding.mend].zh, links.act(code, finding.mend))
        if finding.id in found.liftable:
            return Fix("放行", f"#lift-{finding.id}")
        if finding.lift_by and finding.lift_by != "unnamed":
            return Fix(f"等{pack.call(finding.lift_by)}放行")
        if finding.opens_on:
            return Fix(f"等到{day(finding.opens_on, clock.today())}")
        if finding.kind == "question":
            return Fix(
                "看问题",
                links.clause(pack.id, pack.release, finding.cite[0].clause.partition("-")[0]) if finding.cite else "",
            )
        if finding.kind == "form" and finding.lacks:
            return Fix("去填", f"#f-{finding.lacks[0].rpartition('.')[2]}")
        return None

    return mend


def _stop_title(counts: Counter[str], decision: Decision) -> str:
    if decision.outcome is Outcome.OUT_OF_SCOPE:
        return "这个项目不适用这件事"
    parts = [f"差 {counts['lacking']} 项"] if counts["lacking"] else []
    parts += [f"不清楚 {counts['unknown']} 项"] if counts["unknown"] else []
    parts += [f"另有 {counts['principle']} 项原则上的要求要放行"] if counts["principle"] else []
    return "，".join(parts) or "还要先裁定一个问题"


def _stop_say(against: list[Finding], decision: Decision, number: int) -> str:
    opens = [f.opens_on for f in against if f.opens_on]
    earliest = f"其中要等日期的，最早{day(max(opens), decision.on)}。" if opens else ""
    kept = f"这次没办成也已留存，第{number}号。" if number else ""
    return f"{earliest}判定于{moment(clock.now(), decision.on)}。{kept}"


def _step(finding: Finding, decision: Decision, pack: Pack, mend: Mender) -> dict[str, str]:
    """One thing to do: hand in a paper, fill in a fact, have another act done first, or wait for somebody."""
    fix = mend(finding)
    act = pack.actions.get(finding.mend or "")
    papers = "、".join(paper_name(pack, paper, decision.papers) for paper in finding.missing_papers)
    lacks = "、".join(dict.fromkeys(fact_name(pack, fact) for fact in finding.lacks))
    if papers:
        what = f"交“{papers}”"
    elif act and act.id != decision.action:
        what = f"先办“{act.zh}”"
    else:
        what = f"填“{lacks}”" if lacks else (fix.zh if fix and not fix.url else finding.say)
    who = pack.call(act.by) if act and act.by != "system" else ""
    return {"zh": what, "url": fix.url if fix else "", "note": finding.say if what != finding.say else "", "who": who}
