"""What stands against an act: stop plate, findings with the way out, the least that opens it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from chengzhang.engine.change import Change
from chengzhang.engine.deciding.wishes import Wish
from chengzhang.engine.decision import Citation, Decision, Finding, Outcome, Truth
from chengzhang.engine.explain import STEP_ZH, say_value
from chengzhang.engine.pack.model import Pack
from chengzhang.foundation import clock
from chengzhang.projects.queries.pages import ActionPage

from .. import links
from ..kit.findings import Fix, Mender, groups, mark
from ..kit.standing import awaited, short
from ..kit.written import day, moment

Errors = Mapping[str, tuple[str, tuple[Citation, ...]]]  # by field: what is wrong, and its article
SHOWN = ("give", "correct")  # steps whose example value helps
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


def verdict(
    found: ActionPage,
    decision: Decision,
    pack: Pack,
    number: int,
    ways: Callable[[], tuple[Change, ...]],
    *,
    sent: bool,
) -> dict[str, Any]:
    """What stands against the act: stop plate, findings with the way out, the least that opens it.

    `ways` finds the shortest ways; asked only when they are shown.
    """
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
    show_least = bool(hard) and found.how == "do"
    least = _least(found, ways(), pack) if show_least else {"least": []}
    if stop and least["least"]:
        stop["say"] = f"最少办 {len(least['least'])} 件就能提交。{stop['say']}"
    return {
        "groups": made,
        "verdict_note": "，".join(f"{g.zh} {len(g.rows)}" for g in made),
        "stop": stop,
        "shut": any(f.kind in SHUT for f in hard),
        "show_least": show_least,
        **least,
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


def _least(found: ActionPage, ways: tuple[Change, ...], pack: Pack) -> dict[str, Any]:
    """The shortest way step by step; other ways of the same kind behind it."""
    if not ways:
        return {"least": [], "least_note": "没有一步能直接办到的办法，请逐项看上面的判定。"}
    first, *others = ways
    opens = f"最早{day(first.opens_on, clock.today())}。" if first.opens_on else ""
    return {
        "least": [_step(wish, found, pack) for wish in first.steps],
        "least_note": f"{opens}少做任何一件都不能提交；系统试过，没有更短的办法。",
        "other_ways": [[_step(wish, found, pack) for wish in way.steps] for way in others],
    }


def _step(wish: Wish, found: ActionPage, pack: Pack) -> dict[str, Any]:
    """One thing to do, who does it, and the page where it is done."""
    example = f"，如 {say_value(wish.value, wish.id, pack)}" if wish.kind in SHOWN and wish.value is not None else ""
    return {
        "zh": f"{_doing(wish)}{example}",
        "who": "、".join(pack.call(role) for role in wish.who),
        "url": _where(wish, found),
        "cite": wish.cite,
    }


def _doing(wish: Wish) -> str:
    """`请市财政局签署`, `先办：竣工验收已合格`."""
    return awaited(wish.zh, "请") if wish.kind == "part" else f"{STEP_ZH.get(wish.kind, '')}：{short(wish.zh)}"


def _where(wish: Wish, found: ActionPage) -> str:
    code = found.project.code if found.project else None
    if wish.kind == "paper":
        return f"#paper-{wish.id.partition('.')[0]}"
    if wish.act and wish.act != found.action.id:
        return links.act(code, wish.act)
    own = next((f.id for f in found.form.fields if wish.id in (f.id, f.fact)), "") if found.form else ""
    return f"#f-{own}" if own else ""
