"""`chengzhang options`: how things stand on a day, from recorded past events alone, and what may be done next."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from chengzhang.cli.asking import add_common, pack_and_calendar, refuse, roles_of, show
from chengzhang.engine.deciding.outcome import OUTCOME_ZH
from chengzhang.engine.deciding.typed import FactsError
from chengzhang.engine.decision_json import situation_json
from chengzhang.engine.explain import articles, name_of, say_duty
from chengzhang.engine.facts_file import CaseFile, read_facts_file
from chengzhang.engine.pack.model import Pack
from chengzhang.engine.situation import Situation, situation
from chengzhang.engine.values import zh_date, zh_range


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("options", help="show the situation on a day and every action of the moment")
    add_common(parser, role_required=False)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    try:
        pack, calendar = pack_and_calendar(args.pack)
        roles = roles_of(args.roles, pack)
        case = read_facts_file(pack, args.facts, args.on)
    except FactsError as error:
        return refuse(error, args.json)
    found = situation(pack, case.project, args.on, calendar, case.bench, roles)
    if args.json:
        states = [{"subject": node.kind, "id": node.id, "state": node.state} for node in case.top.walk()]
        show({**situation_json(found, pack), "states": states, "ignored": list(case.ignored)})
    else:
        print("\n".join(_as_text(found, pack, case, roles)))
    return 0


def _as_text(found: Situation, pack: Pack, case: CaseFile, roles: frozenset[str] | None) -> Iterator[str]:
    yield f"{zh_date(found.on)}，{pack.zh}"
    yield "义务："
    yield from [f"  {say_duty(duty, pack)}" for duty in found.duties] or ["  没有"]
    for window in found.windows:
        state = "开放中" if window.open else "未开放"
        days = zh_range(window.opens_on, window.closes_on)
        yield f"时段：{window.zh}{days}，{state}{articles(window.cite)}"
    yield from (f"失效：{lapse.say}{articles(lapse.cite)}" for lapse in found.lapses)
    yield from (f"限制：{bar.say}{articles(bar.cite)}" for bar in found.bars)
    yield "认定："
    for table in found.tables:
        said = table.value_zh or f"不清楚，还缺{'、'.join(name_of(n, pack) for n in table.lacks) or '口径'}"
        yield f"  {table.id}：{said}{articles(table.cite)}"
    yield "可办："
    shown = [view for view in found.actions if view.open and (roles is None or view.may)]
    yield from [f"  {view.by_zh}“{view.zh}”（{view.action}）" for view in shown] or ["  没有"]
    yield "还不能办："
    for view in found.actions:
        if view in shown or (roles is not None and not view.may):
            continue
        why = "；".join(f"{f.say}{articles(f.cite)}" for f in view.decision.against[:3])
        yield f"  {view.by_zh}“{view.zh}”（{view.action}）{OUTCOME_ZH[view.decision.outcome]}：{why}"
    for question in found.questions:
        if question.reading is None:
            who = "、".join(pack.call(role) for role in question.who)
            yield f"待定口径：{question.asks}（{who}）{articles(question.cite)}"
    yield from (f"注意：{event}在此日之后，未计入" for event in case.ignored)
