"""A pack as entries that can be laid beside those of another: one reader a section."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from chengzhang.engine.pack.diff_acts import action_entry, states_entry
from chengzhang.engine.pack.diff_aspects import (
    INTERVALS,
    LEVELS,
    STATUS,
    Aspect,
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
from chengzhang.engine.pack.diff_meaning import meaning, said_moment, said_tree
from chengzhang.engine.pack.model import (
    DerivedFact,
    Duty,
    Field,
    Form,
    Pack,
    Paper,
    Question,
    Role,
    Rule,
    Table,
)
from chengzhang.engine.rules.ast import ALWAYS, Derivation, Name, Tree
from chengzhang.engine.rules.touch import names_of
from chengzhang.engine.values import zh

SECTIONS = {
    "measure": "办法", "rules": "规则", "tables": "认定表", "papers": "材料", "duties": "期限和义务", "roles": "角色",
    "actions": "事项", "states": "状态", "forms": "表单", "terms": "术语和算得的数", "questions": "未定问题",
}  # fmt: skip


def entries(pack: Pack) -> Iterator[Entry]:
    """Everything of a pack that binds somebody or asks for something, section by section."""
    yield _measure(pack)
    yield from (_rule(pack, rule) for rule in pack.rules.values())
    tables = {t.id: t for t in (pack.scope.table, *pack.tables.values()) if t is not None}
    yield from (_table(pack, table) for table in tables.values())
    yield from (_paper(pack, paper) for paper in pack.papers.values())
    yield from (_duty(pack, duty) for duty in pack.duties.values())
    yield from (_role(pack, role) for role in pack.roles.values())
    yield from (action_entry(pack, action) for action in pack.actions.values())
    yield from (states_entry(pack, subject) for subject in pack.subjects.values())
    yield from (_form(pack, form) for form in pack.forms.values())
    yield from (_term(pack, fact) for fact in pack.derived.values())
    yield from (_question(pack, question) for question in pack.questions.values())


# ---------------------------------------------------------------- entries


def _measure(pack: Pack) -> Entry:
    first = next(iter(pack.measures.values()))
    found = Aspects(pack)
    found.plain("number", "文号", first.number, first.number or "")
    found.plain("in_force_on", "施行", first.in_force_on, zh(first.in_force_on) if first.in_force_on else "")
    found.plain("trial", "试行", first.trial, "试行")
    found.plain("status", "状态", pack.status, STATUS[pack.status])
    found.ids("interpreters", "由谁解释", first.interpreters, pack.call)
    roll = pack.calendar.roll == "next_working_day"
    found.plain("roll", "期限末日遇休息日", pack.calendar.roll, "顺延到下一个工作日" if roll else "不顺延")
    return entry_of(pack, "measure", "measure", first.title, first.cite, found)


def _rule(pack: Pack, rule: Rule) -> Entry:
    kinds = tuple(dict.fromkeys(pack.actions[act].subject for act in rule.at if act in pack.actions))
    found = Aspects(pack, *kinds)
    found.ids("at", "在哪些事项", rule.at, lambda act: act_zh(pack, act))
    found.plain("level", "强度", rule.level, LEVELS[rule.level])
    found.tree("when", "适用于", rule.when)
    found.tree("require", "要求", rule.require)
    found.day("not_before", "不早于", rule.not_before)
    for need in rule.papers:
        said = "要有" + (f"（{said_tree(pack, kinds, need.when)}时）" if need.when != ALWAYS else "")
        said += "，可以声明不适用" if need.or_not_applicable else ""
        what = (need.when, need.or_not_applicable, frozenset(need.parts))
        found.plain(f"paper.{need.paper}", f"材料“{paper_zh(pack, need.paper)}”", what, said)
    if rule.lift is not None:
        lift = rule.lift
        only = f"，限于{said_tree(pack, kinds, lift.when)}" if lift.when != ALWAYS else ""
        found.plain("lift", "由谁放行", (lift.by, lift.when, lift.reason, lift.paper), who_zh(pack, lift.by) + only)
    found.plain("judged_by", "由谁判断", rule.judged_by, who_zh(pack, rule.judged_by or ""))
    found.plain("makes", "同时形成", rule.makes, paper_zh(pack, rule.makes or ""))
    found.plain(
        "question", "依据的问题", rule.question and (rule.question, rule.reading), asked_zh(pack, rule.question)
    )
    more = frozenset([str(rule.more)]) if rule.more else None
    found.plain("more", "材料清单不封闭", more, "本单位可以加项")
    names = [f"name:{name}" for tree in (rule.when, rule.require) if tree is not None for name in names_of(tree)]
    papers = [f"paper:{need.paper}" for need in rule.papers]
    return entry_of(pack, "rules", rule.id, rule.say, rule.cite, found, *(f"at:{a}" for a in rule.at), *names, *papers)


def _table(pack: Pack, table: Table) -> Entry:
    found = Aspects(pack)
    cases: dict[str, list[tuple[Tree, str]]] = {}
    for row in table.rows:
        given = row.then if row.then is not None else row.readings
        words = given if isinstance(given, dict) else {"": given}
        label = "，".join(dict.fromkeys(_word(pack, table, column, word) for column, word in words.items()))
        label = f"看口径：{label}" if row.ask else label
        cases.setdefault(label, []).append((row.when, said_tree(pack, (), row.when) or "一律"))
    for label, rows in cases.items():
        what = frozenset(meaning(pack, when) for when, _ in rows)
        found[label] = Aspect(f"“{label}”", what, "；或者：".join(said for _, said in rows))
    if table is pack.scope.table:
        _tracks(pack, found)
    names = {f"name:{name}" for row in table.rows for name in names_of(row.when)}
    title = "适用范围" if table is pack.scope.table else table.zh
    cite = table.cite or tuple(dict.fromkeys(c for row in table.rows for c in row.cite))
    return entry_of(pack, "tables", table.id, title, cite, found, *names)


def _tracks(pack: Pack, found: Aspects) -> None:
    """What lives on each track, and which fields exist there."""
    for track in pack.scope.tracks.values():
        said = "全部" if "all" in track.subjects else "、".join(map(pack.call, track.subjects)) or "没有"
        said += f"，{'、'.join(map(pack.call, track.except_))}除外" if track.except_ else ""
        what = (frozenset(track.subjects), frozenset(track.except_), track.hide_all, frozenset(track.keep))
        words = next((kind.words for kind in pack.types.values() if track.id in kind.words), {})
        found.plain(f"track.{track.id}", f"“{words.get(track.id, track.id)}”上有", what, said)


def _word(pack: Pack, table: Table, column: str, word: Any) -> str:
    if isinstance(word, dict):
        return "，".join(_word(pack, table, inner, one) for inner, one in word.items())
    known = table.columns.get(column) or table.columns.get("") or {}
    for words in (known, *(t.words for t in pack.types.values() if t.id in (table.id, table.types.get(column)))):
        if word in words:
            return words[word]
    return pack.call(str(word))


def _paper(pack: Pack, paper: Paper) -> Entry:
    kinds = {"file": "文件", "record": "表单", "custody": "移交物", "made": "由系统形成"}
    found = Aspects(pack, paper.of)
    found.plain("kind", "形式", paper.kind, kinds[paper.kind])
    found.ids("parts", "组成部分", paper.parts, lambda part: paper.parts[part])
    if paper.or_:
        found.plain("or", "可以代替的", paper.or_, paper_zh(pack, paper.or_))
    if paper.gives and paper.takes:
        said = f"{pack.call(paper.gives)}交{pack.call(paper.takes)}"
        found.plain("custody", "交接", (paper.gives, paper.takes), said)
    return entry_of(pack, "papers", paper.id, paper.zh, paper.cite, found)


def _duty(pack: Pack, duty: Duty) -> Entry:
    found = Aspects(pack, duty.of)
    found.plain("who", "谁承担", duty.who, who_zh(pack, duty.who))
    found.ids("to", "向谁", duty.to, lambda role: who_zh(pack, role))
    openings = "；".join(
        act_zh(pack, o.act) + (f"（{said_tree(pack, _kinds(pack, o.act), o.when)}时）" if o.when != ALWAYS else "")
        for o in duty.opens
    )
    found.plain("opens", "从什么起", frozenset(meaning(pack, (o.act, o.when, o.rows)) for o in duty.opens), openings)
    if duty.every is not None:
        said = duty.every.text if isinstance(duty.every, Name) else INTERVALS.get(str(duty.every), "")
        found.plain("every", "多久一次", duty.every, said or f"每{value_zh(duty.every)}")
    found.day("due", "期限", duty.due)
    if duty.window is not None:
        found.day("opens_on", "最早", duty.window.opens)
    found.tree("only", "限于", duty.only)
    found.ids("done_by", "怎样完成", duty.done_by, lambda act: act_zh(pack, act))
    if duty.late is not None:
        also = "、".join(pack.call(role) for role in duty.late.notify)
        late = duty.late
        what = (late.notify, late.may, late.does, late.opens)
        found.plain("late", "逾期", what, late.say or (f"告知{also}" if also else act_zh(pack, late.does or "")))
    if duty.stops is not None:
        stopped = "、".join(act_zh(pack, act) for act in duty.stops[0])
        found.plain("stops", "未完成时停办", (frozenset(duty.stops[0]), duty.stops[1]), stopped)
    found.plain("level", "强度", duty.level, LEVELS[duty.level])
    found.plain("question", "依据的问题", duty.question, asked_zh(pack, duty.question))
    found.ids("drops", "什么使它消灭", duty.drops, lambda act: act_zh(pack, act))
    if duty.from_ is not None:
        found.plain("from", "从什么起算", duty.from_, act_zh(pack, duty.from_))
    if duty.until is not None:
        found.plain("until", "到什么为止", duty.until, act_zh(pack, duty.until))
    found.day("remind", "提醒", duty.remind)
    if duty.extended_by is not None:
        more = duty.extended_by
        grants = "、".join(act_zh(pack, act) for act in more.grant)
        found.plain("extended_by", "怎样延期", (more.grant, more.ask, more.before_due, more.pending), grants)
    pauses = frozenset((pause.from_act, pause.until_act) for pause in duty.pauses)
    found.plain(
        "pauses", "中止计时", pauses, "；".join(f"{act_zh(pack, a)}至{act_zh(pack, b)}" for a, b in sorted(pauses))
    )
    anchors = [f"done:{act}" for act in duty.done_by] + [f"open:{o.act}" for o in duty.opens]
    return entry_of(pack, "duties", duty.id, duty.say, duty.cite, found, *anchors)


def _kinds(pack: Pack, act: str) -> tuple[str, ...]:
    return (pack.actions[act].subject,) if act in pack.actions else ()


def _role(pack: Pack, role: Role) -> Entry:
    found = Aspects(pack)
    if isinstance(role.holder, Table):
        rows = [(str(row.then), row.when, said_tree(pack, (), row.when)) for row in role.holder.rows]
        said = "；".join(f"{text}时是{pack.call(then)}" for then, _, text in rows)
        found.plain("holder", "由谁担任", frozenset(meaning(pack, (then, when)) for then, when, _ in rows), said)
    else:
        said = {"unit": "项目所属单位", "pool": "从名单中产生"}.get(role.holder_kind) or str(role.holder)
        said = pack.facts[said].zh if said in pack.facts else said
        found.plain("holder", "由谁担任", (role.holder_kind, role.holder), said)
    found.ids("reads", "可以查看", role.reads, lambda kind: "全部" if kind == "all" else pack.call(kind))
    found.ids("apart_from", "不得出自", role.apart_from, pack.call)
    return entry_of(pack, "roles", role.id, role.zh, role.cite, found)


def _form(pack: Pack, form: Form) -> Entry:
    found = Aspects(pack)
    for item in form.fields:
        found.plain(item.fact or item.show or item.id, f"“{item.zh}”", _field_meaning(item), _field_say(pack, item))
    return entry_of(pack, "forms", form.id, form.zh, form.cite, found)


def _field_meaning(item: Field) -> tuple[Any, ...]:
    columns = frozenset((c.fact or c.id, _field_meaning(c)) for c in item.columns)
    limits = (item.least, item.most, item.latest, item.earliest)
    return (item.type, item.required, *limits, frozenset(item.only), frozenset(item.items), columns)


def _field_say(pack: Pack, item: Field) -> str:
    if item.required is True or item.required is False:
        said = "必填" if item.required else "选填"
    else:
        said = f"{said_tree(pack, (), item.required)}时必填"
    limits = [f"{word}{value_zh(value)}" for word, value in (("不小于", item.least), ("不大于", item.most)) if value]
    if item.items:
        limits.append(f"{len(item.items)}项")
    if item.columns:
        limits.append("、".join(column.zh for column in item.columns))
    return "，".join([said, *limits])


def _term(pack: Pack, fact: DerivedFact) -> Entry:
    found = Aspects(pack)
    if fact.derivation is not None:
        what = (fact.derivation, fact.over)
        found.plain("is", "怎样算", what, _derivation_say(pack, fact.derivation))
    found.tree("when", "是指", fact.when)
    found.tree("where", "只计", fact.where)
    return entry_of(pack, "terms", fact.name, fact.zh, fact.cite, found)


def _derivation_say(pack: Pack, derivation: Derivation) -> str:
    if derivation.moment is not None:
        return said_moment(pack, (), derivation.moment)
    parts = [name_zh(pack, arg.text) if isinstance(arg, Name) else arg.text for arg in derivation.args]
    index = str(derivation.index) if derivation.index is not None else ""
    return FUNCTIONS.get(derivation.function, derivation.function + "（{}）").format("、".join(parts), index)


FUNCTIONS = {
    "sum": "{}合计", "count": "{}的个数", "earliest": "最早的{}", "latest": "最晚的{}", "max": "最大的{}",
    "min": "最小的{}", "nth": "第{1}个{0}", "plus": "{}相加", "minus": "{}相减", "distance": "{}之差",
    "share": "{}之比", "first_of": "{}中最先有的一项", "later": "{}中较晚的", "earlier": "{}中较早的",
}  # fmt: skip


def _question(pack: Pack, question: Question) -> Entry:
    found = Aspects(pack)
    for reading in question.readings.values():
        gives = "，".join(
            f"{pack.parameters[name].zh if name in pack.parameters else name}为{value_zh(value)}"
            for name, value in reading.gives.items()
        )
        said = reading.zh + (f"（{gives}）" if gives else "")
        found.plain(f"reading.{reading.id}", "读法", ("reading", reading.gives), said)
    default = question.readings.get(question.default or "")
    found.plain("default", "默认", question.default, default.zh if default else "")
    found.ids("who", "谁裁定", question.who, pack.call)
    return entry_of(pack, "questions", question.id, question.asks, question.cite, found)
