"""What an act's page prints: heading, fields, papers, opinions, findings, the way out. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chengzhang.engine.decision import Citation, Decision, Finding, Outcome, Truth
from chengzhang.engine.pack.model import Form, Pack
from chengzhang.engine.rules.cited import citations
from chengzhang.engine.rules.states import state_zh
from chengzhang.foundation import clock
from chengzhang.projects.queries.pages import ActionPage, PartyLine, Preview, Slot

from .. import links, office
from ..attempt import Attempt
from ..kit import fields as drawn
from ..kit.findings import Fix, Mender, fact_name, groups, mark, paper_name, row, table_name
from ..kit.listing import Link
from ..kit.members import member_form, prefix
from ..kit.written import day, moment
from .desk import PARTS

Errors = Mapping[str, tuple[str, tuple[Citation, ...]]]  # by field: what is wrong, and its article
KINDS = {"file": "交文件", "record": "由本表生成", "custody": "双方确认移交，不收实物", "made": "办成时生成"}
SHUT = ("state", "scope", "bar", "lapse", "apart", "question", "parameter")  # nothing typed here can open these
ELSEWHERE = frozenset({"role", "form", "part"})  # said at the fields, in the opinions, by who may act
SIDES = {"gives": "确认已移交", "takes": "确认已接收"}


@dataclass(frozen=True)
class Wrong:
    """A line of the error summary and where it leads."""

    anchor: str
    say: str
    cite: tuple[Citation, ...] = ()


def context(found: ActionPage, ahead: Preview, tried: Attempt, pack: Pack) -> dict[str, Any]:
    """The panel beside the form: route, papers, what still lacks, readings used, what comes next."""
    decision = ahead.decision
    rows = [slot(one, tried, found) for one in ahead.papers]
    against = [
        row(f, decision, pack, lambda finding: None)
        for f in decision.against
        if f.kind not in ELSEWHERE and f.kind != "papers"
    ]
    tables = {table.id: table for table in (*decision.tables, *ahead.tables)}.values()
    return {
        "tables": [(table_name(t.zh), t) for t in tables if t.value_zh],
        "unknown_tables": [
            {"zh": table_name(t.zh), "lacks_zh": "、".join(fact_name(pack, fact) for fact in t.lacks)}
            for t in tables
            if not t.value_zh
        ],
        "slots": rows,
        "papers_there": sum(1 for one in rows if one["css"] == "met"),
        "against": against,
        "questions": decision.questions,
        "after": _after(decision, pack),
        "judged": moment(clock.now(), decision.on),
    }


def form_context(found: ActionPage, ahead: Preview, tried: Attempt, pack: Pack, errors: Errors) -> dict[str, Any]:
    """Heading and fields. `errors` by field id, or `rows.1.column`."""
    mine = found.how == "do"
    drawing = _drawing(found, ahead, tried, pack, errors)
    made = drawn.sections(found.form, drawing) if found.form and mine else []
    at_fields = [f for section in made for f in section.fields]
    at_fields += [cell for f in at_fields for r in f.rows for cell in r]
    wrong = [Wrong(f.anchor, f.error, f.error_cite) for f in at_fields if f.error]
    places = {f.name.removeprefix(drawn.PREFIX) for f in at_fields}
    wrong += [
        Wrong("act", say, cite) for name, (say, cite) in errors.items() if name not in places and name != "reason"
    ]
    wrong += [Wrong("reason", *errors["reason"])] if "reason" in errors else []
    wrong += [Wrong(f"paper-{paper}", say) for paper, say in tried.refused_files.items()]
    return {
        "head": _head(found, pack),
        "form_open": mine,
        "sections": made,
        "wrong": wrong,
        "key": tried.key,
        "revision": tried.revision if tried.revision is not None else found.revision,
        "opened": clock.now().isoformat(),
        "was": [(name, known.text) for name, known in found.known.items()],
        "saved": f"草稿存于 {moment(found.saved_at.astimezone(clock.LOCAL), clock.today())}" if found.saved_at else "",
        "has_draft": found.saved_at is not None,
        "members": _members(found, tried, pack) if found.members else [],
        "liftable": _liftable(found, tried, pack),
        "members_note": "不合格的会退下并写明理由" if found.action.members == "some" else "有一个不合格，全批都不办",
        "wants_reason": found.action.reason,
        "reason": tried.reason,
        "reason_error": errors["reason"][0] if "reason" in errors else "",
        **_parties(found, tried),
        "closed_note": _closed(found),
        "proposed": found.proposed,
        "today": clock.today(),
    }


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


def slot(one: Slot, tried: Attempt, found: ActionPage) -> dict[str, Any]:
    """One paper asked for, as the form and the panel print it."""
    need = one.need
    held = {name: number for name, number in tried.versions.items() if name.partition(":")[0] == need.paper}
    present = need.present or bool(held and not one.parts)
    skipped = tried.not_applicable.get(need.paper, need.skipped or "")
    css = "met" if present or skipped else "unknown" if need.unknown else "lacking"
    state = {"met": "已有", "unknown": "要不要交还不清楚", "lacking": "还差"}[css]
    return {
        "id": need.paper,
        "zh": need.zh,
        "cite": need.cite,
        "kind_zh": KINDS.get(need.kind, ""),
        "css": css,
        "state_zh": state,
        "state_css": {"met": "state--done", "unknown": "", "lacking": "state--behind"}[css],
        "skipped": skipped,
        "may_skip": need.may_skip and one.may_hand and not need.present,
        "handed": [_handed(line, found) for line in one.handed if not line.replaced],
        "kept": [
            {"slot": name, "version": number, "title": tried.titles.get(name, "文件")} for name, number in held.items()
        ],
        "uploads": _uploads(one),
        "error": tried.refused_files.get(need.paper, ""),
        "confirms": [{"value": f"{side}:{need.paper}", "zh": SIDES[side]} for side in one.confirms],
    }


def _uploads(one: Slot) -> list[dict[str, str]]:
    if one.need.kind not in ("file", "record") or not one.may_hand or (one.need.kind == "record" and one.need.present):
        return []
    name = f"paper.{one.need.paper}"
    if not one.parts:
        return [{"name": name, "id": f"upload-{one.need.paper}", "zh": "换一份" if one.handed else "选文件"}]
    return [
        {
            "name": f"{name}:{part}",
            "id": f"upload-{one.need.paper}-{part}",
            "zh": f"{zh}（{'已有，可换' if there else '还差'}）",
        }
        for part, zh, there in one.parts
    ]


def _handed(line: Any, found: ActionPage) -> dict[str, str]:
    code = found.project.code if found.project else None
    note = [f"{line.handed_by}{day(line.handed_on)}交"] if line.handed_by else []
    if line.kind == "custody":
        note = [f"移交 {day(line.given_on) or '未确认'}，接收 {day(line.taken_on) or '未确认'}"]
    if line.frozen:
        note.append("已存档")
    if line.not_applicable:
        note.append(f"不适用：{line.not_applicable}")
    return {
        "title": line.title or line.zh,
        "note": "　".join(note),
        "url": links.paper(code, line.version) if line.version else "",
    }


def _drawing(found: ActionPage, ahead: Preview, tried: Attempt, pack: Pack, errors: Errors) -> drawn.Drawing:
    kinds = {drawn.kind_of(f, pack) for f in found.form.fields} if found.form else set()
    columns = {drawn.kind_of(c, pack) for f in found.form.fields for c in f.columns} if found.form else set()
    return drawn.Drawing(
        pack,
        tried.answers,
        {name: drawn.Known(known.value, known.origin) for name, known in found.known.items()},
        errors,
        ahead.figures,
        bodies=office.bodies() if "organisation" in kinds | columns else (),
        people=tuple((str(p.id), f"{p.name}　{p.post}") for p in office.people())
        if "person" in kinds | columns
        else (),
        hidden=found.hidden,
    )


def _head(found: ActionPage, pack: Pack) -> dict[str, Any]:
    line, action = found.project, found.action
    crumbs = [Link(line.title, links.project(line.code))] if line else [Link("工作台", "/")]
    to = f"，报{pack.call(action.addressed_to)}" if action.addressed_to else ""
    subject = (
        f"：{found.subject_zh}"
        if found.subject_zh and found.subject_zh not in action.zh and (not line or found.subject_zh != line.title)
        else ""
    )
    return {
        "zh": action.zh,
        "crumbs": crumbs,
        "code": line.code if line else "",
        "unit": line.unit if line else "",
        "amount": line.amount if line else None,
        "who": f"由{found.by_zh}办{to}",
        "cite": citations(pack, action.cite[:1]),
        "verb": f"{'送出' if action.with_ else '提交'}",
        "subject": subject,
    }


def _closed(found: ActionPage) -> str:
    if found.how == "part":
        return "这件事等您表态。"
    if found.how == "system":
        return "这件事由系统按日期办，没有人工入口。"
    return f"这件事由{found.by_zh}办。您可以看，不能办。"


def _members(found: ActionPage, tried: Attempt, pack: Pack) -> list[dict[str, Any]]:
    """Candidates of a batch; those taken in with the form that each is decided with."""
    form, kind = member_form(found.action, pack), pack.subject_types[found.action.subject].members or ""
    chosen = set(tried.members) if tried.members else {m.id for m in found.members if m.chosen}
    return [
        {
            "id": m.id,
            "title": m.title,
            "unit": m.unit,
            "amount": m.amount,
            "state": state_zh(pack, kind, m.state),
            "left_out": m.left_out,
            "chosen": m.id in chosen,
            "url": links.project(m.project),
            "sections": _member_sections(form, tried, pack, m.id) if form and m.id in chosen else [],
        }
        for m in found.members
    ]


def _member_sections(form: Form, tried: Attempt, pack: Pack, member: str) -> list[drawn.SectionView]:
    answers = tried.member_answers.get(member, {})
    return drawn.sections(form, drawn.Drawing(pack, answers, prefix=prefix(member)))


def _liftable(found: ActionPage, tried: Attempt, pack: Pack) -> list[dict[str, Any]]:
    standing = {
        f.id for f in found.decision.findings if f.truth is not Truth.MET and f.truth is not Truth.NOT_APPLICABLE
    }
    return [
        {
            "id": id,
            "say": pack.rules[id].say,
            "cite": citations(pack, pack.rules[id].cite),
            "reason": tried.lifted.get(id, ""),
        }
        for id in found.liftable
        if id in pack.rules and (id in standing or id in tried.lifted)
    ]


def _parties(found: ActionPage, tried: Attempt) -> dict[str, Any]:
    if not found.parties:
        return {"parties": []}
    given = sum(1 for p in found.parties if len(p.given) >= p.at_least)
    favour, text, wrong = tried.part
    names = {PARTS.get(p.part, "表态") for p in found.parties}
    return {
        "parties": [_party(p) for p in found.parties],
        "parts_given": given,
        "parts_title": "会签" if len(names) > 1 else f"各方{names.pop()}",
        "parts_css": "state--done" if given == len(found.parties) else "state--doing",
        "parts_note": "都齐了才办；各方意见并列，原样入卷",
        "part_favour": favour,
        "part_text": text,
        "part_error": wrong,
    }


def _party(party: PartyLine) -> dict[str, Any]:
    return {
        "who": party.organisation or party.role_zh,
        "role": party.role,
        "cite": party.cite,
        "given": party.given,
        "part_zh": PARTS.get(party.part, "表态"),
        "due_on": party.due_on,
        "refusal": party.refusal,
        "mine": party.mine,
        "stamp": (party.organisation or party.role_zh)[-4:],
    }


def _after(decision: Decision, pack: Pack) -> list[dict[str, Any]]:
    """Duties that the act would open: who does what by when."""
    return [
        {
            "when": day(d.due.on, decision.on) if d.due.on else "不定期",
            "say": f"{pack.call(d.who)}：{d.say}",
            "cite": d.cite,
        }
        for d in decision.duties_opened[:6]
    ]


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
