"""explain(): a decision in Chinese sentences, each with its articles, in the order a person asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from chengzhang.engine.case import Value
from chengzhang.engine.deciding.outcome import OUTCOME_ZH
from chengzhang.engine.deciding.wishes import Wish
from chengzhang.engine.decision import Citation, Decision, DutyView, Finding, PaperNeed, Truth
from chengzhang.engine.pack.model import Pack
from chengzhang.engine.values import zh, zh_date

STATUS_ZH = {
    "open": "待办",
    "late": "已逾期",
    "done": "已办",
    "done_late": "逾期办结",
    "suspended": "中止计时",
    "lapsed": "已失效",
    "dropped": "已免除",
}


STEP_ZH = {
    "give": "补录",
    "correct": "核实更正",
    "answer": "填写",
    "paper": "提交",
    "reason": "写明",
    "lift": "批准例外",
    "part": "取得",
    "act": "先办",
    "day": "等到",
    "ruling": "作出口径",
    "person": "换人办理",
    "role": "由其办理",
    "settle": "使之成立",
}


def articles(cite: Iterable[Citation]) -> str:
    """`（第十六条、第十七条）`, each named once; empty where nothing is cited."""
    named = list(dict.fromkeys(c.zh for c in cite))
    return f"（{'、'.join(named)}）" if named else ""


def explain(decision: Decision, pack: Pack | None = None) -> list[str]:
    """The outcome first, then what stands against it, what was put on record, what it opens and closes."""
    return [
        _headline(decision),
        *(_against(f, pack) for f in decision.against),
        *_records(decision),
        *_papers(decision.papers),
        *_routes(decision),
        *_advice(decision),
        *_questions(decision),
        *(f"随之办理“{d.action_zh}”：{OUTCOME_ZH[d.outcome]}" for d in decision.then),
        *(f"{member}未列入：{why}" for member, why in decision.left_out),
        *(f"新增义务：{say_duty(d, pack)}" for d in decision.duties_opened),
        *(f"了结义务：{d.say}{articles(d.cite)}" for d in decision.duties_closed),
    ]


def _headline(decision: Decision) -> str:
    return f"{zh_date(decision.on)}“{decision.action_zh}”：{OUTCOME_ZH[decision.outcome]}"


def _against(finding: Finding, pack: Pack | None) -> str:
    """Why not: the rule's sentence, the lines that failed, what is missing, what would help."""
    parts = [finding.say]
    word = "差" if finding.truth is Truth.UNMET else "不清楚"
    lines = [t.zh for t in finding.tests if t.truth is finding.truth and t.zh]
    if lines:
        parts.append(f"{word}：{'；'.join(lines)}")
    elif finding.lacks:
        parts.append(f"不清楚：{'、'.join(name_of(n, pack) for n in finding.lacks)}")
    if finding.missing_papers:
        parts.append(f"差材料：{'、'.join(paper_name(p, pack) for p in finding.missing_papers)}")
    if finding.opens_on is not None:
        parts.append(f"最早{zh_date(finding.opens_on)}可办")
    if finding.lift_by is not None:
        who = (
            "办法未写明由谁"
            if finding.lift_by == "unnamed"
            else f"由{pack.call(finding.lift_by) if pack else finding.lift_by}"
        )
        parts.append(f"确需例外的，{who}批准")
    return "。".join(parts) + articles(finding.cite)


def _records(decision: Decision) -> Iterator[str]:
    for finding in decision.findings:
        if finding.lifted:
            yield f"例外办理，留存记录：{finding.say}{articles(finding.cite)}"


def _papers(papers: Iterable[PaperNeed]) -> Iterator[str]:
    for paper in papers:
        if paper.missing_parts:
            yield f"材料“{paper.zh}”还差：{'、'.join(paper.missing_parts)}{articles(paper.cite)}"
        elif paper.skipped:
            yield f"材料“{paper.zh}”不适用：{paper.skipped}{articles(paper.cite)}"


def _routes(decision: Decision) -> Iterator[str]:
    for table in decision.tables:
        if table.value is not None:
            yield f"认定：{table.value_zh}{articles(table.cite)}"


def _advice(decision: Decision) -> Iterator[str]:
    for finding in decision.findings:
        if finding.level == "advise" and finding.truth is Truth.UNMET:
            yield f"提示：{finding.say}{articles(finding.cite)}"


def _questions(decision: Decision) -> Iterator[str]:
    for question in decision.questions:
        if question.reading is None:
            continue
        source = "口径" if question.ruled else "默认读法"
        yield f"所依{source}：{question.asks}——{question.reading_zh or question.reading}{articles(question.cite)}"


def say_duty(duty: DutyView, pack: Pack | None = None) -> str:
    """One duty in a line: who, what, by when, how that was counted, how it stands."""
    who = pack.call(duty.who) if pack is not None else duty.who
    due = duty.due
    when = "办法未定期限" if due.undated else f"{zh_date(due.on)}前" if due.on is not None else "期限未定"
    if due.provisional and due.on is not None and due.latest is not None and due.latest != due.on:
        when = f"暂定{zh_date(due.on)}至{zh_date(due.latest)}之间"
    how = f"：{due.zh}" if due.steps and not due.undated else ""
    return f"{who}{duty.say}，{when}（{STATUS_ZH.get(duty.status, duty.status)}）{how}{articles(duty.cite)}"


def name_of(name: str, pack: Pack | None) -> str:
    """The Chinese name of a fact, a derived fact or a form's field."""
    if pack is None:
        return name
    for table in (pack.facts, pack.derived, pack.parameters):
        if name in table:
            return table[name].zh
    field = name.removeprefix("form.")
    if field == "reason":
        return "理由"
    return next((f.zh for form in pack.forms.values() for f in form.fields if f.id == field), name)


def paper_name(paper: str, pack: Pack | None) -> str:
    return pack.papers[paper].zh if pack is not None and paper in pack.papers else paper


def say_step(step: Wish, pack: Pack) -> str:
    """One step of a least change: what to do, with an example value, by whom, under which article."""
    shown = step.kind in ("give", "correct") and step.value is not None
    value = f"（如 {say_value(step.value, step.id, pack)}）" if shown else ""
    who = f"（{'、'.join(pack.call(role) for role in step.who)}）" if step.who else ""
    return f"{STEP_ZH.get(step.kind, step.kind)}：{step.zh}{value}{who}{articles(step.cite)}"


def say_value(value: Value, fact: str, pack: Pack) -> str:
    """A fact's value in Chinese, the words of a list by their labels."""
    known = pack.facts.get(fact)
    words = pack.types.get(known.type.removeprefix("set of ")) if known is not None else None
    if words is not None and isinstance(value, str | frozenset):
        listed = sorted(value) if isinstance(value, frozenset) else [value]
        return "、".join(words.words.get(word, word) for word in listed) or "无"
    if isinstance(value, tuple):
        return f"{len(value)}行"
    return value if isinstance(value, str) else zh(value)


__all__ = ["OUTCOME_ZH", "articles", "explain", "name_of", "paper_name", "say_duty", "say_step", "say_value"]
