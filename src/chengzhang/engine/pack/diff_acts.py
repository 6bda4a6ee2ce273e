"""Acts and states as entries that can be compared: who, from where to where, with whom, with what, and what follows."""

from __future__ import annotations

from chengzhang.engine.pack.diff_aspects import (
    PARTS,
    Aspects,
    Entry,
    act_zh,
    asked_zh,
    entry_of,
    name_zh,
    paper_zh,
    value_zh,
    who_zh,
)
from chengzhang.engine.pack.diff_meaning import meaning, said_moment
from chengzhang.engine.pack.model import Action, Pack, SubjectDef
from chengzhang.engine.rules.states import state_zh

ONE_BODY = {"records_itself": "同一机关的自行记录", "another_person": "同一机关的由另一人办"}


def action_entry(pack: Pack, action: Action) -> Entry:
    found = Aspects(pack, action.subject)
    found.plain("by", "谁办", action.by, who_zh(pack, action.by))
    if action.entered_by and action.entered_by != action.by:
        found.plain("entered_by", "谁录入", action.entered_by, who_zh(pack, action.entered_by))
    states = [state_zh(pack, action.subject, state) for state in action.from_states]
    found.plain("from", "什么状态下可办", frozenset(action.from_states), "、".join(dict.fromkeys(states)))
    to = [action.to] if action.to else list(action.to_words.values())
    led = "、".join(dict.fromkeys(state_zh(pack, action.subject, state) for state in to))
    found.plain("to", "办完之后", (action.to, action.to_by, action.to_words), led)
    found.plain("sets", "记下", action.sets, "、".join(name_zh(pack, f"{action.subject}.{key}") for key in action.sets))
    for party in action.with_:
        said = "反对即停" if party.refusal == "stops" else "意见记录在案"
        said += f"，至少{party.at_least}人" if party.at_least > 1 else ""
        said += f"，{value_zh(party.within)}内" if party.within is not None else ""
        what = (party.at_least, party.refusal, party.within, party.silence, party.each_member)
        found.plain(f"with.{party.part}.{party.role}", f"{PARTS[party.part]}：{who_zh(pack, party.role)}", what, said)
    if action.form is not None:
        found.plain("form", "填什么表", action.form, pack.forms[action.form].zh)
    found.ids("papers", "要交", action.papers, lambda paper: paper_zh(pack, paper))
    found.ids("makes", "形成", action.makes, lambda paper: paper_zh(pack, paper))
    found.plain("reason", "写明理由", action.reason, "要")
    found.ids("only_through", "只能随着发生", action.only_through, lambda act: act_zh(pack, act))
    found.plain("baseline", "形成新的批准版本", action.baseline, "是")
    found.plain("question", "依据的问题", action.question, asked_zh(pack, action.question))
    if action.addressed_to:
        same = {"records_itself": "同一机关的自行记录", "another_person": "同一机关的由另一人办"}.get(
            action.same_holder, ""
        )
        said = who_zh(pack, action.addressed_to) + (f"，{same}" if same else "")
        found.plain("addressed_to", "交给谁", (action.addressed_to, action.same_holder), said)
    if action.members != "all":
        found.plain("members", "成员", action.members, "不合格的另行剔出，其余照办")
    follow = frozenset(meaning(pack, (f.act, f.when)) for f in action.then)
    found.plain("then", "随之发生", follow, "、".join(act_zh(pack, f.act) for f in action.then))
    found.ids("apart_from", "不得由同一人办", action.apart_from, lambda act: act_zh(pack, act))
    bars = frozenset(meaning(pack, (b.holder, frozenset(b.stops), b.until, b.ends, b.when)) for b in action.raises)
    found.plain("raises", "带来限制", bars, "、".join(bar.zh for bar in action.raises))
    return entry_of(pack, "actions", action.id, action.zh, action.cite, found)


def states_entry(pack: Pack, subject: SubjectDef) -> Entry:
    found = Aspects(pack, subject.id)
    found.ids("states", "状态", subject.states, lambda state: state_zh(pack, subject.id, state))
    found.ids("ends", "可以到此为止", subject.ends, lambda state: state_zh(pack, subject.id, state))
    for number, lapse in enumerate(subject.lapses, 1):
        clocks = "或".join(said_moment(pack, (subject.id,), after) for after, _ in lapse.any)
        found.plain(f"lapse.{lapse.to}.{number}", "自动失效", (lapse.any, lapse.to), f"到{clocks}为止")
    cite = tuple(dict.fromkeys(c for lapse in subject.lapses for c in lapse.cite))
    return entry_of(pack, "states", subject.id, pack.call(subject.id), cite, found)
