"""What an act's page prints: heading, fields, papers, opinions, findings, the way out. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from chengzhang.engine.decision import Citation, Decision, Truth
from chengzhang.engine.pack.model import Form, Pack
from chengzhang.engine.rules.cited import citations
from chengzhang.engine.rules.states import state_zh
from chengzhang.foundation import clock
from chengzhang.projects.queries.pages import ActionPage, Preview
from chengzhang.projects.queries.rows import PartyLine

from .. import links, office
from ..attempt import Attempt
from ..kit import fields as drawn
from ..kit.earlier import earlier
from ..kit.findings import fact_name, row, table_name
from ..kit.listing import Link
from ..kit.members import member_form, prefix
from ..kit.written import day, moment
from .action_papers import slot
from .action_verdict import ELSEWHERE, Errors
from .desk import PARTS

MOST_ON_BUTTON = 10  # characters; an act without a form is pressed by its name


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
    mine, before = found.how == "do", earlier(found)
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
        "member_form": member_form(found.action, pack),
        "members_note": "不合格的会退下并写明理由" if found.action.members == "some" else "有一个不合格，全批都不办",
        "wants_reason": found.action.reason,
        "reason": tried.reason,
        "reason_error": errors["reason"][0] if "reason" in errors else "",
        **_parties(found, tried),
        "closed_note": _closed(found),
        "proposed": found.proposed,
        "earlier": before,
        "earlier_first": any(one["open"] for one in before),
        "others": _others(found, pack),
        "today": clock.today(),
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
        "verb": "送出" if action.with_ else "提交" if action.form or len(action.zh) > MOST_ON_BUTTON else action.zh,
        "subject": subject,
    }


def _others(found: ActionPage, pack: Pack) -> list[Link]:
    """What the same role can do instead, with a reason: send back, refuse."""
    action, of = found.action, found.subject if "." in found.subject else ""
    if found.how != "do" or action.reason or action.to in action.from_states:
        return []
    return [
        Link(one.zh, links.act(found.project.code if found.project else None, one.id, of))
        for one in pack.subjects[action.subject].actions.values()
        if one.reason and one.by == action.by and set(one.from_states) & set(action.from_states)
    ]


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
        "scores": party.part == "advice",
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
